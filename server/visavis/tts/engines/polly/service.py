"""Polly by the AWS library, which waits: its calls run in a few threads of their own, and end when nobody listens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

from visavis.tts.engines.polly.settings import PollySettings

T = TypeVar("T")

THREADS: Final = 16
"""Each sentence needs two."""
CONNECT_S: Final = 5.0
PIECE_BYTES: Final = 6400
"""0.2 s of sound."""
MOST_MARK_BYTES: Final = 4 << 20


class PollyService:
    """The client and its threads. Raises what the AWS library raises."""

    def __init__(self, settings: PollySettings) -> None:
        self._settings = settings
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="visavis-polly")
        self._client: Any = None

    @property
    def host(self) -> str:
        """Whom an error names."""
        return "Polly" if self._settings.url is None else self._settings.url.partition("://")[2]

    async def connect(self) -> bool:
        """Load the library and look for keys; False when there are none."""
        return await self._run(self._connect)

    async def voices(self) -> list[dict[str, Any]]:
        """What the service lists for the engine that is set."""
        return await self._run(self._voices)

    async def marks(self, **request: Any) -> bytes:
        """The lines of speech marks for a request."""
        return await self._run(self._marks, request)

    async def sound(self, **request: Any) -> AsyncGenerator[bytes, None]:
        """The body of an answer, as it comes. Closing this ends the connection."""
        beginning = self._pool.submit(self._client.synthesize_speech, **request)
        try:
            answer = await asyncio.wrap_future(beginning)
        except asyncio.CancelledError:
            beginning.add_done_callback(_close_late)  # a call that waits for the head cannot be called back
            raise
        body = answer["AudioStream"]
        reading: Future[bytes] | None = None
        try:
            while True:
                reading = self._pool.submit(body.read, PIECE_BYTES)
                data = await asyncio.wrap_future(reading)
                if not data:
                    return
                yield data
        finally:
            # To close what another thread reads from would wait for that thread, which waits for the service.
            with contextlib.suppress(Exception):
                body._raw_stream.shutdown()
            if reading is not None:
                with contextlib.suppress(Exception):
                    await asyncio.wrap_future(reading)
            body.close()

    def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()

    async def _run(self, call: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.wrap_future(self._pool.submit(call, *arguments))

    def _connect(self) -> bool:
        import boto3
        from botocore.config import Config

        session = boto3.Session(region_name=self._settings.region or None)
        if session.get_credentials() is None:
            return False
        config = Config(
            connect_timeout=min(CONNECT_S, self._settings.timeout_s),
            read_timeout=self._settings.timeout_s,
            retries={"total_max_attempts": 1},  # whoever asks us decides whether there is time for another try
            max_pool_connections=THREADS,
        )
        self._client = session.client("polly", endpoint_url=self._settings.url, config=config)
        return True

    def _voices(self) -> list[dict[str, Any]]:
        pages = self._client.get_paginator("describe_voices").paginate(Engine=self._settings.engine)
        return [voice for page in pages for voice in page["Voices"]]

    def _marks(self, request: dict[str, Any]) -> bytes:
        with contextlib.closing(self._client.synthesize_speech(**request)["AudioStream"]) as body:
            content: bytes = body.read(MOST_MARK_BYTES)
            return content


def _close_late(answered: Future[Any]) -> None:
    if not answered.cancelled() and answered.exception() is None:
        answered.result()["AudioStream"].close()
