"""Edge's read-aloud on this machine, strict in what it takes.

Source of the shapes: the edge-tts package, and the Speech service's protocol, of which this is a plain variant.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray
from websockets.asyncio.server import ServerConnection

from fakes.socket_stand_in import SocketStandIn, socket_stand_in, until_gone
from fakes.sounds import buzz, sound_file
from visavis.tts.mp3_frames import take_frame

LETTER_MS = 100
RATE_HZ = 24_000
TICKS_A_MS = 10_000

Answer = Callable[["Turn"], Awaitable[None]]


class Turn:
    """One text on one connection."""

    def __init__(self, connection: ServerConnection, request_id: str, ssml: str) -> None:
        self.connection = connection
        self.id = request_id
        speak = ET.fromstring(ssml)
        prosody = speak[0][0]
        self.voice = speak[0].attrib["name"]
        self.prosody = dict(prosody.attrib)
        self.text = prosody.text or ""

    async def text_frame(self, path: str, body: Any) -> None:
        head = f"X-RequestId:{self.id}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n"
        await self.connection.send(head + json.dumps(body))

    async def audio(self, data: bytes, content_type: str | None = "audio/mpeg") -> None:
        kind = "" if content_type is None else f"Content-Type:{content_type}\r\n"
        head = f"X-RequestId:{self.id}\r\n{kind}X-StreamId:7\r\nPath:audio\r\n".encode()
        await self.connection.send(len(head).to_bytes(2, "big") + head + data)

    async def word(self, text: str, onset_ms: float, length_ms: float) -> None:
        data = {
            "Offset": round(onset_ms * TICKS_A_MS),
            "Duration": round(length_ms * TICKS_A_MS),
            "text": {"Text": text, "Length": len(text), "BoundaryType": "WordBoundary"},
        }
        await self.text_frame("audio.metadata", {"Metadata": [{"Type": "WordBoundary", "Data": data}]})


class EdgeService:
    """Says a buzz of 100 ms for each character, with a boundary a word."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.answer: Answer | None = None
        """Answers a text instead."""
        self.sound: Callable[[NDArray[np.float32]], bytes] = lambda sound: mp3(sound, RATE_HZ)
        self.words: Callable[[str], Sequence[re.Match[str]]] = lambda text: list(re.finditer(r"[\w']+", text))
        self.server: SocketStandIn

    def heard(self) -> list[str]:
        """The texts that it was asked to say."""
        return [turn.text for turn in self.turns]

    def hold(self) -> None:
        """From now on: the first sound, then nothing."""

        async def held(turn: Turn) -> None:
            await turn.audio(mp3(buzz(1.0, RATE_HZ), RATE_HZ))
            await until_gone(turn.connection)

        self.answer = held

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        assert "TrustedClientToken=" in connection.request.path
        assert "Sec-MS-GEC=" in connection.request.path
        config, ssml = [_frame(str(await connection.recv())) for _ in range(2)]
        assert config[0]["Path"] == "speech.config"
        audio = json.loads(config[1])["context"]["synthesis"]["audio"]
        assert audio["outputFormat"] == "audio-24khz-48kbitrate-mono-mp3"
        assert audio["metadataoptions"]["wordBoundaryEnabled"] == "true"
        assert ssml[0]["Path"] == "ssml"
        turn = Turn(connection, ssml[0]["X-RequestId"], ssml[1])
        assert len(turn.text.encode()) <= 4096
        self.turns.append(turn)
        await turn.text_frame("turn.start", {"context": {"serviceTag": "x"}})
        if self.answer is not None:
            await self.answer(turn)
        else:
            await self.say(turn)
            await turn.audio(b"", None)
        await turn.text_frame("turn.end", {})
        await until_gone(connection)

    async def say(self, turn: Turn) -> None:
        """The sound in two halves, the words before theirs."""
        await turn.text_frame("response", {"audio": {"type": "inline", "streamId": "7"}})
        content = self.sound(buzz(len(turn.text) * LETTER_MS / 1000, RATE_HZ))
        for word in self.words(turn.text):
            await turn.word(word.group(), word.start() * LETTER_MS, len(word.group()) * LETTER_MS)
        half = len(content) // 2 + 1
        for data in (content[:half], content[half:]):
            await turn.audio(data)
            await asyncio.sleep(0)


@asynccontextmanager
async def edge_service() -> AsyncIterator[EdgeService]:
    """The service on a free port until the block ends. Whoever uses the package meanwhile is led here."""
    service = EdgeService()
    async with socket_stand_in(service.handle) as server:
        service.server = server
        with patch("edge_tts.communicate.WSS_URL", f"{server.url}/edge/v1?TrustedClientToken=x"):
            yield service


def mp3(sound: NDArray[np.float32], rate_hz: int) -> bytes:
    """As the service streams it: no tag and no encoder's note."""
    content = sound_file(sound, rate_hz, "MP3")
    frame, used = take_frame(content)
    assert frame is not None
    assert frame.delay_samples is not None
    return content[used:]


def _frame(message: str) -> tuple[dict[str, str], str]:
    head, _, body = message.partition("\r\n\r\n")
    lines = (line.partition(":") for line in head.split("\r\n"))
    return {name: value for name, _, value in lines}, body
