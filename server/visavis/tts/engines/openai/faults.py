"""What went wrong with the service before any sound came, in the words of the engine contract."""

from __future__ import annotations

from typing import Final

from visavis.openai_api.fault import Fault, FaultKind
from visavis.tts.engine import EngineError

_NO_VOICE: Final = frozenset({"invalid_voice", "voice_not_found"})
_UNKNOWN: Final = frozenset({FaultKind.FILTERED, FaultKind.LIMIT})
"""The contract has no codes for these: what a filter refuses, or is too long, has failed."""


def engine_error(fault: Fault, voice: str) -> EngineError:
    """``voice`` is the one that was asked for, as the service calls it."""
    if fault.kind is FaultKind.FAILED and (fault.field == "voice" or fault.word in _NO_VOICE):
        told = fault.message.rpartition(": ")[0]
        return EngineError(f"{told}: it has no voice {voice!r}", code="voice_unknown")
    kind = FaultKind.FAILED if fault.kind in _UNKNOWN else fault.kind
    return EngineError(
        fault.message, code=f"engine_{kind}", retryable=fault.retryable, retry_after_s=fault.retry_after_s
    )
