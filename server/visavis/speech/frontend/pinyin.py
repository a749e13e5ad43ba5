"""Mandarin readings: words, polyphones in context, then tone sandhi."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from .polyphones import in_context, is_out_of_reach
from .sandhi import with_sandhi
from .words import divide, lexicon, readable_parts

_LONGEST_CACHED_RUN = 64
# Interjections that pypinyin reads as bare nasals, which no synthesiser can say.
_SYLLABIC = {"n": "en", "ng": "en", "m": "mu", "hm": "heng", "hng": "heng", "ê": "ei"}
# 儿 is a syllable of its own where it means a child; elsewhere it is a light ending.
_CHILD = frozenset(
    {"女", "婴", "嬰", "幼", "少", "孤", "健", "男", "胎", "宠", "育", "小", "生", "托", "娇", "患", "弃", "混血"}
)


# 没收 is to confiscate, but 还没收到 has not been received.
_CONFISCATED = frozenset({"没收", "沒收"})
_NOT_YET = frozenset("还還都也就从從并並一直")


class Given(NamedTuple):
    """Readings that somebody asked for, for a stretch of a run."""

    start: int
    readings: tuple[str, ...]
    """Digit pinyin, one for each character from ``start`` on."""
    literal: bool = False
    """Said exactly so; else tone sandhi still applies."""


def read_han(run: str, given: tuple[Given, ...] = ()) -> tuple[str, ...]:
    """Digit pinyin of each character (``nin2``, ``lv4``, neutral tone 5), an empty string for an unknown one."""
    return _read_cached(run, given) if len(run) <= _LONGEST_CACHED_RUN else _read(run, given)


def word_starts(run: str) -> frozenset[int]:
    """Indices in ``run`` at which a word starts."""
    starts, index = [], 0
    for word in divide(run):
        starts.append(index)
        index += len(word)
    return frozenset(starts)


@lru_cache(maxsize=4096)
def _read_cached(run: str, given: tuple[Given, ...]) -> tuple[str, ...]:
    return _read(run, given)


def _read(run: str, given: tuple[Given, ...]) -> tuple[str, ...]:
    words: list[str] = []
    index = 0
    for stretch in given:
        words += divide(run[index : stretch.start]) if stretch.start > index else ()
        index = stretch.start + len(stretch.readings)
        words.append(run[stretch.start : index])
    words += divide(run[index:]) if index < len(run) else ()
    readings = _with_given(_before_sandhi(words), given)
    said = with_sandhi(words, readings)
    literal = tuple(stretch for stretch in given if stretch.literal)
    return tuple(_with_given(list(said), literal)) if literal else said


def _with_given(readings: list[str], given: tuple[Given, ...]) -> list[str]:
    for stretch in given:
        readings[stretch.start : stretch.start + len(stretch.readings)] = stretch.readings
    return readings


def _before_sandhi(words: list[str]) -> list[str]:
    parts = [part for word in words for part in readable_parts(word)]
    said: list[str] = []
    for index, part in enumerate(parts):
        if len(part) == 1:
            before = parts[index - 1] if index else ""
            after = parts[index + 1] if index + 1 < len(parts) else ""
            if (choice := in_context(part, before, after, "".join(parts[index + 1 : index + 6]))) is not None:
                said.append(choice)
                continue
        if part in _CONFISCATED and index and parts[index - 1][-1] in _NOT_YET:
            said += ("mei2", "shou1")
            continue
        said += _impossible(part, parts[index - 1] if index else "") or _read_word(part)
    return said


def _impossible(word: str, before: str) -> tuple[str, ...] | None:
    """去|不了, 赶不上: 不 between a verb and what it cannot reach is light, and 了 is liao3."""
    at = word.find("不")
    if at < 0 or at + 1 >= len(word) or not is_out_of_reach((before + word[:at])[-1:], word[at + 1]):
        return None
    readings = list(_read_word(word))
    readings[at] = "bu5"
    if word[at + 1] == "了":
        readings[at + 1] = "liao3"
    return tuple(readings)


@lru_cache(maxsize=8192)
def _read_word(word: str) -> tuple[str, ...]:
    if (own := lexicon().get(word)) is not None:
        return own
    from pypinyin import Style, lazy_pinyin

    options: dict[str, Any] = {
        "style": Style.TONE3,
        "neutral_tone_with_five": True,
        "errors": lambda rest: [""] * len(rest),
    }
    readings = lazy_pinyin(word, **options)
    if len(readings) != len(word):
        readings = [lazy_pinyin(character, **options)[0] for character in word]
    said = [_sayable(reading) for reading in readings]
    if len(word) > 1 and word[-1] in "儿兒" and word[:-1] not in _CHILD and not word.endswith(("女儿", "女兒", "婴儿")):
        said[-1] = "er5"
    for start in range(1, len(word) - 1):
        # 脏衣服 ends as lightly as 衣服 does.
        if (light := lexicon().get(word[start:])) is not None and light[-1].endswith("5"):
            said[start:] = light
            break
    return tuple(said)


def _sayable(reading: str) -> str:
    return _SYLLABIC.get(reading[:-1], reading[:-1]) + reading[-1:]
