"""``say-as``: a stretch read in the one way that the markup asks for."""

from __future__ import annotations

import re

from .numerals import parse
from .pieces import Item
from .reader import Number
from .rules_dates import DATE_RULES, MONTH_NAME_RULES
from .rules_money import MONEY_RULES
from .rules_numbers import MONTH_RULES
from .scan import Rule, Scan, scan

_NUMBER = re.compile(r"\s*([-−+]?)((?:\d{1,3}(?:,\d{3}){1,5}|\d{1,16})(?:\.\d{1,15})?)\s*")
_FRACTION = re.compile(r"\s*(\d{1,9})\s?/\s?(\d{1,9})\s*")
_DATE_PARTS = re.compile(r"\s*(\d{1,8}(?:[-/.年月\s]{1,2}\d{1,4}){0,2}[日号]?)\s*")
_RULES: dict[str, tuple[Rule, ...]] = {
    "date": (*DATE_RULES, *MONTH_RULES, *MONTH_NAME_RULES),
    "time": DATE_RULES,
    "currency": MONEY_RULES,
}


def interpret(text: str, kind: str, main: str) -> list[Item]:
    """Items of folded ``text`` said as ``kind``; read in the ordinary way where it is nothing of that kind."""
    state = Scan(text, main)
    if kind in {"digits", "telephone", "characters"}:
        return _one_by_one(state, kind)
    reader = state.reader_at(0, len(text))
    if kind in {"cardinal", "ordinal"} and (match := _NUMBER.fullmatch(text)) is not None:
        number = parse(match[2], negative=match[1] in {"-", "−"} and match[1] != "")
        ordinal = kind == "ordinal" and not number.fraction
        said = reader.ordinal(number.whole) if ordinal else reader.number(number)
        state.say(reader, said, match.start(1), match.end(2))
        return state.items
    if kind.startswith("date:") and _date(state, kind.removeprefix("date:")):
        return state.items
    if kind == "fraction" and (match := _FRACTION.fullmatch(text)) is not None and int(match[2]):
        said = reader.fraction(Number(match[1]), Number(match[2]))
        state.say(reader, said, match.start(1), match.end(2))
        return state.items
    kind = kind.partition(":")[0]
    begin = len(text) - len(text.lstrip(" "))
    for pattern, say in _RULES.get(kind, ()):
        found = pattern.match(text, begin)
        if found is not None and not text[found.end() :].strip(" ") and say(state, found) > 0:
            return state.items
        state.items.clear()
    return scan(text, main)


def _date(state: Scan, order: str) -> bool:
    """A date whose parts stand in ``order``, letters of ``ymd``; False where the text has no such parts."""
    match = _DATE_PARTS.fullmatch(state.text)
    parts = match[1] if match else ""
    found = re.findall(r"\d+", parts)
    if len(found) == 1 and len(order) > 1:
        found = _unseparated(found[0], order)
    if match is None or len(found) != len(order):
        return False
    year, month, day = (found[order.index(letter)] if letter in order else "" for letter in "ymd")
    if (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
        return False
    reader = state.reader_at(0, len(state.text))
    start, end = match.span(1)
    if month:
        state.say(reader, reader.date(_full_year(year), int(month), int(day or 0)), start, end)
    elif year:
        said = reader.year(year)
        state.say(reader, f"{said}年" if reader.language == "zh" else said, start, end)
    else:
        said = f"{reader.number(Number(day))}日" if reader.language == "zh" else reader.ordinal(day)
        state.say(reader, said, start, end)
    return True


def _full_year(year: str) -> str:
    """Two digits are a year from 1960 to 2059."""
    if len(year) != 2:
        return year
    return ("20" if int(year) < 60 else "19") + year


def _unseparated(digits: str, order: str) -> list[str]:
    """``20261120`` in parts of the lengths that ``order`` takes."""
    parts, index = [], 0
    for letter in order:
        size = 4 if letter == "y" else 2
        parts.append(digits[index : index + size])
        index += size
    return parts if index == len(digits) else []


def _one_by_one(state: Scan, kind: str) -> list[Item]:
    """Digits and letters singly. A gap in a telephone number is a pause; other signs are silent."""
    text = state.text
    reader = state.reader_at(0, len(text))
    gap = False
    for index, character in enumerate(text):
        if "0" <= character <= "9":
            if gap and kind == "telephone":
                state.pause()
            state.digits(reader, index, index + 1, telephone=kind == "telephone")
            gap = False
        elif character.isalpha():
            if character.isascii():
                state.letters(index, index + 1)
            else:
                _other_letter(state, character, index)
        elif character == "+" and kind == "telephone":
            state.say(reader, "加" if reader.language == "zh" else reader.signs["plus"], index, index + 1)
        elif state.items:
            gap = True
    return state.items


def _other_letter(state: Scan, character: str, index: int) -> None:
    for item in scan(character, state.main):
        item.start, item.end = index, index + 1
        state.items.append(item)
