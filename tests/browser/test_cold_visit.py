"""The first visit that the bench makes is a visitor's: a page of another site, a websocket, a figure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from visavis.bench import cold_visit

pytestmark = pytest.mark.browser


def test_a_visit_hears_a_word_and_sees_a_figure() -> None:
    # Playwright's own loop runs in this thread once another browser test has run; the bench begins one of its own.
    with ThreadPoolExecutor(1) as alone:
        (visit,) = alone.submit(cold_visit.measure, 1).result()
    assert visit.first_word.ms > 0
    assert visit.first_word.requests >= 4, "the page, the script tag, the library and the worklet"
    assert visit.figure.requests >= 10
    assert visit.figure.bytes > 400_000, "with the figure's own file"
