"""An utterance's sound as raw Opus packets, for the wire.

Encoded as it comes, by one encoder from the first sample to the last, so that no joint between chunks is heard. The
encoder is FFmpeg's, by PyAV: libsndfile's costs fifteen times as much (``docs/adr/0026-opus-on-the-wire.md``).
"""

from __future__ import annotations

import importlib.util
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import soxr
from numpy.typing import NDArray

from visavis.protocol.codecs import OPUS_RATE_HZ

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

PACKET_MS: Final = 20
BIT_RATE: Final = 32_000
"""4.1 kB a second with the packets' lengths: no loss that is heard in speech."""
COMPLEXITY: Final = 2
"""Of 0 to 10. Beyond it nothing is gained at this bit rate that is worth the time."""
ENCODING_MS_PER_SECOND: Final = 5.0
"""What a second of speech costs, roughly."""
_ENCODER_RATES_HZ: Final = (8000, 12_000, 16_000, 24_000, 48_000)
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
        rate_hz = _encoder_rate(sample_rate_hz)
        self._source_hz = sample_rate_hz
        self._rate_hz = rate_hz
        self._resampler = None
        if rate_hz != sample_rate_hz:
            # The shortest filter that is better than the codec: it holds back 3 ms.
            self._resampler = soxr.ResampleStream(sample_rate_hz, rate_hz, 1, dtype="int16", quality="MQ")
        self._encoder = _opened(rate_hz)
        self._packet_samples = rate_hz * PACKET_MS // 1000
        self._waiting: NDArray[np.int16] = np.zeros(0, dtype=np.int16)
        self._source_samples = 0
        self._packets = 0

    def push(self, pcm: bytes, *, final: bool) -> bytes:
        """More signed 16-bit samples in; the packets that are complete with them out, each after its length as a
        little-endian uint16. ``final`` with the last: then everything comes."""
        samples = np.frombuffer(pcm, dtype="<i2")
        self._source_samples += len(samples)
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples, last=final)
        parts = [self._waiting, samples]
        if final:
            parts.append(self._silence_after(len(self._waiting) + len(samples)))
        waiting = np.concatenate(parts)
        whole = len(waiting) // self._packet_samples * self._packet_samples
        packets = [self._packet(block) for block in waiting[:whole].reshape(-1, self._packet_samples)]
        self._waiting = waiting[whole:]
        self._packets += len(packets)
        return b"".join(_LENGTH.pack(len(packet)) + packet for packet in packets)

    def _silence_after(self, waiting: int) -> NDArray[np.int16]:
        """So much that the last packet reaches beyond the last sample, although it is heard later."""
        heard = -(-self._source_samples * OPUS_RATE_HZ // self._source_hz) + pre_skip(self._source_hz)
        packets = -(-heard * 1000 // (OPUS_RATE_HZ * PACKET_MS))
        return np.zeros(max(0, (packets - self._packets) * self._packet_samples - waiting), dtype=np.int16)

    def _packet(self, block: NDArray[np.int16]) -> bytes:
        from av.audio.frame import AudioFrame

        frame = AudioFrame.from_ndarray(block[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = self._rate_hz
        return b"".join(bytes(packet) for packet in self._encoder.encode(frame))


def _encoder_rate(sample_rate_hz: int) -> int:
    return next((rate for rate in _ENCODER_RATES_HZ if rate >= sample_rate_hz), _ENCODER_RATES_HZ[-1])


def _opened(rate_hz: int) -> AudioCodecContext:
    from av.audio.codeccontext import AudioCodecContext

    encoder = AudioCodecContext.create("libopus", "w")
    encoder.sample_rate = rate_hz
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.bit_rate = BIT_RATE
    # Low delay: one manner of encoding throughout, which is also the cheapest, and 2.5 ms of delay in place of 6.5.
    encoder.options = {
        "application": "lowdelay",
        "compression_level": str(COMPLEXITY),
        "frame_duration": str(PACKET_MS),
    }
    encoder.open()
    return encoder
