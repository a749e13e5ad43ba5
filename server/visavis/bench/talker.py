"""A session as a client would hold it: asks for speech, plays it on a clock of its own, and notes what came late."""

from __future__ import annotations

import asyncio
import json
import struct
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from visavis.protocol.version import PROTOCOL_VERSION

_LENGTH = struct.Struct("<I")


@dataclass(slots=True)
class Heard:
    """What one session observed."""

    first_audio_ms: list[float] = field(default_factory=list)
    """From sending ``speak`` to the first audio frame, for utterances asked for in silence."""
    lateness_ms: list[float] = field(default_factory=list)
    """For every audio frame of continuous speech: arrival minus the moment its first sample was due, at least 0."""
    audio_s: float = 0.0
    track_bytes: int = 0
    messages: int = 0
    errors: list[str] = field(default_factory=list)


def split_frame(frame: bytes) -> tuple[dict[str, Any], int]:
    """Header of a binary frame and the number of payload bytes, without checks: the load side must be cheap."""
    (length,) = _LENGTH.unpack_from(frame)
    return json.loads(frame[4 : 4 + length]), len(frame) - 4 - length


class Talker:
    """One websocket session that speaks without a pause, always asking for the next utterance in good time."""

    def __init__(self, url: str, texts: Iterator[str], *, channel_space: str = "viseme15", queued: int = 2) -> None:
        self.heard = Heard()
        self._url = url
        self._texts = texts
        self._space = channel_space
        self._queued = queued
        self._rates: dict[str, int] = {}
        self._number = 0
        self._starts: deque[tuple[str, float]] = deque()
        """Utterances not yet begun on the player's clock, and when each begins."""

    async def open(self) -> ClientConnection:
        """Connect and shake hands."""
        socket = await connect(self._url, compression=None, max_size=None, ping_interval=None, open_timeout=60)
        hello = {"type": "hello", "protocol_version": PROTOCOL_VERSION, "channel_space": self._space, "client": "bench"}
        await socket.send(json.dumps(hello))
        answer = json.loads(await socket.recv())
        if answer["type"] != "welcome":
            raise RuntimeError(f"expected welcome, got {answer}")
        return socket

    async def ask(self, socket: ClientConnection) -> str:
        """Send the next ``speak``; returns its id."""
        self._number += 1
        name = f"u{self._number}"
        await socket.send(json.dumps({"type": "speak", "id": name, "text": next(self._texts)}))
        return name

    async def first_audio(self, socket: ClientConnection) -> float:
        """Ask in silence and take the whole utterance; ms to its first audio frame."""
        begun = time.perf_counter()
        name = await self.ask(socket)
        first: float | None = None
        while True:
            message = await socket.recv()
            if isinstance(message, str):
                self._note(json.loads(message))
                if self.heard.errors:
                    raise RuntimeError(self.heard.errors[-1])
                continue
            header, size = split_frame(message)
            if header["type"] == "track":
                self.heard.track_bytes += size
                continue
            if first is None:
                first = (time.perf_counter() - begun) * 1000
            self.heard.audio_s += header["samples"] / self._rates[name]
            if header["final"]:
                report = {"type": "playback", "id": name, "position_ms": 0, "state": "ended"}
                await socket.send(json.dumps(report))
                self.heard.first_audio_ms.append(first)
                return first

    async def talk(self, socket: ClientConnection, until: float) -> None:
        """Speak on until the monotonic time ``until``; fills ``heard``."""
        for _ in range(self._queued):
            await self.ask(socket)
        due: float | None = None
        reporter = asyncio.create_task(self._report(socket))
        try:
            while (left := until - time.perf_counter()) > 0:
                try:
                    message = await asyncio.wait_for(socket.recv(), left)
                except TimeoutError:
                    break
                now = time.perf_counter()
                self.heard.messages += 1
                if isinstance(message, str):
                    self._note(json.loads(message))
                    continue
                header, size = split_frame(message)
                if header["type"] == "track":
                    self.heard.track_bytes += size
                    continue
                seconds = header["samples"] / self._rates[header["id"]]
                if due is None:
                    due = now
                else:
                    self.heard.lateness_ms.append(max(0.0, (now - due) * 1000))
                if header["first_sample"] == 0:
                    self._starts.append((header["id"], max(due, now)))
                # A late frame stalls the player: everything after it is due that much later.
                due = max(due, now) + seconds
                self.heard.audio_s += seconds
                if header["final"]:
                    await self.ask(socket)
        finally:
            reporter.cancel()

    async def _report(self, socket: ClientConnection) -> None:
        """Once a second, as the real client does: the position of what is playing, and the end of what has played."""
        playing: tuple[str, float] | None = None
        while True:
            await asyncio.sleep(1.0)
            now = time.perf_counter()
            while self._starts and self._starts[0][1] <= now:
                if playing is not None:
                    await self._send_report(socket, playing[0], (self._starts[0][1] - playing[1]) * 1000, "ended")
                playing = self._starts.popleft()
            if playing is not None:
                await self._send_report(socket, playing[0], (now - playing[1]) * 1000, "playing")

    async def _send_report(self, socket: ClientConnection, name: str, position_ms: float, state: str) -> None:
        report = {"type": "playback", "id": name, "position_ms": max(0.0, position_ms), "state": state}
        await socket.send(json.dumps(report))

    def _note(self, message: dict[str, Any]) -> None:
        if message["type"] == "utterance_start":
            self._rates[message["id"]] = message["sample_rate_hz"]
        elif message["type"] == "error":
            self.heard.errors.append(f"{message['code']}: {message['message']}")
