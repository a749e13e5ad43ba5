"""OpenAI's ``audio/speech`` on this machine, strict in what it takes.

Source of the shapes: OpenAI's API reference (createSpeech, errors) and the client library's types.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in
from fakes.sounds import buzz, sound_file

KEY = "sk-test-0123456789"
RATE_HZ = 24_000
VOICES = {
    "alloy",
    "ash",
    "ballad",
    "coral",
    "echo",
    "fable",
    "onyx",
    "nova",
    "sage",
    "shimmer",
    "verse",
    "marin",
    "cedar",
}
MODELS = {"gpt-4o-mini-tts", "tts-1"}
FORMATS = {"mp3": "audio/mpeg", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "pcm": "audio/pcm"}
FIELDS = {"model", "input", "voice", "response_format", "speed", "instructions", "stream_format"}

Answer = Callable[[Exchange], Awaitable[None]]


class OpenAIService:
    """Answers with a buzz of 0.6 s, or as a test says."""

    def __init__(self) -> None:
        self.key: str | None = KEY
        """None for a local server that wants no key."""
        self.asked: list[dict[str, Any]] = []
        self.authorized: list[str | None] = []
        self.answer: Answer | None = None
        """Answers instead, after the request was found to be in order."""
        self.sound: NDArray[np.float32] = buzz(0.6, RATE_HZ)
        self.server: HttpStandIn

    @property
    def url(self) -> str:
        return f"{self.server.url}/v1"

    def heard(self) -> list[str]:
        """The texts that it was asked to say."""
        return [asked["input"] for asked in self.asked]

    def hold(self) -> None:
        """From now on: the first sound, then nothing."""

        async def held(exchange: Exchange) -> None:
            await exchange.begin(200, "audio/pcm")
            await exchange.chunk(pcm_of(self.sound)[:9600])
            await exchange.until_gone()

        self.answer = held

    def fail(self, status: int) -> None:
        """From now on: an error."""

        async def failing(exchange: Exchange) -> None:
            await refuse(
                exchange, status, {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(status, "server_error")
            )

        self.answer = failing

    async def handle(self, exchange: Exchange) -> None:
        self.authorized.append(exchange.headers.get("authorization"))
        if self.key is not None and exchange.headers.get("authorization") != f"Bearer {self.key}":
            await refuse(exchange, 401, "invalid_api_key", message=f"Incorrect API key provided: {self.key}.")
            return
        if (exchange.method, exchange.path) != ("POST", "/v1/audio/speech"):
            await refuse(exchange, 404, None, message=f"Invalid URL ({exchange.method} {exchange.path})")
            return
        asked = exchange.json()
        assert exchange.headers["content-type"] == "application/json"
        assert set(asked) <= FIELDS, f"unknown fields: {set(asked) - FIELDS}"
        assert isinstance(asked["input"], str)
        self.asked.append(asked)
        wrong = _wrong(asked)
        if wrong is not None:
            status, code, param = wrong
            await refuse(exchange, status, code, param=param, message=f"invalid: {asked['input']}")
        elif self.answer is not None:
            await self.answer(exchange)
        else:
            await self._speak(exchange, asked.get("response_format", "mp3"))

    async def _speak(self, exchange: Exchange, form: str) -> None:
        content = pcm_of(self.sound) if form == "pcm" else file_of(self.sound, form)
        await exchange.begin(200, FORMATS[form])
        middle = len(content) // 2 + 1
        await exchange.chunk(content[:middle])
        await asyncio.sleep(0)
        await exchange.chunk(content[middle:])
        await exchange.end()


@asynccontextmanager
async def openai_service() -> AsyncIterator[OpenAIService]:
    """The service on a free port until the block ends."""
    service = OpenAIService()
    async with http_stand_in(service.handle) as server:
        service.server = server
        yield service


async def refuse(
    exchange: Exchange, status: int, code: str | None, *, param: str | None = None, message: str = "no"
) -> None:
    """An error as OpenAI tells it."""
    kind = {401: "invalid_request_error", 429: "requests", 500: "server_error"}.get(status, "invalid_request_error")
    body = json.dumps({"error": {"message": message, "type": kind, "param": param, "code": code}})
    headers = {"Retry-After": "7"} if status == 429 else {}
    await exchange.reply(status, body.encode(), "application/json", headers)


def pcm_of(samples: NDArray[np.float32]) -> bytes:
    return np.rint(samples * 32767).astype("<i2").tobytes()


def file_of(samples: NDArray[np.float32], form: str, rate_hz: int = RATE_HZ) -> bytes:
    """A file as the service sends it; a WAV does not know its length."""
    if form == "wav":
        return open_ended(sound_file(samples, rate_hz, "WAV", "PCM_16"))
    kinds = {"mp3": ("MP3", None), "opus": ("OGG", "OPUS"), "flac": ("FLAC", None)}
    return sound_file(samples, rate_hz, *kinds[form])


def open_ended(wav: bytes) -> bytes:
    """The same WAV with lengths that say that nobody knows."""
    at = wav.index(b"data")
    unknown = struct.pack("<I", 0xFFFFFFFF)
    return wav[:4] + unknown + wav[8 : at + 4] + unknown + wav[at + 8 :]


def _wrong(asked: dict[str, Any]) -> tuple[int, str | None, str] | None:
    if asked["model"] not in MODELS:
        return 404, "model_not_found", "model"
    if asked["voice"] not in VOICES:
        return 400, "invalid_value", "voice"
    if not 1 <= len(asked["input"]) <= 4096:
        return 400, "string_above_max_length", "input"
    if not 0.25 <= asked.get("speed", 1.0) <= 4.0:
        return 400, "invalid_value", "speed"
    return None if asked.get("response_format", "mp3") in FORMATS else (400, "invalid_value", "response_format")
