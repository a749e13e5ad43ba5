"""An answer that comes in pieces, and what breaks it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")


class BrokenOffError(Exception):
    """The connection ended before the answer did."""


class GarbledError(Exception):
    """What came is no answer of the API's form."""


async def unbroken(events: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The events of the client library's stream. Raises :class:`BrokenOffError`, :class:`GarbledError`, and the
    library's errors for what the service itself says."""
    import openai

    while True:
        try:
            event = await anext(events, None)
        except openai.APIConnectionError:
            raise BrokenOffError from None
        except openai.OpenAIError:
            raise
        except ValueError:  # JSON that is none, or bytes that are no text
            raise GarbledError from None
        except Exception:  # the client library passes on whatever its HTTP library raises
            raise BrokenOffError from None
        if event is None:
            return
        yield event
