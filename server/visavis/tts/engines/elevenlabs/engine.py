"""ElevenLabs by its own client library, with the time of every character."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.speech.text_parts import text_parts
from visavis.tts.engine import Capabilities, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.elevenlabs.answer import AnswerSound, characters, refusal
from visavis.tts.engines.elevenlabs.settings import NAME, ElevenLabsSettings
from visavis.tts.followed_text import FollowedText
from visavis.tts.service_engine import ServiceEngine
from visavis.tts.service_faults import broke_off, empty, silent, unreachable

if TYPE_CHECKING:
    from elevenlabs.client import AsyncElevenLabs
    from httpx import AsyncClient

MOST_CHARS: Final = 5000
"""Of one request to the model that takes least (eleven_v3)."""
SPEEDS: Final = (0.7, 1.2)
"""What the service takes."""
_TOLD_LANGUAGE: Final = ("eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_v3")
"""Models that can be told in which language a text is."""


class ElevenLabsEngine(ServiceEngine[ElevenLabsSettings]):
    """One sentence is one request, whose sound is passed on as it comes."""

    name: ClassVar[str] = NAME
    settings_class = ElevenLabsSettings
    capabilities = Capabilities(
        frozenset({Timing.CHARACTERS}), streaming=True, offline=False, prosody=frozenset({"rate"}), keeps=True
    )

    def __init__(self, settings: ElevenLabsSettings | None = None) -> None:
        super().__init__(settings)
        self._http: AsyncClient | None = None
        self._client: AsyncElevenLabs | None = None

    def fingerprint(self) -> str:
        """Address, model and format."""
        return f"{self._settings.url} {self._settings.model} {self._settings.format}"

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The sound as it comes, with the characters that it says."""
        del slack_s
        spoken = spoken_text(sentence)
        followed = FollowedText(spoken)
        sound = AnswerSound(self._settings, self._host)
        for part in text_parts(spoken.text, MOST_CHARS):
            before = sound.received_samples
            async with aclosing(self._chunks(part, voice, self._options(sentence, prosody))) as chunks:
                async for chunk in chunks:
                    start = sound.received_samples
                    pcm = await sound.take(chunk)
                    known = characters(chunk, followed, voice.sample_rate_hz, before, start)
                    if pcm or known:
                        yield SpeechPiece(pcm, characters=known)
        rest = await sound.end()
        if rest:
            yield SpeechPiece(rest)
        if not sound.received_samples:
            raise empty(self._host)

    async def close(self) -> None:
        """Close the connections that are kept."""
        if self._http is not None:
            await self._http.aclose()

    def _load(self) -> None:
        from elevenlabs.client import AsyncElevenLabs
        from httpx import AsyncClient

        from visavis.bounded_errors import bound_error

        settings = self._settings
        self._http = AsyncClient(event_hooks={"response": [bound_error]})
        # The library's own limit, 240 s, wins over that of the client it is given.
        self._client = AsyncElevenLabs(
            base_url=settings.url, api_key=settings.secret, timeout=settings.timeout_s, httpx_client=self._http
        )
        _ = self._client.text_to_speech  # its module is loaded when it is first touched

    def _options(self, sentence: Sentence, prosody: Prosody) -> dict[str, Any]:
        from elevenlabs.types import VoiceSettings

        options: dict[str, Any] = {}
        if prosody.rate != 1:
            options["voice_settings"] = VoiceSettings(speed=min(max(prosody.rate, SPEEDS[0]), SPEEDS[1]))
        languages = {token.language.partition("-")[0] for token in sentence.tokens if token.spoken}
        if len(languages) == 1 and self._settings.model in _TOLD_LANGUAGE:
            options["language_code"] = languages.pop()
        return options

    async def _chunks(self, text: str, voice: Voice, options: dict[str, Any]) -> AsyncGenerator[Any, None]:
        from elevenlabs.core.api_error import ApiError
        from httpx import ConnectError, ConnectTimeout, HTTPError, TimeoutException

        assert self._client is not None, "the engine is not started"
        name = voice.name.partition(":")[2]
        asked = self._client.text_to_speech.stream_with_timestamps(
            name,
            text=text,
            model_id=self._settings.model,
            output_format=self._settings.format,
            apply_text_normalization="off",  # numbers and signs are words already
            request_options={"max_retries": 0},  # whoever asks us decides whether there is time for another try
            **options,
        )
        try:
            async with aclosing(cast("AsyncGenerator[Any, None]", asked)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except ApiError as error:
            raise refusal(error, self._host, name) from None
        except (ConnectError, ConnectTimeout):
            raise unreachable(self._host) from None
        except TimeoutException:
            raise silent(self._host, self._settings.timeout_s) from None
        except HTTPError:
            raise broke_off(self._host) from None
