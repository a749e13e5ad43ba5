"""What a service's refusal means, in the words of the engine contract. Nothing that the service says is quoted: it may
hold what was to be said, or part of a key."""

from __future__ import annotations

from collections.abc import Mapping

from visavis.retry_after import retry_after_s
from visavis.tts.engine import EngineError


def refused(host: str, told: str = "") -> EngineError:
    """The key is not accepted, or the account may not do this. ``told`` is the service's code."""
    return EngineError(f"{host} does not accept the key{_in_brackets(told)}", code="engine_refused")


def busy(host: str, told: str = "", retry_s: float | None = None, *, lasting: bool = False) -> EngineError:
    """Too many requests; ``lasting`` when the quota is used up and waiting does not help."""
    what = "has no quota left for this account" if lasting else "has too many requests"
    return EngineError(
        f"{host} {what}{_in_brackets(told)}", code="engine_busy", retryable=not lasting, retry_after_s=retry_s
    )


def unknown_voice(host: str, voice: str) -> EngineError:
    """The service has no such voice, or not for this account or model."""
    return EngineError(f"{host} has no voice {voice!r} for this account and model", code="voice_unknown")


def failed(host: str, told: str = "", *, retryable: bool = False) -> EngineError:
    """Anything else that the service says."""
    return EngineError(f"{host} could not speak{_in_brackets(told)}", retryable=retryable)


def broke_off(host: str) -> EngineError:
    """The connection ended before the answer did."""
    return EngineError(f"{host} broke off in mid-answer", retryable=True)


def silent(host: str, timeout_s: float) -> EngineError:
    """Nothing came for too long."""
    return EngineError(f"{host} sent nothing for {timeout_s:g} s", code="engine_timeout", retryable=True)


def unreachable(host: str) -> EngineError:
    """No connection."""
    return EngineError(f"{host} cannot be reached", code="engine_unavailable", retryable=True)


def empty(host: str) -> EngineError:
    """An answer without any sound."""
    return EngineError(f"{host} gave an answer without sound", retryable=True)


def of_status(host: str, status: int, headers: Mapping[str, str]) -> EngineError:
    """An answer with this HTTP status. ``headers`` are looked up in lower case."""
    told = str(status)
    if status in {401, 403}:
        return refused(host, told)
    if status == 402:
        return busy(host, told, lasting=True)
    if 300 <= status < 400:
        return EngineError(f"{host} answers {status}: it sends to another address", code="engine_unavailable")
    wait_s = retry_after_s(headers)
    if status == 429 or (status == 503 and wait_s is not None):
        return busy(host, told, wait_s)
    if status == 404:
        return EngineError(f"{host} answers 404: no such address or model", code="engine_unavailable")
    return failed(host, told, retryable=status >= 500 or status == 408)


def _in_brackets(told: str) -> str:
    return f" ({told})" if told else ""
