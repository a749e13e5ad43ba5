"""The estimate by which the event loop is left or not."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import analyse, analysis_cost_ms, cost

pytestmark = pytest.mark.unit


def test_a_short_text_of_a_language_that_is_loaded_costs_next_to_nothing() -> None:
    analyse("您好", language="zh")
    assert analysis_cost_ms("您好，请问有什么可以帮您？", "zh-CN") < 1
    assert analysis_cost_ms("您好，请问有什么可以帮您？", None) < 1
    assert analysis_cost_ms("您好" * 500, "zh") > 1


def test_the_first_text_of_a_language_costs_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "_seen", set())  # other tests speak that language too
    assert analysis_cost_ms("sawa", "sw") > 100
    analyse("sawa", language="sw")
    assert analysis_cost_ms("sawa", "sw") < 1


def test_a_dictionary_costs_more_than_rules() -> None:
    analyse("東京", language="ja")
    analyse("Berlin", language="de")
    assert analysis_cost_ms("東京です" * 10, "ja") > 2 > 1 > analysis_cost_ms("Berlin" * 10, "de")
    assert analysis_cost_ms("東京です", None) == analysis_cost_ms("東京です", "ja-JP")
