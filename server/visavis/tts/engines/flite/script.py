"""What Flite is asked to say: a sentence as clauses, each one run of the program.

A clause ends where a pause is due, so that the pause is ours to measure and the first sound needs only the first
clause. A long stretch without one is also cut before a conjunction, where a speaker may take breath.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from visavis.speech.text import PLAIN, Sentence, Token
from visavis.tts.engine import Prosody
from visavis.tts.engines.flite.spelling import Spelling, spelling_of

_PAUSES_MS: Final = {",": 200, ";": 280, ":": 260, ".": 380, "?": 400, "!": 380}
_BREATH_MS: Final = 70
_BREAK_MAX_MS: Final = 10_000
_LONGEST_WORDS: Final = 18
"""A clause of more words is cut wherever that is: its sound would be waited for, and a run could not be left."""
_BREATH_WORDS: Final = 8
_BREATH_REST: Final = 3
_BREATH_BEFORE: Final = frozenset(
    {
        *("and", "or", "but", "because", "so", "that", "which", "who", "when", "while", "if", "unless", "until"),
        *("after", "before", "than", "as", "where", "although"),
    }
)
_RATE_RANGE: Final = (0.4, 3.0)


@dataclass(frozen=True, slots=True)
class Word:
    """One token as Flite is asked to say it."""

    token_index: int
    spelling: Spelling
    rate: float
    """Relative to the clause."""
    volume: float
    """Linear gain relative to the utterance."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One run of the program, and the silence after it. Without words it is silence alone."""

    words: tuple[Word, ...]
    punctuation: str
    stretch: float
    """Factor on every duration."""
    f0_shift: float
    """Factor on the pitch."""
    volume: float
    pause_ms: int
    """Silence after the last sound."""
    lead_ms: int = 0
    """Silence before the first sound."""

    def ssml(self) -> str:
        """The words in Flite's own kind of markup."""
        parts = []
        for index, word in enumerate(self.words):
            # Flite leaves out a pronunciation that equals the one before it, so no two are spelt alike.
            text = word.spelling.ssml(" " * (index % 2))
            if word.rate != 1.0:
                text = f'<prosody rate="{word.rate:.3f}">{text}</prosody>'
            parts.append(text)
        return f"<speak>{' '.join(parts)} {self.punctuation or ','}</speak>"


def clauses_of(sentence: Sentence, prosody: Prosody) -> list[Clause]:
    """The clauses of a sentence, in order; empty where nothing is said and nothing is waited for."""
    clauses: list[Clause] = []
    lead_ms = 0
    for indices in _groups(sentence.tokens):
        tokens = [sentence.tokens[index] for index in indices]
        said = [(index, spelling) for index in indices if (spelling := spelling_of(sentence.tokens[index])) is not None]
        last = indices[-1] == len(sentence.tokens) - 1
        punctuation = next((token.punctuation for token in reversed(tokens) if token.punctuation), "")
        break_ms = min(_BREAK_MAX_MS, sum(token.break_ms for token in tokens))
        if not said:
            lead_ms += break_ms
            continue
        manner = sentence.tokens[said[0][0]].manner
        rate = _within(prosody.rate * manner.rate)
        pause_ms = break_ms or round(_pause_ms(punctuation, last=last, ends=sentence.ends_sentence) / rate)
        words = tuple(
            Word(
                index,
                spelling,
                _within(sentence.tokens[index].manner.rate / manner.rate),
                sentence.tokens[index].manner.volume,
            )
            for index, spelling in said
        )
        shift = 2.0 ** ((prosody.pitch_semitones + manner.pitch_semitones) / 12)
        clauses.append(Clause(words, punctuation, 1.0 / rate, shift, prosody.volume, pause_ms, lead_ms))
        lead_ms = 0
    if lead_ms:
        clauses.append(Clause((), "", 1.0, 1.0, 1.0, lead_ms))
    return clauses


def _pause_ms(punctuation: str, *, last: bool, ends: bool) -> int:
    if last and not ends:
        return _PAUSES_MS.get(punctuation, _PAUSES_MS[","])
    if last:
        return _PAUSES_MS.get(punctuation, _PAUSES_MS["."])
    return _PAUSES_MS.get(punctuation, _BREATH_MS)


def _groups(tokens: tuple[Token, ...]) -> Iterator[list[int]]:
    """Indices of the tokens of each clause."""
    group: list[int] = []
    spoken = 0
    for index, token in enumerate(tokens):
        if group and spoken and token.spoken and _begins(tokens, index, spoken, tokens[group[-1]]):
            yield group
            group, spoken = [], 0
        group.append(index)
        spoken += bool(token.spoken)
        if token.punctuation or token.break_ms:
            yield group
            group, spoken = [], 0
    if group:
        yield group


def _begins(tokens: tuple[Token, ...], index: int, spoken: int, before: Token) -> bool:
    token = tokens[index]
    if before.manner.pitch_semitones != token.manner.pitch_semitones or spoken >= _LONGEST_WORDS:
        return True
    if spoken < _BREATH_WORDS or token.spoken.lower() not in _BREATH_BEFORE or token.manner is not PLAIN:
        return False
    rest = 0
    for other in tokens[index:]:
        rest += bool(other.spoken)
        if other.punctuation or other.break_ms:
            break
    return rest >= _BREATH_REST


def _within(rate: float) -> float:
    low, high = _RATE_RANGE
    return max(low, min(high, rate))
