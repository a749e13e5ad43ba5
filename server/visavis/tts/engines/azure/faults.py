"""What went wrong, in the words of the engine contract. The SDK's own words are looked at and never quoted: they may
hold what was to be said."""

from __future__ import annotations

import re
from typing import Final

from visavis.tts.engine import EngineError
from visavis.tts.engines.azure.told import Ended
from visavis.tts.service_faults import broke_off, busy, failed, of_status, refused, silent, unknown_voice, unreachable

_STATUS: Final = re.compile(r"\((\d{3})\)")
_VOICE: Final = re.compile(r"(?is)(unsupported|invalid|unknown) voice|voice .{0,120}(not found|not supported)")


def engine_error(ended: Ended, host: str, voice: str, timeout_s: float, *, heard: bool) -> EngineError:
    """The error behind a request that the SDK cancelled, ``heard`` after its first sound.

    The SDK hides a service's ``Retry-After``, so no error tells one.
    """
    match ended.fault:
        case "AuthenticationFailure" | "Forbidden":
            quota = "quota" in ended.details.lower()
            return busy(host, ended.fault, lasting=True) if quota else refused(host, ended.fault)
        case "TooManyRequests":
            return busy(host, ended.fault)
        case "BadRequest":
            wrong_voice = _VOICE.search(ended.details) is not None
            return unknown_voice(host, voice) if wrong_voice else failed(host, ended.fault)
        case "ServiceTimeout":
            return silent(host, timeout_s)
        case "ConnectionFailure":
            return broke_off(host) if heard else unreachable(host)
    status = _STATUS.search(ended.details)
    if status is not None:
        return of_status(host, int(status[1]), {})
    return failed(host, ended.fault, retryable=ended.fault in {"ServiceError", "ServiceUnavailable"})
