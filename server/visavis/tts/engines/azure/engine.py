"""Azure Speech by its own SDK: sound, visemes, words and marks, and blendshapes where a voice's locale has them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import ClassVar, Final

from visavis.speech.spoken_text import spoken_text
from visavis.speech.ssml import AZURE, SsmlOptions, read_bookmark, write_ssml
from visavis.speech.text import Manner, Sentence
from visavis.tts.engine import (
    Capabilities,
    CharacterTiming,
    MarkTiming,
    Prosody,
    SpeechPiece,
    Timing,
    VisemeTiming,
    Voice,
)
from visavis.tts.engines.azure.growing_text import GrowingText
from visavis.tts.engines.azure.locales import locale_of
from visavis.tts.engines.azure.sdk_request import SdkRequest
from visavis.tts.engines.azure.settings import NAME, AzureSettings
from visavis.tts.engines.azure.shapes import ShapesInOrder
from visavis.tts.engines.azure.talk import Talk
from visavis.tts.engines.azure.told import Mark, MouthShape, Shapes, Sound, Told, Word, samples
from visavis.tts.followed_text import FollowedText
from visavis.tts.service_engine import ServiceEngine
from visavis.tts.service_faults import empty

THREADS: Final = 8
"""For calls of the SDK that wait: some 20 ms at the beginning and at the end of a sentence, none between."""

Heard = Callable[[str, int, int], tuple[CharacterTiming, ...]]


class AzureEngine(ServiceEngine[AzureSettings]):
    """One sentence is one request on a connection of its own."""

    name: ClassVar[str] = NAME
    settings_class = AzureSettings
    capabilities = Capabilities(
        frozenset({Timing.BLENDSHAPES, Timing.VISEMES, Timing.CHARACTERS}),
        streaming=True,
        offline=False,
        prosody=frozenset({"rate", "pitch"}),
        keeps=True,
        text_streaming=True,
    )

    def __init__(self, settings: AzureSettings | None = None) -> None:
        super().__init__(settings)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="visavis-azure")

    def fingerprint(self) -> str:
        """Address or region."""
        return self._settings.url or self._settings.region

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The sound as it comes, and what is told of it."""
        del slack_s
        name = voice.name.partition(":")[2]
        options = SsmlOptions(
            AZURE,
            locale_of(name),
            voice=name,
            manner=Manner(rate=prosody.rate, pitch_semitones=prosody.pitch_semitones),
            languages="Multilingual" in name,
            blendshapes=Timing.BLENDSHAPES in (voice.timing or ()),
        )
        ssml = write_ssml([sentence], options).ssml
        heard = FollowedText(spoken_text(sentence)).heard
        talk = Talk(self._settings, self._pool, name)
        async with aclosing(talk.told(lambda request: request.begin(ssml))) as told:
            async for piece in _pieces(told, voice.sample_rate_hz, heard, self._host):
                yield piece

    async def speak_stream(
        self, texts: AsyncIterator[str], voice: Voice, prosody: Prosody
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The same of a text that is still being written, by the service's second protocol. It takes no markup, so
        there are no marks and no blendshapes."""
        text, name = GrowingText(), voice.name.partition(":")[2]
        first = await anext((piece async for piece in texts if piece.strip()), None)
        if first is None:
            return

        async def written() -> AsyncGenerator[str, None]:
            text.add(first)
            yield first
            async for piece in texts:
                if piece:
                    text.add(piece)
                    yield piece

        def begin(request: SdkRequest) -> None:
            request.begin_stream(name, prosody)

        talk = Talk(self._settings, self._pool, name)
        async with aclosing(talk.told(begin, written())) as told:
            async for piece in _pieces(told, voice.sample_rate_hz, text.heard, self._host):
                yield piece

    async def close(self) -> None:
        """Wait until the SDK has let go of everything."""
        await asyncio.to_thread(self._pool.shutdown)

    def _load(self) -> None:
        import azure.cognitiveservices.speech  # noqa: F401


async def _pieces(
    told: AsyncIterator[Told], rate_hz: int, heard: Heard, host: str
) -> AsyncGenerator[SpeechPiece, None]:
    """Pieces of what is told. Raises :class:`EngineError` when there is no sound in it."""
    shapes, rest, sounded = ShapesInOrder(), b"", False
    async for item in told:
        match item:
            case Sound(pcm):
                data = rest + pcm
                rest = data[len(data) & ~1 :]
                sounded = sounded or len(data) > 1
                yield SpeechPiece(data[: len(data) & ~1])
            case MouthShape(number, onset):
                yield SpeechPiece(b"", visemes=(VisemeTiming(str(number), samples(onset, rate_hz)),))
            case Shapes():
                rows = shapes.take(item)
                if rows is not None:
                    yield SpeechPiece(b"", blendshapes=rows)
            case Word(text, onset, end):
                known = heard(text, samples(onset, rate_hz), samples(end, rate_hz))
                if known:
                    yield SpeechPiece(b"", characters=known)
            case Mark(name, onset):
                if isinstance(mark := read_bookmark(name), str):
                    yield SpeechPiece(b"", marks=(MarkTiming(mark, samples(onset, rate_hz)),))
    if not sounded:
        raise empty(host)
