"""CosyVoice of DashScope on this machine, strict in what it takes.

Source of the shapes: Model Studio's references of the client and server events, and the dashscope library.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection

from fakes.socket_stand_in import SocketStandIn, socket_stand_in, until_gone
from fakes.sounds import buzz

KEY = "sk-test-0123456789"
PATH = "/api-ws/v1/inference"
CHARACTER_MS = 80
VOICES = {"longanyang", "longanhuan", "longxiaochun_v2", "loongbella_v2"}
PARAMETERS = {"voice", "volume", "text_type", "sample_rate", "rate", "format", "pitch", "seed", "type",
              "word_timestamp_enabled", "instruction", "language_hints", "enable_ssml"}  # fmt: skip

Word = dict[str, Any]
Answer = Callable[["Task"], Awaitable[None]]


class Task:
    """One synthesis on one connection."""

    def __init__(self, connection: ServerConnection, started: dict[str, Any]) -> None:
        self.connection = connection
        self.id: str = started["header"]["task_id"]
        self.parameters: dict[str, Any] = started["payload"]["parameters"]
        self.text = ""

    async def event(self, name: str, payload: dict[str, Any] | None = None, **header: Any) -> None:
        told = {"task_id": self.id, "event": name, "attributes": {}, **header}
        await self.connection.send(json.dumps({"header": told, "payload": payload or {}}))

    async def fail(self, code: str, message: str = "no") -> None:
        await self.event("task-failed", error_code=code, error_message=message)

    async def sentence(self, kind: str, index: int, text: str, words: list[Word]) -> None:
        output = {"sentence": {"index": index, "words": words}, "type": kind, "original_text": text}
        await self.event("result-generated", {"output": output, "usage": {"characters": len(self.text)}})


class CosyVoiceService:
    """Says a buzz of 80 ms for each character, one sentence of it for each text that is sent."""

    def __init__(self) -> None:
        self.started: list[dict[str, Any]] = []
        """The payload of every ``run-task``."""
        self.texts: list[str] = []
        """Every ``continue-task``, as it came."""
        self.answer: Answer | None = None
        """Answers a text instead."""
        self.words: Callable[[list[Word]], list[Word]] = lambda words: words
        """What becomes of a sentence's words before they are sent."""
        self.server: SocketStandIn

    @property
    def url(self) -> str:
        return self.server.url + PATH

    def hold(self) -> None:
        """From now on: the first sound, then nothing."""

        async def held(task: Task) -> None:
            await task.connection.send(sound_of(task, 4))
            await until_gone(task.connection)

        self.answer = held

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        assert connection.request.path == PATH
        index = 0
        task: Task | None = None
        async for message in connection:
            asked = json.loads(message)
            action = asked["header"]["action"]
            assert asked["header"]["streaming"] == "duplex"
            if action == "run-task":
                task = Task(connection, asked)
                payload = asked["payload"]
                assert (payload["task_group"], payload["task"], payload["function"]) == (
                    "audio", "tts", "SpeechSynthesizer")  # fmt: skip
                assert payload["input"] == {}
                assert set(task.parameters) <= PARAMETERS, task.parameters
                self.started.append(payload)
                index = 0
                if task.parameters["voice"] not in VOICES:
                    await task.fail("InvalidParameter", "[cosyvoice:]Engine return error code: 418")
                    return
                await task.event("task-started")
            elif action == "continue-task":
                assert task is not None
                assert asked["header"]["task_id"] == task.id
                text = asked["payload"]["input"]["text"]
                assert 0 < len(text) <= 20_000
                self.texts.append(text)
                task.text += text
                if self.answer is not None:
                    await self.answer(task)
                    continue
                await self._say(task, index, text)
                index += 1
            else:
                assert task is not None
                assert action == "finish-task"
                await task.event("task-finished", {"output": {"sentence": {"words": []}}, "usage": {}})

    async def _say(self, task: Task, index: int, text: str) -> None:
        await task.sentence("sentence-begin", index, text, [])
        content = sound_of(task, len(text))
        half = len(content) // 2 | 1
        words = [
            {
                "text": character,
                "begin_index": at,
                "end_index": at + 1,
                "begin_time": at * CHARACTER_MS,
                "end_time": (at + 1) * CHARACTER_MS,
            }
            for at, character in enumerate(text)
            if character.strip(" ,.")
        ]
        for data in (content[:half], content[half:]):
            await task.sentence("sentence-synthesis", index, "", [])
            await task.connection.send(data)
            await asyncio.sleep(0)
        await task.sentence("sentence-end", index, text, self.words(words))


def sound_of(task: Task, characters: int) -> bytes:
    samples = buzz(characters * CHARACTER_MS / 1000, task.parameters["sample_rate"])
    return np.rint(samples * 32767).astype("<i2").tobytes()


@asynccontextmanager
async def cosyvoice_service() -> AsyncIterator[CosyVoiceService]:
    """The service on a free port until the block ends."""
    service = CosyVoiceService()
    async with socket_stand_in(service.handle) as server:
        service.server = server
        server.authorized = lambda headers: headers.get("Authorization") == f"Bearer {KEY}"
        yield service
