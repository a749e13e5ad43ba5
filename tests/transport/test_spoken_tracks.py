"""Tracks are kept for a while, in bounds."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from visavis.transport.spoken_tracks import SpokenTrack, SpokenTracks
from visavis.tts.chunk import UtteranceChunk

pytestmark = pytest.mark.unit

CHUNK = UtteranceChunk(
    sample_rate_hz=8000,
    first_sample=0,
    pcm=bytes(1600),
    first_frame=0,
    frames=6,
    channels=15,
    rows=bytes(90),
    final=True,
)


async def finished(tracks: SpokenTracks) -> SpokenTrack:
    track = tracks.begin("viseme15")
    track.add(CHUNK)
    tracks.end(track)
    return track


async def test_the_oldest_goes_first() -> None:
    tracks = SpokenTracks(most_tracks=2)
    first, second, third = [await finished(tracks) for _ in range(3)]
    assert tracks.find(first.id) is None
    assert tracks.find(second.id) is second
    assert tracks.find(third.id) is third
    assert len({first.id, second.id, third.id}) == 3


async def test_bytes_are_bounded_and_sound_is_none_of_them() -> None:
    one = replace(CHUNK, pcm=b"").size_bytes
    tracks = SpokenTracks(most_bytes=2 * one)
    kept = [await finished(tracks) for _ in range(3)]
    assert [tracks.find(track.id) is not None for track in kept] == [False, True, True]


async def test_nothing_is_kept_for_long() -> None:
    tracks = SpokenTracks(kept_s=0.01)
    await finished(tracks)
    async with asyncio.timeout(20):
        while len(tracks):
            await asyncio.sleep(0.005)


async def test_a_speech_that_was_not_finished_has_no_track() -> None:
    tracks = SpokenTracks()
    track = tracks.begin("viseme15")
    waiting = asyncio.create_task(track.whole())
    track.add(replace(CHUNK, final=False))
    tracks.end(track)
    assert await waiting is None
    assert not len(tracks)
