"""Numbers in Korean text: before counters, as telephone and order numbers, as months."""

from __future__ import annotations

import re
from functools import cache

from .digit_groups import say_telephone
from .language_data import language_data
from .read_ko import KoreanReader
from .reader import Number
from .rules_amounts import alternatives
from .scan import Rule, Scan

_TELEPHONE = re.compile(r"(?:\+82[- ]?)?(?:\(?0\d{1,2}\)?[- ]?\d{3,4}|1[5-9]\d\d)-\d{4}(?!\d)")
_ID = re.compile(r"\d{3,20}(?![\d%]|[.,:/]\d)")
_MONTH = re.compile(r"(6|10)(?=\s?월(?!요일))")
_WON = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(\s?[만억천])?(?=\s?원)")
_WEEKDAY = re.compile(r"\(([월화수목금토일])\)")
_PRESSED = re.compile(r"번\s?(?:을|를|으로|은|이나|버튼|출구|게이트|홈)")


def _telephone(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    say_telephone(state, reader, match)
    return match.end()


def _labelled(state: Scan, match: re.Match[str]) -> int:
    """``주문번호 4711``, ``인증번호는 4829``."""
    reader = state.reader_at(match.start(), match.end())
    labels = "|".join(language_data("ko")["labels"])
    found = re.search(rf"(?:{labels})(?:은|는|이|가|:|\s|#)*$", state.before(match.start(), 24))
    if found is None or not isinstance(reader, KoreanReader):
        return -1
    state.digits(reader, match.start(), match.end(), telephone=True)
    return match.end()


def _counted(state: Scan, match: re.Match[str]) -> int:
    """``3개`` is ``세 개``; what follows stays a word of its own."""
    reader = state.reader_at(match.start(), match.end())
    if not isinstance(reader, KoreanReader) or _PRESSED.match(state.text, match.end()):
        return -1
    state.say(reader, reader.native(int(match[1])), match.start(), match.end(1))
    return match.end(1)


def _month(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, "유" if match[1] == "6" else "시", match.start(), match.end())
    return match.end()


def _weekday(state: Scan, match: re.Match[str]) -> int:
    """``24일(화)``"""
    if state.before(match.start(), 1) != "일":
        return -1
    state.pause()
    state.word(f"{match[1]}요일", match.start(1), match.end(1), "ko")
    return match.end()


def _won(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    said = reader.number(Number(match[1].replace(",", "")))
    if match[2]:
        said = f"{'' if match[1] == '1' and match[2].strip() != '억' else said}{match[2].strip()}"
    state.say(reader, said, match.start(), match.end())
    return match.end()


@cache
def korean_rules() -> dict[str, tuple[Rule, ...]]:
    """By kind of the first character, as in :mod:`.rules`."""
    data = language_data("ko")
    native, sino = alternatives(data["native"]), alternatives(data["sino"])
    counted = re.compile(rf"(\d{{1,2}})(?![\d,.:/-])(?=\s?(?!{sino})(?:{native}))")
    first: tuple[Rule, ...] = ((_TELEPHONE, _telephone),)
    return {
        "digit": (*first, (_ID, _labelled), (_WON, _won), (_MONTH, _month), (counted, _counted)),
        "sign": ((_WEEKDAY, _weekday), *first),
    }
