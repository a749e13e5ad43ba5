"""What went wrong with the service, in the words of the contract. Nothing that the service says is quoted: it may hold
what was said, or part of a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from visavis.listen.engines.openai.settings import PREFIX
from visavis.listen.recogniser import RecogniserError
from visavis.retry_after import retry_after_s

if TYPE_CHECKING:
    from openai import APIError, APIStatusError, OpenAIError

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,60}")
_NO_MONEY: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "arrearage", "insufficient_balance"})
_BUSY: Final = frozenset({"rate_limit_exceeded", "throttling"})


def recogniser_error(error: OpenAIError, host: str, model: str) -> RecogniserError:
    """The error behind one of the client library's."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return RecogniserError(f"{host} does not answer", code="stt_timeout", retryable=True)
    if isinstance(error, openai.APIConnectionError):
        return RecogniserError(f"{host} cannot be reached", code="stt_unavailable", retryable=True)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, host, model)
    if isinstance(error, openai.APIError):
        word = _machine_word(error)
        told = f"{host} tells of an error in its answer" + (f" ({word})" if word else "")
        return _by_word(word, told, None) or RecogniserError(told, retryable=True)
    return RecogniserError(f"the client of {host} failed ({type(error).__name__})")


def broke_off(host: str) -> RecogniserError:
    """The connection ended before the answer did."""
    return RecogniserError(f"{host} broke off in mid-answer", retryable=True)


def garbled(host: str) -> RecogniserError:
    """What came is no answer of the API's form."""
    return RecogniserError(f"{host} sent something that is no transcription", retryable=True)


def _of_status(error: APIStatusError, host: str, model: str) -> RecogniserError:
    status, word = error.status_code, _machine_word(error)
    told = f"{host} answers {status}" + (f" ({word})" if word else "")
    wait_s = retry_after_s(error.response.headers)
    known = _by_word(word, told, wait_s)
    if known is not None:
        return known
    if status in {401, 403}:
        what = "it does not accept the key" if status == 401 else "the account may not do this"
        return RecogniserError(f"{told}: {what}", code="stt_refused")
    if status == 402:
        return RecogniserError(f"{told}: no money is left in the account", code="stt_busy")
    if status == 404:
        text = f"{told}: no model {model!r} there, or no such address; see {PREFIX}MODEL and {PREFIX}URL"
        return RecogniserError(text, code="stt_unavailable")
    if 300 <= status < 400:
        return RecogniserError(f"{told}: it sends to another address; see {PREFIX}URL", code="stt_unavailable")
    if status == 413:
        return RecogniserError(f"{told}: the sound is too long for it", code="stt_limit")
    if status == 429 or (status == 503 and wait_s is not None):
        return RecogniserError(f"{told}: too many requests", code="stt_busy", retryable=True, retry_after_s=wait_s)
    if status >= 500 or status == 408:
        return RecogniserError(told, retryable=True, retry_after_s=wait_s)
    return RecogniserError(f"{told}: it refuses the request")


def _by_word(word: str, told: str, wait_s: float | None) -> RecogniserError | None:
    if word.lower() in _NO_MONEY:
        return RecogniserError(f"{told}: the quota is used up", code="stt_busy")
    if word.lower() in _BUSY:
        return RecogniserError(f"{told}: too many requests", code="stt_busy", retryable=True, retry_after_s=wait_s)
    return None


def _machine_word(error: APIError) -> str:
    """The service's code or type of the error, when it is a word for machines."""
    body: Any = error.body if isinstance(error.body, Mapping) else {}
    for word in (error.code, body.get("code"), error.type, body.get("type")):
        if isinstance(word, str) and _WORD.fullmatch(word):
            return word
    return ""
