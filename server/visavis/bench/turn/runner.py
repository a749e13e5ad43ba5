"""One run: answers of a model, approved answers, interruptions; over the wire, and in a browser where there is one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from visavis.bench.figures import Figure, percentile
from visavis.bench.turn import client, page
from visavis.bench.turn.prepared import until_prepared
from visavis.bench.turn.speech import write_question
from visavis.bench.turn.stand_in import MODEL, UNDERSTOOD, StandIn, stand_in
from visavis.dialogue.answers.load import load_answers
from visavis.headless.server_process import HeadlessError, RunningServer, serve

# In a checkout, else what comes along.
EXAMPLE: Final = Path(__file__).parents[4] / "examples" / "answers" / "parcel_shop.yaml"
OWN: Final = Path(__file__).parents[2] / "dialogue" / "answers" / "data" / "about.yaml"
ADDED_MS: Final = 150
APPROVED_MS: Final = 100
SILENCE_MS: Final = 100
QUIET_S: Final = 6.0
"""Between two sentences of a visitor who interrupts: the avatar is long speaking again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How thoroughly to measure."""

    turns: int = 40
    """Of each kind of answer, over the wire and in the browser each."""
    interruptions: int = 20
    with_browser: bool = True
    answers: Path = EXAMPLE if EXAMPLE.is_file() else OWN
    """A file of approved answers."""


def run(plan: Plan, tell: Callable[[str], None]) -> list[Figure]:
    """Measure everything that can be measured here. Progress goes to ``tell``, a line at a time. Raises
    :class:`HeadlessError` where the server does not run, or does not answer as it should."""
    if find_spec("openai") is None:
        raise HeadlessError("the stand-in speaks OpenAI's API: pip install 'visavis[openai]'")
    with stand_in() as model, _server(model, plan.answers) as server:
        tell("approved answers are spoken in advance …")
        until_prepared(server)
        approved, questions = _approved_questions(plan), _questions()
        tell(f"{plan.turns} answers of a model over the wire …")
        figures = _wire_model(server, model, [next(questions) for _ in range(plan.turns)])
        tell(f"{plan.turns} approved answers over the wire …")
        figures += _wire_approved(server, approved)
        if plan.with_browser:
            tell(f"{plan.turns} answers of a model in a browser …")
            figures += _page_model(server, [next(questions) for _ in range(plan.turns)])
            tell(f"{plan.turns} approved answers in a browser …")
            figures += _page_approved(server, approved)
            tell(f"{plan.interruptions} interruptions in a browser …")
            model.sentences = 12
            figures += _interruptions(server, next(questions), plan.interruptions)
    return figures


@contextmanager
def _server(model: StandIn, answers: Path) -> Iterator[RunningServer]:
    settings = {
        "VISAVIS_ANSWERS": str(answers),
        "VISAVIS_CACHE_MB": "0",
        "VISAVIS_METRICS": "on",
        "VISAVIS_LLM_ENGINE": "openai",
        "VISAVIS_LLM_URL": model.url,
        "VISAVIS_LLM_MODEL": MODEL,
        "VISAVIS_LISTEN": "openai",
        "VISAVIS_LISTEN_OPENAI_URL": model.url,
        "VISAVIS_LISTEN_OPENAI_MODEL": MODEL,
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    with serve(settings) as server:
        yield server


def _questions() -> Iterator[str]:
    """Such as no file has an answer to."""
    number = 1000
    while True:
        number += 1
        yield f"假如把{number}座灯塔都漆成蓝色，航海的人会怎么想？"


def _approved_questions(plan: Plan) -> list[str]:
    """Word for word as the file has them, each of another answer as long as there are."""
    known = [answer.questions[0] for answer in load_answers(plan.answers).answers]
    return [known[number % len(known)] for number in range(plan.turns)]


def _wire_model(server: RunningServer, model: StandIn, questions: list[str]) -> list[Figure]:
    asyncio.run(client.ask_all(server.session_url, questions[:1], "model"))  # loads and connects what is loaded late
    before = len(model.answers)
    turns = asyncio.run(client.ask_all(server.session_url, questions, "model"))
    added = []
    written = iter(model.answers[before:])
    for turn in turns:
        # Between answers a long conversation is summarised by the same model.
        sent_at = next((at for one in written if (at := one.sent_at(turn.beginning)) is not None), None)
        if sent_at is None:
            raise HeadlessError(f"{turn.beginning!r} is not how the model began")
        added.append((turn.first_sound_at - sent_at) * 1000)
    own = [turn.first_sound_ms - turn.metrics["first_clause_ms"] for turn in turns]
    return [
        *_pair("model_ttft_ms", "model: first token, as the stand-in gives it", _of(turns, "llm_node_ttft_ms")),
        *_pair("model_token_to_sound_ms", "model: clause's last token sent, to first sound on the wire", added),
        *_pair("model_clause_to_sound_ms", "model: first clause, to first sound on the wire", own),
        *_pair("tts_node_ttfb_ms", "model: first clause, to first sound made", _of(turns, "tts_node_ttfb_ms")),
    ]


def _wire_approved(server: RunningServer, questions: list[str]) -> list[Figure]:
    turns = asyncio.run(client.ask_all(server.session_url, questions, "approved"))
    return _pair(
        "approved_sound_ms", "approved: question sent, to first sound on the wire", [t.first_sound_ms for t in turns]
    )


def _page_model(server: RunningServer, questions: list[str]) -> list[Figure]:
    title = "model: first clause, to audible in Chromium"
    try:
        turns = page.ask_all(server, questions)
    except HeadlessError as error:
        return [Figure("model_clause_to_audible_ms_p95", f"{title}, p95", None, "ms", goal=ADDED_MS, note=str(error))]
    added = [turn["e2e_latency_ms"] - turn["first_clause_ms"] for turn in turns]
    skew = [turn["face_start_skew_ms"] for turn in turns if turn["face_start_skew_ms"] is not None]
    return [
        *_pair("model_e2e_latency_ms", "model: question sent, to audible in Chromium", _told(turns, "e2e_latency_ms")),
        *_pair("model_clause_to_audible_ms", title, added, ADDED_MS),
        *_pair("playback_latency_ms", "first sound in the page, to audible", _told(turns, "playback_latency_ms")),
        *_pair("face_start_skew_ms", "mouth moves, after the sound", skew),
    ]


def _page_approved(server: RunningServer, questions: list[str]) -> list[Figure]:
    title = "approved: question sent, to audible in Chromium"
    try:
        turns = page.ask_all(server, questions)
    except HeadlessError as error:
        return [Figure("approved_audible_ms_p95", f"{title}, p95", None, "ms", goal=APPROVED_MS, note=str(error))]
    return _pair("approved_audible_ms", title, _told(turns, "e2e_latency_ms"), APPROVED_MS)


def _interruptions(server: RunningServer, question: str, times: int) -> list[Figure]:
    title = "barge-in: speech detected, to silence in Chromium"
    with tempfile.TemporaryDirectory(prefix="visavis-bench-") as folder:
        heard = Path(folder) / "heard.wav"
        period_s = write_question(server, UNDERSTOOD, heard, before_s=QUIET_S / 2, after_s=QUIET_S / 2)
        try:
            found = page.barge_in(server, heard, question, times, within_s=60 + period_s * (times + 2) * 1.5)
        except HeadlessError as error:
            return [Figure("barge_in_silence_ms_p95", f"{title}, p95", None, "ms", goal=SILENCE_MS, note=str(error))]
    delays = [one.metrics["end_of_turn_delay_ms"] for one in found if one.metrics["end_of_turn_delay_ms"] is not None]
    return [
        *_pair("voice_activity_ms", "barge-in: first frame of speech, to detected", [one.activity_ms for one in found]),
        *_pair("barge_in_silence_ms", title, [one.silence_ms for one in found], SILENCE_MS),
        *_pair("end_of_turn_delay_ms", "last sound at the server, to transcript", delays),
    ]


def _pair(key: str, title: str, values: Sequence[float], goal: float | None = None) -> list[Figure]:
    """The median, and what 95 of 100 do not exceed, which the goal is for."""
    if not values:
        return [Figure(f"{key}_p95", f"{title}, p95", None, "ms", goal=goal, note="nothing was measured")]
    note = f"{len(values)} times"
    return [
        Figure(f"{key}_p50", f"{title}, p50", round(percentile(values, 0.5), 1), "ms"),
        Figure(f"{key}_p95", f"{title}, p95", round(percentile(values, 0.95), 1), "ms", goal=goal, note=note),
    ]


def _of(turns: Sequence[client.Answered], name: str) -> list[float]:
    return _told([turn.metrics for turn in turns], name)


def _told(turns: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [turn[name] for turn in turns if turn[name] is not None]
