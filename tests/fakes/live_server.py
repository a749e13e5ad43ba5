"""A real server on a free port, in a thread of this process, so that a test can look inside."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from fakes.until import until
from visavis import chosen_engines
from visavis.access.budgets import Budgets
from visavis.access.rates import Rates
from visavis.app import create_app
from visavis.commands.serve import server_options
from visavis.protocol.frames import AudioHeader, TrackHeader
from visavis.protocol.framing import decode_frame
from visavis.settings import Settings
from visavis.transport import shared
from visavis.transport.service import Service
from visavis.tts.engine import Engine

START_TIMEOUT_S = 60.0
ANSWER_TIMEOUT_S = 20.0
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp()
"""When budgets are counted: no day and no month ends during a test."""


@dataclass(frozen=True)
class LiveServer:
    """Where it listens, and its insides."""

    port: int
    app: FastAPI
    loop: asyncio.AbstractEventLoop
    """Runs in the server's thread."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def session_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/session"

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    async def post(self, path: str, **options: Any) -> httpx.Response:
        """A request, while the test's own loop goes on."""
        async with httpx.AsyncClient(timeout=ANSWER_TIMEOUT_S) as client:
            return await client.post(self.url + path, **options)

    def running_tasks(self, names: Collection[str]) -> list[str]:
        """Those of these names that are not done, sorted."""
        return sorted(name for task in asyncio.all_tasks(self.loop) if (name := task.get_name()) in names)

    async def until_empty(self) -> None:
        """Wait until no session is left, and nobody counts as present; fails when that takes too long."""
        await until(lambda: not self.service.sessions.sessions and not len(self.service.site.present))


@contextmanager
def live_server(engines: Mapping[str, Engine] | None = None, **settings: Any) -> Iterator[LiveServer]:
    """Serve until the block ends. ``settings`` are fields of :class:`Settings`.

    Its limits count in a minute that does not turn, and its budgets in a day: at the turn of one twice as much can be
    had.
    """
    app = create_app(Settings(**settings), engines)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    options = {**server_options(Settings()), "log_level": "warning", "log_config": None}
    server = uvicorn.Server(uvicorn.Config(app, **options))
    ready = threading.Event()
    startup = server.startup
    loops: list[asyncio.AbstractEventLoop] = []

    async def startup_and_tell(sockets: list[socket.socket] | None = None) -> None:
        loops.append(asyncio.get_running_loop())
        await startup(sockets)
        ready.set()

    server.startup = startup_and_tell  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    now = time.time()
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(shared, "Rates", partial(Rates, clock=lambda: now))
            patched.setattr(chosen_engines, "Budgets", partial(Budgets, clock=lambda: NOON))
            thread.start()
            for _ in range(round(START_TIMEOUT_S / 0.05)):
                if ready.wait(0.05) or not thread.is_alive():
                    break
        if not server.started:
            raise RuntimeError("the server did not start; its log says why")
        yield LiveServer(listening.getsockname()[1], app, loops[0])
    finally:
        server.should_exit = True
        thread.join(START_TIMEOUT_S)
        listening.close()


@dataclass
class Spoken:
    """One utterance as it came over the wire."""

    start: dict[str, Any]
    tracks: list[tuple[TrackHeader, bytes]]
    audios: list[tuple[AudioHeader, bytes]]

    @property
    def samples(self) -> int:
        return sum(header.samples for header, _ in self.audios)

    @property
    def frames(self) -> int:
        return sum(header.frames for header, _ in self.tracks)

    @property
    def words(self) -> list[str]:
        text = self.start["text"]
        return [text[word.start : word.end] for header, _ in self.tracks for word in header.words]


class WireClient:
    """A session over a real socket. Reads in order; whatever it does not expect fails the test."""

    def __init__(self, server: LiveServer, *, space: str = "viseme15", greet: bool = True, **options: Any) -> None:
        self._url = server.session_url
        self._space = space
        self._greet = greet
        self._options = options
        self.welcome: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self.socket: ClientConnection = await connect(
            self._url, compression=None, max_size=None, open_timeout=ANSWER_TIMEOUT_S, **self._options
        )
        if self._greet:
            await self.send(type="hello", protocol_version="1.0", channel_space=self._space, client="test")
            self.welcome = await self.message()
            assert self.welcome["type"] == "welcome", self.welcome
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def send(self, **fields: Any) -> None:
        await self.socket.send(json.dumps(fields))

    async def speak(self, name: str, text: str, **fields: Any) -> None:
        await self.send(type="speak", id=name, text=text, **fields)

    async def receive(self) -> dict[str, Any] | tuple[TrackHeader | AudioHeader, bytes]:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            data = await self.socket.recv()
        if isinstance(data, str):
            message: dict[str, Any] = json.loads(data)
            return message
        header, payload = decode_frame(data)
        return header, bytes(payload)

    async def message(self) -> dict[str, Any]:
        """The next thing, which is a JSON message."""
        received = await self.receive()
        assert isinstance(received, dict), f"expected a message, got {received[0]}"
        return received

    async def utterance(self, name: str) -> Spoken:
        """A whole utterance, checked: starts, is contiguous, ends; and reported as heard."""
        start = await self.message()
        assert (start["type"], start["id"]) == ("utterance_start", name), start
        spoken = Spoken(start, [], [])
        while not spoken.audios or not spoken.audios[-1][0].final:
            received = await self.receive()
            assert isinstance(received, tuple), received
            header, payload = received
            assert header.id == name
            if isinstance(header, TrackHeader):
                assert header.first_frame == spoken.frames
                spoken.tracks.append((header, payload))
            else:
                assert header.first_sample == spoken.samples
                spoken.audios.append((header, payload))
        assert spoken.tracks[-1][0].final
        await self.send(type="playback", id=name, position_ms=0, state="ended")
        return spoken
