"""Reads the events of an answer that is streamed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from visavis.listen.engines.openai.answer import language_told
from visavis.listen.recogniser import Heard
from visavis.openai_api.answer import BrokenOffError, GarbledError, unbroken


async def streamed(events: AsyncIterator[Any]) -> AsyncGenerator[Heard, None]:
    """What was written so far, each time longer; last what is final. Raises what
    :func:`~visavis.openai_api.answer.unbroken` does."""
    text = ""
    async for event in unbroken(events):
        # The library does not check what it is sent.
        match getattr(event, "type", None):
            case "transcript.text.delta":
                text += _text(getattr(event, "delta", None))
                yield Heard(text, False, stable_chars=len(text))
            case "transcript.text.done":
                whole = _text(getattr(event, "text", None))
                if whole.strip() or text:
                    yield Heard(whole, True, _language(event), stable_chars=len(whole))
                return
    raise BrokenOffError


def _language(event: Any) -> str | None:
    listed = getattr(event, "languages", None)
    codes = [getattr(one, "code", None) for one in listed] if isinstance(listed, list) else []
    return language_told(codes[0] if codes else getattr(event, "language", None))


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise GarbledError
    return told
