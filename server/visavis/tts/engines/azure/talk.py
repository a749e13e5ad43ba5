"""One request as the event loop sees it: what is told, in order, until it ends, fails, or nobody listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from visavis.tts.engines.azure.faults import engine_error
from visavis.tts.engines.azure.hand_over import HandOver
from visavis.tts.engines.azure.sdk_request import SdkRequest
from visavis.tts.engines.azure.settings import AzureSettings
from visavis.tts.engines.azure.told import Ended, Sound, Told
from visavis.tts.service_faults import failed, silent

MOST_WAITING: Final = 256
"""Events that wait to be taken, some of them up to a second of sound."""
FAREWELL_S: Final = 2.0
"""Longest wait for the SDK to stop, which takes it 25 ms; its thread goes on alone after that."""


class Talk:
    """Makes one request. ``pool`` runs the calls that wait; ``voice`` is the service's name of it."""

    def __init__(self, settings: AzureSettings, pool: ThreadPoolExecutor, voice: str) -> None:
        self._settings = settings
        self._pool = pool
        self._voice = voice
        self._fed_at = 0.0

    async def told(
        self, begin: Callable[[SdkRequest], None], texts: AsyncIterator[str] | None = None
    ) -> AsyncGenerator[Told, None]:
        """All but the end. ``texts`` are written while the request runs. Raises :class:`EngineError`, and what
        ``texts`` raises. Closing this stops the request and returns once it is gone."""
        loop = asyncio.get_running_loop()
        events: HandOver[Told] = HandOver(MOST_WAITING)
        request = SdkRequest(self._settings, events.put)
        feeding: asyncio.Task[None] | None = None
        heard = False
        try:
            await self._begun(request, begin)
            self._fed_at = loop.time()
            if texts is not None:
                feeding = asyncio.create_task(self._feed(request, texts))
            while True:
                item = await self._next(events, feeding)
                if isinstance(item, Ended):
                    break
                heard = heard or isinstance(item, Sound)
                yield item
        finally:
            events.close()
            if feeding is not None:
                feeding.cancel()
                await asyncio.gather(feeding, return_exceptions=True)
            ending = loop.run_in_executor(self._pool, request.end)
            ending.add_done_callback(lambda done: done.cancelled() or done.exception())
            await asyncio.wait({ending}, timeout=FAREWELL_S)
        if item.fault:
            host, timeout_s = self._settings.host, self._settings.timeout_s
            raise engine_error(item, host, self._voice, timeout_s, heard=heard)

    async def _begun(self, request: SdkRequest, begin: Callable[[SdkRequest], None]) -> None:
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                await asyncio.get_running_loop().run_in_executor(self._pool, begin, request)
        except TimeoutError:
            raise silent(self._settings.host, self._settings.timeout_s) from None
        except RuntimeError as error:
            # Of the SDK itself: an address that it cannot read, or no more memory. Its text holds a stack.
            raise failed(self._settings.host, type(error).__name__) from None

    async def _feed(self, request: SdkRequest, texts: AsyncIterator[str]) -> None:
        loop = asyncio.get_running_loop()
        async for text in texts:
            await loop.run_in_executor(self._pool, request.write, text)
            self._fed_at = loop.time()
        await loop.run_in_executor(self._pool, request.finish)
        self._fed_at = loop.time()

    async def _next(self, events: HandOver[Told], feeding: asyncio.Task[None] | None) -> Told:
        """The next event. Who writes slowly is not the service's fault: then the wait begins with what was written
        last, and has no end while nothing is."""
        timeout_s, loop = self._settings.timeout_s, asyncio.get_running_loop()
        since = loop.time()
        coming = asyncio.ensure_future(events.get())
        try:
            while True:
                writing = {feeding} if feeding is not None and not feeding.done() else set()
                due = max(since, self._fed_at) + timeout_s
                wait_s = None if writing else max(0.0, due - loop.time())
                await asyncio.wait({coming, *writing}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
                if coming.done():
                    return coming.result()
                if feeding is not None and feeding.done():
                    feeding.result()
                if not writing:
                    raise silent(self._settings.host, timeout_s)
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming
