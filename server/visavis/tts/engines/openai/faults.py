"""What went wrong with the service, in the words of the engine contract. Nothing that the service says is quoted: it
may hold what was to be said, or part of a key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from visavis.retry_after import retry_after_s
from visavis.tts.engine import EngineError

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAIError

_WORD = re.compile(r"[a-z][a-z0-9_]{1,40}")


def engine_error(error: OpenAIError, host: str, model: str, voice: str) -> EngineError:
    """The error behind one of the client library's, which came before any sound."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return EngineError(f"{host} does not answer", code="engine_timeout", retryable=True)
    if isinstance(error, openai.APIConnectionError):
        return EngineError(f"{host} cannot be reached", code="engine_unavailable", retryable=True)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, host, model, voice)
    return EngineError(f"the client of {host} failed ({type(error).__name__})")


def _of_status(error: APIStatusError, host: str, model: str, voice: str) -> EngineError:
    status = error.status_code
    word = _machine_word(error)
    told = f"{host} answers {status}" + (f" ({word})" if word else "")
    wait_s = retry_after_s(error.response.headers)
    if status == 401:
        return EngineError(f"{told}: it does not accept the key", code="engine_refused")
    if status == 403:
        return EngineError(f"{told}: the account may not do this", code="engine_refused")
    if status == 404:
        text = f"{told}: no model {model!r} there, or no such address; see VISAVIS_OPENAI_MODEL and _URL"
        return EngineError(text, code="engine_unavailable")
    if status == 429:
        lasting = word in {"insufficient_quota", "billing_hard_limit_reached"}
        text = f"{told}: " + ("the quota is used up" if lasting else "too many requests")
        return EngineError(text, code="engine_busy", retryable=not lasting, retry_after_s=wait_s)
    if status == 503 and wait_s is not None:
        return EngineError(f"{told}: busy", code="engine_busy", retryable=True, retry_after_s=wait_s)
    if status >= 500 or status == 408:
        return EngineError(told, retryable=True, retry_after_s=wait_s)
    if error.param == "voice" or word in {"invalid_voice", "voice_not_found"}:
        return EngineError(f"{told}: it has no voice {voice!r}", code="voice_unknown")
    return EngineError(f"{told}: it refuses the request")


def _machine_word(error: APIStatusError) -> str:
    """The service's code or type of the error, when it is a word for machines."""
    for word in (error.code, error.type):
        if isinstance(word, str) and _WORD.fullmatch(word):
            return word
    return ""
