"""Mandarin readings: words, polyphones in context, then tone sandhi."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from .data_files import load
from .sandhi import with_sandhi

_LONGEST_CACHED_RUN = 64
_NUMERALS = frozenset("一二三四五六七八九十百千万亿两几半零〇每这那這")
_PEOPLE = frozenset("您你我他她它们們大客谁誰此何咱")
_BEFORE_MUST = frozenset("我你您他她它们們就都总總还還也又才只可咱")
# What has a head (校长), and what a piece of land (这块地) is counted or named by.
_HEADED = frozenset("校家店部局科组組院站队隊班船市县縣省镇鎮乡鄉村会會团團处處")
_LAND = frozenset("块塊此该該本各每异異当當某场場基工实實产產片")
# Interjections that pypinyin reads as bare nasals, which no synthesiser can say.
_SYLLABIC = {"n": "en", "ng": "en", "m": "mu", "hm": "heng", "hng": "heng", "ê": "ei"}


def read_han(run: str) -> tuple[str, ...]:
    """Digit pinyin of each character (``nin2``, ``lv4``, neutral tone 5), an empty string for an unknown one."""
    return _read_cached(run) if len(run) <= _LONGEST_CACHED_RUN else _read(run)


def word_starts(run: str) -> frozenset[int]:
    """Indices in ``run`` at which a word starts, as far as the phrase dictionary knows words."""
    starts, index = [], 0
    for word in segment(run):
        starts.append(index)
        index += len(word)
    return frozenset(starts)


def segment(run: str) -> tuple[str, ...]:
    """Longest dictionary words from the left; single characters where there is none."""
    prefixes, words, own_prefixes, lexicon = _dictionary()
    found: list[str] = []
    index, length = 0, len(run)
    while index < length:
        best, end = index + 1, index + 1
        while end <= length:
            candidate = run[index:end]
            if candidate not in prefixes and candidate not in own_prefixes:
                break
            if candidate in lexicon or candidate in words:
                best = end
            end += 1
        found.append(run[index:best])
        index = best
    return tuple(found)


@lru_cache(maxsize=4096)
def _read_cached(run: str) -> tuple[str, ...]:
    return _read(run)


def _read(run: str) -> tuple[str, ...]:
    words = segment(run)
    readings = [list(_read_word(word)) for word in words]
    for index, word in enumerate(words):
        if len(word) == 1:
            before = words[index - 1] if index else ""
            after = words[index + 1] if index + 1 < len(words) else ""
            if (choice := _in_context(word, before, after)) is not None:
                readings[index] = [choice]
    return with_sandhi(words, readings)


def _in_context(character: str, before: str, after: str) -> str | None:
    """The reading of a one-character word whose neighbours decide, or ``None``."""
    match character:
        case "得":
            return "dei3" if before[-1:] in _BEFORE_MUST and before and after else "de5"
        case "地":
            return "de5" if before and after and before[-1] not in _LAND and after[0] not in "是在的有上下" else None
        case "只":
            return "zhi1" if before and before[-1] in _NUMERALS else "zhi3"
        case "为" | "為":
            return "wei4" if after and after[0] in _PEOPLE else "wei2"
        case "着" | "著":
            return "zhe5"
        case "还" | "還":
            return "huan2" if after and after[0] in "款钱錢贷貸清债債书書" else "hai2"
        case "长" | "長":
            return "zhang3" if (after and after[0] in "大高胖得") or before[-1:] in _HEADED else "chang2"
        case "数" | "數":
            return "shu3" if after and after[0] in "一几幾数數" else None
        case "重":
            return "chong2" if after and after[0] in "发發试試启啟置做填设設装裝打拨撥传傳建签簽开開" else None
        case "行":
            return "hang2" if after and after[0] in "长長" else None
        case "发" | "發":
            return "fa1"
        case "了":
            return "le5"
    return None


@lru_cache(maxsize=8192)
def _read_word(word: str) -> tuple[str, ...]:
    *_, lexicon = _dictionary()
    if (own := lexicon.get(word)) is not None:
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
    return tuple(_sayable(reading) for reading in readings)


def _sayable(reading: str) -> str:
    return _SYLLABIC.get(reading[:-1], reading[:-1]) + reading[-1:]


@cache
def _dictionary() -> tuple[Any, dict[str, Any], frozenset[str], dict[str, tuple[str, ...]]]:
    """pypinyin's prefixes and phrases as they are, and beside them our own: nothing global is changed."""
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg.mmseg import p_set

    lexicon = {word: tuple(reading.split()) for word, reading in load("lexicon_zh")["words"].items()}
    prefixes = frozenset(word[:end] for word in lexicon for end in range(1, len(word) + 1))
    return p_set, PHRASES_DICT, prefixes, lexicon
