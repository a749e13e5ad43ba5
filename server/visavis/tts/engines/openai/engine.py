"""Speech of OpenAI, and of every server that offers its ``audio/speech``, by OpenAI's own client library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import ClassVar, Final

from visavis.openai_api.client import ApiClient
from visavis.openai_api.fault import faults_as
from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.speech.text_parts import text_parts
from visavis.tts.engine import Capabilities, EngineError, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.openai.faults import engine_error
from visavis.tts.engines.openai.settings import OpenAISettings
from visavis.tts.received_sound import Expected, ReceivedSoundError, received_pcm
from visavis.tts.service_engine import ServiceEngine
from visavis.tts.service_faults import broke_off, silent
from visavis.tts.service_faults import empty as empty_answer

MOST_CHARS: Final = 4096
"""Of one request. Source: OpenAI's API reference, createSpeech."""


class OpenAIEngine(ServiceEngine[OpenAISettings]):
    """One sentence is one request, whose sound is passed on as it comes. Nothing is told of its timing."""

    name: ClassVar[str] = "openai"
    settings_class = OpenAISettings
    capabilities = Capabilities(
        frozenset({Timing.NONE}),
        streaming=True,
        offline=False,
        prosody=frozenset({"rate", "instructions"}),
        keeps=True,
    )

    def __init__(self, settings: OpenAISettings | None = None) -> None:
        super().__init__(settings)
        self._client = ApiClient(self._settings, read_s=self._settings.timeout_s)

    def fingerprint(self) -> str:
        """Address and model."""
        return f"{self._settings.address} {self._settings.model}"

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """A request for each 4,096 characters, one after the other."""
        del slack_s
        for part in text_parts(spoken_text(sentence).text, MOST_CHARS):
            async with aclosing(self._sound(part, voice, prosody)) as sound:
                async for pcm in sound:
                    yield SpeechPiece(pcm)

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.close()

    def _load(self) -> None:
        self._client.load()

    async def _sound(self, text: str, voice: Voice, prosody: Prosody) -> AsyncGenerator[bytes, None]:
        settings, name = self._settings, voice.name.partition(":")[2]
        options = self._client.options()
        if prosody.rate != 1:
            options["speed"] = prosody.rate
        if prosody.instructions:
            options["instructions"] = prosody.instructions
        asked = self._client.api.audio.speech.with_streaming_response.create(
            model=settings.model, voice=name, input=text, response_format=settings.format, **options
        )
        expected = Expected(settings.rate_hz, raw=settings.format == "pcm")
        empty = True
        try:
            with faults_as(lambda fault: engine_error(fault, name), settings):
                async with (
                    asked as answer,
                    aclosing(self._in_time(answer.iter_bytes())) as body,
                    aclosing(received_pcm(body, answer.headers.get("content-type", ""), expected)) as sound,
                ):
                    async for pcm in sound:
                        empty = False
                        yield pcm
        except ReceivedSoundError as error:
            raise EngineError(f"{self._host}: {error}") from None
        if empty:
            raise empty_answer(self._host)

    async def _in_time(self, body: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """The body, with what breaks it told as an engine's error."""
        while True:
            try:
                async with asyncio.timeout(self._settings.timeout_s):
                    data = await anext(body, b"")
            except TimeoutError:
                raise silent(self._host, self._settings.timeout_s) from None
            except Exception:  # the client library passes on whatever its HTTP library raises
                raise broke_off(self._host) from None
            if not data:
                return
            yield data
