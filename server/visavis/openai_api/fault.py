"""What went wrong with a service, which every contract tells by an error of its own. Nothing that the service says is
quoted: it may hold what was sent, or part of a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from visavis.retry_after import retry_after_s

from .answer import BrokenOffError, GarbledError
from .settings import ApiSettings

if TYPE_CHECKING:
    from openai import APIError, APIStatusError

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,60}")
_FILTERED: Final = frozenset({"content_filter", "data_inspection_failed", "datainspectionfailed", "sensitive", "1301"})
"""Codes of Azure and others, DashScope, GLM."""
_TOO_LONG: Final = frozenset({"context_length_exceeded", "string_above_max_length"})
_NO_MONEY: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "arrearage", "insufficient_balance"})
_BUSY: Final = frozenset({"rate_limit_exceeded", "requests", "tokens", "throttling", "1302", "1305"})


class FaultKind(StrEnum):
    """What a fault means. A contract's codes are these behind its prefix; one that lacks some says ``failed``."""

    UNAVAILABLE = "unavailable"
    """Cannot be reached, or has no such model or address."""
    REFUSED = "refused"
    """Does not accept the key, or the account may not do this."""
    BUSY = "busy"
    """Too many requests, or no money left."""
    TIMEOUT = "timeout"
    LIMIT = "limit"
    """What was sent is too long for it."""
    FILTERED = "filtered"
    """Its own filter refuses what was sent."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong. ``message`` is for people; ``retryable`` says whether the same request may succeed later."""

    kind: FaultKind
    message: str
    retryable: bool = False
    retry_after_s: float | None = None
    """How long the service asks to be left alone, in seconds; None where it does not say."""
    word: str = ""
    """The service's own code or type of the error."""
    field: str = ""
    """The field of the request that the service finds fault with, where it says so."""


@contextmanager
def faults_as(error_of: Callable[[Fault], Exception], settings: ApiSettings) -> Iterator[None]:
    """Raises ``error_of`` the fault behind whatever the client library, its HTTP library or
    :func:`~visavis.openai_api.answer.unbroken` raises in the block."""
    import openai

    try:
        yield
    # A ValueError is a key or an address that no header can hold; its message would quote it.
    except (openai.OpenAIError, BrokenOffError, GarbledError, ValueError) as error:
        raise error_of(fault_of(error, settings)) from None


def fault_of(error: Exception, settings: ApiSettings) -> Fault:
    """The fault behind an error that :func:`faults_as` knows."""
    import openai

    host = settings.host
    match error:
        case openai.APITimeoutError():
            return Fault(FaultKind.TIMEOUT, f"{host} does not answer", retryable=True)
        case openai.APIConnectionError():
            return Fault(FaultKind.UNAVAILABLE, f"{host} cannot be reached", retryable=True)
        case openai.APIStatusError():
            return _of_status(error, settings)
        case openai.APIError():
            return _in_stream(error, settings)
        case openai.OpenAIError():
            return Fault(FaultKind.FAILED, f"the client of {host} failed ({type(error).__name__})")
        case BrokenOffError():
            return Fault(FaultKind.FAILED, f"{host} broke off in mid-answer", retryable=True)
        case GarbledError():
            return Fault(FaultKind.FAILED, f"{host} sent something that is no {settings.wants}", retryable=True)
        case _:
            return Fault(FaultKind.FAILED, f"no request can be sent to {host} ({type(error).__name__})")


def _of_status(error: APIStatusError, settings: ApiSettings) -> Fault:
    status, word = error.status_code, _machine_word(error)
    told = f"{settings.host} answers {status}" + (f" ({word})" if word else "")
    wait_s = retry_after_s(error.response.headers)
    known = _by_word(word, told, wait_s, settings)
    if known is not None:
        return known
    if status == 401:
        return Fault(FaultKind.REFUSED, f"{told}: it does not accept the key", word=word)
    if status == 403:
        return Fault(FaultKind.REFUSED, f"{told}: the account may not do this", word=word)
    if status == 402:
        return Fault(FaultKind.BUSY, f"{told}: no money is left in the account", word=word)
    if status == 404:
        where = f"see {settings.variable('model')} and {settings.variable('url')}"
        text = f"{told}: no model {settings.model!r} there, or no such address; {where}"
        return Fault(FaultKind.UNAVAILABLE, text, word=word)
    if 300 <= status < 400:
        text = f"{told}: it sends to another address; see {settings.variable('url')}"
        return Fault(FaultKind.UNAVAILABLE, text, word=word)
    if status == 413:
        return Fault(FaultKind.LIMIT, f"{told}: {settings.sends} is too long for it", word=word)
    if status == 429 or (status == 503 and wait_s is not None):
        return Fault(FaultKind.BUSY, f"{told}: too many requests", retryable=True, retry_after_s=wait_s, word=word)
    if status >= 500 or status == 408:
        return Fault(FaultKind.FAILED, told, retryable=True, retry_after_s=wait_s, word=word)
    return Fault(FaultKind.FAILED, f"{told}: it refuses the request", word=word, field=_field(error))


def _in_stream(error: APIError, settings: ApiSettings) -> Fault:
    word = _machine_word(error)
    told = f"{settings.host} tells of an error in its answer" + (f" ({word})" if word else "")
    return _by_word(word, told, None, settings) or Fault(FaultKind.FAILED, told, retryable=True, word=word)


def _by_word(word: str, told: str, wait_s: float | None, settings: ApiSettings) -> Fault | None:
    kind = word.lower()
    if kind in _FILTERED:
        return Fault(FaultKind.FILTERED, f"{told}: its filter refuses {settings.sends}", word=word)
    if kind in _TOO_LONG:
        return Fault(FaultKind.LIMIT, f"{told}: {settings.sends} is too long for the model", word=word)
    if kind in _NO_MONEY:
        return Fault(FaultKind.BUSY, f"{told}: the quota is used up", word=word)
    if kind in _BUSY:
        return Fault(FaultKind.BUSY, f"{told}: too many requests", retryable=True, retry_after_s=wait_s, word=word)
    return None


def _machine_word(error: APIError) -> str:
    """The service's code or type of the error, when it is a word for machines."""
    body: Any = error.body if isinstance(error.body, Mapping) else {}
    for word in (error.code, body.get("code"), error.type, body.get("type")):
        text = str(word) if isinstance(word, (str, int)) and not isinstance(word, bool) else ""
        if _WORD.fullmatch(text) or (text.isdigit() and len(text) <= 6):
            return text
    return ""


def _field(error: APIError) -> str:
    return error.param if isinstance(error.param, str) else ""
