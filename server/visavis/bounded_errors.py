"""For clients of services that use httpx: what a service sends is read to a limit, though it never ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from typing import Any, Final

MOST_BYTES: Final = 1 << 16
"""What a service has to say of an error is a few hundred."""
MOST_ANSWER_BYTES: Final = 1 << 20
"""Of an answer that is a text of no great length."""


async def bound_error(response: Any) -> None:
    """A hook for responses (``event_hooks={"response": [bound_error]}``) of httpx, under whatever name a client library
    brings it along: what comes beyond :data:`MOST_BYTES` of an error is not read, and the connection is closed."""
    if response.is_error:
        _bound(response, MOST_BYTES)


async def bound_answer(response: Any) -> None:
    """The same for any answer: :data:`MOST_ANSWER_BYTES`, or :data:`MOST_BYTES` of an error or a redirection."""
    _bound(response, MOST_ANSWER_BYTES if response.is_success else MOST_BYTES)


def _bound(response: Any, most_bytes: int) -> None:
    # The library reads only from what descends from its own class.
    base = next((kind for kind in type(response.stream).__mro__ if kind.__name__ == "AsyncByteStream"), None)
    if base is not None:
        response.stream = _beginning(base)(response.stream, most_bytes)


@cache
def _beginning(base: type) -> type:
    return type("Beginning", (_Beginning, base), {})


class _Beginning:
    def __init__(self, whole: Any, most_bytes: int) -> None:
        self._whole = whole
        self._most_bytes = most_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most_bytes
        async for data in self._whole:
            yield data[:left]
            left -= len(data)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._whole.aclose()
