"""Raw Opus packets: what a decoder makes of them is the sound that went in, each sample in its place."""

from __future__ import annotations

import struct

import av
import numpy as np
import pytest
import soxr
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray
from tts.test_sound_encoder import babble, delay_samples

from visavis.protocol.codecs import OPUS_RATE_HZ
from visavis.tts.opus_stream import PACKET_MS, OpusStream, opus_missing, pre_skip

pytestmark = pytest.mark.unit

CHUNKS_S = (0.12, 0.4, 1.2, 4.0)


def packets_of(payload: bytes) -> list[bytes]:
    packets, at = [], 0
    while at < len(payload):
        (length,) = struct.unpack_from("<H", payload, at)
        packets.append(payload[at + 2 : at + 2 + length])
        at += 2 + length
    assert at == len(payload)
    return packets


def decoded(packets: list[bytes]) -> NDArray[np.float64]:
    decoder = AudioCodecContext.create("libopus", "r")
    decoder.sample_rate = OPUS_RATE_HZ
    decoder.layout = "mono"
    frames = [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float64)


def cut(sound: NDArray[np.int16], rate_hz: int) -> list[NDArray[np.int16]]:
    return np.split(sound, [round(s * rate_hz) for s in np.cumsum(CHUNKS_S) if s * rate_hz < len(sound)])


def encoded(sound: NDArray[np.int16], rate_hz: int) -> list[bytes]:
    stream, chunks = OpusStream(rate_hz), cut(sound, rate_hz)
    return [stream.push(chunk.tobytes(), final=chunk is chunks[-1]) for chunk in chunks]


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_every_sample_is_where_it_was_and_none_is_missing(rate_hz: int) -> None:
    sound = babble(2.5, rate_hz)
    packets = [packet for payload in encoded(sound, rate_hz) for packet in packets_of(payload)]
    heard = decoded(packets)
    heard = heard[pre_skip(rate_hz) :]
    samples = len(sound) * OPUS_RATE_HZ / rate_hz
    assert samples <= len(heard) < samples + OPUS_RATE_HZ * PACKET_MS / 1000 + 1
    assert abs(delay_samples(sound, heard, OPUS_RATE_HZ, rate_hz)) <= OPUS_RATE_HZ // 8000


def test_no_joint_of_chunks_is_heard() -> None:
    sound = babble(2.5, 22_050)
    one = OpusStream(22_050)
    whole = one.push(sound.tobytes(), final=True)
    assert b"".join(encoded(sound, 22_050)) == whole


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000])
def test_a_chunk_brings_all_but_the_last_moments_of_its_sound(rate_hz: int) -> None:
    sound = babble(2.5, rate_hz)
    heard_s, sent_s = 0.0, 0.0
    for chunk, payload in zip(cut(sound, rate_hz)[:-1], encoded(sound, rate_hz)[:-1], strict=True):
        sent_s += len(chunk) / rate_hz
        heard_s += len(packets_of(payload)) * PACKET_MS / 1000
        assert sent_s - 0.03 <= heard_s <= sent_s


def test_speech_is_like_what_it_was_at_a_tenth_of_its_size() -> None:
    sound = babble(6, 24_000)
    payloads = encoded(sound, 24_000)
    assert sum(map(len, payloads)) <= 6000 * 6
    heard = decoded([packet for payload in payloads for packet in packets_of(payload)])
    heard = soxr.resample(heard[pre_skip(24_000) :], OPUS_RATE_HZ, 24_000)[: len(sound)]
    assert np.corrcoef(heard, sound)[0, 1] > 0.9


def test_a_sound_of_nothing_ends_all_the_same() -> None:
    assert len(packets_of(OpusStream(24_000).push(b"", final=True))) == 1


def test_the_library_is_here() -> None:
    assert opus_missing() is None
