"""Engines without phones: each sentence is aligned before it goes on, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes.scripted_engine import RATE_HZ, VOICE, ScriptedEngine
from fakes.untimed_engine import (
    TOKEN_SAMPLES,
    ScriptedAligner,
    UntimedEngine,
    phones_of,
    untimed_pieces,
    voice_like,
)
from visavis.protocol.channels import VISEME15, ChannelSpace
from visavis.speech.frontend import Analysis, analyse
from visavis.speech.text import Sentence
from visavis.tts import aligning
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError, MarkTiming, Prosody, SpeechPiece, Timing, WordTiming
from visavis.tts.utterance import perform

pytestmark = pytest.mark.unit

TEXT = "Bob met Pam"
CLOSED, WIDE = VISEME15.index("PP"), VISEME15.index("aa")
UNTIMED = pytest.mark.parametrize("timing", [Timing.NONE, Timing.WORDS, Timing.CHARACTERS])


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


def performing(
    engine: ScriptedEngine,
    aligner: ScriptedAligner | None,
    compute: Compute,
    text: str | Analysis = TEXT,
    *,
    space: ChannelSpace = "viseme15",
    patience_s: float = math.inf,
) -> AsyncIterator[UtteranceChunk]:
    spoken = analyse(text) if isinstance(text, str) else text
    return perform(spoken, VOICE, engine, Prosody(), space, compute=compute, aligner=aligner, patience_s=patience_s)


async def chunks_of(engine: ScriptedEngine, aligner: ScriptedAligner | None, compute: Compute, *args, **kwargs):
    return [chunk async for chunk in performing(engine, aligner, compute, *args, **kwargs)]


def rows_of(chunks: list[UtteranceChunk]) -> NDArray[np.uint8]:
    at = 0
    for chunk in chunks:
        assert chunk.first_frame == at
        at += chunk.frames
    return np.frombuffer(b"".join(chunk.rows for chunk in chunks), dtype=np.uint8).reshape(at, chunks[0].channels)


def spoken_words(chunks: list[UtteranceChunk], text: str = TEXT) -> list[tuple[str, float, float]]:
    return [(text[word.start : word.end], word.onset_ms, word.end_ms) for chunk in chunks for word in chunk.words]


def timed_pieces(sentence: Sentence) -> list[SpeechPiece]:
    """The same sound from an engine that tells its phones."""
    whole = b"".join(piece.pcm for piece in untimed_pieces(sentence))
    return [SpeechPiece(whole, phones_of(sentence))]


QUARTERS = [("Bob", 0.0, 250.0), ("met", 250.0, 500.0), ("Pam", 500.0, 750.0)]


@UNTIMED
async def test_the_mouth_is_the_one_of_an_engine_that_tells_its_phones(compute: Compute, timing: Timing) -> None:
    chunks = await chunks_of(UntimedEngine(timing), ScriptedAligner(), compute)
    told = await chunks_of(ScriptedEngine(timed_pieces), None, compute)
    assert b"".join(chunk.pcm for chunk in chunks) == b"".join(chunk.pcm for chunk in told)
    assert rows_of(chunks).tolist() == rows_of(told).tolist()
    assert spoken_words(chunks) == QUARTERS


@pytest.mark.parametrize("timing", [Timing.WORDS, Timing.CHARACTERS])
async def test_known_times_go_to_the_aligner_as_words(compute: Compute, timing: Timing) -> None:
    aligner = ScriptedAligner()
    await chunks_of(UntimedEngine(timing), aligner, compute)
    [(sentence, samples, language, voice, words)] = aligner.asked
    assert [token.spoken for token in sentence.tokens] == ["Bob", "met", "Pam"]
    assert (samples, language, voice) == (3 * TOKEN_SAMPLES, "en", "scripted:one")
    assert [(word.token_index, word.onset_samples) for word in words] == [(n, n * TOKEN_SAMPLES) for n in range(3)]


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ([(0, 4000, 6000), (1, 2000, 4000), (2, 0, 2000)], []),
        ([(0, 0, 2000), (7, 2000, 4000), (2, 4000, 99_000)], [(0, 0, 2000), (2, 4000, 6000)]),
        ([(0, -5, 2000), (1, 3000, 3000), (2, 4000, 6000)], [(2, 4000, 6000)]),
        ([(0, 0, 5000), (1, 2000, 4000)], [(0, 0, 2000), (1, 2000, 4000)]),
        ([(0, 90_000, 99_000)], []),
    ],
    ids=["backwards", "no such token, past the end", "before the start, without length", "overlapping", "after it"],
)
async def test_times_that_cannot_be_are_not_believed(
    compute: Compute, told: list[tuple[int, int, int]], believed: list[tuple[int, int, int]]
) -> None:
    def say(sentence: Sentence) -> list[SpeechPiece]:
        sound = b"".join(piece.pcm for piece in untimed_pieces(sentence))
        return [SpeechPiece(sound, words=tuple(WordTiming(*word) for word in told))]

    aligner = ScriptedAligner()
    chunks = await chunks_of(UntimedEngine(Timing.WORDS, say), aligner, compute)
    assert [(w.token_index, w.onset_samples, w.end_samples) for w in aligner.asked[0][4]] == believed
    assert spoken_words(chunks) == QUARTERS


async def test_an_engine_with_phones_is_not_aligned(compute: Compute) -> None:
    aligner = ScriptedAligner()
    await chunks_of(ScriptedEngine(), aligner, compute)
    assert aligner.asked == []


@pytest.mark.parametrize("space", ["arkit52", "viseme15"])
async def test_native_rows_that_stand_still_in_sound_are_aligned_in_every_space(
    compute: Compute, space: ChannelSpace
) -> None:
    engine = UntimedEngine(
        Timing.BLENDSHAPES,
        lambda sentence: [
            SpeechPiece(
                b"".join(piece.pcm for piece in untimed_pieces(sentence)),
                blendshapes=np.full((45, 52), 9, dtype=np.uint8),
            )
        ],
    )
    aligner = ScriptedAligner()
    chunks = await chunks_of(engine, aligner, compute, space=space)
    assert len(aligner.asked) == 1
    assert rows_of(chunks).max() > 8


async def test_marks_are_reached_with_their_words(compute: Compute) -> None:
    text = "Bob [gesture:nod]met Pam[gesture:bow]"
    chunks = await chunks_of(UntimedEngine(), ScriptedAligner(), compute, text)
    assert [(mark.name, mark.onset_ms) for chunk in chunks for mark in chunk.marks] == [
        ("gesture:nod", 250.0),
        ("gesture:bow", 750.0),
    ]
    chunks = await chunks_of(
        UntimedEngine(say=lambda s: [SpeechPiece(voice_like(4000), marks=(MarkTiming("own", 800),))]),
        ScriptedAligner(),
        compute,
        text,
    )
    assert [(mark.name, mark.onset_ms) for chunk in chunks for mark in chunk.marks] == [("own", 100.0)]


def with_pause(sentence: Sentence) -> list[SpeechPiece]:
    """A second of voice, one of silence, one of voice."""
    return [SpeechPiece(voice_like(RATE_HZ) + bytes(2 * RATE_HZ) + voice_like(RATE_HZ))]


def assert_rough(rows: NDArray[np.uint8]) -> None:
    """The mouth of :func:`with_pause` when nobody knows the words."""
    opening = rows[:, 1:].max(axis=1)
    assert opening[3:57].min() > 25, "never shut while there is a voice"
    assert opening[75:115].max() == 0, "at rest in the pause"
    assert opening[125:177].min() > 25


@pytest.mark.parametrize("why", ["fails", "hangs", "guesses", "is not there"])
async def test_without_an_alignment_speech_goes_on_with_a_rough_mouth(
    compute: Compute, why: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aligning, "ALIGN_LEAST_S", 0.05)
    monkeypatch.setattr(aligning, "ALIGN_SHARE", 0.01)
    aligner = {
        "fails": ScriptedAligner(RuntimeError("Pam")),
        "hangs": ScriptedAligner(asyncio.Event()),
        "guesses": ScriptedAligner(method="spread"),
        "is not there": None,
    }[why]
    with caplog.at_level(logging.WARNING):
        chunks = await chunks_of(UntimedEngine(say=with_pause), aligner, compute)
    rows = rows_of(chunks)
    assert len(rows) == 180
    assert_rough(rows)
    assert rows[:, CLOSED].max() < 20
    assert [word for word, *_ in spoken_words(chunks)] == ["Bob", "met", "Pam"]
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == (1 if why in {"fails", "hangs"} else 0)
    assert all("scripted:one" in text and "Pam" not in text for text in told)


async def test_words_of_the_engine_are_better_than_a_guess(compute: Compute) -> None:
    chunks = await chunks_of(UntimedEngine(Timing.WORDS), ScriptedAligner(RuntimeError()), compute)
    assert spoken_words(chunks) == QUARTERS


async def test_who_waits_too_long_hears_it_with_a_rough_mouth_until_the_true_one_is_there(compute: Compute) -> None:
    go_on = asyncio.Event()
    text = "one two three four five six seven eight nine ten"
    engine = UntimedEngine(say=lambda s: [*untimed_pieces(s)[:6], go_on, *untimed_pieces(s)[6:]])
    chunks = performing(engine, ScriptedAligner(), compute, text, patience_s=0.0)
    early = [await anext(chunks)]
    while sum(chunk.frames for chunk in early) < 40:
        early.append(await anext(chunks))
    # The rest of the sentence has not been spoken, yet there is sound and a mouth that moves.
    assert rows_of(early)[5:40, 1:].max(axis=1).min() > 25
    assert not any(chunk.words for chunk in early)
    go_on.set()
    every = early + [chunk async for chunk in chunks]
    assert b"".join(chunk.pcm for chunk in every) == b"".join(p.pcm for p in untimed_pieces(analyse(text).sentences[0]))
    rows = rows_of(every)
    assert len(rows) == 150
    true = rows_of(await chunks_of(UntimedEngine(), ScriptedAligner(), compute, text))
    # How much went on before depends on the clock. The last chunk may begin with half a second of it, and the mouth
    # needs a third of one to come from there.
    since = every[-1].first_frame + 30 + 20
    apart = np.abs(rows[since:].astype(int) - true[since:].astype(int)).max(initial=0)
    assert apart <= 0.06 * 255, "what was not sent yet is as it should be, but for how loud it is against what was"
    assert [word for word, *_ in spoken_words(every, text)] == text.split()


async def test_nobody_waits_where_nobody_listens(compute: Compute) -> None:
    go_on = asyncio.Event()
    engine = UntimedEngine(say=lambda s: [*untimed_pieces(s)[:2], go_on, *untimed_pieces(s)[2:]])
    waiting = asyncio.create_task(chunks_of(engine, ScriptedAligner(), compute))
    while not engine.running:
        await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.2, go_on.set)
    told = await chunks_of(ScriptedEngine(timed_pieces), None, compute)
    assert rows_of(await waiting).tolist() == rows_of(told).tolist()


async def test_the_next_sentence_is_spoken_while_the_first_is_aligned(compute: Compute) -> None:
    go_on = asyncio.Event()
    engine = UntimedEngine()
    chunks = performing(engine, ScriptedAligner(go_on), compute, "One two. Three four. Five six.")
    first = asyncio.ensure_future(anext(chunks))
    while len(engine.spoken) < 2 or engine.running:
        await asyncio.sleep(0)
    assert not first.done()
    go_on.set()
    await first
    assert [word async for chunk in chunks for word in chunk.words]


async def test_closing_stops_the_engine_and_the_aligner(compute: Compute) -> None:
    engine = UntimedEngine(say=lambda s: [*untimed_pieces(s), asyncio.Event()])
    chunks = performing(engine, ScriptedAligner(), compute, patience_s=0.0)
    await anext(chunks)
    assert engine.running == 1
    await chunks.aclose()
    assert engine.running == 0


async def test_no_sound_for_words_is_an_error(compute: Compute) -> None:
    with pytest.raises(EngineError, match="no sound for a sentence that has words"):
        await chunks_of(UntimedEngine(say=lambda _: []), ScriptedAligner(), compute)


async def test_silence_is_no_mouth_and_no_word(compute: Compute) -> None:
    engine = UntimedEngine(say=lambda _: [SpeechPiece(bytes(2 * RATE_HZ))])
    chunks = await chunks_of(engine, ScriptedAligner(RuntimeError()), compute)
    assert chunks[-1].final
    assert rows_of(chunks)[:, 1:].sum() == 0
    assert spoken_words(chunks) == []


async def test_failures_of_the_engine_come_through(compute: Compute) -> None:
    with pytest.raises(EngineError, match="odd number"):
        await chunks_of(UntimedEngine(say=lambda _: [SpeechPiece(b"123")]), ScriptedAligner(), compute)
    with pytest.raises(EngineError, match="broken"):
        await chunks_of(UntimedEngine(say=lambda _: [EngineError("broken")]), ScriptedAligner(), compute)


async def test_a_sentence_without_end_is_let_go_as_it_comes(compute: Compute, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aligning, "LONGEST_S", 2.0)
    aligner = ScriptedAligner()
    engine = UntimedEngine(say=lambda _: [*[SpeechPiece(voice_like(RATE_HZ))] * 6, asyncio.Event()])
    chunks = performing(engine, aligner, compute)
    samples = 0
    while samples < 4 * RATE_HZ:
        samples += (await anext(chunks)).samples
    await chunks.aclose()
    assert aligner.asked == []
