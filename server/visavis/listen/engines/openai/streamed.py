"""Reads the events of an answer that is streamed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

from visavis.listen.engines.openai.answer import languages_told
from visavis.listen.engines.openai.faults import broke_off, garbled
from visavis.listen.recogniser import Heard


async def streamed(events: AsyncIterator[Any], host: str) -> AsyncGenerator[Heard, None]:
    """What was written so far, each time longer; last what is final. Raises :class:`RecogniserError`, and the client
    library's own errors."""
    text = ""
    async for event in _unbroken(events, host):
        told = event.to_dict() if hasattr(event, "to_dict") else event
        if not isinstance(told, Mapping):
            raise garbled(host)
        match told.get("type"):
            case "transcript.text.delta":
                text += _text(told.get("delta"), host)
                yield Heard(text, False, stable_chars=len(text))
            case "transcript.text.done":
                whole = _text(told.get("text"), host)
                if whole.strip() or text:
                    yield Heard(whole, True, languages_told(told), stable_chars=len(whole))
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


def _text(told: object, host: str) -> str:
    if not isinstance(told, str):
        raise garbled(host)
    return told
