"""Division of a run of Han characters into words: jieba's, joined where a dictionary of readings knows the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from .data_files import load
from .polyphones import SURNAMES, TITLES

_NAMED = re.compile(rf"(?:^|(?<=[姓找叫给給跟和是请請问問位与與]))([{''.join(SURNAMES)}])(?={'|'.join(TITLES)})")


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """Our own words with digit pinyin before tone sandhi."""
    return {word: tuple(reading.split()) for word, reading in load("lexicon_zh")["words"].items()}


@cache
def _phrases() -> Any:
    """pypinyin's words with a reading of their own. Only read: nothing global is changed."""
    from pypinyin.constants import PHRASES_DICT

    return PHRASES_DICT


@cache
def _prefixes() -> tuple[Any, frozenset[str]]:
    from pypinyin.seg.mmseg import p_set

    return p_set, frozenset(word[:end] for word in lexicon() for end in range(1, len(word) + 1))


@cache
def _jieba() -> Any:
    import rjieba

    return rjieba


def has_reading(word: str) -> bool:
    """Whether ``word`` has a reading as a whole."""
    return word in lexicon() or word in _phrases()


@lru_cache(maxsize=8192)
def _known(word: str) -> bool:
    return has_reading(word) or bool(_jieba().has_word(word))


def divide(run: str) -> tuple[str, ...]:
    """Words of ``run`` in order: jieba's, and where several in a row are read as one word, that word."""
    edges = [0]
    for part in _parts(run):
        edges.append(edges[-1] + len(part))
    ends = frozenset(edges)
    found: list[str] = []
    index = 0
    for start, end in pairwise(edges):
        if start < index:
            continue
        index = max(end, _longest_known(run, start, ends))
        found.append(run[start:index])
    return tuple(found)


def _parts(run: str) -> Iterator[str]:
    """Parts of jieba, after a surname before a title has been cut out: it would make 查经|理 of 查|经理."""
    begin = 0
    for named in _NAMED.finditer(run):
        yield from _jieba().cut(run[begin : named.start()], False)
        yield named[1]
        begin = named.end(1)
    yield from _jieba().cut(run[begin:], False)


def readable_parts(word: str) -> tuple[str, ...]:
    """``word`` itself where it has a reading, else the longest parts from the left that have one, or characters."""
    if len(word) < 2 or has_reading(word):
        return (word,)
    parts = []
    index = 0
    while index < len(word):
        end = max(index + 1, _longest_known(word, index, None))
        parts.append(word[index:end])
        index = end
    return tuple(parts)


def inner_parts(word: str) -> tuple[int, ...]:
    """Lengths of the parts that a word of three or more characters is built from: 展览馆 2 1, 小老虎 1 2."""
    lengths = []
    while len(word) > 2:
        if len(word) == 3:
            size = 2 if _known(word[:2]) or not _known(word[1:]) else 1
        else:
            size = 2 if _known(word[:2]) or not _known(word[:3]) else 3
        lengths.append(size)
        word = word[size:]
    return (*lengths, *([len(word)] if word else []))


def _longest_known(run: str, start: int, ends: frozenset[int] | None) -> int:
    """End of the longest word with a reading that starts at ``start`` and ends at one of ``ends``; 0 for none."""
    prefixes, own = _prefixes()
    best, end = 0, start + 1
    while end <= len(run):
        candidate = run[start:end]
        if candidate not in prefixes and candidate not in own:
            break
        if (ends is None or end in ends) and has_reading(candidate):
            best = end
        end += 1
    return best
