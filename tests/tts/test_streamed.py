"""A recording that is still being made: heard as it comes, every sample once, at nobody's cost when it is over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest

from fakes.scripted_engine import VOICE, ScriptedEngine
from visavis.tts.compute import Compute
from visavis.tts.order import SoundOrder
from visavis.tts.sound import SoundBudget
from visavis.tts.sound_stream import SoundStream
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory
from visavis.tts.whole import collect

pytestmark = pytest.mark.unit

RATE_HZ = 16_000


@pytest.fixture
def compute() -> Iterator[Compute]:
    running = Compute(1)
    yield running
    running.close()


def buzz(seconds: float) -> bytes:
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = sum(np.sin(2 * np.pi * 125 * n * at) * np.sin(n + 9 * at) / n for n in range(1, 20)) * 4000
    return np.rint(sound).astype("<i2").tobytes()


def speaker_of(compute: Compute) -> Speaker:
    return Speaker(VoiceDirectory([VOICE], {"scripted": ScriptedEngine()}), compute, text_chars=100, cache_bytes=0)


async def test_it_is_heard_before_all_of_it_has_come(compute: Compute) -> None:
    pcm, sound = buzz(3), SoundStream(RATE_HZ)
    sound.add(pcm[:RATE_HZ])
    async with speaker_of(compute).speak(SoundOrder(sound, "viseme15")) as utterance:
        async with asyncio.timeout(20):
            first = await anext(utterance)
        assert 0 < len(first.pcm) < RATE_HZ
        assert not first.final
        sound.add(pcm[RATE_HZ:])
        sound.end()
        chunks = [first, *[chunk async for chunk in utterance]]
    assert b"".join(chunk.pcm for chunk in chunks) == pcm
    assert [chunk.final for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    rows = np.frombuffer(b"".join(bytes(chunk.rows) for chunk in chunks), np.uint8).reshape(-1, 15)
    assert len(rows) == 180
    assert np.median(rows[:, 1:].max(axis=1)) > 50, "the mouth is open while the voice sounds"


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3])
async def test_however_short_it_ends(compute: Compute, seconds: float) -> None:
    sound = SoundStream(RATE_HZ)
    sound.add(buzz(seconds))
    sound.end()
    async with speaker_of(compute).speak(SoundOrder(sound, "viseme15")) as utterance:
        whole = await collect(utterance)
    assert whole.pcm == buzz(seconds)
    assert (whole.written, whole.voice) == ("", "recording")


async def test_what_waits_takes_room_until_it_is_taken_or_let_go() -> None:
    budget, sound = SoundBudget(1000), SoundStream(RATE_HZ)
    sound.add(bytes(600), budget.reserve(600))
    assert await sound.take(0.01) == (bytes(600), False)
    assert budget.taken_bytes == 0
    sound.add(bytes(400), budget.reserve(400))
    sound.release()
    assert budget.taken_bytes == 0
    sound.add(bytes(400), budget.reserve(400))
    assert budget.taken_bytes == 0, "nobody will play it"
    assert await sound.take(0.01) == (b"", True)
