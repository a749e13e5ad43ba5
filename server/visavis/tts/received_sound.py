"""Sound as services send it, brought to what an engine yields: 16-bit mono at one rate, as it comes.

Raw samples and WAV are turned piece by piece. What is compressed is gathered and decoded when it has come.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from visavis.tts.forward_sound import ForwardSoundFile
from visavis.tts.wav_reader import WavError, WavReader

SLICE_BYTES: Final = 16_384
"""More is not turned in one go on the event loop: about a third of a millisecond."""
MOST_COMPRESSED_BYTES: Final = 32 << 20
MOST_DECODED_S: Final = 1800.0
"""Silence is packed a thousandfold. A sentence is never as long."""
RATES_HZ: Final = (2000, 384_000)

_PARAMETER: Final = re.compile(r"\b(rate|channels)\s*=\s*\"?(\d{1,7})", re.IGNORECASE)
_MAGIC: Final = ((b"RIFF", "wav"), (b"OggS", "file"), (b"fLaC", "file"), (b"ID3", "file"))
_TYPES: Final = {"wav": "wav", "wave": "wav", "x-wav": "wav", "vnd.wave": "wav", "mpeg": "file", "mp3": "file",
                 "ogg": "file", "opus": "file", "flac": "file", "x-flac": "file"}  # fmt: skip


class ReceivedSoundError(Exception):
    """What came is no sound that can be read. The text never quotes it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What was asked for, in case the answer does not say what it is."""

    sample_rate_hz: int
    """What comes out, and what raw samples have unless their media type tells another ``rate``."""
    raw: bool = True
    """Raw samples were asked for; otherwise a file."""


async def received_pcm(body: AsyncIterator[bytes], media_type: str, expected: Expected) -> AsyncGenerator[bytes, None]:
    """Signed 16-bit little-endian mono at ``expected.sample_rate_hz`` of a body, in pieces as it comes.

    What the sound is told by is, in this order, its first bytes, its media type, and what was asked for. Channels are
    mixed down. Raises :class:`ReceivedSoundError`; whatever ``body`` raises passes.
    """
    head = b""
    async for data in body:
        head += data
        if len(head) >= 4:
            break
    if not head:
        return
    kind = _kind(head, media_type, expected)
    if kind == "file":
        content = io.BytesIO()
        content.write(head)
        async for data in body:
            content.write(data)
            if content.tell() > MOST_COMPRESSED_BYTES:
                raise ReceivedSoundError(f"one answer has more than {MOST_COMPRESSED_BYTES} bytes")
        # A decoder is written in C and holds no lock; a sentence takes some milliseconds.
        pcm = await asyncio.to_thread(_decoded, content.getvalue(), expected.sample_rate_hz)
        if pcm:
            yield pcm
        return
    told = {name.lower(): int(value) for name, value in _PARAMETER.findall(media_type)}
    source: _Samples = WavReader() if kind == "wav" else _RawReader(told, expected.sample_rate_hz)
    converter = _Converter(source, expected.sample_rate_hz)
    for piece in converter.feed(head):
        yield piece
    async for data in body:
        for piece in converter.feed(data):
            yield piece
            await asyncio.sleep(0)
    rest = converter.end()
    if rest:
        yield rest


def _kind(head: bytes, media_type: str, expected: Expected) -> str:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    family, _, name = media_type.partition(";")[0].strip().lower().partition("/")
    if family not in {"audio", "application", "binary", ""} or name.endswith(("json", "xml", "html")):
        raise ReceivedSoundError(f"the answer is {media_type[:60]!r}, no sound")
    usual = "raw" if expected.raw else "file"
    kind = _TYPES.get(name, usual) if family == "audio" else usual
    if kind == "wav":
        raise ReceivedSoundError(f"the answer says that it is {media_type[:60]!r} and is none")
    return kind


def _decoded(content: bytes, rate_hz: int) -> bytes:
    try:
        with ForwardSoundFile(io.BytesIO(content)) as file:
            own_rate_hz = file.samplerate
            blocks, frames = [], 0
            for block in file.pieces():
                frames += len(block)
                if frames > MOST_DECODED_S * own_rate_hz:
                    raise ReceivedSoundError(f"one answer lasts longer than {MOST_DECODED_S:g} s")
                blocks.append(block.mean(axis=1))
    except (soundfile.SoundFileError, ValueError, RuntimeError):
        raise ReceivedSoundError("the answer is no sound file that can be read") from None
    mono = np.nan_to_num(np.concatenate(blocks)) if blocks else np.zeros(0, dtype=np.float32)
    if own_rate_hz != rate_hz and len(mono):
        mono = soxr.resample(mono, own_rate_hz, rate_hz)
    return _to_pcm(mono)


class _Samples(Protocol):
    """Bytes in, mono samples out."""

    sample_rate_hz: int
    """Known with the first samples."""

    def feed(self, data: bytes) -> NDArray[np.float32]: ...

    def end(self) -> None: ...


class _RawReader:
    """Signed 16-bit little-endian samples without a header."""

    def __init__(self, told: dict[str, int], usual_rate_hz: int) -> None:
        self.sample_rate_hz = told.get("rate", usual_rate_hz)
        self._channels = told.get("channels", 1)
        if not RATES_HZ[0] <= self.sample_rate_hz <= RATES_HZ[1] or not 1 <= self._channels <= 8:
            raise ReceivedSoundError(f"{self._channels} channels at {self.sample_rate_hz} Hz cannot be read")
        self._rest = b""

    def feed(self, data: bytes) -> NDArray[np.float32]:
        """All whole frames that have come."""
        data = self._rest + data
        size = len(data) - len(data) % (2 * self._channels)
        self._rest = data[size:]
        frames = np.frombuffer(data[:size], dtype="<i2").reshape(-1, self._channels)
        return np.asarray(frames.mean(axis=1), dtype=np.float32) * np.float32(1 / 32768)

    def end(self) -> None:
        """Half a sample at the end is left out."""


class _Converter:
    """Turns samples of a source into PCM at the wanted rate."""

    def __init__(self, source: _Samples, rate_hz: int) -> None:
        self._source = source
        self._rate_hz = rate_hz
        self._stream: soxr.ResampleStream | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """What became ready, in small pieces."""
        pieces = (self._turn(data[at : at + SLICE_BYTES]) for at in range(0, len(data), SLICE_BYTES))
        return [piece for piece in pieces if piece]

    def end(self) -> bytes:
        """What the resampler still holds."""
        try:
            self._source.end()
        except WavError as error:
            raise ReceivedSoundError(str(error)) from None
        if self._stream is None:
            return b""
        return _to_pcm(self._stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True))

    def _turn(self, data: bytes) -> bytes:
        try:
            samples = self._source.feed(data)
        except WavError as error:
            raise ReceivedSoundError(str(error)) from None
        if not len(samples):
            return b""
        if self._source.sample_rate_hz == self._rate_hz:
            return _to_pcm(samples)
        if self._stream is None:
            self._stream = soxr.ResampleStream(self._source.sample_rate_hz, self._rate_hz, 1, dtype="float32")
        return _to_pcm(self._stream.resample_chunk(samples))


def _to_pcm(samples: NDArray[np.float32]) -> bytes:
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()
