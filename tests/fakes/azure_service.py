"""Azure's speech synthesis over its WebSocket, on this machine, strict in what it takes.

Source of the messages: what the Speech SDK sends and accepts (1.53), and Microsoft's documentation of visemes.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from websockets.asyncio.server import ServerConnection

from fakes.azure_speech import length_s, rows_of, sound_of, syllables_of, ticks, visemes_of, words_of
from fakes.socket_stand_in import SocketStandIn, socket_stand_in, until_gone

KEY = "0123456789abcdef0123456789abcdef"
V1, V2 = "/cognitiveservices/websocket/v1", "/cognitiveservices/websocket/v2"
_SPEECH = "{http://www.w3.org/2001/10/synthesis}"
_MSTTS = "{https://www.w3.org/2001/mstts}"
FRAMES_A_CHUNK = 30
SOUND_A_MESSAGE_S = 0.25

Part = bytes | list[dict[str, Any]]
"""What is sent: sound, or a message of metadata."""


@dataclass
class Asked:
    """One request."""

    context: dict[str, Any]
    ssml: str = ""
    voice: str = ""
    rate_hz: int = 24_000
    blendshapes: bool = False
    text: str = ""
    bookmarks: list[str] = field(default_factory=list)


Answer = Callable[["Turn"], Awaitable[None]]


class Turn:
    """A request, and the means to answer it."""

    def __init__(self, connection: ServerConnection, request_id: str, asked: Asked) -> None:
        self.connection = connection
        self.asked = asked
        self._id = request_id
        self._stream = uuid.uuid4().hex.upper()

    async def begin(self) -> None:
        tag = {"serviceTag": uuid.uuid4().hex}
        await self._say("turn.start", {"context": tag})
        await self._say("response", {"context": tag, "audio": {"type": "inline", "streamId": self._stream}})

    async def part(self, part: Part) -> None:
        if isinstance(part, bytes):
            await self._sound(part, "Content-Type:audio/x-wav\r\n")
        else:
            await self._say("audio.metadata", {"Metadata": part})
        await asyncio.sleep(0)

    async def end(self) -> None:
        await self._sound(b"", "")
        await self._say("turn.end", {})

    async def _say(self, path: str, body: dict[str, Any]) -> None:
        head = f"X-RequestId:{self._id}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n"
        await self.connection.send(head + json.dumps(body, ensure_ascii=False))

    async def _sound(self, data: bytes, content_type: str) -> None:
        head = f"X-RequestId:{self._id}\r\n{content_type}X-StreamId:{self._stream}\r\nPath:audio\r\n".encode()
        await self.connection.send(len(head).to_bytes(2, "big") + head + data)


class AzureService:
    """Says syllables for the letters of a text, with the visemes and blendshapes that belong to them."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.pieces: list[str] = []
        """Text that came piece by piece."""
        self.answer: Answer | None = None
        """Answers instead."""
        self.change: Callable[[list[Part]], list[Part]] = lambda parts: parts
        """What becomes of the parts of an answer before they are sent."""
        self.server: SocketStandIn

    @property
    def url(self) -> str:
        return self.server.url

    def heard(self) -> list[str]:
        """The SSML that it was asked to say."""
        return [asked.ssml for asked in self.asked]

    def hold(self) -> None:
        """From now on: the first sound, then nothing."""

        async def held(turn: Turn) -> None:
            await turn.begin()
            sound = [part for part in parts_of(turn.asked) if isinstance(part, bytes)]
            await turn.part(sound[0])
            await until_gone(turn.connection)

        self.answer = held

    async def handle(self, connection: ServerConnection) -> None:
        request = connection.request
        assert request is not None
        path = request.path.partition("?")[0]
        assert path in {V1, V2}, path
        context: dict[str, Any] = {}
        streamed: Turn | None = None
        async for message in connection:
            assert isinstance(message, str)
            head, _, body = message.partition("\r\n\r\n")
            headers = {
                key.lower(): value.strip() for key, _, value in (row.partition(":") for row in head.split("\r\n"))
            }
            match headers["path"]:
                case "speech.config" | "telemetry":
                    pass
                case "synthesis.context":
                    context = json.loads(body)
                case "ssml":
                    assert path == V1
                    await self._turn(Turn(connection, headers["x-requestid"], read_ssml(body, context)))
                case "text.piece":
                    assert path == V2
                    if streamed is None:
                        streamed = Turn(connection, headers["x-requestid"], read_streamed(context))
                        self.asked.append(streamed.asked)
                        await streamed.begin()
                    self.pieces.append(body)
                    streamed.asked.text += body
                    await streamed.part(streamed_sound(streamed.asked, body))
                case "text.end":
                    assert streamed is not None
                    await streamed.part(words_of(streamed.asked.text, syllables_of(streamed.asked.text)))
                    await streamed.end()
                case other:
                    raise AssertionError(f"unknown message {other}")

    async def _turn(self, turn: Turn) -> None:
        self.asked.append(turn.asked)
        if self.answer is not None:
            await self.answer(turn)
            return
        await turn.begin()
        for part in self.change(parts_of(turn.asked)):
            await turn.part(part)
        await turn.end()


