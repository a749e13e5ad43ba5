"""MP3 as it comes, to samples with exact times: every frame as if the whole had been decoded at once."""

from __future__ import annotations

import asyncio
import io
from collections import deque
from typing import Final

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from visavis.tts.mp3_frames import DECODER_DELAY_SAMPLES, USUAL_ENCODER_DELAY_SAMPLES, Mp3Frame, take_frame

_LEAD_FRAMES: Final = 10
"""Frames that are decoded again before new ones: a frame takes bits from some before it, and overlaps with the last."""
_UNHEARD_FRAMES: Final = 6
"""The first of those take bits from frames that are not there; they only lend theirs."""
_BATCH_FRAMES: Final = 8
"""New frames that are decoded at a time: 0.2 s at 24 kHz."""
_MOST_JUNK_BYTES: Final = 1 << 16


class Mp3Error(Exception):
    """What came is no MP3."""


class Mp3Stream:
    """Turns bytes, cut anywhere, into signed 16-bit little-endian mono at ``rate_hz``.

    The delay that encoder and decoder put before the sound is taken out: the encoder's is what its own note says, else
    the usual 576 samples. Threads decode; nothing is kept running between the calls.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._bytes = bytearray()
        self._junk_bytes = 0
        self._lead: deque[Mp3Frame] = deque(maxlen=_LEAD_FRAMES)
        self._new: list[Mp3Frame] = []
        self._delay_samples = USUAL_ENCODER_DELAY_SAMPLES + DECODER_DELAY_SAMPLES
        self._any = False
        self._resampler: soxr.ResampleStream | None = None

    async def take(self, data: bytes) -> bytes:
        """All samples that are final with these bytes. Raises :class:`Mp3Error`."""
        self._bytes += data
        while True:
            frame, used = take_frame(self._bytes)
            del self._bytes[:used]
            if frame is None:
                self._junk_bytes += used
                break
            delay_samples = None if self._any else frame.delay_samples
            self._any = True
            if delay_samples is not None:
                self._delay_samples = delay_samples + DECODER_DELAY_SAMPLES
            else:
                self._new.append(frame)
        if not self._any and self._junk_bytes > _MOST_JUNK_BYTES:
            raise Mp3Error("what came is no MP3")
        return await self._decode(last=False) if len(self._new) >= _BATCH_FRAMES else b""

    async def end(self) -> bytes:
        """What is left. Raises :class:`Mp3Error` where bytes came and no sound was in them."""
        if not self._any and (self._bytes or self._junk_bytes):
            raise Mp3Error("what came is no MP3")
        return await self._decode(last=True) if self._any else b""

    async def _decode(self, *, last: bool) -> bytes:
        lead, new = list(self._lead), self._new
        self._new = []
        self._lead.extend(new)
        return await asyncio.to_thread(self._decoded, lead, new, last)

    def _decoded(self, lead: list[Mp3Frame], new: list[Mp3Frame], last: bool) -> bytes:
        mono = _samples(lead, new) if new else np.zeros(0, dtype=np.float32)
        cut = min(self._delay_samples, len(mono))
        self._delay_samples -= cut
        mono = mono[cut:]
        rate_hz = new[0].rate_hz if new else self._rate_hz
        if self._resampler is None and rate_hz != self._rate_hz:
            self._resampler = soxr.ResampleStream(rate_hz, self._rate_hz, 1, dtype="float32")
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono, last=last)
        pcm: bytes = np.clip(np.rint(mono * 32768), -32768, 32767).astype("<i2").tobytes()
        return pcm


def _samples(lead: list[Mp3Frame], new: list[Mp3Frame]) -> NDArray[np.float32]:
    borrowed = _UNHEARD_FRAMES if len(lead) == _LEAD_FRAMES else 0
    frames = [frame.unheard if n < borrowed else frame.data for n, frame in enumerate(lead + new)]
    # The decoder guesses the number of frames from the first one's size, and gives no more than that.
    lacking = (len(frames) + 1) * len(frames[0]) - sum(map(len, frames))
    frames += [new[-1].unheard] * max(1, -(-lacking // len(new[-1].data)))
    try:
        decoded, _ = soundfile.read(io.BytesIO(b"".join(frames)), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError):
        raise Mp3Error("the MP3 cannot be decoded") from None
    mono: NDArray[np.float32] = np.nan_to_num(decoded).mean(axis=1, dtype=np.float32)
    start = sum(frame.samples for frame in lead)
    return mono[start : start + sum(frame.samples for frame in new)]
