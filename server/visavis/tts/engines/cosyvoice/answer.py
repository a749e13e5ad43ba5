"""What CosyVoice answers: sound in binary messages, and events that tell of sentences and words."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from visavis.tts.engine import CharacterTiming, EngineError
from visavis.tts.followed_text import FollowedText
from visavis.tts.service_faults import busy, failed, refused, unknown_voice

_CODE: Final = re.compile(r"[A-Za-z.]{1,60}")
_NO_SUCH_VOICE: Final = "418"
"""In the message of an ``InvalidParameter``: the engine's own code for a voice that the model does not have."""


def event_of(message: str, host: str, voice: str) -> tuple[str, dict[str, Any]]:
    """Name and ``payload.output`` of an event. Raises :class:`EngineError` for ``task-failed``."""
    try:
        told = json.loads(message)
        header, output = told["header"], (told.get("payload") or {}).get("output") or {}
        name = header["event"]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise failed(host, "its event cannot be read") from None
    if name == "task-failed":
        raise _fault(str(header.get("error_code")), str(header.get("error_message")), host, voice)
    return str(name), output if isinstance(output, dict) else {}


class WordTimes:
    """Characters of the words that the events tell, each word once.

    A word comes with the event that ends its sentence, or with each event so far. Its times count from the sentence or
    from the task's start.
    """

    def __init__(self, followed: FollowedText, rate_hz: int) -> None:
        self._followed = followed
        self._rate_hz = rate_hz
        self._seen: set[tuple[Any, Any]] = set()
        self._sentence: Any = None
        self._sentence_samples = 0
        self._origin: int | None = None

    def of(self, output: dict[str, Any], received_samples: int) -> tuple[CharacterTiming, ...]:
        """What is new in one event, before which so much sound had come."""
        sentence = output.get("sentence")
        if not isinstance(sentence, dict):
            return ()
        if sentence.get("index") != self._sentence:
            self._sentence, self._sentence_samples, self._origin = sentence.get("index"), received_samples, None
        known: list[CharacterTiming] = []
        for word in sentence.get("words") or ():
            name = (self._sentence, word.get("begin_index"))
            onset, end = (self._samples(word.get(key)) for key in ("begin_time", "end_time"))
            if name in self._seen or onset is None or end is None:
                continue
            self._seen.add(name)
            if self._origin is None:
                self._origin = self._followed.origin(onset, self._sentence_samples)
            known += self._followed.heard(str(word.get("text", "")), self._origin + onset, self._origin + end)
        return tuple(known)

    def _samples(self, time_ms: Any) -> int | None:
        return round(time_ms * self._rate_hz / 1000) if isinstance(time_ms, (int, float)) else None


def _fault(code: str, message: str, host: str, voice: str) -> EngineError:
    told = code if _CODE.fullmatch(code) else ""
    if code.startswith("Throttling"):
        return busy(host, told)
    if code.startswith("Arrearage") or code == "AllocationQuota.FreeTierOnly":
        return busy(host, told, lasting=True)
    if code.startswith(("InvalidApiKey", "AccessDenied", "Forbidden", "Model.AccessDenied", "Workspace.AccessDenied")):
        return refused(host, told)
    if code.startswith(("ModelNotFound", "ModelNotSupported")):
        return EngineError(f"{host} has no such model; see VISAVIS_COSYVOICE_MODEL", code="engine_unavailable")
    if code == "InvalidParameter" and _NO_SUCH_VOICE in message:
        return unknown_voice(host, voice)
    return failed(
        host, told, retryable=code.startswith(("InternalError", "ServerError", "RequestTimeOut", "ServiceUnavailable"))
    )
