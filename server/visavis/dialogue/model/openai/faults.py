"""What went wrong with the service, in the words of the contract. Nothing that the service says is quoted: it may hold
what was said in the conversation, or part of a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from visavis.dialogue.model.contract import LanguageModelError
from visavis.retry_after import retry_after_s

if TYPE_CHECKING:
    from openai import APIError, APIStatusError, OpenAIError

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,60}")
_FILTERED: Final = frozenset({"content_filter", "data_inspection_failed", "datainspectionfailed", "sensitive", "1301"})
"""Codes of Azure and others, DashScope, GLM."""
_TOO_LONG: Final = frozenset({"context_length_exceeded", "string_above_max_length"})
_NO_MONEY: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "arrearage", "insufficient_balance"})
_BUSY: Final = frozenset({"rate_limit_exceeded", "requests", "tokens", "throttling", "1302", "1305"})


def model_error(error: OpenAIError, host: str, model: str) -> LanguageModelError:
    """The error behind one of the client library's."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return LanguageModelError(f"{host} does not answer", code="llm_timeout", retryable=True)
    if isinstance(error, openai.APIConnectionError):
        return LanguageModelError(f"{host} cannot be reached", code="llm_unavailable", retryable=True)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, host, model)
    if isinstance(error, openai.APIError):
        return _in_stream(error, host)
    return LanguageModelError(f"the client of {host} failed ({type(error).__name__})")


def broke_off(host: str) -> LanguageModelError:
    """The connection ended before the answer did."""
    return LanguageModelError(f"{host} broke off in mid-answer", retryable=True)


def garbled(host: str) -> LanguageModelError:
    """What came is no answer of the API's form."""
    return LanguageModelError(f"{host} sent something that is no chat completion", retryable=True)


def _of_status(error: APIStatusError, host: str, model: str) -> LanguageModelError:
    status, word = error.status_code, _machine_word(error)
    told = f"{host} answers {status}" + (f" ({word})" if word else "")
    wait_s = retry_after_s(error.response.headers)
    known = _by_word(word, told, wait_s)
    if known is not None:
        return known
    if status == 401:
        return LanguageModelError(f"{told}: it does not accept the key", code="llm_refused")
    if status == 403:
        return LanguageModelError(f"{told}: the account may not do this", code="llm_refused")
    if status == 402:
        return LanguageModelError(f"{told}: no money is left in the account", code="llm_busy")
    if status == 404:
        text = f"{told}: no model {model!r} there, or no such address; see VISAVIS_LLM_MODEL and VISAVIS_LLM_URL"
        return LanguageModelError(text, code="llm_unavailable")
    if 300 <= status < 400:
        return LanguageModelError(f"{told}: it sends to another address; see VISAVIS_LLM_URL", code="llm_unavailable")
    if status == 413:
        return LanguageModelError(f"{told}: the conversation is too long for it", code="llm_limit")
    if status == 429 or (status == 503 and wait_s is not None):
        return LanguageModelError(f"{told}: too many requests", code="llm_busy", retryable=True, retry_after_s=wait_s)
    if status >= 500 or status == 408:
        return LanguageModelError(told, retryable=True, retry_after_s=wait_s)
    return LanguageModelError(f"{told}: it refuses the request")


def _in_stream(error: APIError, host: str) -> LanguageModelError:
    word = _machine_word(error)
    told = f"{host} tells of an error in its answer" + (f" ({word})" if word else "")
    return _by_word(word, told, None) or LanguageModelError(told, retryable=True)


def _by_word(word: str, told: str, wait_s: float | None) -> LanguageModelError | None:
    kind = word.lower()
    if kind in _FILTERED:
        return LanguageModelError(f"{told}: its filter refuses the conversation", code="llm_filtered")
    if kind in _TOO_LONG:
        return LanguageModelError(f"{told}: the conversation is too long for the model", code="llm_limit")
    if kind in _NO_MONEY:
        return LanguageModelError(f"{told}: the quota is used up", code="llm_busy")
    if kind in _BUSY:
        return LanguageModelError(f"{told}: too many requests", code="llm_busy", retryable=True, retry_after_s=wait_s)
    return None


def _machine_word(error: APIError) -> str:
    """The service's code or type of the error, when it is a word for machines."""
    body: Any = error.body if isinstance(error.body, Mapping) else {}
    for word in (error.code, body.get("code"), error.type, body.get("type")):
        text = str(word) if isinstance(word, (str, int)) and not isinstance(word, bool) else ""
        if _WORD.fullmatch(text) or (text.isdigit() and len(text) <= 6):
            return text
    return ""
