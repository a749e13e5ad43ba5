"""Sound of an utterance in the formats of OpenAI's API, as it is made."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final, Literal

import numpy as np
import soxr

from visavis.speech.export.label import label_text
from visavis.tts.compute import Compute
from visavis.tts.sound_encoder import ENCODING_MS_PER_SECOND, MEDIA_TYPES, Encoder, SoundForm, encoded, open_encoder

SoundFormat = Literal["mp3", "opus", "flac", "wav", "pcm"]
FORMS: Final[dict[SoundFormat, SoundForm]] = {"mp3": "mp3", "opus": "ogg", "flac": "flac", "wav": "wav"}
PCM_TYPE: Final = "audio/pcm"
PCM_RATE_HZ: Final = 24_000
"""Raw samples tell no rate; everybody takes those of OpenAI for 24 kHz."""
RESAMPLING_MS_PER_SECOND: Final = 1.0
BLOCK_S: Final = 1.0
"""So much is encoded at a time: others wait for the same threads."""


def media_type(form: SoundFormat) -> str:
    """As the answer tells it."""
    return PCM_TYPE if form == "pcm" else MEDIA_TYPES[FORMS[form]]


class SpeechSound:
    """One utterance on its way into a format."""

    def __init__(self, form: SoundFormat, sample_rate_hz: int, compute: Compute) -> None:
        self._compute = compute
        self._rate_hz = sample_rate_hz
        self._encoder: Encoder
        if form == "pcm":
            self._encoder = _Raw(sample_rate_hz)
            self._cost_ms_per_s = 0.0 if sample_rate_hz == PCM_RATE_HZ else RESAMPLING_MS_PER_SECOND
        elif form == "flac":
            self._encoder = _WholeFlac(sample_rate_hz)
            self._cost_ms_per_s = ENCODING_MS_PER_SECOND["flac"]
        else:
            self._encoder = open_encoder(FORMS[form], sample_rate_hz, label_text())
            self._cost_ms_per_s = ENCODING_MS_PER_SECOND[FORMS[form]]

    async def encoded(self, pcm: bytes, *, final: bool) -> AsyncGenerator[bytes, None]:
        """What becomes ready with these samples, and with the last ones the end. Never empty bytes."""
        step = 2 * round(BLOCK_S * self._rate_hz)
        for at in range(0, len(pcm), step):
            block = pcm[at : at + step]
            ready = await self._compute.run_brief(self._cost_ms(block), self._encoder.push, block)
            if ready:
                yield ready
        if final:
            rest = await self._compute.run(self._encoder.finish)
            if rest:
                yield rest

    def _cost_ms(self, pcm: bytes) -> float:
        return self._cost_ms_per_s * len(pcm) / 2 / self._rate_hz


class _WholeFlac:
    """FLAC in one piece: libsndfile, which most programs read it with, fails at one that does not tell its length."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._parts: list[bytes] = []

    def push(self, pcm: bytes) -> bytes:
        """Nothing yet."""
        self._parts.append(pcm)
        return b""

    def finish(self) -> bytes:
        """The file."""
        pcm = b"".join(self._parts)
        return encoded(pcm, "flac", self._rate_hz, label_text(pcm))


class _Raw:
    """Samples at 24 kHz without a header."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._stream = None
        if sample_rate_hz != PCM_RATE_HZ:
            self._stream = soxr.ResampleStream(sample_rate_hz, PCM_RATE_HZ, 1, dtype="int16")

    def push(self, pcm: bytes) -> bytes:
        """The same samples at 24 kHz."""
        return pcm if self._stream is None else self._resampled(pcm, last=False)

    def finish(self) -> bytes:
        """What the resampler still holds."""
        return b"" if self._stream is None else self._resampled(b"", last=True)

    def _resampled(self, pcm: bytes, *, last: bool) -> bytes:
        assert self._stream is not None
        samples: np.ndarray = self._stream.resample_chunk(np.frombuffer(pcm, dtype="<i2"), last=last)
        return samples.astype("<i2").tobytes()
