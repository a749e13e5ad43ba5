"""What Volcengine's events tell: words with their times, and what went wrong."""

from __future__ import annotations

from typing import Any

from visavis.tts.engine import CharacterTiming, EngineError
from visavis.tts.engines.volcengine.frames import SENTENCE_START, Frame
from visavis.tts.followed_text import FollowedText
from visavis.tts.service_faults import busy, failed, refused, unknown_voice

SUCCESS = 20_000_000


class WordTimes:
    """Characters of the words of each of the service's sentences, each word once.

    Model 1.0 tells them with the end of a sentence, model 2.0 as a subtitle. Times are in seconds, from the sentence or
    from the answer's start.
    """

    def __init__(self, followed: FollowedText, rate_hz: int) -> None:
        self._followed = followed
        self._rate_hz = rate_hz
        self._seen: set[tuple[str, int, int]] = set()
        self._sentence_samples = 0
        self._origin: int | None = None

    def of(self, frame: Frame, request_samples: int, received_samples: int) -> tuple[CharacterTiming, ...]:
        """What is new in one event, before which so much sound had come, and before whose request so much."""
        if frame.event == SENTENCE_START:
            self._seen.clear()
            self._sentence_samples, self._origin = received_samples, None
            return ()
        told = frame.json()
        known: list[CharacterTiming] = []
        for word in _words(told):
            onset, end = (self._samples(word.get(key)) for key in ("startTime", "endTime"))
            name = str(word.get("word", ""))
            if onset is None or end is None or (name, onset, end) in self._seen:
                continue
            self._seen.add((name, onset, end))
            if self._origin is None:
                first = request_samples + onset
                self._origin = self._followed.origin(first, self._sentence_samples) or request_samples
            known += self._followed.heard(name, self._origin + onset, self._origin + end)
        return tuple(known)

    def _samples(self, time_s: Any) -> int | None:
        return round(time_s * self._rate_hz) if isinstance(time_s, (int, float)) else None


def fault(code: int, message: str, host: str, speaker: str) -> EngineError:
    """What a code that is not :data:`SUCCESS` means. ``message`` is only looked at, never told."""
    told, message = str(code), message.lower()
    if "quota exceeded" in message:
        return busy(host, told, lasting="lifetime" in message)
    if "concurrency" in message or "rate limit" in message or "too many" in message:
        return busy(host, told)
    if "speaker" in message and "mismatch" in message:
        text = f"{host}: voice {speaker!r} belongs to another resource; see VISAVIS_VOLCENGINE_RESOURCE ({told})"
        return EngineError(text, code="engine_unavailable")
    if "speaker" in message:
        return unknown_voice(host, speaker)
    if "denied" in message or "grant" in message or "auth" in message:
        return refused(host, told)
    return failed(host, told, retryable=code // 1_000_000 == 55)


def _words(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Wherever in the payload they are: at its root, or in its sentence."""
    for place in (told, told.get("sentence"), told.get("res_params")):
        words = place.get("words") if isinstance(place, dict) else None
        if isinstance(words, list):
            return [word for word in words if isinstance(word, dict)]
    return []
