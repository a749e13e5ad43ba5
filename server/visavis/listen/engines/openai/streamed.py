"""Reads the events of an answer that is streamed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from visavis.listen.engines.openai.answer import language_told
from visavis.listen.engines.openai.faults import broke_off, garbled
from visavis.listen.recogniser import Heard


async def streamed(events: AsyncIterator[Any], host: str) -> AsyncGenerator[Heard, None]:
    """What was written so far, each time longer; last what is final. Raises :class:`RecogniserError`, and the client
    library's own errors."""
    text = ""
    async for event in _unbroken(events, host):
        # The library does not check what it is sent.
        match getattr(event, "type", None):
            case "transcript.text.delta":
                text += _text(getattr(event, "delta", None), host)
                yield Heard(text, False, stable_chars=len(text))
            case "transcript.text.done":
                whole = _text(getattr(event, "text", None), host)
                if whole.strip() or text:
                    yield Heard(whole, True, _language(event), stable_chars=len(whole))
                return
    raise broke_off(host)


async def _unbroken(events: AsyncIterator[Any], host: str) -> AsyncGenerator[Any, None]:
    """Events of a stream, with what breaks it told as an error of the contract."""
    import openai

    while True:
        try:
            event = await anext(events, None)
        except openai.APIConnectionError:
            raise broke_off(host) from None
        except openai.OpenAIError:
            raise
        except ValueError:  # JSON that is none, or bytes that are no text
            raise garbled(host) from None
        except Exception:  # the client library passes on whatever its HTTP library raises
            raise broke_off(host) from None
        if event is None:
            return
        yield event


def _language(event: Any) -> str | None:
    listed = getattr(event, "languages", None)
    codes = [getattr(one, "code", None) for one in listed] if isinstance(listed, list) else []
    return language_told(codes[0] if codes else getattr(event, "language", None))


def _text(told: object, host: str) -> str:
    if not isinstance(told, str):
        raise garbled(host)
    return told