@asynccontextmanager
async def azure_service() -> AsyncIterator[AzureService]:
    """The service on a free port until the block ends."""
    service = AzureService()
    async with socket_stand_in(service.handle) as server:
        server.authorized = lambda headers: headers.get("Ocp-Apim-Subscription-Key") == KEY
        service.server = server
        yield service


def parts_of(asked: Asked) -> list[Part]:
    """A whole answer: ids and words first, then rows, each before its sound, and sound."""
    syllables = syllables_of(asked.text)
    told: list[Part] = [visemes_of(syllables)[n : n + 4] for n in range(0, len(visemes_of(syllables)), 4)]
    told.append(words_of(asked.text, syllables))
    marks = [
        {"Type": "Bookmark", "Data": {"Offset": ticks(syllables[min(n, len(syllables) - 1)].onset_s), "Bookmark": name}}
        for n, name in enumerate(asked.bookmarks)
    ]
    sound = sound_of(syllables, asked.rate_hz)
    step = round(SOUND_A_MESSAGE_S * asked.rate_hz)
    if marks:
        told.append(marks)
    rows = rows_of(syllables).tolist() if asked.blendshapes else []
    chunks: list[Part] = [
        animation(first, rows[first : first + FRAMES_A_CHUNK]) for first in range(0, len(rows), FRAMES_A_CHUNK)
    ]
    for n, first in enumerate(range(0, len(sound), step)):
        if n % 2 == 0 and chunks:
            told.append(chunks.pop(0))
        told.append(sound[first : first + step].astype("<i2").tobytes())
    end = {"Type": "SessionEnd", "Data": {"Offset": ticks(length_s(syllables))}}
    return [*told, *chunks, [end]]


def animation(first: int, rows: list[list[float]]) -> list[dict[str, Any]]:
    """Metadata of blendshapes from frame ``first`` on, in two messages' worth of text as the service cuts it."""
    text = json.dumps({"FrameIndex": first, "BlendShapes": rows})
    half = len(text) // 2
    return [
        {"Type": "Viseme", "Data": {"Offset": 0, "VisemeId": 0, "AnimationChunk": cut, "IsLastAnimation": last}}
        for cut, last in ((text[:half], False), (text[half:], True))
    ]


def read_ssml(ssml: str, context: dict[str, Any]) -> Asked:
    """What a document asks for; fails where Azure would refuse it."""
    root = ET.fromstring(ssml)
    assert root.tag == f"{_SPEECH}speak"
    assert root.get("version") == "1.0"
    voice = root.find(f"{_SPEECH}voice")
    assert voice is not None, "Azure wants a voice in the document"
    shapes = voice.find(f"{_MSTTS}viseme")
    marks = [found.get("mark", "") for found in root.iter(f"{_SPEECH}bookmark")]
    text = re.sub(r"\s+", " ", "".join(root.itertext())).strip()
    asked = _asked(context)
    asked.ssml, asked.voice, asked.text, asked.bookmarks = ssml, voice.get("name", ""), text, marks
    asked.blendshapes = shapes is not None and shapes.get("type") == "FacialExpression"
    return asked


def read_streamed(context: dict[str, Any]) -> Asked:
    return _asked(context)


def streamed_sound(asked: Asked, piece: str) -> bytes:
    """The sound of one piece of text."""
    return sound_of(syllables_of(piece), asked.rate_hz).astype("<i2").tobytes()


def _asked(context: dict[str, Any]) -> Asked:
    audio = context["synthesis"]["audio"]
    found = re.fullmatch(r"raw-(\d+)(k?)hz-16bit-mono-pcm", audio["outputFormat"])
    assert found is not None, audio["outputFormat"]
    rate_hz = int(found[1]) * (1000 if found[2] else 1)
    return Asked(context, rate_hz=rate_hz)
