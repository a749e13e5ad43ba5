"""Who speaks where an engine cannot: the best voice of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from visavis.speech.text import Sentence
from visavis.tts.engine import Engine, EngineError, Voice
from visavis.tts.voice_directory import VoiceDirectory

ALL = "*"


@dataclass(frozen=True, slots=True)
class Part:
    """A voice, and the engine that speaks it."""

    engine: Engine
    voice: Voice


class Understudies:
    """Chooses among the engines called ``names``, in their order; ``*`` stands for all others in the directory's."""

    def __init__(self, voices: VoiceDirectory, names: Sequence[str] = (ALL,)) -> None:
        self._voices = voices
        offered = list(dict.fromkeys(voice.engine for voice in voices.voices if voice.sound))
        named = [name for name in names if name in offered]
        others = [name for name in offered if name not in named]
        at = [index for index, name in enumerate(names) if name == ALL]
        self._order = named if not at else [*named, *others]

    def of(self, part: Part, sentence: Sentence) -> list[Part]:
        """Who may say the sentence instead of ``part``, best first; nobody who reads none of its languages."""
        found: list[Part] = []
        # Nobody else can speak on the listener's own device.
        for name in self._order if part.voice.sound else ():
            if name != part.voice.engine:
                voice = _best([voice for voice in self._voices.voices if voice.engine == name], part.voice, sentence)
                if voice is not None:
                    found.append(Part(self._voices.engine_of(voice), voice))
        return found

    def instead_of_absent(self, language: str) -> Voice | None:
        """A voice for somebody who asked for one of an engine that is not there."""
        for name in self._order:
            try:
                return self._voices.choose(None, language, name)
            except EngineError:
                continue
        return None


def _best(voices: Sequence[Voice], like: Voice, sentence: Sentence) -> Voice | None:
    """The voice that reads most of the sentence; among equals one that is meant for it, then of the same gender."""
    letters: dict[str, int] = {}
    for token in sentence.tokens:
        family = _family(token.language)
        letters[family] = letters.get(family, 0) + len(token.spoken)
    main = max(letters, key=lambda family: letters[family], default="")

    def rank(voice: Voice) -> tuple[int, bool, bool, bool]:
        reads = {_family(code) for code in voice.languages}
        return (
            sum(count for family, count in letters.items() if family in reads),
            main in {_family(code) for code in voice.default_for},
            bool(voice.languages) and _family(voice.languages[0]) == main,
            voice.gender == like.gender,
        )

    best = max(voices, key=rank, default=None)
    return best if best is not None and rank(best)[0] > 0 else None


def _family(code: str) -> str:
    return code.partition("-")[0].lower()
