"""First-audio latency and track size over a real websocket, on an idle server, with sentences never heard before."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from visavis.bench.corpus import sentences
from visavis.bench.talker import Talker


@dataclass(frozen=True, slots=True)
class FirstAudio:
    """What a visitor waits for, and what the mouth costs on the wire."""

    latencies_ms: list[float]
    track_bytes_per_s: float


def measure(url: str, utterances: int, channel_space: str = "viseme15") -> FirstAudio:
    """Ask for ``utterances`` sentences one after the other, each in silence, with tracks in that space."""

    async def run() -> FirstAudio:
        talker = Talker(url, sentences(500_000), channel_space=channel_space)
        async with await talker.open() as socket:
            await talker.first_audio(socket)  # the first of a session also pays for caches of the text front end
            talker.heard.first_audio_ms.clear()
            for _ in range(utterances):
                await talker.first_audio(socket)
        return FirstAudio(talker.heard.first_audio_ms, talker.heard.track_bytes / talker.heard.audio_s)

    return asyncio.run(run())
