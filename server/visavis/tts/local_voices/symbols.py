"""A model's symbols, each with its time and its word.

Words are not told by a model; the symbols of each word alone are matched with those of the whole line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.tts.engine import WordTiming
from visavis.tts.local_voices.model import VoiceFileError

STRESS: Final = {"ˈ": 2, "ˌ": 1}
RETROFLEX: Final = "\u0323"
"""What stands for the dot of espeak's ``s.``, which else would be the end of a sentence."""
PAUSES: Final = frozenset(",.?!;:—…。，？！；：、")
CHANGES: Final = frozenset("ːˑʰʲʷˤ˞ⁿ")
"""What only changes the sound before it, besides accents."""
_SILENT: Final = frozenset("-|_'\"↓↑→↗↘()“”")


@dataclass(frozen=True, slots=True)
class TimedSymbol:
    """One symbol that a model was given."""

    text: str
    """IPA, a punctuation mark or a space; empty for the model's own marks of beginning and end."""
    onset_samples: int
    end_samples: int
    token_index: int
    """The token of the sentence that it belongs to."""


def edges_of(lengths: NDArray[np.floating[Any]], count: int, samples: int, path: Path) -> list[int]:
    """Where each of ``count`` symbols begins, and the end, in samples.

    Lengths count in steps of the model's own; how long one is, the whole tells. Raises :class:`VoiceFileError`.
    """
    steps = np.asarray(lengths, np.float64).reshape(-1)
    if len(steps) != count or not np.isfinite(steps).all() or steps.min() < 0 or steps.sum() <= 0:
        raise VoiceFileError(f"{path} tells {len(steps)} lengths of {count} symbols")
    edges = np.rint(np.concatenate(([0.0], np.cumsum(steps))) / steps.sum() * samples)
    return [int(edge) for edge in edges]


def owners_of(said: Sequence[str], words: Sequence[Sequence[str]]) -> list[int]:
    """For each symbol said, which of ``words`` it belongs to; these are the symbols of each word alone.

    >>> owners_of(["ə", "b", "ʊ", "k"], [["e", "ɪ"], ["b", "ʊ", "k"]])
    [0, 1, 1, 1]
    """
    alone = [symbol for word in words for symbol in word]
    belongs = [index for index, word in enumerate(words) for _ in word]
    owners: list[int] = []
    matcher = SequenceMatcher(None, said, alone, autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        for place in range(start, end):
            if last > first:
                owners.append(belongs[first + (place - start) * (last - first) // (end - start)])
            else:  # nothing of the words alone is left for it
                owners.append(owners[-1] if owners else 0)
    return owners


def words_of(symbols: Sequence[TimedSymbol], asked: Sequence[int]) -> tuple[WordTiming, ...]:
    """When each of the ``asked`` tokens is heard; one without a sound is where the one before it ends."""
    spans: dict[int, tuple[int, int]] = {}
    for symbol in symbols:
        if symbol.text in STRESS or is_heard(symbol.text) or symbol.text in CHANGES:
            onset, _ = spans.get(symbol.token_index, (symbol.onset_samples, 0))
            spans[symbol.token_index] = (onset, symbol.end_samples)
    words = []
    at = symbols[0].onset_samples if symbols else 0
    for index in asked:
        onset, at = spans.get(index, (at, at))
        words.append(WordTiming(index, onset, at))
    return tuple(words)


def is_heard(text: str) -> bool:
    """Whether the symbol is a sound."""
    return bool(text) and not is_pause(text) and text != " " and text not in _SILENT and not text.isdigit()


def is_pause(text: str) -> bool:
    """Whether the symbol is a punctuation mark, or the model's mark of a beginning or an end."""
    return not text or text in PAUSES
