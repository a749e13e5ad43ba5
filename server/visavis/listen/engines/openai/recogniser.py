"""Any model behind an OpenAI-compatible ``audio/transcriptions`` (OpenAI, SenseVoice, vLLM, servers of Whisper …), by
OpenAI's client."""

from __future__ import annotations

import asyncio
import io
import json
import wave
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, ClassVar, Final

from visavis.bounded_errors import bound_answer
from visavis.listen.engines.openai.answer import transcription
from visavis.listen.engines.openai.faults import recogniser_error
from visavis.listen.engines.openai.settings import Form, OpenAIListenSettings
from visavis.listen.engines.openai.streamed import streamed
from visavis.listen.recogniser import (
    BYTES_PER_S,
    RATE_HZ,
    Capabilities,
    Heard,
    HearingWish,
    Place,
    Recogniser,
    RecogniserError,
)
from visavis.listen.settings import from_environment
from visavis.openai_api.answer import BrokenOffError, GarbledError
from visavis.openai_api.client import ApiClient
from visavis.openai_api.fault import faults_as

LEAST_S: Final = 0.1
"""OpenAI refuses less, and nobody says anything in it."""
MOST_HINT_CHARS: Final = 600
"""About the 224 tokens of a prompt that Whisper looks at."""


class OpenAIRecogniser(Recogniser):
    """One utterance is one request, sent when it has ended."""

    name: ClassVar[str] = "openai"
    capabilities = Capabilities(Place.SERVICE, streaming=False, detects_language=True, takes_hints=True)

    def __init__(self, settings: OpenAIListenSettings | None = None) -> None:
        self._settings = settings if settings is not None else from_environment(OpenAIListenSettings)
        self._client = ApiClient(self._settings, bound=bound_answer)

    @classmethod
    def missing(cls) -> str | None:
        """The model's name, the client library or the key."""
        return from_environment(OpenAIListenSettings).missing()

    async def start(self) -> None:
        """Load the client library, which may take seconds; nothing is asked of the service."""
        missing = self._settings.missing()
        if missing is not None:
            raise RecogniserError(missing, code="stt_unavailable")
        await asyncio.to_thread(self._client.load)

    async def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncGenerator[Heard, None]:
        """The text as it is written, where the model writes so; then all of it."""
        pcm = b"".join([piece async for piece in sound])
        if len(pcm) < LEAST_S * BYTES_PER_S:
            return
        asked = self._client.api.audio.transcriptions.with_streaming_response.create(
            file=("speech.wav", wav_bytes(pcm), "audio/wav"), model=self._settings.model, **self._options(wish)
        )
        with faults_as(recogniser_error, self._settings):
            async with asked as answer:
                if "event-stream" in answer.headers.get("content-type", ""):
                    async for heard in streamed(await answer.parse()):
                        yield heard
                elif (heard_at_once := _whole(await _body(answer))) is not None:
                    yield heard_at_once

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.close()

    def _options(self, wish: HearingWish) -> dict[str, Any]:
        settings, form = self._settings, self._settings.asked_form
        options = self._client.options()
        options["response_format"] = "json" if form is Form.STREAM else form.value
        if form is Form.STREAM:
            options["stream"] = True
        languages = list(dict.fromkeys(map(settings.language_code, wish.languages)))
        if settings.takes_lists:
            if languages:
                options["languages"] = languages
            if wish.hints:
                options["keywords"] = list(wish.hints)
        else:
            if len(languages) == 1:
                options["language"] = languages[0]
            if wish.hints:
                options["prompt"] = ", ".join(wish.hints)[:MOST_HINT_CHARS]
        if settings.extra:
            options["extra_body"] = settings.extra
        return options


async def _body(answer: Any) -> bytes:
    try:
        return bytes(await answer.read())
    except Exception:  # the client library passes on whatever its HTTP library raises
        raise BrokenOffError from None


def _whole(body: bytes) -> Heard | None:
    try:
        return transcription(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise GarbledError from None


def wav_bytes(pcm: bytes) -> bytes:
    """16-bit mono at 16 kHz as a file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(pcm)
    return file.getvalue()
