"""``say-as``: a stretch read in the one way that the markup asks for."""

from __future__ import annotations

import re

from .numerals import parse
from .pieces import Item
from .rules_dates import DATE_RULES, MONTH_NAME_RULES
from .rules_money import MONEY_RULES
from .rules_numbers import MONTH_RULES
from .scan import Rule, Scan, scan

_NUMBER = re.compile(r"\s*([-−+]?)((?:\d{1,3}(?:,\d{3}){1,5}|\d{1,16})(?:\.\d{1,15})?)\s*")
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
    begin = len(text) - len(text.lstrip(" "))
    for pattern, say in _RULES.get(kind, ()):
        found = pattern.match(text, begin)
        if found is not None and not text[found.end() :].strip(" ") and say(state, found) > 0:
            return state.items
        state.items.clear()
    return scan(text, main)


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
