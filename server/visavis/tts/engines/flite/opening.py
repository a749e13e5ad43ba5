"""The first words of a long clause, said before the clause: the time that a run takes grows with what is said.

A few words are said on their own, and heard up to a place at which the whole clause can take over without being
noticed: at the beginning of a word, best of one that begins without voice. Meanwhile the whole clause is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from visavis.speech.cues import Phone
from visavis.tts.engine import WordTiming
from visavis.tts.engines.flite.clause_sound import ClauseSound, speak_clause
from visavis.tts.engines.flite.lexicon import Lexicon
from visavis.tts.engines.flite.program import Runner
from visavis.tts.engines.flite.script import Clause

_LONG_WORDS: Final = 7
"""A clause of fewer words is soon said."""
_SAID_WORDS: Final = 5
_FEWEST_HEARD: Final = 2
_UNHEARD: Final = 2
"""The last words sound as if the clause ended with them, so they are not heard."""
_VOICELESS: Final = frozenset({"p", "t", "k", "tʃ", "f", "θ", "s", "ʃ", "h"})
_JOINT_MS: Final = 8
"""How long the one sound fades into the other."""


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    """What was heard before the clause takes over."""

    words: int
    tail: ClauseSound
    """All that was said; the part that was not heard fades into the clause."""
    end: int
    """Samples of ``tail`` that were heard."""


class OpenedClause:
    """A clause in two parts, said one after the other."""

    def __init__(self, clause: Clause, voice: str, rate_hz: int) -> None:
        self._clause = clause
        self._voice = voice
        self._rate_hz = rate_hz
        self._taken: _Taken | None = None

    def first(self, runner: Runner, lexicon: Lexicon) -> ClauseSound:
        """The first words; blocks. Raises ``FliteError``."""
        words = self._clause.words[:_SAID_WORDS]
        said = speak_clause(
            replace(self._clause, words=words, punctuation="", pause_ms=0), self._voice, self._rate_hz, runner, lexicon
        )
        heard = _heard_words(said)
        if not heard:
            return ClauseSound(np.zeros(0, np.int16), (), ())
        end = said.words[heard].onset_samples
        self._taken = _Taken(heard, said, end)
        phones = tuple(phone for phone in said.phones if phone.onset_samples < end)
        return ClauseSound(said.samples[:end], phones, said.words[:heard])

    def rest(self, runner: Runner, lexicon: Lexicon) -> ClauseSound:
        """The clause from where :meth:`first` ended; blocks. Raises ``FliteError``."""
        whole = speak_clause(self._clause, self._voice, self._rate_hz, runner, lexicon)
        taken = self._taken
        if taken is None:
            return whole
        start = whole.words[taken.words].onset_samples
        samples = whole.samples[start:].copy()
        joint = min(self._rate_hz * _JOINT_MS // 1000, len(samples), len(taken.tail.samples) - taken.end)
        rising = np.linspace(0.0, 1.0, joint)
        fading = taken.tail.samples[taken.end : taken.end + joint]
        samples[:joint] = np.rint(samples[:joint] * rising + fading * (1.0 - rising))
        phones = tuple(_earlier(phone, start) for phone in whole.phones if phone.onset_samples >= start)
        words = tuple(
            WordTiming(word.token_index, word.onset_samples - start, word.end_samples - start)
            for word in whole.words[taken.words :]
        )
        return ClauseSound(samples, phones, words)


def is_long(clause: Clause) -> bool:
    """Whether somebody who waits for the clause is better served with its first words."""
    return len(clause.words) > _LONG_WORDS


def _heard_words(said: ClauseSound) -> int:
    """How many words are heard; 0 where the clause cannot take over after any."""
    first_sounds = {phone.onset_samples: phone.ipa for phone in said.phones}
    places = [
        count
        for count in range(_FEWEST_HEARD, len(said.words) - _UNHEARD + 1)
        if said.words[count].end_samples > said.words[count].onset_samples > said.words[count - 1].onset_samples
    ]
    voiceless = [count for count in places if first_sounds.get(said.words[count].onset_samples) in _VOICELESS]
    return max(voiceless or places, default=0)


def _earlier(phone: Phone, samples: int) -> Phone:
    return replace(phone, onset_samples=phone.onset_samples - samples, end_samples=phone.end_samples - samples)
