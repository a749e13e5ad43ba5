"""An utterance as chunks: nothing lost, nothing doubled, everything at its own time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator

import numpy as np
import pytest

from fakes.scripted_engine import RATE_HZ, VOICE, ScriptedEngine, native_piece, pieces_of, tone
from fakes.until import until
from visavis.protocol.channels import ARKIT52, VISEME15, ChannelSpace
from visavis.speech.cues import Phone
from visavis.speech.frontend import Analysis
from visavis.speech.text import Sentence, Token
from visavis.tts.checked import Patience
from visavis.tts.chunk import ChunkSchedule, UtteranceChunk
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError, Prosody, SpeechPiece
from visavis.tts.resilience import Resilience
from visavis.tts.utterance import DEFAULT_SCHEDULE, perform

pytestmark = pytest.mark.unit


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


def words(text: str, *, first: int = 0, ends_sentence: bool = True) -> Sentence:
    """A sentence of the words of a text."""
    tokens, at = [], first
    for word in text.split():
        tokens.append(Token("en", word, at, at + len(word)))
        at += len(word) + 1
    return Sentence(tuple(tokens), first, at - 1, ends_sentence)


def analysis(*sentences: Sentence) -> Analysis:
    return Analysis("x" * sentences[-1].written_end, "en", sentences)


async def chunks_of(
    engine: ScriptedEngine,
    spoken: Analysis,
    compute: Compute,
    *,
    space: ChannelSpace = "viseme15",
    schedule: ChunkSchedule = DEFAULT_SCHEDULE,
    timeout_s: float = 5.0,
) -> list[UtteranceChunk]:
    waiting = Resilience(Patience(timeout_s, timeout_s))
    performing = perform(
        spoken, VOICE, engine, Prosody(), space, compute=compute, schedule=schedule, resilience=waiting
    )
    return [chunk async for chunk in performing]


LONG = analysis(words("one two three four five six seven eight nine ten " * 5), words("and the end", first=300))


async def test_chunks_are_the_whole_audio_in_order(compute: Compute) -> None:
    chunks = await chunks_of(ScriptedEngine(), LONG, compute)
    expected = b"".join(piece.pcm for sentence in LONG.sentences for piece in pieces_of(sentence))
    assert b"".join(chunk.pcm for chunk in chunks) == expected
    at = 0
    for chunk in chunks:
        assert chunk.first_sample == at
        at += chunk.samples


@pytest.mark.parametrize("space", ["viseme15", "arkit52"])
async def test_the_track_has_a_row_for_every_frame_that_begins_in_the_audio(
    compute: Compute, space: ChannelSpace
) -> None:
    chunks = await chunks_of(ScriptedEngine(), LONG, compute, space=space)
    channels = len(VISEME15 if space == "viseme15" else ARKIT52)
    at = 0
    for chunk in chunks:
        assert (chunk.first_frame, chunk.channels, len(chunk.rows)) == (at, channels, chunk.frames * channels)
        at += chunk.frames
    samples = sum(chunk.samples for chunk in chunks)
    assert at == math.ceil(samples / RATE_HZ * 60)


async def test_every_chunk_carries_the_rows_of_its_audio(compute: Compute) -> None:
    for chunk in await chunks_of(ScriptedEngine(), LONG, compute):
        end = (chunk.first_sample + chunk.samples) * 60 / RATE_HZ
        assert chunk.first_frame + chunk.frames == math.ceil(end)


async def test_chunks_grow_and_only_the_last_is_final(compute: Compute) -> None:
    chunks = await chunks_of(ScriptedEngine(), LONG, compute)
    seconds = [chunk.samples / RATE_HZ for chunk in chunks]
    assert seconds[:4] == pytest.approx([0.12, 0.4, 1.2, 4.0], abs=0.001)
    assert [chunk.final for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


async def test_a_short_remainder_rides_with_the_chunk_before_it(compute: Compute) -> None:
    engine = ScriptedEngine(lambda _: [SpeechPiece(tone(1000), (Phone("ɑː", 0, 1000),))])
    chunks = await chunks_of(engine, analysis(words("one")), compute)
    assert [chunk.samples for chunk in chunks] == [1000]


async def test_the_mouth_moves_with_the_sounds(compute: Compute) -> None:
    chunks = await chunks_of(ScriptedEngine(), analysis(words("one two")), compute)
    rows = np.frombuffer(b"".join(chunk.rows for chunk in chunks), dtype=np.uint8).reshape(-1, 15)
    closed, opened = VISEME15.index("PP"), VISEME15.index("aa")
    # Each word is 0.1 s of m, then 0.1 s of a: frames 0-5 and 12-17 are m.
    assert rows[3, closed] > 200
    assert rows[15, closed] > 200
    assert rows[9, opened] > rows[9, closed]


async def test_words_are_on_the_utterances_own_time(compute: Compute) -> None:
    spoken = analysis(words("one two"), words("three", first=8))
    chunks = await chunks_of(ScriptedEngine(), spoken, compute)
    events = [(word.start, word.end, word.onset_ms, word.end_ms) for chunk in chunks for word in chunk.words]
    assert events == [(0, 3, 0, 200), (4, 7, 200, 400), (8, 13, 400, 600)]


async def test_words_come_with_the_audio_they_begin_in(compute: Compute) -> None:
    chunks = await chunks_of(ScriptedEngine(), LONG, compute)
    for chunk in chunks:
        end_ms = (chunk.first_sample + chunk.samples) * 1000 / RATE_HZ
        assert all(word.onset_ms < end_ms for word in chunk.words)
    assert sum(len(chunk.words) for chunk in chunks) == 53


async def test_tokens_of_one_written_span_are_one_word(compute: Compute) -> None:
    tokens = tuple(Token("zh", spoken, 2, 6) for spoken in "一零二三")
    silent = Token("zh", "", 6, 6, break_ms=200)
    sentence = Sentence((Token("zh", "号", 0, 1), *tokens, silent, Token("zh", "好", 6, 7)), 0, 7)
    chunks = await chunks_of(ScriptedEngine(), analysis(sentence), compute)
    events = [(word.start, word.end, word.onset_ms, word.end_ms) for chunk in chunks for word in chunk.words]
    assert events == [(0, 1, 0, 200), (2, 6, 200, 1000), (6, 7, 1200, 1400)]


async def test_a_sentence_that_was_cut_at_a_clause_is_one_event(compute: Compute) -> None:
    spoken = analysis(words("one two", ends_sentence=False), words("three", first=8), words("four", first=14))
    chunks = await chunks_of(ScriptedEngine(), spoken, compute)
    events = [(event.start, event.end, event.onset_ms) for chunk in chunks for event in chunk.sentences]
    assert events == [(0, 13, 0), (14, 18, 600)]


async def test_marks_are_reached_at_their_time(compute: Compute) -> None:
    sentence = Sentence((Token("en", "one", 0, 3), Token("en", "two", 4, 7, marks=("wave",))), 0, 7)
    chunks = await chunks_of(ScriptedEngine(), analysis(sentence), compute)
    assert [(mark.name, mark.onset_ms) for chunk in chunks for mark in chunk.marks] == [("wave", 200)]


async def test_one_sentence_is_made_ahead_and_is_due_when_the_first_has_been_heard(compute: Compute) -> None:
    engine = ScriptedEngine()
    spoken = analysis(*(words("one two three four five six", first=30 * index) for index in range(4)))
    performing = perform(spoken, VOICE, engine, Prosody(), "viseme15", compute=compute)
    await anext(performing)
    await until(lambda: len(engine.spoken) > 1)
    for _ in range(50):
        await asyncio.sleep(0)
    # Six words of 0.2 s each are heard before the second sentence, but for what has been heard by now.
    (first_s, second_s) = [slack_s for _, slack_s in engine.spoken]
    assert first_s == 0.0
    assert 0.0 < second_s <= 1.2
    await performing.aclose()


async def test_closing_stops_the_engine_at_once(compute: Compute) -> None:
    never = asyncio.Event()
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence), never])
    performing = perform(LONG, VOICE, engine, Prosody(), "viseme15", compute=compute)
    await anext(performing)
    assert engine.running == 1
    await performing.aclose()
    assert engine.running == 0


async def test_a_cancelled_listener_stops_the_engine(compute: Compute) -> None:
    asked, never = asyncio.Event(), asyncio.Event()

    def say(_: Sentence) -> list[asyncio.Event]:
        asked.set()
        return [never]

    engine = ScriptedEngine(say)
    listening = asyncio.create_task(chunks_of(engine, LONG, compute))
    await asked.wait()
    listening.cancel()
    await asyncio.wait([listening])
    assert engine.running == 0


async def test_a_slow_engine_is_sent_on_before_the_listener_runs_dry(compute: Compute) -> None:
    go_on = asyncio.Event()

    def say(sentence: Sentence) -> list[SpeechPiece | asyncio.Event]:
        pieces = pieces_of(sentence)
        return [*pieces[:3], go_on, *pieces[3:]]

    performing = perform(
        analysis(words("one two three four five six")),
        VOICE,
        ScriptedEngine(say),
        Prosody(),
        "viseme15",
        compute=compute,
    )
    first = await anext(performing)
    second = await anext(performing)
    assert (first.samples + second.samples) == 3 * 1600
    assert not second.final
    go_on.set()
    rest = [chunk async for chunk in performing]
    assert sum(chunk.samples for chunk in rest) == 3 * 1600
    assert rest[-1].final


async def test_a_sound_without_end_does_not_hold_its_audio_back(compute: Compute) -> None:
    def say(_: Sentence) -> Iterator[SpeechPiece]:
        for at in range(0, 60 * RATE_HZ, RATE_HZ):
            yield SpeechPiece(tone(RATE_HZ), (Phone("ɑː", at, at + RATE_HZ),))

    performing = perform(LONG, VOICE, ScriptedEngine(say), Prosody(), "viseme15", compute=compute)
    assert (await anext(performing)).samples == round(0.12 * RATE_HZ)
    await performing.aclose()


async def test_an_engine_that_is_faster_than_its_listener_is_held(compute: Compute) -> None:
    made = 0

    def say(_: Sentence) -> Iterator[SpeechPiece]:
        nonlocal made
        for at in range(0, 1000 * RATE_HZ, RATE_HZ):
            made += 1
            yield SpeechPiece(tone(RATE_HZ), (Phone("m", at, at + 4000), Phone("ɑː", at + 4000, at + RATE_HZ)))

    performing = perform(LONG, VOICE, ScriptedEngine(say), Prosody(), "viseme15", compute=compute)
    await anext(performing)
    await until(lambda: made > 100)
    for _ in range(2000):
        await asyncio.sleep(0)
    assert made < 200
    await performing.aclose()


async def test_native_rows_go_straight_to_arkit52(compute: Compute) -> None:
    rows = np.arange(60 * 52, dtype=np.uint16).reshape(60, 52).astype(np.uint8)
    engine = ScriptedEngine(lambda _: [native_piece(RATE_HZ, rows)])
    chunks = await chunks_of(engine, analysis(words("one")), compute, space="arkit52")
    assert b"".join(chunk.rows for chunk in chunks) == rows.tobytes()


async def test_native_rows_of_a_sentence_that_begins_between_frames(compute: Compute) -> None:
    # 1,100 samples are 8.25 frames: the second sentence's rows are read at quarters.
    ramp = np.repeat(np.arange(0, 200, 20, dtype=np.uint8)[:, None], 52, axis=1)
    engine = ScriptedEngine(lambda _: [native_piece(1100, ramp)])
    chunks = await chunks_of(engine, analysis(words("one"), words("two", first=4)), compute, space="arkit52")
    column = np.frombuffer(b"".join(chunk.rows for chunk in chunks), dtype=np.uint8).reshape(-1, 52)[:, 0]
    assert len(column) == 17
    assert list(column[10:15]) == [35, 55, 75, 95, 115]


async def test_native_rows_do_not_serve_the_other_space(compute: Compute) -> None:
    piece = SpeechPiece(tone(1600), (Phone("m", 0, 1600),), blendshapes=np.zeros((12, 52), dtype=np.uint8))
    chunks = await chunks_of(ScriptedEngine(lambda _: [piece]), analysis(words("one")), compute, space="viseme15")
    rows = np.frombuffer(b"".join(chunk.rows for chunk in chunks), dtype=np.uint8).reshape(-1, 15)
    assert rows[:, VISEME15.index("PP")].max() > 200


async def test_audio_without_any_timing_still_has_a_track_of_its_length(compute: Compute) -> None:
    engine = ScriptedEngine(lambda _: [SpeechPiece(tone(4000)), SpeechPiece(tone(4000, 4000))])
    chunks = await chunks_of(engine, analysis(words("one")), compute)
    assert sum(chunk.samples for chunk in chunks) == 8000
    assert sum(chunk.frames for chunk in chunks) == 60


async def test_an_engine_error_is_passed_on_after_what_was_said(compute: Compute) -> None:
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence), EngineError("broken", retryable=True)])
    performing = perform(analysis(words("one two three four")), VOICE, engine, Prosody(), "viseme15", compute=compute)
    assert (await anext(performing)).samples > 0
    with pytest.raises(EngineError, match="broken"):
        async for _ in performing:
            pass
    assert engine.running == 0


async def test_an_unexpected_error_does_not_tell_what_was_said(
    compute: Compute, caplog: pytest.LogCaptureFixture
) -> None:
    engine = ScriptedEngine(lambda _: [ValueError("my secret words")])
    with pytest.raises(EngineError) as caught:
        await chunks_of(engine, LONG, compute)
    assert caught.value.code == "engine_failed"
    assert "secret" not in str(caught.value) + caplog.text


async def test_a_silent_engine_is_given_up(compute: Compute) -> None:
    engine = ScriptedEngine(lambda _: [asyncio.Event()])
    with pytest.raises(EngineError) as caught:
        await chunks_of(engine, LONG, compute, timeout_s=0.02)
    assert (caught.value.code, caught.value.retryable, engine.running) == ("engine_timeout", True, 0)


async def test_half_a_sample_is_refused(compute: Compute) -> None:
    with pytest.raises(EngineError, match="3 bytes"):
        await chunks_of(ScriptedEngine(lambda _: [SpeechPiece(b"abc")]), LONG, compute)


async def test_an_engine_that_says_nothing_has_failed(compute: Compute) -> None:
    with pytest.raises(EngineError, match="no sound for a sentence that has words"):
        await chunks_of(ScriptedEngine(lambda _: []), LONG, compute)


async def test_a_sentence_without_words_may_be_without_sound(compute: Compute) -> None:
    pause = Sentence((Token("en", "", 0, 0, break_ms=200),), 0, 0)
    chunks = await chunks_of(ScriptedEngine(lambda _: []), analysis(pause), compute)
    assert [(chunk.samples, chunk.frames, chunk.final) for chunk in chunks] == [(0, 0, True)]
