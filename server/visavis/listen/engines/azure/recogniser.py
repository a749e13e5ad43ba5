"""Azure Speech by its own SDK: what is understood while somebody speaks, in several languages at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ClassVar, Final

from visavis.listen.engines.azure.faults import recogniser_error
from visavis.listen.engines.azure.locales import locales
from visavis.listen.engines.azure.sdk_request import SdkRequest
from visavis.listen.engines.azure.settings import AzureListenSettings
from visavis.listen.engines.azure.told import Ended, Told
from visavis.listen.recogniser import Capabilities, Heard, HearingWish, Place, Recogniser, RecogniserError
from visavis.listen.settings import from_environment

THREADS: Final = 8
"""For calls of the SDK that wait: some 20 ms at the beginning of an utterance, none for each piece of sound."""
FAREWELL_S: Final = 0.25
"""Longest wait for the SDK to stop, which takes it some milliseconds. Where the service is silent it takes a second, in
a thread that goes on alone."""


class AzureRecogniser(Recogniser):
    """One utterance is one request on a connection of its own."""

    name: ClassVar[str] = "azure"
    capabilities = Capabilities(Place.SERVICE, streaming=True, detects_language=True, takes_hints=True)

    def __init__(self, settings: AzureListenSettings | None = None) -> None:
        self._settings = settings if settings is not None else from_environment(AzureListenSettings)
        self._working = ThreadPoolExecutor(THREADS, thread_name_prefix="visavis-listen-azure")
        # Apart: requests that a silent service does not let go must not hold up those that begin.
        self._leaving = ThreadPoolExecutor(THREADS, thread_name_prefix="visavis-listen-azure-end")

    @classmethod
    def missing(cls) -> str | None:
        """The client library, the key, or where the service is."""
        return from_environment(AzureListenSettings).missing()

    async def start(self) -> None:
        """Load the SDK, which may take seconds; nothing is asked of the service."""
        missing = self._settings.missing()
        if missing is not None:
            raise RecogniserError(missing, code="stt_unavailable")
        await asyncio.to_thread(_load)

    async def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncGenerator[Heard, None]:
        """Stretches as the service parts them, by the pauses."""
        loop = asyncio.get_running_loop()
        events: asyncio.Queue[Told | Exception] = asyncio.Queue()

        def tell(told: Told) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(events.put_nowait, told)

        request = SdkRequest(self._settings, tell)
        feeding = asyncio.create_task(self._feed(request, sound, wish, events))
        heard = ended = False
        try:
            while True:
                told = await events.get()
                ended = not isinstance(told, Heard)
                if isinstance(told, Exception):
                    raise told
                if isinstance(told, Ended):
                    if told.fault:
                        raise recogniser_error(told, self._settings.host, heard=heard)
                    return
                heard = True
                yield told
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
            ending = loop.run_in_executor(self._leaving, request.end)
            ending.add_done_callback(lambda done: done.cancelled() or done.exception())
            if not ended:
                await asyncio.wait({ending}, timeout=FAREWELL_S)

    async def close(self) -> None:
        """Wait until the SDK has let go of everything."""
        for pool in (self._working, self._leaving):
            await asyncio.to_thread(pool.shutdown)

    async def _feed(
        self,
        request: SdkRequest,
        sound: AsyncIterator[bytes],
        wish: HearingWish,
        events: asyncio.Queue[Told | Exception],
    ) -> None:
        loop, pool = asyncio.get_running_loop(), self._working
        try:
            await loop.run_in_executor(pool, request.begin, locales(wish.languages), wish.hints)
            async for piece in sound:
                await loop.run_in_executor(pool, request.write, piece)
            await loop.run_in_executor(pool, request.finish)
        except RuntimeError as error:
            # Of the SDK itself: an address that it cannot read, or no more memory. Its text holds a stack.
            host = self._settings.host
            events.put_nowait(RecogniserError(f"{host} could not listen ({type(error).__name__})"))
        except Exception as error:  # of the sound
            events.put_nowait(error)


def _load() -> None:
    import azure.cognitiveservices.speech  # noqa: F401
