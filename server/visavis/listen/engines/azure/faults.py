"""What went wrong, in the words of the contract. The SDK's own words are looked at and never quoted: they may hold
what was said."""

from __future__ import annotations

import re
from typing import Final

from visavis.listen.engines.azure.told import Ended
from visavis.listen.recogniser import RecogniserError

_STATUS: Final = re.compile(r"\((\d{3})\)")


def recogniser_error(ended: Ended, host: str, *, heard: bool) -> RecogniserError:
    """The error behind a request that the SDK cancelled, ``heard`` after its first result.

    The SDK hides a service's ``Retry-After``, so no error tells one.
    """
    match ended.fault:
        case "AuthenticationFailure" | "Forbidden":
            if "quota" in ended.details.lower():
                return RecogniserError(f"{host} has no quota left for this account", code="stt_busy")
            return RecogniserError(f"{host} does not accept the key ({ended.fault})", code="stt_refused")
        case "TooManyRequests":
            return RecogniserError(f"{host} has too many requests", code="stt_busy", retryable=True)
        case "BadRequest":
            return RecogniserError(f"{host} refuses the request; it may not know one of the languages")
        case "ServiceTimeout":
            return RecogniserError(f"{host} does not answer", code="stt_timeout", retryable=True)
        case "ConnectionFailure" if heard:
            return RecogniserError(f"{host} broke off in mid-answer", retryable=True)
        case "ConnectionFailure":
            return RecogniserError(f"{host} cannot be reached", code="stt_unavailable", retryable=True)
    status = _STATUS.search(ended.details)
    if status is not None and status[1] == "404":
        return RecogniserError(f"{host} answers 404: no such address", code="stt_unavailable")
    retryable = ended.fault in {"ServiceError", "ServiceUnavailable"}
    told = status[1] if status is not None else ended.fault
    return RecogniserError(f"{host} could not listen ({told})", retryable=retryable)
