"""Signs that are said: operators between numbers, ampersands, at signs, units on their own."""

from __future__ import annotations

import re

from .data_files import load
from .pieces import Piece
from .scan import Rule, Scan

_OPERATORS = {"+": "plus", "-": "minus", "−": "minus", "×": "times", "*": "times", "÷": "divided", "/": "divided",
              "=": "equals", "<": "less", ">": "greater", "≤": "at_most", "≥": "at_least"}  # fmt: skip
_OPERATOR = re.compile(r"\s*([+\-−×*÷=<>≤≥]|/(?=\s?\d+\s?=))")
_AROUND = re.compile(r"\s*[-−+±(]?[\d½¼¾.]")
_TO = re.compile(r"\s?[-–—~～]{1,2}\s?(?=[¥￥$€£]\d|\d|次日|第二天|翌日|凌晨|[上下]午)")
_COUNTED_BEFORE = re.compile(r"\d\s?[年月日号號天元块塊点點时時分秒楼层層岁歲米个個折次]$")
_DATE_BEFORE = re.compile(r"\d{1,4}[./-]\d{1,2}$")
_DATE_AFTER = re.compile(r"\d{1,4}[./-]\d{1,2}(?!\d)")
_QUANTITY_BEFORE = re.compile(r"[¥￥$€£]\s?[\d.,]+$|\d\s?[a-zA-Z℃°²³/]{1,4}$|℃$")
_APPROXIMATELY = re.compile(r"[≈~～±]\s?(?=\d)")
_WARM = re.compile(r"\d{1,4}(?:\.\d{1,4})?\s?(?:℃|°|度|%)")
_PLUS = re.compile(r"\+")
_AND = re.compile(r"&(?:amp;)?")
_AT = re.compile(r"@(?=\w)")
_LONG_NUMBER = re.compile(r"\d{4,}(?![\d.,]\d|[A-Za-z])")
_HASH = re.compile(r"#\s?(?=\d)")
_PER = re.compile(
    r"/(?=(?:每|月|日|天|年|次|人|件|小时|分钟|秒|晚|夜|周|季|平米|平方米|平|个|斤|公斤|千克|克|米|公里|升|立方|度|吨|台|位|张|间|套|本|份"
    r"|课时|节|桌|箱|盒|瓶|包|条|分|股|户|趟|单|笔|站|辆|册|kg|km|GB|MB|G|lb|L|min|月度"
    r"|month|day|hour|year|night|week|person|minute|item|seat|user|mo|yr|hr|wk)(?![A-Za-z]))"
)
_SHORTENED = {"mo": "month", "yr": "year", "hr": "hour", "wk": "week"}
_SHORTENED_AFTER = re.compile("(?:mo|yr|hr|wk)(?![A-Za-z])")
_UNIT_AFTER = re.compile(r"(?:kg|km|GB|MB|lb|min|h|L)(?![A-Za-z])")
_PER_BEFORE = re.compile(r"(?:元|块|美元|次|公里|米|个|件|人|[\d%]|[A-Za-z])\s?$")
_POWER = re.compile("[²³]")
_LONE_UNIT = re.compile("[℃℉‰]|°[CF]")


def _operator(state: Scan, match: re.Match[str]) -> int:
    """An operator between two numbers, or in an equation."""
    text, sign = state.text, match[1]
    before = state.before(match.start(), 24).rstrip(" ")[-1:]
    after = _AROUND.match(text, match.end()) is not None
    between = (before.isdigit() or before in {")", "%", "²", "³"} or _ends_quantity(state, match.start())) and after
    if sign in "×*" and after and "\u4e00" <= before <= "\u9fff":
        between = True  # 24瓶×550ml
    between = between or (sign == "=" and after and _COUNTED_BEFORE.search(state.before(match.start())) is not None)
    # A letter may stand for a number only where an equals sign is near: "a + b = c".
    algebra = (
        sign in "+=×÷"
        and _stands_for_number(before)
        and _stands_for_number(state.after(match.end(), 24).lstrip(" ")[:1])
    )
    if sign == "-" and between and "=" not in text[match.end() : match.end() + 12] and text[match.start()] != " ":
        between = text[match.start() - 1 : match.start()] == " " and text[match.end() : match.end() + 1] == " "
    if not (between or algebra):
        return -1
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.signs[_OPERATORS[sign]], match.start(1), match.end(1))
    return match.end()


