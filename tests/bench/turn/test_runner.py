"""What ``visavis bench turn`` measures, and what stands in for a model meanwhile."""

from __future__ import annotations

import io
import json
import time
import urllib.request
from pathlib import Path

import pytest

from visavis.bench.figures import as_json
from visavis.bench.turn import page
from visavis.bench.turn.runner import Plan, run
from visavis.bench.turn.stand_in import FIRST_TOKEN_S, MODEL, TOKENS_PER_S, Written, stand_in
from visavis.headless.server_process import HeadlessError

pytestmark = pytest.mark.contract

ANSWERS = "answers:\n  - {id: hours, questions: [When are you open?], answers: From nine to five.}\n"


def asked(url: str) -> str:
    body = json.dumps({"model": MODEL, "stream": True, "messages": []}).encode()
    request = urllib.request.Request(f"{url}/chat/completions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        lines = [line[6:].strip() for line in io.TextIOWrapper(answer, "utf-8") if line.startswith("data: ")]
    assert lines.pop() == "[DONE]"
    return "".join(json.loads(line)["choices"][0]["delta"].get("content", "") for line in lines)


def test_the_stand_in_writes_no_faster_than_a_service() -> None:
    with stand_in() as model:
        begun = time.perf_counter()
        first, second = asked(model.url), asked(model.url)
    assert first != second
    [written, other] = model.answers
    assert "".join(text for text, _ in written.tokens) == first
    times = [at - begun for _, at in written.tokens]
    assert times[0] >= FIRST_TOKEN_S
    assert times[-1] >= FIRST_TOKEN_S + (len(times) - 1) / TOKENS_PER_S
    assert written.sent_at(second) is None
    assert other.sent_at(second) == other.tokens[-1][1]


def test_a_beginning_is_whole_with_its_last_token() -> None:
    written = Written([("您好", 1.0), ("，", 1.1), ("order ", 1.2), ("A1", 1.3)])
    assert written.sent_at("您好，") == 1.1
    assert written.sent_at("您好，order") == 1.2
    assert written.sent_at("再见") is None


def test_turns_are_measured_over_the_wire(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS, encoding="utf-8")
    told: list[str] = []
    figures = as_json(run(Plan(turns=2, with_browser=False, answers=answers), told.append))
    assert len(told) == 3
    names = ("model_ttft_ms", "model_token_to_sound_ms", "model_clause_to_sound_ms", "tts_node_ttfb_ms")
    assert figures.keys() == {f"{name}_p{share}" for name in (*names, "approved_sound_ms") for share in (50, 95)}
    assert all(value is not None and value > 0 for value in figures.values())


def test_what_needs_a_browser_is_null_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise HeadlessError("no Chromium here")

    monkeypatch.setattr(page, "ask_all", none)
    monkeypatch.setattr(page, "barge_in", none)
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS, encoding="utf-8")
    found = {figure.key: figure for figure in run(Plan(turns=1, answers=answers), lambda line: None)}
    for key in ("model_clause_to_audible_ms_p95", "approved_audible_ms_p95", "barge_in_silence_ms_p95"):
        assert found[key].value is None
        assert found[key].goal is not None
        assert found[key].note == "no Chromium here"


def test_an_answer_from_elsewhere_is_no_figure(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        ANSWERS.replace("When are you open?", "假如把1001座灯塔都漆成蓝色，航海的人会怎么想？"), encoding="utf-8"
    )
    with pytest.raises(HeadlessError, match="answered from 'approved'"):
        run(Plan(turns=1, with_browser=False, answers=answers), lambda line: None)
