"""Amazon Polly: sound, and beside it the visemes and words that it says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any, ClassVar, Final

from visavis.extensions.library import missing_library
from visavis.speech.ssml import POLLY, SsmlOptions, Written, write_ssml
from visavis.speech.text import Manner, Sentence
from visavis.tts.engine import (
    Capabilities,
    Engine,
    EngineError,
    MarkTiming,
    Prosody,
    SpeechPiece,
    Timing,
    VisemeTiming,
    Voice,
    WordTiming,
)
from visavis.tts.engines.polly.faults import engine_error
from visavis.tts.engines.polly.service import PollyService
from visavis.tts.engines.polly.settings import RATE_HZ, PollySettings, has_keys
from visavis.tts.engines.polly.speech_marks import Marks, read_marks
from visavis.tts.service_faults import empty

logger = logging.getLogger(__name__)

LIBRARY: Final = ("boto3", "polly")
"""Its module, and our extra that installs it."""
VISEME_MAP: Final = "polly-to-viseme15"
MOST_CHARS: Final = 1500
"""Of what is said in one request: Polly takes 3,000, and 6,000 with the markup."""
_PRIMARY: Final = {"cmn": "zh", "arb": "ar", "nb": "no"}
"""Polly's codes of languages that have others here."""


class PollyEngine(Engine):
    """Two requests a sentence, at the same time: one for its sound, one for the marks in it."""

    name: ClassVar[str] = "polly"
    capabilities = Capabilities(
        frozenset({Timing.VISEMES, Timing.WORDS}),
        streaming=True,
        offline=False,
        prosody=frozenset({"rate"}),
        keeps=True,
    )

    def __init__(self, settings: PollySettings | None = None) -> None:
        self._settings = settings if settings is not None else PollySettings()
        self._service = PollyService(self._settings)
        self._codes: dict[str, str] = {}
        """Polly's language code of a voice, where it told one."""

    @classmethod
    def missing(cls) -> str | None:
        """The client library, or keys in the environment or the user's files."""
        if (lacking := missing_library(*LIBRARY)) is not None:
            return lacking
        return None if has_keys() else "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, are not set"

    def fingerprint(self) -> str:
        """Address and engine."""
        return f"{self._settings.url or ''} {self._settings.engine}"

    async def start(self) -> None:
        """Load the client library and find the keys."""
        if (lacking := missing_library(*LIBRARY)) is not None:
            raise EngineError(lacking, code="engine_unavailable")
        try:
            found = await self._service.connect()
        except Exception as error:  # such as a profile or a region that is not there
            text = f"the AWS library cannot start ({type(error).__name__}); see VISAVIS_POLLY_REGION and AWS_PROFILE"
            raise EngineError(text, code="engine_unavailable") from None
        if not found:
            raise EngineError("no AWS credentials are found", code="engine_unavailable")

    async def voices(self) -> list[Voice]:
        """Those that are named, else those that the service lists."""
        named = self._settings.named()
        if named:
            return [self._timed(voice) for voice in named]
        try:
            listed = await self._service.voices()
        except Exception as error:
            raise self._error(error, "") from None
        return [self._timed(voice) for voice in self._read(listed)]

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The sound as it comes; its times with the piece after which they are known."""
        del slack_s
        first_token = first_sample = 0
        for part in _parts(sentence):
            language = self._codes.get(voice.name, voice.languages[0])
            options = SsmlOptions(POLLY, language, manner=Manner(rate=prosody.rate))
            async with aclosing(self._part(write_ssml([part], options), voice)) as pieces:
                came = 0
                async for piece in pieces:
                    yield _shifted(piece, first_token, first_sample)
                    came += len(piece.pcm) // 2
            first_token += len(part.tokens)
            first_sample += came

    async def close(self) -> None:
        """Let go of threads and connections."""
        self._service.close()

    async def _part(self, written: Written, voice: Voice) -> AsyncGenerator[SpeechPiece, None]:
        name = voice.name.partition(":")[2]
        request = {"Engine": self._settings.engine, "Text": written.ssml, "TextType": "ssml", "VoiceId": name}
        marks = asyncio.create_task(self._marks(request, written)) if self._tells_marks else None
        rest, told, heard = b"", False, False
        try:
            sound = self._service.sound(**request, OutputFormat="pcm", SampleRate=str(RATE_HZ))
            async with aclosing(sound):
                async for came in sound:
                    data = rest + came
                    rest = data[len(data) & ~1 :]
                    heard = heard or len(data) > 1
                    known = marks.result() if marks is not None and marks.done() and not told else Marks()
                    told = told or (marks is not None and marks.done())
                    yield SpeechPiece(
                        data[: len(data) & ~1], words=known.words, marks=known.marks, visemes=known.visemes
                    )
            if not heard:
                raise empty(self._service.host)
            if marks is not None and not told:
                known = await marks
                yield SpeechPiece(b"", words=known.words, marks=known.marks, visemes=known.visemes)
        except EngineError:
            raise
        except Exception as error:
            raise self._error(error, name) from None
        finally:
            if marks is not None:
                marks.cancel()
                await asyncio.gather(marks, return_exceptions=True)

    async def _marks(self, request: dict[str, Any], written: Written) -> Marks:
        """The times of a part. Speech without them is better than none: the sound is aligned."""
        try:
            types = ["viseme", "word", "ssml"]
            content = await self._service.marks(**request, OutputFormat="json", SpeechMarkTypes=types)
        except Exception as error:
            logger.warning("%s told no speech marks (%s)", self._service.host, type(error).__name__)
            return Marks()
        return read_marks(content, written, RATE_HZ)

    @property
    def _tells_marks(self) -> bool:
        return self._settings.engine != "generative"

    def _timed(self, voice: Voice) -> Voice:
        if not self._tells_marks:
            return replace(voice, timing=frozenset({Timing.NONE}))
        return replace(voice, viseme_map=VISEME_MAP)

    def _read(self, listed: list[dict[str, Any]]) -> Iterator[Voice]:
        taken: set[str] = set()
        for told in sorted(listed, key=lambda told: str(told["Id"])):
            code = str(told["LanguageCode"])
            codes = [_language(code), *map(_language, told.get("AdditionalLanguageCodes", ()))]
            primary = codes[0].partition("-")[0]
            languages = tuple(dict.fromkeys(item for one in codes for item in (one.partition("-")[0], one)))
            suggested = tuple(item for item in (primary, codes[0]) if item not in taken)
            taken.update(suggested)
            name = f"{self.name}:{told['Id']}"
            self._codes[name] = code
            gender = str(told.get("Gender", "neutral")).lower()
            yield Voice(name, self.name, str(told.get("Name", told["Id"])), languages, RATE_HZ, gender, suggested)

    def _error(self, error: Exception, voice: str) -> EngineError:
        return engine_error(error, self._service.host, voice, self._settings.timeout_s)


def _language(code: str) -> str:
    primary, dash, region = code.partition("-")
    return _PRIMARY.get(primary, primary) + dash + region


def _parts(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence in stretches that one request may hold."""
    begin = chars = 0
    for index, token in enumerate(sentence.tokens):
        if chars + len(token.spoken) > MOST_CHARS and index > begin:
            yield replace(sentence, tokens=sentence.tokens[begin:index], trailing_marks=())
            begin, chars = index, 0
        chars += len(token.spoken) + 1
    yield replace(sentence, tokens=sentence.tokens[begin:])


def _shifted(piece: SpeechPiece, first_token: int, first_sample: int) -> SpeechPiece:
    if not first_sample:
        return piece
    at = first_sample
    return replace(
        piece,
        words=tuple(
            WordTiming(word.token_index + first_token, word.onset_samples + at, word.end_samples + at)
            for word in piece.words
        ),
        marks=tuple(MarkTiming(mark.name, mark.onset_samples + at) for mark in piece.marks),
        visemes=tuple(VisemeTiming(viseme.symbol, viseme.onset_samples + at) for viseme in piece.visemes),
    )
