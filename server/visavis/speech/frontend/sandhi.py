"""Tone sandhi of Mandarin: third tones in a row, 一 and 不.

Rules as taught for Standard Chinese: a third tone before a third tone rises; 不 rises before a fourth tone; 一 rises
before a fourth tone and falls before the others, but keeps its own tone as a digit, as an ordinal and at a word's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .words import has_reading, inner_parts

_DIGITS = frozenset("零〇一二三四五六七八九幺")
_KEEPS_BEFORE = frozenset("第十初零〇周週期拜")
_KEEPS_AFTER = frozenset("月号號日楼樓")
# Between two numbers: 一到三, 一比二.
_LINKS = frozenset("到至比加减減乘除杠")
_POINTS = frozenset("每这那這另同某哪任")
# 唯一, 之一, 万一: 一 closes a word that the phrase dictionary does not hold.
_KEEPS_AS_LAST = frozenset("唯之统統万萬千百")
# 一年级 is the first, not one year.
_RANKS = ("年级", "年級", "等奖", "等獎", "等座", "等舱", "等艙", "等品", "级", "級", "班")
_POINT = frozenset("点點")
_QUARTER = frozenset("刻十")
_COUNTED = _DIGITS | frozenset("十百千万萬亿億")
_POSTPOSITIONS = frozenset("里裡")
# Here 一 is the number, whatever follows.
_NUMBERS = frozenset({"买一送一", "買一送一", "说一不二", "三合一", "二合一", "二选一", "数一数二", "押一付三"})
_HUNDREDS = frozenset("百千万萬亿億")


def with_sandhi(words: Sequence[str], readings: Sequence[str]) -> tuple[str, ...]:
    """Readings of all characters of ``words``, as they are said in a row."""
    characters = "".join(words)
    said = list(readings)
    if "一" in characters or "不" in characters:
        _one_and_not(words, characters, said)
    if any(reading[-1:] == "3" for reading in said):
        _third_tones(words, characters, said)
    return tuple(said)


def _one_and_not(words: Sequence[str], characters: str, said: list[str]) -> None:
    index = 0
    for word in words:
        for position in range(len(word)):
            character = characters[index]
            following = said[index + 1][-1:] if index + 1 < len(said) else ""
            if character == "不" and said[index][:-1] == "bu" and said[index] != "bu5":
                # 是不是, 去不去: between the two halves of a question it is light.
                asks = 0 < index < len(said) - 1 and characters[index - 1] == characters[index + 1]
                said[index] = "bu5" if asks else "bu2" if following == "4" else "bu4"
            elif character == "一" and said[index][:-1] == "yi":
                said[index] = _one(word, position, characters, index, said)
            index += 1


def _one(word: str, position: int, characters: str, index: int, said: list[str]) -> str:
    before = characters[index - 1 : index] if index else ""
    after = characters[index + 1 : index + 2]
    # 看一看, 试一试: the verb is repeated and 一 is light. 一个一个 repeats a measure.
    if before and before == after and before not in _DIGITS and characters[index - 2 : index - 1] not in _DIGITS:
        return "yi5"
    at_word_end = len(word) > 1 and position == len(word) - 1 and word[0] not in _POINTS and has_reading(word)
    linked = after in _LINKS and characters[index + 2 : index + 3] in _DIGITS
    # 四点一: a digit behind the point; but 三点一刻 is a time.
    decimal = before in _POINT and characters[index - 2 : index - 1] in _COUNTED and after not in _QUARTER
    if (
        characters.startswith(_RANKS, index + 1)
        or word in _NUMBERS
        or decimal
        or not after
        or linked
        or _is_digit(characters, index + 1)
        or after in _KEEPS_AFTER
    ):
        return "yi1"
    if before in _KEEPS_BEFORE or at_word_end:
        return "yi1"
    if (before in _DIGITS or before in _KEEPS_AS_LAST) and after not in _HUNDREDS and index:
        return "yi1"
    # 个 is often written light but falls by nature: 一个 rises.
    tone = "4" if after in "个個" else said[index + 1][-1:]
    return "yi2" if tone == "4" else "yi4" if tone in {"1", "2", "3"} else "yi1"


def _is_digit(characters: str, index: int) -> bool:
    """Whether the character belongs to a number; 点 only where digits follow that are no minutes (一点零五分)."""
    character = characters[index : index + 1]
    if character not in _POINT:
        return character in _DIGITS
    end = index + 1
    while characters[end : end + 1] in _DIGITS and end < len(characters):
        end += 1
    return end > index + 1 and characters[end : end + 1] not in tuple("十分刻")


def _third_tones(words: Sequence[str], characters: str, said: list[str]) -> None:
    """Within words first, then between words from the right, so that 我想|买|好酒 is wo2 xiang2 mai3 hao2 jiu3.

    A longer word is taken by its parts, too: 展览|馆 is 2 2 3, but 小|老虎 is 3 2 3.
    """
    starts = _feet(words)
    ends = [*starts[1:], len(said)]
    for start, end in zip(starts, ends, strict=True):
        inner = [start]
        for length in inner_parts(characters[start:end]) if end - start > 2 else (end - start,):
            inner.append(inner[-1] + length)
        for first, last in pairwise(inner):
            if last - first == 2 and _meet(said, characters, first):
                said[first] = said[first][:-1] + "2"
        for boundary in reversed(inner[1:-1]):
            _rise(said, characters, boundary)
    for boundary in reversed(starts[1:]):
        _rise(said, characters, boundary)


def _rise(said: list[str], characters: str, boundary: int) -> None:
    """The syllable before ``boundary`` rises where it meets the one behind."""
    if _meet(said, characters, boundary - 1):
        said[boundary - 1] = said[boundary - 1][:-1] + "2"


def _meet(said: list[str], characters: str, index: int) -> bool:
    """Whether the third tone at ``index`` meets another; digits of a code are each said on their own."""
    if said[index][-1:] != "3" or said[index + 1][-1:] != "3":
        return False
    return not (characters[index] in _DIGITS and characters[index + 1] in _DIGITS)


def _feet(words: Sequence[str]) -> list[int]:
    """Start of each rhythmic foot: a word of two or more characters, or two neighbouring single ones.

    A postposition leans on the word before it and makes no foot with what follows.
    """
    starts: list[int] = []
    index, open_single = 0, False
    for word in words:
        if len(word) == 1 and open_single:
            open_single = False
        else:
            starts.append(index)
            open_single = len(word) == 1 and word not in _POSTPOSITIONS
        index += len(word)
    return starts
