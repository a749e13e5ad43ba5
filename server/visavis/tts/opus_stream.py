"""An utterance's sound as raw Opus packets, for the wire.

Encoded as it comes, by one encoder from the first sample to the last, so that no joint between chunks is heard. The
encoder is FFmpeg's, by PyAV: libsndfile's costs eight times as much (``docs/adr/0026-opus-on-the-wire.md``).
"""

from __future__ import annotations

import importlib.util
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.codecs import OPUS_RATE_HZ

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

PACKET_MS: Final = 20
BIT_RATE: Final = 32_000
"""About 4.5 kB a second with the packets' lengths."""
COMPLEXITY: Final = 0
"""Of 0 to 10. What the bit rate gives is worth more than what time could, of which 10 takes five times as much."""
ENCODING_MS_PER_SECOND: Final = 5.0
"""What a second of speech costs, roughly."""
_ENCODER_RATES_HZ: Final = (8000, 12_000, 16_000, 24_000, 48_000)
_TAIL_MS: Final = 60
"""Silence after the sound, more than what is held back anywhere."""
_LENGTH: Final = struct.Struct("<H")


def opus_missing() -> str | None:
    """What must be installed before sound can go out as Opus, for people; None when nothing is missing."""
    return None if importlib.util.find_spec("av") else "pip install 'visavis[opus]'"


@lru_cache
def pre_skip(sample_rate_hz: int) -> int:
    """Samples at 48 kHz that a decoder gives before the first of ours."""
    header = _opened(_encoder_rate(sample_rate_hz)).extradata
    assert header is not None, "an opened encoder has its OpusHead (RFC 7845)"
    return int.from_bytes(header[10:12], "little")


class OpusStream:
    """One utterance in the making. Calls follow each other, in whatever thread; forget it to give it up."""

    def __init__(self, sample_rate_hz: int) -> None:
        from av.audio.resampler import AudioResampler

        rate_hz = _encoder_rate(sample_rate_hz)
        self._source_hz = sample_rate_hz
        self._encoder = _opened(rate_hz)
        # Cuts into packets as well. Its filter holds back less than a millisecond, where that of soxr keeps 60.
        self._cutter = AudioResampler(format="s16", layout="mono", rate=rate_hz, frame_size=rate_hz * PACKET_MS // 1000)
        self._samples = 0
        self._packets = 0

    def push(self, pcm: bytes, *, final: bool) -> bytes:
        """More signed 16-bit samples in; the packets that are complete with them out, each after its length as a
        little-endian uint16. ``final`` with the last: then everything comes."""
        samples = np.frombuffer(pcm, dtype="<i2")
        self._samples += len(samples)
        most = None
        if final:
            most = self._packets_in_all() - self._packets
            silence = np.zeros(self._source_hz * _TAIL_MS // 1000, dtype=np.int16)
            samples = np.concatenate((samples, silence))
        packets = self._packets_of(samples)[:most] if len(samples) else []
        self._packets += len(packets)
        return b"".join(_LENGTH.pack(len(packet)) + packet for packet in packets)

    def _packets_in_all(self) -> int:
        """So many that the last one reaches beyond the last sample, although that is heard later."""
        heard = -(-self._samples * OPUS_RATE_HZ // self._source_hz) + pre_skip(self._source_hz)
        return -(-heard * 1000 // (OPUS_RATE_HZ * PACKET_MS))

    def _packets_of(self, samples: NDArray[np.int16]) -> list[bytes]:
        from av.audio.frame import AudioFrame

        frame = AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = self._source_hz
        cut = self._cutter.resample(frame)
        return [bytes(packet) for piece in cut for packet in self._encoder.encode(piece)]


def _encoder_rate(sample_rate_hz: int) -> int:
    return next((rate for rate in _ENCODER_RATES_HZ if rate >= sample_rate_hz), _ENCODER_RATES_HZ[-1])


def _opened(rate_hz: int) -> AudioCodecContext:
    from av.audio.codeccontext import AudioCodecContext

    encoder = AudioCodecContext.create("libopus", "w")
    encoder.sample_rate = rate_hz
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.bit_rate = BIT_RATE
    encoder.options = {
        "application": "audio",
        "compression_level": str(COMPLEXITY),
        "frame_duration": str(PACKET_MS),
    }
    encoder.open()
    return encoder
