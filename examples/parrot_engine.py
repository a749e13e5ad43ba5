"""A voice engine for a speech service of one's own; docs/engines.md explains it.

The service takes ``POST /say`` with ``{"text", "voice", "speed"}`` and a bearer token, and answers with JSON lines as
it speaks: ``{"audio": "<base64 of 16-bit samples>"}`` and ``{"word": "hello", "start_s": 0.1, "end_s": 0.4}``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, ClassVar

import httpx
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, CharacterTiming, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.followed_text import FollowedText
from visavis.tts.service_engine import ServiceEngine
from visavis.tts.service_faults import broke_off, empty, failed, of_status, silent, unreachable
from visavis.tts.service_settings import KeyedServiceSettings, Library, UsualVoice
from visavis.tts.whole_samples import WholeSamples


class ParrotSettings(KeyedServiceSettings):
    """VISAVIS_PARROT_KEY, _URL, _VOICES and _TIMEOUT_S."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_PARROT_")

    engine_name: ClassVar[str] = "parrot"
    languages: ClassVar[tuple[str, ...]] = ("en", "zh")
    usual: ClassVar[tuple[UsualVoice, ...]] = (UsualVoice("polly", "Polly", "female", ("en", "zh"), ("en",)),)
    library: ClassVar[Library | None] = Library("httpx", "parrot")

    url: str = Field(default="http://127.0.0.1:9090", description="Address of the service.")

    @property
    def host(self) -> str:
        return "the parrot"

    @property
    def sample_rate_hz(self) -> int:
        return 24_000


class ParrotEngine(ServiceEngine[ParrotSettings]):
    """One sentence is one request, whose sound is passed on as it comes."""

    name = "parrot"
    settings_class = ParrotSettings
    capabilities = Capabilities(
        frozenset({Timing.CHARACTERS}), streaming=True, offline=False, prosody=frozenset({"rate"}), keeps=True
    )

    def __init__(self, settings: ParrotSettings | None = None) -> None:
        super().__init__(settings)
        self._client: httpx.AsyncClient | None = None

    def _load(self) -> None:
        settings = self._settings
        self._client = httpx.AsyncClient(
            base_url=settings.url,
            headers={"Authorization": f"Bearer {settings.secret}"},
            timeout=settings.timeout_s,
        )

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        del slack_s
        spoken = spoken_text(sentence)
        followed, samples = FollowedText(spoken), WholeSamples()
        asked = {"text": spoken.text, "voice": voice.name.partition(":")[2], "speed": prosody.rate}
        async with aclosing(self._lines(asked)) as lines:
            async for line in lines:
                pcm, known = b"", tuple[CharacterTiming, ...]()
                if "audio" in line:
                    pcm = samples.take(base64.b64decode(line["audio"]))
                else:
                    onset, end = (round(line[key] * voice.sample_rate_hz) for key in ("start_s", "end_s"))
                    known = followed.heard(line["word"], onset, end)
                if pcm or known:
                    yield SpeechPiece(pcm, characters=known)
        if not samples.received_samples:
            raise empty(self._host)

    async def _lines(self, asked: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        assert self._client is not None, "the engine is not started"
        try:
            async with self._client.stream("POST", "/say", json=asked) as answer:
                if answer.status_code != 200:
                    raise of_status(self._host, answer.status_code, answer.headers)
                async for line in answer.aiter_lines():
                    yield json.loads(line)
        except httpx.ConnectError:
            raise unreachable(self._host) from None
        except httpx.TimeoutException:
            raise silent(self._host, self._settings.timeout_s) from None
        except httpx.HTTPError:
            raise broke_off(self._host) from None
        except ValueError:
            raise failed(self._host, "its answer cannot be read") from None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
