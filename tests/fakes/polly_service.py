"""Amazon Polly's two operations on this machine, strict in what they take.

Source of the shapes: the service model that botocore ships, and the developer guide's page on speech marks.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import defusedxml.ElementTree
import numpy as np
from numpy.typing import NDArray

from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in
from fakes.sounds import buzz

ACCESS_KEY, SECRET_KEY, REGION = "AKIDEXAMPLE0", "wJalrXUtnFEMI/EXAMPLEKEY", "eu-test-1"
RATE_HZ = 16_000
VOICES = (
    {"Gender": "Female", "Id": "Joanna", "LanguageCode": "en-US", "Name": "Joanna", "SupportedEngines": ["neural"]},
    {"Gender": "Male", "Id": "Matthew", "LanguageCode": "en-US", "Name": "Matthew", "SupportedEngines": ["neural"]},
    {"Gender": "Female", "Id": "Zhiyu", "LanguageCode": "cmn-CN", "Name": "Zhiyu", "SupportedEngines": ["neural"]},
    {
        "AdditionalLanguageCodes": ["hi-IN"],
        "Gender": "Female",
        "Id": "Kajal",
        "LanguageCode": "en-IN",
        "Name": "Kajal",
        "SupportedEngines": ["neural"],
    },
)
FIELDS = {"Engine", "OutputFormat", "SampleRate", "SpeechMarkTypes", "Text", "TextType", "VoiceId", "LanguageCode"}
AUTHORIZATION = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/\d{{8}}/{REGION}/polly/aws4_request, "
    r"SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}"
)
WORD_MS = 200

Answer = Callable[[Exchange], Awaitable[None]]


class PollyFake:
    """Answers with a buzz of 0.2 s a word, at least 0.6 s, and marks for each word; or as a test says."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: Answer | None = None
        """Answers a request for sound instead."""
        self.marks: Answer | None = None
        """Answers a request for marks instead."""
        self.server: HttpStandIn

    @property
    def url(self) -> str:
        return self.server.url

    def heard(self) -> list[str]:
        return [asked["Text"] for asked in self.asked if asked["OutputFormat"] == "pcm"]

    def hold(self) -> None:
        async def held(exchange: Exchange) -> None:
            await exchange.begin(200, "audio/pcm")
            await exchange.chunk(pcm_of(buzz(0.4, RATE_HZ)))
            await exchange.until_gone()

        self.answer = held

    def fail(self, status: int) -> None:
        kinds = {401: "UnrecognizedClientException", 429: "ThrottlingException"}

        async def failing(exchange: Exchange) -> None:
            await refuse(exchange, status, kinds.get(status, "ServiceFailureException"))

        self.answer = failing

    async def handle(self, exchange: Exchange) -> None:
        if not AUTHORIZATION.fullmatch(exchange.headers.get("authorization", "")):
            await refuse(exchange, 403, "InvalidSignatureException")
        elif (exchange.method, exchange.path) == ("GET", "/v1/voices"):
            await self._voices(exchange)
        else:
            assert (exchange.method, exchange.path) == ("POST", "/v1/speech")
            await self._speech(exchange)

    async def _voices(self, exchange: Exchange) -> None:
        assert exchange.query["Engine"] == "neural"
        first = "NextToken" not in exchange.query
        told: dict[str, Any] = {"Voices": VOICES[:2] if first else VOICES[2:]}
        if first:
            told["NextToken"] = "more"
        await exchange.reply(200, json.dumps(told).encode(), "application/json")

    async def _speech(self, exchange: Exchange) -> None:
        asked = exchange.json()
        assert set(asked) <= FIELDS, f"unknown fields: {set(asked) - FIELDS}"
        assert asked["TextType"] == "ssml"
        self.asked.append(asked)
        try:
            text = "".join(defusedxml.ElementTree.fromstring(asked["Text"]).itertext())
        except defusedxml.ElementTree.ParseError:
            await refuse(exchange, 400, "InvalidSsmlException")
            return
        if len(text) > 3000 or len(asked["Text"]) > 6000:
            await refuse(exchange, 400, "TextLengthExceededException")
        elif asked["VoiceId"] not in {voice["Id"] for voice in VOICES}:
            await refuse(exchange, 400, "EngineNotSupportedException")
        elif asked["OutputFormat"] == "json":
            assert "SampleRate" not in asked
            await (self.marks or _tell_marks)(exchange)
        else:
            assert (asked["OutputFormat"], asked["SampleRate"]) == ("pcm", "16000")
            await (self.answer or _speak)(exchange)


@asynccontextmanager
async def polly_service() -> AsyncIterator[PollyFake]:
    """The service on a free port until the block ends."""
    service = PollyFake()
    async with http_stand_in(service.handle) as server:
        service.server = server
        yield service


async def refuse(exchange: Exchange, status: int, kind: str) -> None:
    """An error as the service tells it, with the text in it."""
    body = json.dumps({"message": f"no: {exchange.body.decode()} {SECRET_KEY}"}).encode()
    headers = {
        "x-amzn-ErrorType": f"{kind}:http://internal.amazon.com/",
        **({"Retry-After": "7"} if status == 429 else {}),
    }
    await exchange.reply(status, body, "application/json", headers)


def words_of(ssml: str) -> list[tuple[str, int, int]]:
    """Each word or run of Han characters between the tags, with its place in bytes."""
    found = []
    for match in re.finditer(r"<[^>]*>|&\w+;|[\w'\u4e00-\u9fff]+", ssml):
        if match[0][0] not in "<&":
            start = len(ssml[: match.start()].encode())
            found.append((match[0], start, start + len(match[0].encode())))
    return found


def pcm_of(samples: NDArray[np.float32]) -> bytes:
    return np.rint(samples * 32767).astype("<i2").tobytes()


async def _speak(exchange: Exchange) -> None:
    seconds = max(0.6, len(words_of(exchange.json()["Text"])) * WORD_MS / 1000)
    content = pcm_of(buzz(seconds, RATE_HZ))
    await exchange.begin(200, "audio/pcm")
    for at in range(0, len(content), 4097):
        await exchange.chunk(content[at : at + 4097])
        await asyncio.sleep(0)
    await exchange.end()


async def _tell_marks(exchange: Exchange) -> None:
    lines: list[dict[str, Any]] = []
    words = words_of(exchange.json()["Text"])
    for index, (word, start, end) in enumerate(words):
        at = index * WORD_MS
        lines.append({"time": at, "type": "word", "start": start, "end": end, "value": word})
        lines += [{"time": at, "type": "viseme", "value": "p"}, {"time": at + 80, "type": "viseme", "value": "a"}]
    lines.append({"time": len(words) * WORD_MS, "type": "viseme", "value": "sil"})
    for name in re.findall(r'<mark name="([^"]+)"/>', exchange.json()["Text"]):
        lines.append({"time": 50, "type": "ssml", "start": 0, "end": 5, "value": name})
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    await exchange.reply(200, body.encode(), "application/x-json-stream")
