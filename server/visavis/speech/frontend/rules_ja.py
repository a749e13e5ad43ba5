"""Numbers in Japanese text: before counters, as prices, telephone and order numbers; and its runs of kanji and kana."""

from __future__ import annotations

import re
from functools import cache

from .data_files import load
from .digit_groups import say_telephone
from .japanese import words
from .language_data import language_data
from .pieces import Piece
from .read_ja import JapaneseReader
from .reader import Number
from .rules_amounts import alternatives
from .scan import Rule, Scan
from .scripts import HAN

_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,16}(?:\.\d{1,6})?"
_TELEPHONE = re.compile(r"(?:\+81[- ]?)?\(?\d{1,5}\)?-\d{1,4}-\d{3,4}(?!\d)")
_POSTCODE = re.compile(r"\d{3}-\d{4}(?![\d-])")
_ID = re.compile(r"\d{3,20}(?![\d%]|[.,:/-]\d)")
_SCALES = {"百": 2, "千": 3, "万": 4, "億": 8, "兆": 12}
_AMOUNT = r"(?:\d[\d,.]{0,20}[千百]?[兆億万]){1,3}(?:\d+[千百]?)?"
_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)([千百]?)([兆億万]?)")
_YEN = re.compile(rf"[¥￥]\s?({_NUM})(万|億)?")
_WEEKDAY = re.compile(r"\(([月火水木金土日])\)")
_WEEKDAYS = {"月": "ゲツ", "火": "カ", "水": "スイ", "木": "モク", "金": "キン", "土": "ド", "日": "ニチ"}
_BEHIND = {"頃": "ゴロ", "後": "ゴ", "前": "マエ"}
"""What stands right behind a counter, where a dictionary would read it as a word of its own."""
_RUN = re.compile(f"[{HAN}\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff]{{1,400}}")
_KANJI_NUMBER = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NOT_COUNTED = ("一人前に", "一番", "一本化", "一件落着", "一つ一つ", "十分", "一日中", "三日月", "一円玉")


def _telephone(state: Scan, match: re.Match[str]) -> int:
    """``03-1234-5678`` with a pause between the groups."""
    reader = state.reader_at(match.start(), match.end())
    digits = sum(character.isdigit() for character in match.group())
    if not 9 <= digits <= 14:
        return -1
    say_telephone(state, reader, match)
    return match.end()


def _postcode(state: Scan, match: re.Match[str]) -> int:
    if not re.search("(?:〒|郵便番号)[はが: ]*$", state.before(match.start())):
        return -1
    reader = state.reader_at(match.start(), match.end())
    state.digits(reader, match.start(), match.start() + 3, telephone=True)
    state.say(reader, "ノ", match.start() + 3, match.start() + 4)
    state.digits(reader, match.start() + 4, match.end(), telephone=True)
    return match.end()


def _labelled(state: Scan, match: re.Match[str]) -> int:
    labels = "|".join(language_data("ja")["labels"])
    reader = state.reader_at(match.start(), match.end())
    found = re.search(rf"(?:{labels})(?:は|が|の|:|#|\s|「)*$", state.before(match.start(), 20))
    if found is None or not isinstance(reader, JapaneseReader):
        return -1
    state.digits(reader, match.start(), match.end(), telephone=True)
    return match.end()


def _weekday(state: Scan, match: re.Match[str]) -> int:
    """``24日(火)``"""
    reader = state.reader_at(match.start(), match.end())
    if not isinstance(reader, JapaneseReader) or state.before(match.start(), 1) not in {"日", "号"}:
        return -1
    state.pause()
    state.say(reader, _WEEKDAYS[match[1]] + "ヨービ", match.start(1), match.end(1))
    return match.end()


def _number(text: str, scale: str) -> Number:
    whole, _, fraction = text.replace(",", "").partition(".")
    places = _SCALES.get(scale, 0)
    shifted = fraction.ljust(places, "0")
    return Number((whole + shifted[:places]).lstrip("0") or "0", shifted[places:].rstrip("0") if places else fraction)


def _amount(text: str) -> Number:
    """``1億2千万`` in digits."""
    total = 0
    for part in _PART.finditer(text):
        shifted = _number(part[1], part[2])
        places = _SCALES.get(part[3], 0)
        total += int(shifted.whole + shifted.fraction.ljust(places, "0")[:places])
    return Number(str(total))


