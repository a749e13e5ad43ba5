"""Volcengine's one-way WebSocket V3 on this machine, strict in what it takes.

Source of the shapes: Volcengine's reference of the protocol; its frames are built here by other code than the engine's.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection

from fakes.socket_stand_in import SocketStandIn, socket_stand_in, until_gone
from fakes.sounds import buzz

KEY = "volc-test-0123456789"
PATH = "/api/v3/tts/unidirectional/stream"
LETTER_S = 0.08
AUDIO = {"format", "sample_rate", "speech_rate", "enable_timestamp", "enable_subtitle"}
SESSION = b"nxckjoejnkegf"

Word = dict[str, Any]
Answer = Callable[["Request"], Awaitable[None]]


class Request:
    """One text on one connection."""

    def __init__(self, connection: ServerConnection, resource: str, parameters: dict[str, Any]) -> None:
        self.connection = connection
        self.resource = resource
        self.parameters = parameters
        self.text: str = parameters["text"]
        self.audio: dict[str, Any] = parameters["audio_params"]

    async def event(self, event: int, payload: bytes | dict[str, Any], *, packed: bool = False) -> None:
        content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        content = gzip.compress(content) if packed else content
        kind = 0xB4 if event == 352 else 0x94
        head = struct.pack(">BBBBiI", 0x11, kind, 0x11 if packed else 0x10, 0, event, len(SESSION))
        await self.connection.send(head + SESSION + struct.pack(">I", len(content)) + content)

    async def error(self, code: int, message: str) -> None:
        content = json.dumps({"error": message}).encode()
        await self.connection.send(struct.pack(">BBBBII", 0x11, 0xF0, 0x10, 0, code, len(content)) + content)

    async def sentence(self, text: str, words: list[Word], *, packed: bool = False) -> None:
        """Start, sound in two messages, and the words as the model tells them."""
        await self.event(350, {"res_params": {"text": text}})
        content = sound_of(self, len(text))
        half = len(content) // 2 | 1
        for data in (content[:half], content[half:]):
            await self.event(352, data, packed=packed)
            await asyncio.sleep(0)
        told = {"text": text, "words": words, "phonemes": []}
        if self.audio.get("enable_subtitle"):
            await self.event(351, {"res_params": {"text": text}})
            await self.event(364, told, packed=packed)
        else:
            await self.event(351, told, packed=packed)


class VolcengineService:
    """Says a buzz of 80 ms for each character."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Answer | None = None
        """Answers a text instead."""
        self.words: Callable[[list[Word]], list[Word]] = lambda words: words
        self.packed = False
        self.server: SocketStandIn

    @property
    def url(self) -> str:
        return self.server.url + PATH

    def heard(self) -> list[str]:
        """The texts that it was asked to say."""
        return [request.text for request in self.requests]

    def hold(self) -> None:
        """From now on: the first sound, then nothing."""

        async def held(request: Request) -> None:
            await request.event(352, sound_of(request, 4))
            await until_gone(request.connection)

        self.answer = held

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        assert connection.request.path == PATH
        message = await connection.recv()
        assert isinstance(message, bytes)
        assert message[:4] == b"\x11\x10\x10\x00"
        assert int.from_bytes(message[4:8], "big") == len(message) - 8
        asked = json.loads(message[8:])["req_params"]
        assert set(asked) <= {"text", "speaker", "audio_params", "additions"}
        assert set(asked["audio_params"]) <= AUDIO
        assert isinstance(asked.get("additions", ""), str)
        request = Request(connection, connection.request.headers["X-Api-Resource-Id"], asked)
        self.requests.append(request)
        if self.answer is not None:
            await self.answer(request)
        elif "nobody" in asked["speaker"]:
            await request.error(45000000, "speaker permission denied: get resource id: access denied")
            return
        else:
            await request.sentence(request.text, self.words(words_of(request.text)), packed=self.packed)
        await request.event(152, {"status_code": 20000000, "message": "ok"})
        await until_gone(connection)


def words_of(text: str, origin: int = 0) -> list[Word]:
    """Each character but spaces and signs, from the character ``origin`` of the time line."""
    return [
        {
            "word": letter,
            "startTime": round((at + origin) * LETTER_S, 3),
            "endTime": round((at + origin + 1) * LETTER_S, 3),
            "confidence": 0.9,
        }
        for at, letter in enumerate(text)
        if letter.strip(" ,.")
    ]


def sound_of(request: Request, characters: int) -> bytes:
    samples = buzz(characters * LETTER_S, request.audio["sample_rate"])
    return np.rint(samples * 32767).astype("<i2").tobytes()


@asynccontextmanager
async def volcengine_service() -> AsyncIterator[VolcengineService]:
    """The service on a free port until the block ends."""
    service = VolcengineService()
    async with socket_stand_in(service.handle) as server:
        service.server = server
        server.authorized = lambda headers: KEY in (headers.get("X-Api-Key"), headers.get("X-Api-Access-Key"))
        yield service
