"""ElevenLabs' streaming with timestamps on this machine, strict in what it takes.

Source of the shapes: ElevenLabs' API reference (stream with timestamps, errors) and the client library's types.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in
from fakes.sounds import buzz, sound_file

KEY = "sk_test_0123456789"
SECONDS_A_CHARACTER = 0.06
VOICES = {"EXAVITQu4vr4xnSDxMaL", "JBFqnCBsd6RMkjVDRZzb"}
FORMATS = {"pcm_16000", "pcm_22050", "pcm_24000", "pcm_44100", "mp3_22050_32", "mp3_44100_128"}
FIELDS = {"text", "model_id", "language_code", "voice_settings", "apply_text_normalization"}

Chunk = dict[str, Any]
Answer = Callable[[Exchange], Awaitable[None]]


class ElevenLabsService:
    """Says a buzz of 60 ms for each character, in three chunks."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.formats: list[str] = []
        self.answer: Answer | None = None
        """Answers instead, after the request was found to be in order."""
        self.change: Callable[[list[Chunk]], list[Chunk]] = lambda chunks: chunks
        """What becomes of the chunks before they are sent."""
        self.server: HttpStandIn

    def heard(self) -> list[str]:
        """The texts that it was asked to say."""
        return [asked["text"] for asked in self.asked]

    def hold(self) -> None:
        """From now on: the first sound, then nothing."""

        async def held(exchange: Exchange) -> None:
            await exchange.begin(200, "application/json")
            await exchange.chunk(line(chunks_of(exchange.json()["text"], self.formats[-1])[0]))
            await exchange.until_gone()

        self.answer = held

    def fail(self, status: int) -> None:
        """From now on: an error."""
        word = {401: "invalid_api_key", 429: "too_many_concurrent_requests"}.get(status, "internal_error")
        self.answer = lambda exchange: refuse(exchange, status, word)

    async def handle(self, exchange: Exchange) -> None:
        if exchange.headers.get("xi-api-key") != KEY:
            await refuse(exchange, 401, "invalid_api_key")
            return
        start, _, rest = exchange.path.removeprefix("/v1/text-to-speech/").partition("/")
        assert (exchange.method, rest) == ("POST", "stream/with-timestamps"), exchange.path
        asked = exchange.json()
        assert set(asked) <= FIELDS, f"unknown fields: {set(asked) - FIELDS}"
        assert set(exchange.query) == {"output_format"}
        assert exchange.query["output_format"] in FORMATS
        assert 0.7 <= asked.get("voice_settings", {}).get("speed", 1.0) <= 1.2
        self.asked.append(asked)
        self.formats.append(exchange.query["output_format"])
        if start not in VOICES:
            await refuse(exchange, 404, "voice_not_found")
        elif self.answer is not None:
            await self.answer(exchange)
        else:
            await exchange.begin(200, "application/json")
            for chunk in self.change(chunks_of(asked["text"], self.formats[-1])):
                await exchange.chunk(line(chunk))
                await asyncio.sleep(0)
            await exchange.end()


@asynccontextmanager
async def elevenlabs_service() -> AsyncIterator[ElevenLabsService]:
    """The service on a free port until the block ends."""
    service = ElevenLabsService()
    async with http_stand_in(service.handle) as server:
        service.server = server
        yield service


async def refuse(exchange: Exchange, status: int, word: str) -> None:
    """An error as ElevenLabs tells it, with more in it than may be passed on."""
    asked = exchange.json()["text"] if exchange.body else ""
    body = json.dumps({"detail": {"status": word, "message": f"{KEY} may not say {asked}"}})
    headers = {"Retry-After": "7"} if status == 429 else {}
    await exchange.reply(status, body.encode(), "application/json", headers)


def chunks_of(text: str, output_format: str) -> list[Chunk]:
    """Sound and times of a text, cut into three where bytes and characters fall."""
    kind, rate_hz = output_format.split("_", maxsplit=1)[0], int(output_format.split("_")[1])
    sound = buzz(len(text) * SECONDS_A_CHARACTER, rate_hz)
    content = np.rint(sound * 32767).astype("<i2").tobytes() if kind == "pcm" else sound_file(sound, rate_hz, "MP3")
    edges = [0, len(content) // 3 | 1, len(content) * 2 // 3 | 1, len(content)]
    letters = [0, len(text) // 3, len(text) * 2 // 3, len(text)]
    return [
        {
            "audio_base64": base64.b64encode(content[edges[n] : edges[n + 1]]).decode(),
            "alignment": alignment(text, letters[n], letters[n + 1]),
            "normalized_alignment": alignment(f" {text} ", letters[n], letters[n + 1]),
        }
        for n in range(3)
    ]


def alignment(text: str, start: int, end: int, origin: int = 0) -> dict[str, Any]:
    """Times of some characters, counted from the character ``origin``; those outside the BMP come as their halves."""
    letters, onsets, ends = [], [], []
    for index in range(start, end):
        units = text[index].encode("utf-16-be")
        for at in range(0, len(units), 2):
            letters.append(units[at : at + 2].decode("utf-16-be", "surrogatepass"))
            onsets.append(round((index - origin) * SECONDS_A_CHARACTER, 3))
            ends.append(round((index - origin + 1) * SECONDS_A_CHARACTER, 3))
    return {"characters": letters, "character_start_times_seconds": onsets, "character_end_times_seconds": ends}


def line(chunk: Chunk) -> bytes:
    return json.dumps(chunk).encode() + b"\n\n"
