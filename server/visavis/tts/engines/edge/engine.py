"""Microsoft Edge's read-aloud by the edge-tts package: an unofficial client of a service without a contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing, suppress
from typing import Any, ClassVar, Final, cast

from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.speech.text_parts import text_parts
from visavis.tts.engine import Capabilities, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.edge.settings import NAME, RATE_HZ, EdgeSettings
from visavis.tts.followed_text import FollowedText
from visavis.tts.mp3_stream import Mp3Error, Mp3Stream
from visavis.tts.service_engine import ServiceEngine
from visavis.tts.service_faults import broke_off, empty, failed, of_status, silent, unknown_voice, unreachable

MOST_CHARS: Final = 800
"""Of one request: 4,096 bytes of escaped UTF-8, above which the package would ask twice on its own."""
USUAL_PITCH_HZ: Final = {"male": 120.0, "female": 210.0, "neutral": 165.0}
"""What a change of pitch is reckoned from: the service takes it in Hz."""
_FAREWELL_S: Final = 0.2
_TICKS_PER_SECOND: Final = 10_000_000


class EdgeEngine(ServiceEngine[EdgeSettings]):
    """One sentence is one connection of the package's, whose MP3 is decoded as it comes."""

    name: ClassVar[str] = NAME
    settings_class = EdgeSettings
    capabilities = Capabilities(
        frozenset({Timing.CHARACTERS}), streaming=True, offline=False, prosody=frozenset({"rate", "pitch"}), keeps=True
    )

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The sound as it comes, with the words that it says."""
        del slack_s
        spoken = spoken_text(sentence)
        followed = FollowedText(spoken)
        received = 0
        for part in text_parts(spoken.text, MOST_CHARS):
            before, sound = received, Mp3Stream(RATE_HZ)
            async with aclosing(self._chunks(part, voice, prosody)) as chunks:
                async for chunk in chunks:
                    if chunk["type"] == "audio":
                        pcm = await self._pcm(sound.take(chunk["data"]))
                        received += len(pcm) // 2
                        if pcm:
                            yield SpeechPiece(pcm)
                        continue
                    onset, length = (chunk[key] * RATE_HZ // _TICKS_PER_SECOND for key in ("offset", "duration"))
                    known = followed.heard(chunk["text"], before + onset, before + onset + length)
                    if known:
                        yield SpeechPiece(b"", characters=known)
            rest = await self._pcm(sound.end())
            received += len(rest) // 2
            if rest:
                yield SpeechPiece(rest)
        if not received:
            raise empty(self._host)

    async def _chunks(self, text: str, voice: Voice, prosody: Prosody) -> AsyncGenerator[Any, None]:
        from aiohttp import ClientConnectionError, ClientError, ClientResponseError, ServerTimeoutError
        from edge_tts import Communicate
        from edge_tts.exceptions import EdgeTTSException, NoAudioReceived

        name = voice.name.partition(":")[2]
        pitch_hz = USUAL_PITCH_HZ[voice.gender] * (2 ** (prosody.pitch_semitones / 12) - 1)
        try:
            asked = Communicate(
                text, name, rate=f"{round(prosody.rate * 100) - 100:+d}%", pitch=f"{round(pitch_hz):+d}Hz",
                boundary="WordBoundary",
            )  # fmt: skip
        except ValueError:
            raise unknown_voice(self._host, name) from None
        chunks = cast("AsyncGenerator[Any, None]", asked.stream())
        try:
            while True:
                async with asyncio.timeout(self._settings.timeout_s):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                yield chunk
        except (TimeoutError, ServerTimeoutError):
            raise silent(self._host, self._settings.timeout_s) from None
        except ClientResponseError as error:
            headers = {key.lower(): value for key, value in (error.headers or {}).items()}
            raise of_status(self._host, error.status, headers) from None
        except NoAudioReceived:
            raise empty(self._host) from None
        except ClientConnectionError:
            raise unreachable(self._host) from None
        except (ClientError, EdgeTTSException, OSError) as error:
            raise failed(self._host, type(error).__name__, retryable=True) from None
        except (ValueError, LookupError, TypeError):
            raise failed(self._host, "its answer cannot be read") from None
        finally:
            # The package waits up to 10 s for the service's farewell; a cancelled wait closes the socket at once.
            with suppress(TimeoutError):
                async with asyncio.timeout(_FAREWELL_S):
                    await chunks.aclose()
        if asked.state["chunk_audio_bytes"]:
            raise broke_off(self._host)  # no end of the turn came, which the package takes for one

    async def _pcm(self, decoding: Awaitable[bytes]) -> bytes:
        try:
            return await decoding
        except Mp3Error:
            raise failed(self._host, "its sound cannot be read") from None

    def _load(self) -> None:
        import edge_tts  # noqa: F401
