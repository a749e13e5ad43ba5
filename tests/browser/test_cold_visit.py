"""The first visit that the bench makes is a visitor's: a page of another site, a websocket, a figure."""

from __future__ import annotations

import pytest

from visavis.bench import cold_visit

pytestmark = pytest.mark.browser


def test_a_visit_hears_a_word_and_sees_a_figure() -> None:
    (visit,) = cold_visit.measure(1)
    assert visit.first_word.ms > 0
    assert visit.first_word.requests >= 4, "the page, the script tag, the library and the worklet"
    assert visit.figure.requests >= 10
    assert visit.figure.bytes > 400_000, "with the figure's own file"