def _counted(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    if not isinstance(reader, JapaneseReader):
        return -1
    number = _amount(match[1]) if match[1] else _number(match[2], match[3] or "")
    counter = match[4]
    said = reader.with_counter(number, counter)
    if counter == "日" and number.whole == "1" and state.before(match.start(), 1) == "月":
        said = "ツイタチ"
    state.say(reader, said, match.start(), match.end())
    behind = _BEHIND.get(state.after(match.end(), 1))
    if behind is None:
        return match.end()
    state.say(reader, behind, match.end(), match.end() + 1)
    return match.end() + 1


def _yen(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    if not isinstance(reader, JapaneseReader):
        return -1
    state.say(reader, reader.with_counter(_number(match[1], match[2] or ""), "円"), match.start(), match.end())
    return match.end()


def _scaled(state: Scan, match: re.Match[str]) -> int:
    """``3万``, ``1億2千万``"""
    reader = state.reader_at(match.start(), match.end())
    if not isinstance(reader, JapaneseReader):
        return -1
    state.say(reader, reader.number(_amount(match.group())), match.start(), match.end())
    return match.end()


def _range(state: Scan, match: re.Match[str]) -> int:
    """``3〜5日``: the first number alone, then the rest as it is anyway."""
    reader = state.reader_at(match.start(), match.end())
    if not isinstance(reader, JapaneseReader) or match[1][0] == "0":
        return -1
    state.say(reader, reader.number(_number(match[1], "")), match.start(1), match.end(1))
    state.say(reader, reader.signs["to"], match.end(1), match.end())
    return match.end()


def _in_kanji(state: Scan, match: re.Match[str]) -> int:
    """``三人``, ``二十本``: a dictionary reads them character by character."""
    if state.text.startswith(_NOT_COUNTED, match.start()):
        return -1
    value = _value(match[1])
    reader = state.reader_at(match.start(), match.end())
    if value is None or not isinstance(reader, JapaneseReader):
        return -1
    state.say(reader, reader.with_counter(Number(str(value)), match[2]), match.start(), match.end())
    return match.end()


def _value(kanji: str) -> int | None:
    total, pending = 0, None
    for character in kanji:
        if character in _KANJI_NUMBER:
            if pending is not None:
                return None
            pending = _KANJI_NUMBER[character]
        else:
            total += (1 if pending is None else pending) * {"十": 10, "百": 100, "千": 1000}[character]
            pending = None
    return total + (pending or 0)


def _run(state: Scan, match: re.Match[str]) -> int:
    """Kanji and kana up to the next counted number in kanji, word by word."""
    text, start = match.group(), match.start()
    counted = _kanji_rule()[0].search(state.text, start + 1, match.end())
    while counted is not None and state.text.startswith(_NOT_COUNTED, counted.start()):
        counted = _kanji_rule()[0].search(state.text, counted.end(), match.end())
    end = match.end() if counted is None else counted.start()
    at = start
    for surface, reading in words(text[: end - start]):
        readings = (reading,) if reading else ()
        state.items.append(Piece("ja", surface, at, at + len(surface), readings=readings))
        at += len(surface)
    return end


@cache
def _kanji_rule() -> Rule:
    names = alternatives(load("counters_ja")["in_kanji"])
    return re.compile(rf"([一二三四五六七八九十百千]{{1,7}})({names})(?![月曜])"), _in_kanji


@cache
def japanese_rules() -> dict[str, tuple[Rule, ...]]:
    """By kind of the first character, as in :mod:`.rules`."""
    counters = alternatives(load("counters_ja")["counters"])
    counted = re.compile(rf"(?:({_AMOUNT})|({_NUM})(千)?)\s?({counters})")
    scaled = re.compile(_AMOUNT)
    ranged = re.compile(rf"({_NUM})\s?[-–—~～〜]\s?(?=\d{{1,6}}(?:\.\d)?\s?(?:{counters}|%))")
    return {
        "digit": (
            (_TELEPHONE, _telephone),
            (_POSTCODE, _postcode),
            (_ID, _labelled),
            (ranged, _range),
            (counted, _counted),
            (scaled, _scaled),
        ),
        "sign": ((_WEEKDAY, _weekday), (_TELEPHONE, _telephone), (_YEN, _yen)),
        "other": (_kanji_rule(), (_RUN, _run)),
    }
