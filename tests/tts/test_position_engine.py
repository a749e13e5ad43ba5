"""The engine that tells the time is itself right: the browser's clock is measured against it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest

from fakes.position_engine import (
    RAMP_SAMPLES,
    RATE_HZ,
    PositionEngine,
    Script,
    decode_row,
    decode_samples,
    parse_script,
)
from visavis.speech.frontend import analyse
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError, Prosody
from visavis.tts.order import Order
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory
from visavis.tts.whole import collect

pytestmark = pytest.mark.unit


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("seconds=6 stall_at=1.0 stall=1.5 realtime", Script(6, stall_at=1, stall=1.5, realtime=True)),
        ("seconds=125 piece=0.02", Script(125, piece=0.02)),
        ("seconds=6 realtime piece=0.2", Script(6, piece=0.2, realtime=True)),
        ("fail_at=2.25 realtime", Script(2, fail_at=2.25, realtime=True)),
        ("hello there", Script(0.4)),
    ],
)
def test_the_settings_survive_being_read_aloud(text: str, script: Script) -> None:
    assert parse_script(analyse(text).sentences[0]) == script


def test_the_settings_may_be_a_mark() -> None:
    marked = analyse('<speak><mark name="seconds=3 realtime"/>clock</speak>', ssml=True)
    assert parse_script(marked.sentences[0]).seconds == 3


async def test_sound_and_face_tell_the_same_time(compute: Compute) -> None:
    engine = PositionEngine()
    voices = VoiceDirectory(await engine.voices(), {"position": engine})
    speaker = Speaker(voices, compute, text_chars=100)
    async with speaker.speak(Order("seconds=20 piece=0.25", "arkit52", voice="position:clock")) as utterance:
        whole = await collect(utterance)
    samples = np.frombuffer(whole.pcm, dtype="<i2")
    assert len(samples) == 20 * RATE_HZ
    assert np.array_equal(decode_samples(samples), np.arange(len(samples)) % RAMP_SAMPLES)
    times = [decode_row(row) for row in whole.rows]
    assert len(times) == 1200
    assert times == pytest.approx([frame / 60 for frame in range(1200)], abs=0.005)


async def test_it_stalls_and_fails_where_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    engine = PositionEngine()
    voice, _ = await engine.voices()
    sentence = analyse("seconds=2 stall_at=0.5 stall=7 fail_at=1").sentences[0]
    pieces = engine.speak(sentence, voice, Prosody(), slack_s=0.0)
    samples = sum([len((await anext(pieces)).pcm) // 2 for _ in range(10)])
    assert (slept, samples) == ([7.0], RATE_HZ)
    with pytest.raises(EngineError, match="as it was told"):
        await anext(pieces)
