"""Fractions: ``1/2``, ``3 1/2``, ``½``, and the pairs that only look like one."""

from __future__ import annotations

import re

from .data_files import load
from .numerals import UNIT
from .reader import Number
from .rules_numbers import say_unit
from .scan import Rule, Scan

_FRACTION = re.compile(r"(\d{1,6})/(\d{1,6})(?![\d/])")
_MIXED = re.compile(r"(\d{1,3}) (\d{1,2})/(\d{1,2})(?![\d/])")
_HALVES = {"½": ("1", "2"), "¼": ("1", "4"), "¾": ("3", "4"), "⅓": ("1", "3"), "⅔": ("2", "3"), "⅛": ("1", "8")}
_VULGAR = re.compile(r"(\d{1,9})?\s?([½¼¾⅓⅔⅛])")
_AND_UNIT = re.compile(rf"\s?(?![%‰]){UNIT}")


def _fraction(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    if "=" in state.after(match.end(), 6):
        return -1
    if int(match[1]) == int(match[2]):
        # fifty-fifty
        state.say(reader, reader.number(Number(match[1])), match.start(1), match.end(1))
        state.say(reader, reader.number(Number(match[2])), match.start(2), match.end(2))
        return match.end()
    if int(match[1]) > int(match[2]):
        # No fraction but a pair, as in a blood pressure of 120/80.
        state.say(reader, reader.number(Number(match[1])), match.start(1), match.end(1))
        if reader.language == "en":
            state.say(reader, "over", match.end(1), match.start(2))
        else:
            state.pause()
        state.say(reader, reader.number(Number(match[2])), match.start(2), match.end(2))
        unit = _AND_UNIT.match(state.text, match.end())
        if unit is None or "en" not in load("units")[unit[1]]:
            return match.end()
        say_unit(state, reader, unit[1], unit.start(1), unit.end(1), one=False)
        return unit.end()
    state.say(reader, reader.fraction(Number(match[1]), Number(match[2])), match.start(), match.end())
    return match.end()


def _mixed(state: Scan, match: re.Match[str]) -> int:
    """``3 1/2 hours``"""
    reader = state.reader_at(match.start(), match.end())
    if not 0 < int(match[2]) < int(match[3]) or reader.language != "en":
        return -1
    said = reader.fraction(Number(match[2]), Number(match[3]))
    said = said.replace("one half", "a half").replace("one quarter", "a quarter")
    state.say(reader, f"{reader.number(Number(match[1]))} and {said}", match.start(), match.end())
    return match.end()


def _vulgar(state: Scan, match: re.Match[str]) -> int:
    """``½`` alone, or ``1½``."""
    reader = state.reader_at(match.start(), match.end())
    top, bottom = _HALVES[match[2]]
    said = reader.fraction(Number(top), Number(bottom))
    if match[1]:
        joint = "又" if reader.language == "zh" else f" {reader.signs['and']} "
        if reader.language == "en":
            said = said.replace("one half", "a half").replace("one quarter", "a quarter")
        said = reader.number(Number(match[1])) + joint + said
    state.say(reader, said, match.start(), match.end())
    return match.end()


MIXED_FRACTION_RULES: tuple[Rule, ...] = ((_MIXED, _mixed), (_VULGAR, _vulgar))
FRACTION_RULES: tuple[Rule, ...] = ((_FRACTION, _fraction),)
