"""Approved answers are spoken before anybody asks."""

from __future__ import annotations

import threading

import pytest

from fakes.scripted_engine import ScriptedEngine, pieces_of
from visavis.dialogue.answers.answer import Answer
from visavis.dialogue.answers.load import parse_answers
from visavis.dialogue.response import Said
from visavis.dialogue.response.approved import said_of
from visavis.transport import prepared_answers
from visavis.transport.prepared_answers import PreparedAnswers
from visavis.tts.compute import Compute
from visavis.tts.order import Order
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory
from visavis.tts.whole import collect

pytestmark = pytest.mark.unit

FIRST = b"  - {id: a, questions: [one], answers: [First., Second.]}\n"
OTHER = b"  - {id: b, questions: [two], answers: [Other.]}\n"
BOOK = parse_answers(b"answers:\n" + FIRST + OTHER, "desk.yaml")


async def desk(engine: ScriptedEngine, compute: Compute) -> Speaker:
    return Speaker(await VoiceDirectory.open({"scripted": engine}), compute, text_chars=500)


def order(answer: int, wording: int = 0) -> Order:
    said = said_of(BOOK.answers[answer], wording)
    return Order(said.spoken, "viseme15", language=said.language)


async def test_who_asks_gets_what_is_there_and_the_engine_is_not_asked_again() -> None:
    compute, engine = Compute(1), ScriptedEngine()
    try:
        speaker = await desk(engine, compute)
        prepared = PreparedAnswers(speaker, 1 << 20)
        await prepared.take(BOOK)
        await prepared.done()
        asked = len(engine.spoken)
        assert asked == 6, "three wordings for two kinds of faces"
        async with speaker.speak(order(0, 1)) as utterance:
            assert (await collect(utterance)).pcm
        assert len(engine.spoken) == asked
        await prepared.close()
    finally:
        compute.close()


async def test_what_is_gone_from_the_file_is_let_go() -> None:
    compute = Compute(1)
    try:
        speaker = await desk(ScriptedEngine(), compute)
        prepared = PreparedAnswers(speaker, 1 << 20)
        await prepared.take(BOOK)
        await prepared.done()
        await prepared.take(parse_answers(b"answers:\n" + OTHER, "desk.yaml"))
        await prepared.done()
        assert order(1) in speaker.prepared
        assert order(0) not in speaker.prepared
        speaker.prepared.keep_only([order(1)])
        [left] = [speaker.prepared.find(order(1))]
        assert left is not None
        assert speaker.prepared.size_bytes == left.size_bytes > 0
        speaker.prepared.put(order(1), left)
        assert speaker.prepared.size_bytes == left.size_bytes, "one that takes another's place counts once"
        await prepared.close()
    finally:
        compute.close()


async def test_there_is_a_limit_and_first_wordings_come_first(caplog: pytest.LogCaptureFixture) -> None:
    compute = Compute(1)
    try:
        speaker = await desk(ScriptedEngine(), compute)
        prepared = PreparedAnswers(speaker, 1)
        await prepared.take(BOOK)
        await prepared.done()
        assert len(speaker.prepared) == 1
        assert "VISAVIS_PREPARED_MB" in caplog.text
        await prepared.close()
    finally:
        compute.close()


async def test_an_engine_that_fails_is_told_and_the_others_are_spoken(caplog: pytest.LogCaptureFixture) -> None:
    compute = Compute(1)
    failures = [RuntimeError("once")]
    engine = ScriptedEngine(lambda sentence: [failures.pop()] if failures else pieces_of(sentence))
    try:
        speaker = await desk(engine, compute)
        prepared = PreparedAnswers(speaker, 1 << 20)
        await prepared.take(BOOK)
        await prepared.done()
        assert len(speaker.prepared) == 5
        assert "cannot be spoken in advance" in caplog.text
        await prepared.close()
    finally:
        compute.close()


async def test_what_a_large_file_holds_is_worked_out_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    compute, threads = Compute(1), set[int]()

    def noted(answer: Answer, wording: int = 0) -> Said:
        threads.add(threading.get_ident())
        return said_of(answer, wording)

    monkeypatch.setattr(prepared_answers, "said_of", noted)
    try:
        prepared = PreparedAnswers(await desk(ScriptedEngine(), compute), 1 << 20)
        await prepared.take(BOOK)
        await prepared.done()
        assert threads
        assert threading.get_ident() not in threads
        await prepared.close()
    finally:
        compute.close()
