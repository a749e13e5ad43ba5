"""What ElevenLabs answers: chunks of sound, each with the characters that it says."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from visavis.tts.engine import CharacterTiming, EngineError
from visavis.tts.engines.elevenlabs.settings import ElevenLabsSettings
from visavis.tts.followed_text import FollowedText
from visavis.tts.mp3_stream import Mp3Error, Mp3Stream
from visavis.tts.service_faults import busy, failed, of_status, unknown_voice
from visavis.tts.whole_samples import WholeSamples


class AnswerSound:
    """PCM of the chunks, decoded where they are MP3. Raises :class:`EngineError`."""

    def __init__(self, settings: ElevenLabsSettings, host: str) -> None:
        self._host = host
        self._raw = WholeSamples()
        self._mp3 = Mp3Stream(settings.sample_rate_hz) if settings.format.startswith("mp3") else None

    @property
    def received_samples(self) -> int:
        """All that :meth:`take` and :meth:`end` have returned."""
        return self._raw.received_samples

    async def take(self, chunk: Any) -> bytes:
        """What became ready with this chunk."""
        try:
            data = base64.b64decode(getattr(chunk, "audio_base_64", None) or "", validate=True)
            return self._raw.take(data if self._mp3 is None else await self._mp3.take(data))
        except (binascii.Error, Mp3Error):
            raise failed(self._host, "its sound cannot be read") from None

    async def end(self) -> bytes:
        """What the decoder still holds."""
        try:
            return b"" if self._mp3 is None else self._raw.take(await self._mp3.end())
        except Mp3Error:
            raise failed(self._host, "its sound cannot be read") from None


def characters(
    chunk: Any, followed: FollowedText, rate_hz: int, request_samples: int, chunk_samples: int
) -> tuple[CharacterTiming, ...]:
    """The characters that one chunk tells. The request's and the chunk's sound begin at these samples.

    ``alignment`` may be missing, null, or have lists of unequal lengths; its times count from either beginning.
    """
    told = getattr(chunk, "alignment", None)
    lists = [getattr(told, name, None) or [] for name in _LISTS]
    known: list[CharacterTiming] = []
    origin: int | None = None
    for letter, onset_s, end_s in zip(*lists, strict=False):
        if origin is None:
            first = request_samples + round(onset_s * rate_hz)
            origin = followed.origin(first, chunk_samples) or request_samples
        known += followed.heard(letter, origin + round(onset_s * rate_hz), origin + round(end_s * rate_hz))
    return tuple(known)


_LISTS = ("characters", "character_start_times_seconds", "character_end_times_seconds")


def refusal(error: Any, host: str, voice: str) -> EngineError:
    """What an ``ApiError`` of the client library means."""
    detail = error.body.get("detail") if isinstance(error.body, dict) else None
    word = detail.get("status") or detail.get("code") if isinstance(detail, dict) else None
    if word == "quota_exceeded":
        return busy(host, word, lasting=True)
    if word == "voice_not_found":
        return unknown_voice(host, voice)
    headers = {str(name).lower(): str(value) for name, value in (error.headers or {}).items()}
    return of_status(host, error.status_code or 500, headers)
