"""What a question is made of, seen in two ways, each for what the other misses.

* ``words``: jieba's words and English stems. They carry the subject.
* ``sounds``: pairs of characters, each as its Mandarin syllable without tone. They do not depend on where words are
  divided, nor on which of the characters that sound the same a recogniser or a keyboard wrote (快弟 for 快递). Of an
  English word it is the set of letters behind its first, which transposed and doubled letters leave as it is (parcle,
  pasword).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

import rjieba
from pypinyin import Style, lazy_pinyin
from snowballstemmer import stemmer

from .fold import HAN

_FUNCTION: Final = 0.1
_HALF: Final = 0.5
_STRETCH: Final = re.compile(rf"[{HAN}]+|[a-z]+|\d+|[^\W\da-z{HAN}]+")
_HAN_START: Final = re.compile(f"[{HAN}]")
_SINGLE: Final = 0.7
"""Of a word of one character: it says less than its rarity claims."""

Weights = dict[str, float]
"""Term, and how much it counts, 0 to 1, before rarity."""


class Terms(NamedTuple):
    """A question in each view."""

    words: Weights
    sounds: Weights


def terms_of(folded: str) -> Terms:
    """The terms of a folded question."""
    terms = Terms({}, {})
    for stretch in _STRETCH.findall(folded):
        if _HAN_START.match(stretch):
            _put_syllables(terms.sounds, stretch, _put_chinese(terms.words, stretch))
        else:
            weight = _put_word(terms.words, stretch)
            _put(terms.sounds, stretch if stretch.isdigit() else stretch[0] + "".join(sorted({*stretch[1:]})), weight)
    return terms


def words_of(folded: str) -> Weights:
    """The words alone, of a text that is no question."""
    words: Weights = {}
    for stretch in _STRETCH.findall(folded):
        (_put_chinese if _HAN_START.match(stretch) else _put_word)(words, stretch)
    return words


def sounds_of(syllables: Sequence[str]) -> Weights:
    """The terms of sounds alone, where nothing but the syllables is known."""
    return {f"{one} {next_one}": 1.0 for one, next_one in pairwise(syllables)}


def _put_chinese(words: Weights, stretch: str) -> list[float]:
    """Returns what each character counts, by the word that it stands in."""
    weights: list[float] = []
    for word in rjieba.cut(stretch):
        weight = _weights().get(word, 1.0)
        weights += [weight] * len(word)
        _put(words, word, weight if len(word) > 1 else min(weight, _SINGLE))
        if len(word) > 2 and weight == 1:
            for part in rjieba.cut_for_search(word):
                _put(words, part, weight if len(part) > 1 else _SINGLE)
    return weights


def _put_syllables(sounds: Weights, stretch: str, weights: list[float]) -> None:
    syllables = [_syllable(character) for character in stretch]
    if len(syllables) == 1:
        _put(sounds, syllables[0], weights[0])
    for (one, next_one), (weight, next_weight) in zip(pairwise(syllables), pairwise(weights), strict=True):
        _put(sounds, f"{one} {next_one}", (weight + next_weight) / 2)


def _put_word(words: Weights, word: str) -> float:
    weight = _weights().get(word, 1.0)
    _put(words, _stem(word), weight)
    return weight


def _put(weights: Weights, term: str, weight: float) -> None:
    if weight > weights.get(term, 0.0):
        weights[term] = weight


@cache
def _weights() -> dict[str, float]:
    """Words that count less than one."""
    data = json.loads((files(__package__) / "data" / "function_words.json").read_text(encoding="utf-8"))
    halves = dict.fromkeys(f"{data['half_zh']} {data['half_en']}".split(), _HALF)
    return halves | dict.fromkeys(f"{data['zh']} {data['en']}".split(), _FUNCTION)


@lru_cache(maxsize=20_000)
def _syllable(character: str) -> str:
    """Mandarin syllable of one character in its most frequent reading, without tone."""
    return lazy_pinyin(character, style=Style.NORMAL)[0]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # A stemmer has a state: one for each call costs little beside what the cache saves, and any thread may call.
    return str(stemmer("english").stemWord(word)) if word.isascii() and word.isalpha() else word
