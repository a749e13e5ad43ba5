"""Azure's speech recognition over its WebSocket, on this machine, strict in what it takes.

Source of the messages: what the Speech SDK sends and accepts (1.53), and Microsoft's documentation of results and of
language identification.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import ServerConnection

from fakes.socket_stand_in import SocketStandIn, socket_stand_in, until_gone

KEY = "0123456789abcdef0123456789abcdef"
PATH = "/speech/recognition/conversation/cognitiveservices/v1"
TICKS_PER_S = 10_000_000
WAV_HEAD_BYTES = 44


@dataclass
class Asked:
    """One utterance."""

    languages: list[str]
    hints: list[str]
    pcm: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def ticks(self) -> int:
        """How much sound has come."""
        return len(self.pcm) * TICKS_PER_S // 32_000


@dataclass(frozen=True)
class Phrase:
    """A stretch of speech: what is guessed while it is said, and what it was."""

    guesses: tuple[str, ...]
    text: str
    language: str = ""
    confidence: float = 0.9


Answer = Callable[["Turn"], Awaitable[None]]


class Turn:
    """The request that is open on a connection, and the means to answer it."""

    def __init__(self, connection: ServerConnection, asked: Asked) -> None:
        self.connection = connection
        self.asked = asked
        self.id = ""
        self._told_ticks = 0

    async def begin(self) -> None:
        await self.say("turn.start", {"context": {"serviceTag": uuid.uuid4().hex}})
        await self.say("speech.startDetected", {"Offset": self._told_ticks})

    async def guess(self, text: str, language: str = "") -> None:
        body = {"Text": text, "Offset": self._told_ticks, "Duration": self.asked.ticks - self._told_ticks}
        await self.say("speech.hypothesis", body | _primary(language))

    async def phrase(self, text: str, language: str = "", confidence: float = 0.9) -> None:
        best = {"Confidence": confidence, "Lexical": text, "ITN": text, "MaskedITN": text, "Display": text}
        body = {"RecognitionStatus": "Success", "DisplayText": text, "NBest": [best]}
        await self._phrase(body | _primary(language))

    async def no_match(self) -> None:
        await self._phrase({"RecognitionStatus": "InitialSilenceTimeout"})

    async def end(self) -> None:
        await self.say("speech.endDetected", {"Offset": self._told_ticks})
        await self.say("turn.end", {})

    async def say(self, path: str, body: dict[str, Any]) -> None:
        head = f"X-RequestId:{self.id}\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n"
        await self.connection.send(head + json.dumps(body, ensure_ascii=False))

    async def _phrase(self, body: dict[str, Any]) -> None:
        until = self.asked.ticks
        await self.say("speech.phrase", {"Offset": self._told_ticks, "Duration": until - self._told_ticks} | body)
        self._told_ticks = until


class AzureListening:
    """Tells ``phrases``: the guesses while sound comes, one for each message of it, and the phrases at its end."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.phrases: list[Phrase] = [Phrase(("where", "where is"), "Where is my order?", "en-US")]
        self.during: Answer | None = None
        """Called once, when the first sound has come, instead of guessing."""
        self.at_end: Answer | None = None
        """Called instead of telling the phrases."""
        self.server: SocketStandIn

    @property
    def url(self) -> str:
        return self.server.url

    def hold(self) -> None:
        """From now on: nothing is told."""
        self.during = self.at_end = _silent

    async def handle(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        assert connection.request.path.partition("?")[0] == PATH
        turn: Turn | None = None
        async for message in connection:
            if isinstance(message, str):
                headers, body = _parted(message)
                match headers["path"]:
                    case "speech.config":
                        assert json.loads(body)["context"]["audio"]["source"]["samplerate"] == "16000"
                    case "speech.context":
                        if turn is None:
                            turn = Turn(connection, read_context(json.loads(body)))
                            self.asked.append(turn.asked)
                    case other:
                        assert other != "telemetry", "it was switched off"
                        raise AssertionError(f"unknown message {other}")
                continue
            assert turn is not None, "sound without a context"
            await self._sound(turn, message)

    async def _sound(self, turn: Turn, message: bytes) -> None:
        length = int.from_bytes(message[:2], "big")
        headers, _ = _parted(message[2 : 2 + length].decode())
        data = message[2 + length :]
        assert headers["path"] == "audio"
        first = turn.id == ""
        if headers["x-requestid"] != turn.id:
            turn.id = headers["x-requestid"]
            await turn.begin()
        if first:
            assert data[:4] == b"RIFF"
            assert len(data) == WAV_HEAD_BYTES
            return
        heard = len(turn.asked.pcm)
        turn.asked.pcm += data
        if not data:
            if heard:
                await (self.at_end or self._tell)(turn)
            await turn.end()
        elif self.during is None:
            guesses = [(guess, phrase.language) for phrase in self.phrases[:1] for guess in phrase.guesses]
            number = heard // len(data)
            if number < len(guesses):
                await turn.guess(*guesses[number])
        elif not heard:
            await self.during(turn)

    async def _tell(self, turn: Turn) -> None:
        for number, phrase in enumerate(self.phrases):
            if number:
                for guess in phrase.guesses:
                    await turn.guess(guess, phrase.language)
            await turn.phrase(phrase.text, phrase.language, phrase.confidence)
        if not self.phrases:
            await turn.no_match()


@asynccontextmanager
async def azure_listening() -> AsyncIterator[AzureListening]:
    """The service on a free port until the block ends."""
    service = AzureListening()
    async with socket_stand_in(service.handle) as server:
        server.authorized = lambda headers: headers.get("Ocp-Apim-Subscription-Key") == KEY
        service.server = server
        yield service


def read_context(context: dict[str, Any]) -> Asked:
    """What is asked for; fails where Azure would refuse it."""
    if "languageId" in context:
        languages = context["languageId"]["languages"]
        assert context["languageId"]["mode"] == "DetectContinuous"
        assert 1 < len(languages) <= 10
    else:
        languages = [context["phraseDetection"]["language"]]
    assert all("-" in language for language in languages), "locales"
    assert context["phraseOutput"]["format"] == "Detailed"
    hints = [item["Text"] for group in context.get("dgi", {}).get("Groups", []) for item in group["Items"]]
    return Asked(languages, hints)


def _primary(language: str) -> dict[str, Any]:
    return {"PrimaryLanguage": {"Language": language, "Confidence": "High"}} if language else {}


def _parted(message: str) -> tuple[dict[str, str], str]:
    head, _, body = message.partition("\r\n\r\n")
    rows = (row.partition(":") for row in head.split("\r\n") if row)
    return {key.lower(): value.strip() for key, _, value in rows}, body


async def _silent(turn: Turn) -> None:
    await until_gone(turn.connection)
