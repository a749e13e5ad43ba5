"""The engine contract. An engine is one class with declared capabilities and one method that speaks.

An engine knows nothing of visemes, tracks or sockets. It turns one sentence into pieces of audio, each with whatever
timing it has. A new engine subclasses :class:`Engine`, and is found by the entry point group ``visavis.tts``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from visavis.extensions.error import ExtensionError
from visavis.speech.cues import Phone
from visavis.speech.text import Sentence


class Timing(StrEnum):
    """What an engine can tell about when things are said, finest first."""

    BLENDSHAPES = "blendshapes"
    PHONES = "phones"
    VISEMES = "visemes"
    """Mouth shapes of the engine's own set, by a viseme map. What is said is still aligned: theirs may be late, early
    or missing, and serve while somebody waits."""
    CHARACTERS = "characters"
    """Of what :func:`~visavis.speech.spoken_text.spoken_text` gives, which is then what the engine is asked to say."""
    WORDS = "words"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the engine can do, declared once for all its voices."""

    timing: frozenset[Timing]
    """What its pieces carry. Without phones, or blendshapes that fit the sound, each sentence is aligned with its text
    before it goes on, as exactly as characters or words allow, else by its sound alone."""
    streaming: bool
    """True when the first piece arrives before the sentence is finished."""
    offline: bool
    """True when no network is used at run time."""
    prosody: frozenset[str] = frozenset({"rate", "pitch", "volume"})
    """Which of :class:`Prosody` the engine follows: ``rate``, ``pitch``, ``volume``, ``instructions``. Volume is
    applied for an engine that does not know it; the rest is then left out."""
    keeps: bool = False
    """What it says costs money or time, so it is kept on disk and not asked for twice."""
    text_streaming: bool = False
    """Has :meth:`Engine.speak_stream`."""
    own_languages_only: bool = False
    """Words of languages that a voice does not list are lost or unintelligible with it. A text that has such words
    goes to another voice, unless this one was named."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice that can be asked for by its ``name``."""

    name: str
    """Unique over all engines: ``<engine>:<voice>``, for example ``espeak:cmn+f2``."""
    engine: str
    title: str
    """For people, in the voice's own language where that makes sense."""
    languages: tuple[str, ...]
    """BCP 47 codes the voice reads, its own first; ``("zh", "en")`` reads both mixed in one sentence."""
    sample_rate_hz: int
    gender: str = "neutral"
    """``female``, ``male`` or ``neutral``."""
    default_for: tuple[str, ...] = ()
    """Languages for which this is the engine's suggestion."""
    timing: frozenset[Timing] | None = None
    """What this voice's pieces carry, where it is not what the engine declares for all."""
    viseme_map: str = ""
    """Name of the map in ``viseme_maps`` that knows the symbols of its visemes, for a voice that tells such."""
    sound: bool = True
    """False where the listener's own device speaks: pieces hold silence that lasts as long as the speech is expected
    to, and timing. Such a voice is heard only by whoever names it, or where there is no other."""
    loudness_lufs: float | None = None
    """How loud it speaks by itself, by BS.1770 in one channel; None where that is learnt from what it says."""


@dataclass(frozen=True, slots=True)
class Prosody:
    """How a sentence is to be said, relative to the voice's own manner."""

    rate: float = 1.0
    """Speed factor, 0.5 to 2."""
    pitch_semitones: float = 0.0
    """-12 to 12."""
    volume: float = 1.0
    """Linear gain, 0 to 1."""
    instructions: str = field(default="", repr=False)
    """In words, for engines that take such: "warm and slow"."""


@dataclass(frozen=True, slots=True)
class WordTiming:
    """When one token of the sentence is audible, in samples from the start of the sentence's audio."""

    token_index: int
    onset_samples: int
    end_samples: int


@dataclass(frozen=True, slots=True)
class CharacterTiming:
    """When one character is audible, in samples from the start of the sentence's audio."""

    index: int
    """Code point in the ``text`` of :func:`~visavis.speech.spoken_text.spoken_text`."""
    onset_samples: int
    end_samples: int


