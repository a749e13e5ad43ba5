"""An utterance whose sound is evened: sound, words and mouth stay together."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tts.sentences import english

from fakes.babble import babble, pcm_of
from fakes.scripted_engine import RATE_HZ, VOICE, ScriptedEngine
from visavis.protocol.channels import VISEME15
from visavis.speech.cues import Phone
from visavis.speech.frontend import Analysis
from visavis.speech.text import Sentence
from visavis.tts.checked import Patience
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.compute import Compute
from visavis.tts.engine import Capabilities, Prosody, SpeechPiece, Timing, WordTiming
from visavis.tts.evening.evening import Evening
from visavis.tts.kept_speech import SpeechStore
from visavis.tts.resilience import Resilience
from visavis.tts.utterance import perform

pytestmark = pytest.mark.unit

LEAD = RATE_HZ // 2
WORD = RATE_HZ // 2
KEPT = RATE_HZ * 20 // 1000


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


def slow_to_begin(sentence: Sentence) -> list[SpeechPiece]:
    """Half a second of nothing, then lips shut for as long as they sound, then a vowel."""
    half = LEAD + WORD // 2
    phones = (Phone("", 0, LEAD), Phone("m", LEAD, half), Phone("ɑː", half, LEAD + WORD, stress=2))
    voice = pcm_of(babble(WORD / RATE_HZ, RATE_HZ, level=0.05) + 0.02)
    return [SpeechPiece(bytes(2 * LEAD) + voice, phones, (WordTiming(0, LEAD, LEAD + WORD),))]


async def performed(
    engine: ScriptedEngine, evening: Evening | None, compute: Compute, resilience: Resilience | None = None
) -> list[UtteranceChunk]:
    sentence = english("Ma.")
    spoken = Analysis("Ma.", "en", (sentence,))
    performing = perform(
        spoken, VOICE, engine, Prosody(), "viseme15", compute=compute, evening=evening, resilience=resilience
    )
    return [chunk async for chunk in performing]


def rows_of(chunks: list[UtteranceChunk]) -> np.ndarray:
    return np.frombuffer(b"".join(chunk.rows for chunk in chunks), dtype=np.uint8).reshape(-1, len(VISEME15))


async def test_words_and_lips_move_with_the_sound(compute: Compute) -> None:
    plain = await performed(ScriptedEngine(slow_to_begin), None, compute)
    evened = await performed(ScriptedEngine(slow_to_begin), Evening(-19.0), compute)
    assert sum(chunk.samples for chunk in evened) == KEPT + WORD
    [word] = [word for chunk in evened for word in chunk.words]
    assert (word.onset_ms, word.end_ms) == (20.0, 520.0)
    closed = VISEME15.index("PP")
    before, after = rows_of(plain)[:, closed] > 200, rows_of(evened)[:, closed] > 200
    assert after.sum() >= before.sum() - 1, "the lips are shut for as long"
    moved_ms = (before.argmax() - after.argmax()) * 1000 / 60
    assert moved_ms == pytest.approx((LEAD - KEPT) * 1000 / RATE_HZ, abs=20)


async def test_the_mouth_does_not_depend_on_the_loudness(compute: Compute) -> None:
    tracks = []
    for target in (None, -30.0, -19.0):
        chunks = await performed(ScriptedEngine(slow_to_begin), Evening(target), compute)
        tracks.append(rows_of(chunks).astype(int))
    assert np.abs(tracks[0] - tracks[1]).max() <= 2
    assert np.abs(tracks[0] - tracks[2]).max() <= 2


async def test_what_is_kept_is_the_engines_own(tmp_path: Path, compute: Compute) -> None:
    class Dear(ScriptedEngine):
        capabilities = Capabilities(frozenset({Timing.PHONES}), streaming=True, offline=True, keeps=True)

    engine = Dear(slow_to_begin)
    sounds = {}
    for target in (None, -30.0, -19.0):
        store = SpeechStore(tmp_path, 1 << 20)
        try:
            chunks = await performed(engine, Evening(target), compute, Resilience(Patience(5, 5), store=store))
        finally:
            store.close()
        sounds[target] = np.frombuffer(b"".join(chunk.pcm for chunk in chunks), "<i2").astype(float)
    assert len(engine.spoken) == 1, "the other two came from the disk"
    loudness = {target: float(np.sqrt(np.mean(sound**2))) for target, sound in sounds.items()}
    assert 20 * np.log10(loudness[-19.0] / loudness[-30.0]) == pytest.approx(11, abs=0.5)


async def test_a_mouth_of_the_engines_own_loses_the_rows_of_the_silence(compute: Compute) -> None:
    rows = np.arange(120, dtype=np.uint8)[:, None].repeat(52, axis=1)
    sound = bytes(2 * RATE_HZ) + pcm_of(babble(1, RATE_HZ) + 0.02)
    engine = ScriptedEngine(lambda _: [SpeechPiece(sound, blendshapes=rows)])
    spoken = Analysis("Ma.", "en", (english("Ma."),))
    voice = dataclasses.replace(VOICE, timing=frozenset({Timing.PHONES, Timing.BLENDSHAPES}))
    performing = perform(spoken, voice, engine, Prosody(), "arkit52", compute=compute, evening=Evening(None))
    chunks = [chunk async for chunk in performing]
    first = np.frombuffer(b"".join(chunk.rows for chunk in chunks), dtype=np.uint8).reshape(-1, 52)[:, 0]
    cut_s = 2 - sum(chunk.samples for chunk in chunks) / RATE_HZ
    assert cut_s > 0.8
    assert first[0] == round(cut_s * 60)
    assert first.tolist() == list(range(first[0], 120))
