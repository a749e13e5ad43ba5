"""Shares of weight that questions have in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.dialogue.answers.view import View

pytestmark = pytest.mark.unit


def test_a_row_covers_itself_and_nothing_of_a_stranger() -> None:
    view = View([{"a": 1.0, "b": 1.0}, {"c": 1.0}], [0, 1])
    same, other = view.overlap({"a": 1.0, "b": 1.0}), view.overlap({"x": 1.0})
    np.testing.assert_allclose(same.of_question, [1, 0], atol=1e-6)
    np.testing.assert_allclose(same.of_row, [1, 0], atol=1e-6)
    assert not other.of_question.any()
    assert not other.of_row.any()


def test_a_rare_term_weighs_more_and_wordings_of_one_answer_make_none_common() -> None:
    rows = [{"rare": 1.0, "common": 1.0}, *({"common": 1.0} for _ in range(20))]
    spread = View(rows, range(21)).overlap({"rare": 1.0, "common": 1.0})
    together = View(rows, [0, *[1] * 20]).overlap({"rare": 1.0, "common": 1.0})
    assert spread.of_question[1] < 0.2
    assert together.of_question[1] > 0.35


_WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 1.0), max_size=5)


@settings(max_examples=60)
@given(st.lists(_WEIGHTS, min_size=1, max_size=8), _WEIGHTS)
def test_shares_lie_between_0_and_1(rows: list[dict[str, float]], question: dict[str, float]) -> None:
    for shares in View(rows, range(len(rows))).overlap(question):
        assert shares.shape == (len(rows),)
        assert ((shares >= 0) & (shares <= 1 + 1e-5)).all()
