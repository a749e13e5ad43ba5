"""What Opus saves and costs beside PCM, of speech over a real socket: bytes, time to the first sound, processor."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict

import numpy as np
import pytest

from fakes.live_server import LiveServer, Spoken, WireClient, live_server
from visavis.tts.opus_stream import OpusStream

pytestmark = pytest.mark.bench

TEXTS = {
    "zh": "您好，您的订单A1023已经发货，预计三天后到达，请注意查收。请问还有什么可以帮您？",
    "en": "Your parcel has left our warehouse and should be with you on Friday. Is there anything else?",
}
ROUNDS = 12


async def said(client: WireClient, name: str, text: str) -> tuple[float, Spoken]:
    """Milliseconds until the first audio frame, and the whole."""
    began = time.perf_counter()
    arrived: list[float] = []
    receive = client.receive

    async def timed() -> object:
        received = await receive()
        if isinstance(received, tuple) and received[0].type == "audio":
            arrived.append((time.perf_counter() - began) * 1000)
        return received

    client.receive = timed  # type: ignore[assignment, method-assign]
    await client.speak(name, text)
    spoken = await client.utterance(name)
    client.receive = receive  # type: ignore[method-assign]
    return arrived[0], spoken


@pytest.mark.parametrize("language", TEXTS)
async def test_bytes_and_first_sound(language: str) -> None:
    waited: dict[str, list[float]] = defaultdict(list)
    bytes_a_second: dict[str, list[float]] = defaultdict(list)
    with live_server(cache_mb=0) as server:
        await measure(server, TEXTS[language], waited, bytes_a_second)
    for codec, found in waited.items():
        kb_a_second = statistics.median(bytes_a_second[codec]) / 1000
        median_ms = statistics.median(found)
        print(
            f"\n{language}, {codec}: {kb_a_second:.2f} kB/s with frames, first sound after {median_ms:.1f} ms (median)"
        )


async def measure(
    server: LiveServer, text: str, waited: dict[str, list[float]], bytes_a_second: dict[str, list[float]]
) -> None:
    async with WireClient(server) as client:
        for number in range(ROUNDS + 1):
            for codec in ("pcm", "opus"):
                await client.send(type="codecs", codecs=[codec])
                first_ms, spoken = await said(client, f"{codec}{number}", text)
                if number == 0:
                    continue  # what loads late
                waited[codec].append(first_ms)
                frames = sum(4 + len(header.model_dump_json()) + len(payload) for header, payload in spoken.audios)
                bytes_a_second[codec].append(frames * spoken.start["sample_rate_hz"] / spoken.samples)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_processor_time(rate_hz: int) -> None:
    seconds = 60
    rng = np.random.default_rng(1)
    swell = np.abs(np.sin(np.arange(seconds * rate_hz) / rate_hz * 9))
    sound = (rng.standard_normal(seconds * rate_hz) * swell * 3000).astype("<i2")
    stream = OpusStream(rate_hz)
    began = time.process_time()
    for piece in np.array_split(sound, seconds):
        stream.push(piece.tobytes(), final=False)
    print(f"\n{rate_hz} Hz: {(time.process_time() - began) * 1000 / seconds:.1f} ms of processor for a second of sound")
