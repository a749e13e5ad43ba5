"""For clients of services that use httpx: an error's page is read to a limit, though the service never ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from httpx import AsyncByteStream, Response

MOST_BYTES: Final = 1 << 16
"""What a service has to say of an error is a few hundred."""


async def bound_error(response: Response) -> None:
    """A hook of httpx for responses (``event_hooks={"response": [bound_error]}``): what comes beyond
    :data:`MOST_BYTES` of an error is not read, and the connection is closed."""
    if response.is_error and isinstance(response.stream, AsyncByteStream):
        response.stream = _Beginning(response.stream)


class _Beginning(AsyncByteStream):
    def __init__(self, whole: AsyncByteStream) -> None:
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