@dataclass(frozen=True, slots=True)
class VisemeTiming:
    """When one mouth shape of an engine's own set begins, in samples from the start of the sentence's audio."""

    symbol: str
    """As in the engine's viseme map."""
    onset_samples: int


@dataclass(frozen=True, slots=True)
class MarkTiming:
    """When an SSML mark is reached, in samples from the start of the sentence's audio."""

    name: str
    onset_samples: int


@dataclass(frozen=True, slots=True)
class SpeechPiece:
    """The next stretch of a sentence: audio, and all timing that is final by its end.

    Timing is relative to the sentence's first sample. Phones come in order, leave no gap, and the phones of all
    pieces together cover the sentence's audio exactly; a phone may arrive with the piece after its audio, never
    before it is final. The last piece completes everything. Words and characters of an engine that gives no phones
    may come with any piece and may be rough or missing: they are checked, and sharpened by the sound.
    """

    pcm: bytes
    """Signed 16-bit little-endian mono at the voice's sample rate."""
    phones: tuple[Phone, ...] = ()
    words: tuple[WordTiming, ...] = ()
    marks: tuple[MarkTiming, ...] = ()
    blendshapes: NDArray[np.uint8] | None = field(default=None, compare=False)
    """Frames × 52 (ARKit order) at 60 frames a second, the next rows of the sentence's native track, or None."""
    characters: tuple[CharacterTiming, ...] = ()
    """In order. Characters that are not heard, such as spaces, may be left out."""
    visemes: tuple[VisemeTiming, ...] = ()
    """May come with any piece, before or after their sound."""


class EngineError(ExtensionError):
    """An engine could not speak.

    ``code`` is for machines:

    * ``engine_unavailable``: cannot start, cannot be reached, or something that must be set is missing
    * ``engine_refused``: the service does not accept the key, or the account may not do this
    * ``engine_busy``: too many requests or the quota is used up (``retry_after_s``, where the service tells it)
    * ``budget_spent``: the operator allows it no more characters for now
    * ``engine_timeout``: it gave no sound for too long
    * ``engine_failed``: anything else
    * ``voice_unknown``, ``language_unknown``

    The message is for people and never quotes what was to be said or a key. ``retryable`` says whether the same call
    may succeed later.
    """

    usual_code = "engine_failed"


class Engine(ABC):
    """Speaks sentences. Instances live as long as the server; ``start`` and ``close`` bracket that life."""

    name: ClassVar[str]
    """Short, lower case, unique: the prefix of its voices' names."""
    capabilities: ClassVar[Capabilities]

    @classmethod
    def missing(cls) -> str | None:
        """What must be set or installed before this engine can start, for people, such as ``VISAVIS_AZURE_KEY is not
        set`` or ``pip install 'visavis[azure]'``; None when nothing is missing. Looks, and connects to nothing."""
        return None

    def fingerprint(self) -> str:
        """Whatever changes the sound besides voice, text and prosody: a model's name, a service's address. Never a key.
        What was kept of an engine with another fingerprint is not played again."""
        return ""

    async def start(self) -> None:  # noqa: B027 - most engines need no warming up
        """Make ready to speak at once: spawn workers, open pools. Raises :class:`EngineError`."""

    @abstractmethod
    async def voices(self) -> list[Voice]:
        """All voices that can be spoken now. Raises :class:`EngineError`."""

    @abstractmethod
    def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        """Yield the sentence piece by piece, the first as small as is useful.

        ``slack_s`` tells in how many seconds the listener will have nothing left to hear: 0 when somebody waits in
        silence for the first piece. An engine with a queue serves first whoever runs dry first. Closing the iterator
        cancels the work at once. Raises :class:`EngineError`.
        """

    def speak_stream(self, texts: AsyncIterator[str], voice: Voice, prosody: Prosody) -> AsyncIterator[SpeechPiece]:
        """Speak a text that is still being written, in pieces of any length. Only of an engine that declares
        ``text_streaming``; words are then told by :attr:`SpeechPiece.characters`, counted in all text so far."""
        raise NotImplementedError(f"{self.name} takes no text in pieces")

    async def close(self) -> None:  # noqa: B027
        """Give everything back. Called once; no ``speak`` is running then."""