def _stands_for_number(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _ends_quantity(state: Scan, index: int) -> bool:
    """Whether what was said last is a quantity that ends at ``index``."""
    return bool(state.items) and isinstance(last := state.items[-1], Piece) and last.end == index and not last.spread


def _to(state: Scan, match: re.Match[str]) -> int:
    """The dash of ``¥99-¥199``, ``5cm-7cm``, ``1月1日-1月7日``, ``10/15-11/4`` and ``20:00—次日8:00``."""
    before = state.before(match.start())
    if state.after(match.end(), 1).isascii():
        said = _ends_quantity(state, match.start())
        dates = said and _DATE_BEFORE.search(before) and _DATE_AFTER.match(state.text, match.end())
        quantity = said and _QUANTITY_BEFORE.search(before)
        if not (dates or quantity or _COUNTED_BEFORE.search(before)):
            return -1
    elif not (before[-1:].isdigit() or _COUNTED_BEFORE.search(before)):
        return -1
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.signs["to"], match.start(), match.end())
    return match.end()


def _approximately(state: Scan, match: re.Match[str]) -> int:
    if state.before(match.start(), 2).rstrip()[-1:].isdigit():
        return -1
    reader = state.reader_at(match.start(), match.end())
    sign = "plus_minus" if match.group()[0] == "±" else "about"
    state.say(reader, reader.signs[sign], match.start(), match.start() + 1)
    return match.end()


def _plus(state: Scan, match: re.Match[str]) -> int:
    before, after = state.before(match.start(), 1), state.after(match.end(), 1)
    if not (before.isalnum() or (after.isdigit() and after.isascii())):
        return -1
    reader = state.reader_at(match.start(), match.end())
    if reader.language == "zh":
        if before.isdigit() and not (after.isascii() and after.isalnum()):
            state.say(reader, "多", match.start(), match.end())
            return match.end()
        if not before.isdigit() and _WARM.match(state.text, match.end()):
            state.say(reader, "正", match.start(), match.end())
            return match.end()
    state.say(reader, reader.signs["plus"], match.start(), match.end())
    return match.end()


def _and(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.signs["and"], match.start(), match.end())
    return match.end()


def _at(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.signs["at"], match.start(), match.end())
    return match.end()


def _hash(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.signs["number"], match.start(), match.start() + 1)
    # From four digits on it is the number of a ticket or an order.
    digits = _LONG_NUMBER.match(state.text, match.end())
    if digits is None:
        return match.end()
    state.digits(reader, digits.start(), digits.end())
    return digits.end()


def _per(state: Scan, match: re.Match[str]) -> int:
    if _PER_BEFORE.search(state.before(match.start())) is None:
        return -1
    reader = state.reader_at(match.start(), match.end())
    if state.after(match.end(), 1) != "每":
        state.say(reader, reader.signs["per"], match.start(), match.end())
    short = _SHORTENED_AFTER.match(state.text, match.end())
    if short is not None and reader.language == "en":
        state.word(_SHORTENED[short.group()], short.start(), short.end())
        return short.end()
    unit = _UNIT_AFTER.match(state.text, match.end())
    if unit is not None and (
        reader.language == "en" or (reader.language == "zh" and "zh" in load("units")[unit.group()])
    ):
        state.say(reader, reader.unit(unit.group(), one=True), unit.start(), unit.end())
        return unit.end()
    return match.end()


def _power(state: Scan, match: re.Match[str]) -> int:
    if not state.before(match.start(), 1).isalnum():
        return -1
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.signs["square" if match.group() == "²" else "cube"], match.start(), match.end())
    return match.end()


def _lone_unit(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    if match.group() not in load("units") or match.group() == "‰":
        return -1
    state.say(reader, reader.unit(match.group(), one=False), match.start(), match.end())
    return match.end()


SIGN_RULES: tuple[Rule, ...] = (
    (_PER, _per),
    (_TO, _to),
    (_OPERATOR, _operator),
    (_APPROXIMATELY, _approximately),
    (_PLUS, _plus),
    (_AND, _and),
    (_AT, _at),
    (_HASH, _hash),
    (_POWER, _power),
    (_LONE_UNIT, _lone_unit),
)
