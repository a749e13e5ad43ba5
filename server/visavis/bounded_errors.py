"""For clients of services that use httpx: an error's page is read to a limit, though the service never ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from typing import Any, Final

MOST_BYTES: Final = 1 << 16
"""What a service has to say of an error is a few hundred."""


async def bound_error(response: Any) -> None:
    """A hook for responses (``event_hooks={"response": [bound_error]}``) of httpx, under whatever name a client library
    brings it along: what comes beyond :data:`MOST_BYTES` of an error is not read, and the connection is closed."""
    if not response.is_error:
        return
    # The library reads only from what descends from its own class.
    base = next((kind for kind in type(response.stream).__mro__ if kind.__name__ == "AsyncByteStream"), None)
    if base is not None:
        response.stream = _beginning(base)(response.stream)


@cache
def _beginning(base: type) -> type:
    return type("Beginning", (_Beginning, base), {})


class _Beginning:
    def __init__(self, whole: Any) -> None:
        self._whole = whole

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for data in self._whole:
            yield data[:left]
            left -= len(data)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._whole.aclose()
