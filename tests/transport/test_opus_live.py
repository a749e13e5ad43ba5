"""Opus over a real socket, of real speech: the same sound, small enough."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import soxr
from tts.test_opus_stream import decoded, packets_of
from tts.test_sound_encoder import delay_samples

from fakes.live_server import LiveServer, Spoken, WireClient, live_server
from visavis.protocol.codecs import OPUS_RATE_HZ
from visavis.tts.opus_stream import PACKET_MS

pytestmark = pytest.mark.contract

MOST_BYTES_A_SECOND = 6000
TEXTS = [
    "您好，您的订单A1023已经发货，预计三天后到达，请注意查收。",
    "Your parcel has left our warehouse and should be with you on Friday.",
]


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


async def spoken(server: LiveServer, text: str, *codecs: str) -> Spoken:
    async with WireClient(server) as client:
        await client.send(type="codecs", codecs=codecs)
        await client.speak("u", text)
        return await client.utterance("u")


@pytest.mark.parametrize("text", TEXTS)
async def test_it_is_the_same_sound_in_the_same_place(server: LiveServer, text: str) -> None:
    plain, coded = [await spoken(server, text, codec) for codec in ("pcm", "opus")]
    assert (plain.start["codec"], coded.start["codec"]) == ("pcm", "opus")
    assert plain.samples == coded.samples
    rate_hz = plain.start["sample_rate_hz"]
    said = np.frombuffer(b"".join(payload for _, payload in plain.audios), dtype="<i2")
    heard = decoded([packet for _, payload in coded.audios for packet in packets_of(payload)])[
        coded.start["pre_skip"] :
    ]
    samples = len(said) * OPUS_RATE_HZ / rate_hz
    assert samples <= len(heard) < samples + OPUS_RATE_HZ * PACKET_MS / 1000 + 1
    assert abs(delay_samples(said, heard, OPUS_RATE_HZ, rate_hz)) <= OPUS_RATE_HZ // 8000
    again = soxr.resample(heard, OPUS_RATE_HZ, rate_hz)[: len(said)]
    assert np.corrcoef(again, said)[0, 1] > 0.9


@pytest.mark.parametrize("text", TEXTS)
async def test_a_second_of_speech_takes_six_kilobytes_with_its_frames(server: LiveServer, text: str) -> None:
    coded = await spoken(server, text, "opus")
    frames = sum(4 + len(header.model_dump_json()) + 3 + len(payload) for header, payload in coded.audios)
    assert frames / (coded.samples / coded.start["sample_rate_hz"]) <= MOST_BYTES_A_SECOND


async def test_to_a_client_on_this_machine_that_takes_both_it_is_pcm(server: LiveServer) -> None:
    coded = await spoken(server, TEXTS[1], "opus", "pcm")
    assert coded.start["codec"] == "pcm"
