"""OpenAI's ``audio/transcriptions`` on this machine, strict in what it takes, scripted in what it answers.

Source of the shapes: OpenAI's API reference (createTranscription, its stream events, errors) and the client library's
types; ``verbose_json`` as Whisper's servers write it.
"""

from __future__ import annotations

import asyncio
import email.message
import email.parser
import email.policy
import io
import json
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in

KEY = "sk-hear-0123456789"
FORMS = {"json", "verbose_json"}
ONCE = {"model", "language", "prompt", "response_format", "stream", "vad_filter"}
LISTS = {"languages[]", "keywords[]"}


@dataclass
class Asked:
    """One request."""

    fields: dict[str, str]
    lists: dict[str, list[str]]
    pcm: bytes = field(repr=False)
    file_name: str
    rate_hz: int


Answer = Callable[[Exchange, Asked], Awaitable[None]]


class TranscriptionService:
    """Answers with the same text in the form that is asked for, or as a test says."""

    def __init__(self) -> None:
        self.key: str | None = KEY
        """None for a local server that wants no key."""
        self.text = "我的订单到哪里了？"
        self.asked: list[Asked] = []
        self.authorized: list[str | None] = []
        self.answer: Answer | None = None
        """Answers instead, after the request was found to be in order."""
        self.abandoned = 0
        """Answers that the client did not hear to the end."""
        self.server: HttpStandIn

    @property
    def url(self) -> str:
        return f"{self.server.url}/v1"

    async def handle(self, exchange: Exchange) -> None:
        self.authorized.append(exchange.headers.get("authorization"))
        if self.key is not None and exchange.headers.get("authorization") != f"Bearer {self.key}":
            await refuse(exchange, 401, "invalid_api_key", f"Incorrect API key provided: {self.key}.")
            return
        if (exchange.method, exchange.path) != ("POST", "/v1/audio/transcriptions"):
            await refuse(exchange, 404, None, f"Invalid URL ({exchange.method} {exchange.path})")
            return
        asked = read(exchange)
        self.asked.append(asked)
        done = False
        try:
            await (self.answer or self._transcribe)(exchange, asked)
            done = True
        finally:
            self.abandoned += not done

    async def _transcribe(self, exchange: Exchange, asked: Asked) -> None:
        if asked.fields.get("stream") == "true":
            half = len(self.text) // 2
            deltas = [self.text[:half], self.text[half:]]
            await stream(exchange, [*map(delta, deltas), done(self.text, languages=[{"code": "zh"}])])
        elif asked.fields.get("response_format") == "verbose_json":
            await reply(exchange, verbose(self.text))
        else:
            await reply(exchange, {"text": self.text})


@asynccontextmanager
async def transcription_service() -> AsyncIterator[TranscriptionService]:
    """The service on a free port until the block ends."""
    service = TranscriptionService()
    async with http_stand_in(service.handle) as server:
        service.server = server
        yield service


def read(exchange: Exchange) -> Asked:
    """A form with a file; fails the test where the service would not understand."""
    head = f"Content-Type: {exchange.headers['content-type']}\r\n\r\n".encode()
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + exchange.body)
    assert form.get_content_type() == "multipart/form-data"
    fields: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    file: email.message.EmailMessage | None = None
    for part in form.iter_parts():
        assert isinstance(part, email.message.EmailMessage)
        name = str(part.get_param("name", header="content-disposition"))
        if name == "file":
            assert file is None
            file = part
            continue
        value = part.get_payload(decode=True)
        assert isinstance(value, bytes)
        if name in LISTS:
            lists.setdefault(name.removesuffix("[]"), []).append(value.decode())
        else:
            assert name in ONCE, f"unknown field {name}"
            assert name not in fields, f"{name} twice"
            fields[name] = value.decode()
    assert fields["model"]
    assert fields.get("response_format", "json") in FORMS
    assert len(fields.get("language", "zh")) == 2, "ISO 639-1"
    assert file is not None
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    with wave.open(io.BytesIO(content)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        pcm, rate_hz = sound.readframes(sound.getnframes()), sound.getframerate()
    return Asked(fields, lists, pcm, file.get_filename() or "", rate_hz)


def delta(text: str) -> dict[str, Any]:
    return {"type": "transcript.text.delta", "delta": text}


def done(text: str, **more: Any) -> dict[str, Any]:
    usage = {"type": "tokens", "input_tokens": 14, "output_tokens": 7, "total_tokens": 21}
    return {"type": "transcript.text.done", "text": text, "usage": usage, **more}


def segment(text: str, avg_logprob: float = -0.1, no_speech_prob: float = 0.01) -> dict[str, Any]:
    times = {"id": 0, "seek": 0, "start": 0.0, "end": 1.0, "tokens": [50364], "temperature": 0.0}
    return {**times, "text": text, "avg_logprob": avg_logprob, "no_speech_prob": no_speech_prob}


def verbose(text: str, language: str = "chinese", segments: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    told = {"task": "transcribe", "language": language, "duration": 1.0, "text": text}
    return {**told, "segments": [segment(text)] if segments is None else segments}


async def reply(exchange: Exchange, body: Any) -> None:
    """A whole answer."""
    await exchange.reply(200, json.dumps(body, ensure_ascii=False).encode(), "application/json")


async def stream(exchange: Exchange, events: list[Any], *, ends: bool = True) -> None:
    """An answer of events; of text as it is."""
    await exchange.begin(200, "text/event-stream; charset=utf-8")
    for event in events:
        data = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
        await exchange.chunk(f"data: {data}\n\n".encode())
        await asyncio.sleep(0)
    if ends:
        await exchange.end()


async def refuse(
    exchange: Exchange, status: int, code: str | None, message: str = "no", retry_after: str | None = None
) -> None:
    """An error as OpenAI tells it. Its message quotes what it likes, as those of services do."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    headers = {"Retry-After": retry_after} if retry_after else {}
    await exchange.reply(status, json.dumps({"error": error}).encode(), "application/json", headers)
