"""Dates and times of day."""

from __future__ import annotations

import re

from .reader import Reader
from .scan import Rule, Scan

_NOT_INSIDE = r"(?![0-9A-Za-z])"
_ISO_DATE = re.compile(r"([12]\d{3})([-/.])(\d{1,2})\2(\d{1,2})(?:[日号號]|T(?=\d\d:))?" + r"(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4}|\d\d(?=年\d{1,2}月)|0\d|[5-9]\d)年(?!级|級|前|后|後|间|間|来|來|以)")
_ON_BEFORE = re.compile(r"\b(?:on|by|until|since|before|due|dated|from)\s$")
_OF_A_YEAR = re.compile(r"\s?\d{1,2}月|出生|毕业|畢業|入学|入學|高考|建国|世界杯")
_COHORT = re.compile(r"(?:19|20)\d\d(?=[级級届屆款版]|赛季|财年)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]([12]\d{3})(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/])")
_RANGE = r"\s?[-–—~～至到]\s?"
_CLOCK = r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])"
_HALF = r"(?:\s?([AaPp])\.?\s?[Mm](?:\.(?=\s?[a-z,;)])|(?![A-Za-z])))?"
_TIME = re.compile(
    _CLOCK + _HALF + rf"(?:(?P<to>{_RANGE})(?=\d{{1,2}}(?::\d\d|(?![\d:/年月日天]))))?(?:Z(?![A-Za-z]))?"
)
_HOUR = re.compile(r"(1[0-2]|[1-9])\s?([AaPp])\.?[Mm](?:\.(?=\s?[a-z,;)])|(?![A-Za-z]))")
_RATIO = re.compile(r"(\d{1,4}):(\d{1,4})(?![\d:])")

_MONTH_NAMES = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6,
    "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10, "oct": 10,
    "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
_NAMES = "|".join(sorted(_MONTH_NAMES, key=len, reverse=True))
_SUFFIX = r"(?:st|nd|rd|th)?"
_NAME_FIRST = re.compile(rf"({_NAMES})\.?\s+(\d{{1,2}}){_SUFFIX}(?![\d:])(?:,?\s+([12]\d{{3}})(?!\d))?", re.IGNORECASE)
_NAME_AND_YEAR = re.compile(rf"({_NAMES})\.?,?\s+([12]\d{{3}})(?!\d)", re.IGNORECASE)
_DAY_THEN_NAME = re.compile(
    rf"(\d{{1,2}}){_SUFFIX}\s+(?:of\s+)?({_NAMES})(?![A-Za-z])\.?(?:,?\s+([12]\d{{3}})(?!\d))?", re.IGNORECASE
)


def _valid(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _say_date(state: Scan, match: re.Match[str], year: str, month: int, day: int) -> int:
    if not _valid(month, day):
        return -1
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.date(year, month, day), match.start(), match.end())
    return match.end()


def _iso(state: Scan, match: re.Match[str]) -> int:
    return _say_date(state, match, match[1], int(match[3]), int(match[4]))


def _day_first(state: Scan, match: re.Match[str]) -> int:
    day, month = int(match[1]), int(match[2])
    if month > 12:
        day, month = month, day
    return _say_date(state, match, match[3], month, day)


def _slashed(state: Scan, match: re.Match[str]) -> int:
    """``20/11`` and ``11/20`` are days; ``1/2`` and ``3/10`` are fractions."""
    first, second = int(match[1]), int(match[2])
    reader = state.reader_at(match.start(), match.end())
    if reader.language == "en" and first <= 12 and _ON_BEFORE.search(state.before(match.start())):
        return _say_date(state, match, "", first, second)
    if (first < second and (second <= 10 or first == 1)) or (first, second) == (24, 7):
        return -1
    day, month = (first, second) if first > 12 else (second, first)
    return _say_date(state, match, "", month, day)


def _year_first(state: Scan, match: re.Match[str]) -> int:
    """``2026年`` digit by digit; month and day that follow are ordinary numbers."""
    reader = state.reader_at(match.end() - 1, match.end())
    two_digits_of_time = len(match[1]) == 2 and match[1][0] != "0" and not _OF_A_YEAR.match(state.after(match.end()))
    if two_digits_of_time or reader.language != "zh":
        return -1
    state.digits(reader, match.start(), match.end() - 1)
    return match.end() - 1


def _cohort(state: Scan, match: re.Match[str]) -> int:
    state.digits(state.reader_at(match.end(), match.end()), match.start(), match.end())
    return match.end()


def _time(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    hour, minute = int(match[1]), int(match[2])
    half = f"{match[4].lower()}m" if match[4] else ""
    if half and hour > 12:
        half = ""
    end = match.start("to") if match["to"] else match.end()
    state.say(reader, reader.time(hour, minute, int(match[3]) if match[3] else None, half), match.start(), end)
    if match["to"]:
        _say_to(state, reader, match.start("to"), match.end("to"))
    return match.end()


def _say_to(state: Scan, reader: Reader, start: int, end: int) -> None:
    said = state.text[start:end].strip()
    state.say(reader, said if said in {"至", "到"} and reader.language == "zh" else reader.signs["to"], start, end)


def _hour(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.time(int(match[1]), 0, None, f"{match[2].lower()}m"), match.start(), match.end())
    return match.end()


def _ratio(state: Scan, match: re.Match[str]) -> int:
    from .reader import Number

    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.number(Number(match[1])), match.start(1), match.end(1))
    state.say(reader, reader.signs["ratio"], match.end(1), match.start(2))
    state.say(reader, reader.number(Number(match[2])), match.start(2), match.end(2))
    return match.end()


def _name_first(state: Scan, match: re.Match[str]) -> int:
    return _say_date(state, match, match[3] or "", _MONTH_NAMES[match[1].lower()], int(match[2]))


def _name_and_year(state: Scan, match: re.Match[str]) -> int:
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.date(match[2], _MONTH_NAMES[match[1].lower()], 0), match.start(), match.end())
    return match.end()


def _day_then_name(state: Scan, match: re.Match[str]) -> int:
    return _say_date(state, match, match[3] or "", _MONTH_NAMES[match[2].lower()], int(match[1]))


DATE_RULES: tuple[Rule, ...] = (
    (_ISO_DATE, _iso),
    (_YEAR_FIRST, _year_first),
    (_COHORT, _cohort),
    (_DAY_FIRST, _day_first),
    (_DAY_THEN_NAME, _day_then_name),
    (_TIME, _time),
    (_HOUR, _hour),
    (_RATIO, _ratio),
    (_SLASHED, _slashed),
)
MONTH_NAME_RULES: tuple[Rule, ...] = ((_NAME_FIRST, _name_first), (_NAME_AND_YEAR, _name_and_year))
