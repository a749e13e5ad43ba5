"""Reads a WAV file while it comes, also one whose header does not know yet how long it will be.

Format: RIFF WAVE. A server that streams writes 0, 0xFFFFFFFF or any other large number as the length of ``data``; the
sound then ends with the bytes.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_OPEN_ENDED: Final = 0x7FFF0000
"""From this length on a header says that it does not know."""
_LONGEST_HEADER: Final = 1 << 16
MOST_CHANNELS: Final = 8


class WavError(Exception):
    """The bytes are no WAV that can be read."""


class WavReader:
    """Bytes in, mono samples out."""

    def __init__(self) -> None:
        self.sample_rate_hz = 0
        """Known with the first samples."""
        self._buffer = b""
        self._format: tuple[int, int, int] | None = None
        """Tag, channels, bits a sample."""
        self._left: int | None = None
        """Bytes of sound that are still to come; None while the header is read."""

    def feed(self, data: bytes) -> NDArray[np.float32]:
        """The samples that became whole, from -1 to 1. Raises :class:`WavError`."""
        self._buffer += data
        if self._left is None and not self._read_header():
            return np.zeros(0, dtype=np.float32)
        assert self._format is not None
        assert self._left is not None
        tag, channels, bits = self._format
        frame = channels * bits // 8
        size = min(len(self._buffer), self._left)
        size -= size % frame
        sound, self._buffer = self._buffer[:size], self._buffer[size:]
        self._left -= size
        if self._left < frame:  # what follows the sound is of no interest
            self._buffer = b""
        frames: NDArray[np.float32] = _samples(sound, tag, bits).reshape(-1, channels)
        return frames[:, 0] if channels == 1 else np.asarray(frames.mean(axis=1), dtype=np.float32)

    def end(self) -> None:
        """No more bytes come. Raises :class:`WavError` when not even the header was whole."""
        if self._left is None:
            raise WavError("the WAV ends within its header")

    def _read_header(self) -> bool:
        """Whether the sound begins at the start of the buffer now."""
        buffer = self._buffer
        if len(buffer) < 12:
            return False
        if buffer[:4] != b"RIFF" or buffer[8:12] != b"WAVE":
            raise WavError("the answer is no WAV")
        at = 12
        while len(buffer) >= at + 8:
            name, length = struct.unpack_from("<4sI", buffer, at)
            if name == b"data":
                if self._format is None:
                    raise WavError("the WAV has no format before its sound")
                self._left = (1 << 62) if length == 0 or length >= _OPEN_ENDED else length
                self._buffer = buffer[at + 8 :]
                return True
            if at + length > _LONGEST_HEADER:
                raise WavError("the header of the WAV is too long")
            if len(buffer) < at + 8 + length:
                return False
            if name == b"fmt ":
                self._read_format(buffer[at + 8 : at + 8 + length])
            at += 8 + length + (length & 1)
        return False

    def _read_format(self, content: bytes) -> None:
        if len(content) < 16:
            raise WavError("the format of the WAV is too short")
        tag, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", content)
        if tag == _EXTENSIBLE and len(content) >= 26:
            tag = struct.unpack_from("<H", content, 24)[0]
        known = (tag == _PCM and bits in {8, 16, 24, 32}) or (tag == _FLOAT and bits in {32, 64})
        if not known or not 1 <= channels <= MOST_CHANNELS or not 2000 <= rate_hz <= 384_000:
            raise WavError(f"a WAV of format {tag} with {channels} channels of {bits} bits at {rate_hz} Hz is not read")
        self._format = (tag, channels, bits)
        self.sample_rate_hz = rate_hz


def _samples(sound: bytes, tag: int, bits: int) -> NDArray[np.float32]:
    if tag == _FLOAT:
        floats = np.frombuffer(sound, dtype="<f4" if bits == 32 else "<f8").astype(np.float32)
        return np.nan_to_num(floats)
    if bits == 8:
        return (np.frombuffer(sound, dtype=np.uint8).astype(np.float32) - np.float32(128)) * np.float32(1 / 128)
    if bits == 24:
        triples = np.frombuffer(sound, dtype=np.uint8).reshape(-1, 3)
        padded = np.zeros((len(triples), 4), dtype=np.uint8)
        padded[:, 1:] = triples
        return padded.reshape(-1).view("<i4").astype(np.float32) * np.float32(2**-31)
    return np.frombuffer(sound, dtype=f"<i{bits // 8}").astype(np.float32) * np.float32(2.0 ** (1 - bits))
