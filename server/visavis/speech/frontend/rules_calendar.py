"""Dates, times and positions as most of Europe writes them: ``12. März 2026``, ``14h30``, ``1er``, ``3-го``."""

from __future__ import annotations

import re
from functools import cache

from .language_data import language_data
from .read_de import GermanReader
from .read_es import SpanishReader
from .read_fr import FrenchReader
from .read_pt import PortugueseReader
from .read_ru import RussianReader
from .rules_amounts import LETTER, alternatives, governed, reader_here
from .scan import Rule, Scan

_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d])(?:\s?(?:г\.|года?))?")
_ISO = re.compile(r"([12]\d{3})-(\d{1,2})-(\d{1,2})(?!\d)")
_SHORT = {
    "de": re.compile(r"(\d{1,2})\.(\d{1,2})\.(?!\d)"),
    "ru": re.compile(r"(\d\d)\.(\d\d)(?![\d.,%]|\s?(?:руб|кг|м))"),
}
_RUSSIAN_YEAR = re.compile(rf"([12]\d{{3}})\s?(году|года|год|г\.)(?![{LETTER}])")
_SLASHED = re.compile(r"(\d{1,2})/(\d\d)(?![\d/])")
_TIME = re.compile(
    r"([01]?\d|2[0-4])(?::([0-5]\d)(?::([0-5]\d))?|\.([0-5]\d)(?=\s?(?:Uhr|h\b)))"
    r"(?:\s?(?:Uhr|horas|heures|hrs|hs|h)(?![A-Za-z]))?(?P<to>\s?[-–—]\s?(?=\d{1,2}[:h.]))?"
)
_HOURS = re.compile(
    r"([01]?\d|2[0-4])\s?h(?:\s?([0-5]\d)(?:\s?min)?)?(?![A-Za-z\d/])(?P<to>\s?[-–—]\s?(?=\d{1,2}\s?h))?"
)
_UHR = re.compile(r"([01]?\d|2[0-4])\sUhr(?:\s([0-5]\d))?(?!\d|\s?[-–])")
_OBLIQUE = re.compile(
    r"\b(?:am|vom|zum|dem|den|im|beim|ab|bis|seit|nach|vor|jeden|einem|einen)\b(?:[^.!?]|\.(?=\S)){0,24}$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:der|die|das)\b[^.!?]{0,12}$", re.IGNORECASE)
_POSITION_BEFORE = re.compile(
    r"\b(?:am|der|die|das|den|dem|zum|zur|im|vom|beim|jede[rsn]?|ab|seit|bis|nach|vor)\s$", re.IGNORECASE
)
_FLOORS = {
    **dict.fromkeys(("Stock", "Tag", "Monat", "Schritt", "Platz", "Versuch"), "r"),
    **dict.fromkeys(("Mal", "Quartal", "Obergeschoss", "Jahr", "Halbjahr", "Kapitel", "Angebot"), "s"),
    **dict.fromkeys(("Etage", "Klasse", "Rate", "Mahnung", "Woche", "Auflage"), ""),
}
"""What is counted by position, and the ending that it asks for."""
_RUSSIAN = {
    "й": "й",
    "я": "ая",
    "е": "ое",
    "го": "ого",
    "му": "ому",
    "м": "ом",
    "ю": "ую",
    "х": "ых",
    "ые": "ые",
    "ого": "ого",
    "ая": "ая",
    "ое": "ое",
}


def _date(state: Scan, match: re.Match[str], year: str, month: int, day: int) -> int:
    reader = reader_here(state, match.start(), match.end())
    if reader is None or not (1 <= month <= 12 and 0 <= day <= 31):
        return -1
    if len(year) == 2:
        year = f"20{year}"
    said = reader.date(year, month, day)
    if isinstance(reader, GermanReader) and day:
        before = state.before(match.start(), 40)
        if _OBLIQUE.search(before):
            said = reader.date_with(year, month, day, oblique=True)
        elif _ARTICLE.search(before):
            said = reader.date_with(year, month, day, oblique=False)
    elif isinstance(reader, RussianReader) and day:
        until = re.search(r"\b[Пп]о\s$", state.before(match.start())) is not None
        said = reader.date_with(year, month, day, "ое" if until else "ого")
    state.say(reader, said, match.start(), match.end())
    return match.end()


def _first_of_two(state: Scan, match: re.Match[str]) -> int:
    """The first day of ``3./4. Mai`` and ``с 3 по 5 марта``; the second one has the month."""
    reader = reader_here(state, match.start(), match.end())
    if isinstance(reader, GermanReader):
        said = reader.inflected(match[1], oblique=_ARTICLE.search(state.before(match.start())) is None)
        dash = re.match(r"\s?([/–-])\s?", state.after(match.end()))
        if dash is not None:
            state.say(reader, said, match.start(), match.end())
            if dash[1] == "/":
                state.pause()
            else:
                state.say(reader, reader.signs["to"], match.end(), match.end() + dash.end())
            return match.end() + dash.end()
    elif isinstance(reader, RussianReader):
        said = reader.inflected(match[1], "ого")
    else:
        return -1
    state.say(reader, said, match.start(), match.end())
    return match.end()


def _russian_year(state: Scan, match: re.Match[str]) -> int:
    """``в 2026 году``, ``1998 г.``"""
    reader = reader_here(state, match.start(), match.end())
    if not isinstance(reader, RussianReader):
        return -1
    where = match[2] == "году" or (
        match[2] == "г." and re.search(r"\b[Вв]\s$", state.before(match.start())) is not None
    )
    ending = "ом" if where else "ый" if match[2] == "год" else "ого"
    said = reader.ordinal(match[1]) if ending == "ый" else reader.inflected(match[1], ending)
    state.say(reader, said, match.start(1), match.end(1))
    state.say(reader, {"ом": "году", "ый": "год"}.get(ending, "года"), match.start(2), match.end(2))
    return match.end()


def _german_floor(state: Scan, match: re.Match[str]) -> int:
    """``1. Stock`` without an article."""
    reader = reader_here(state, match.start(), match.end())
    if not isinstance(reader, GermanReader):
        return -1
    state.say(reader, reader.ordinal(match[1]) + _FLOORS[match[2]], match.start(), match.end())
    return match.end()


def _numeric(state: Scan, match: re.Match[str]) -> int:
    day, month = int(match[1]), int(match[3])
    if month > 12:
        day, month = month, day
    return _date(state, match, match[4], month, day) if day else -1


def _iso(state: Scan, match: re.Match[str]) -> int:
    return _date(state, match, match[1], int(match[2]), int(match[3]))


def _short(state: Scan, match: re.Match[str]) -> int:
    return _date(state, match, "", int(match[2]), int(match[1])) if int(match[1]) else -1


@cache
def _months(language: str) -> dict[str, int]:
    names: dict[str, int] = language_data(language)["month_names"]
    return names


def _named(state: Scan, match: re.Match[str]) -> int:
    return _date(state, match, match[3] or "", _months(state.main)[match[2].lower()], int(match[1]))


def _clock(state: Scan, match: re.Match[str]) -> int:
    reader = reader_here(state, match.start(), match.end())
    if reader is None:
        return -1
    groups = match.groups()
    minute = groups[1] or (groups[3] if len(groups) > 4 else None)
    second = groups[2] if len(groups) > 4 else None
    to = match.groupdict().get("to")
    end = match.start("to") if to else match.end()
    said = reader.time(int(match[1]), int(minute or 0), int(second) if second else None, "")
    state.say(reader, governed(state, reader, said, match.start()), match.start(), end)
    if to:
        state.say(reader, reader.signs["to"], end, match.end())
    return match.end()


def _position(state: Scan, match: re.Match[str]) -> int:
    reader = reader_here(state, match.start(), match.end())
    if isinstance(reader, GermanReader):
        before = _POSITION_BEFORE.search(state.before(match.start(), 12))
        if before is None:
            return -1
        said = reader.inflected(match[1], oblique=before.group().strip().lower() not in {"der", "die", "das", "jede"})
    elif isinstance(reader, RussianReader):
        ending = "ые" if match[2] == "е" and state.after(match.end()).startswith(" год") else _RUSSIAN[match[2]]
        said = reader.ordinal(match[1]) if ending == "й" else reader.inflected(match[1], ending)
    elif isinstance(reader, (FrenchReader, SpanishReader, PortugueseReader)):
        said = reader.position(match[1], match[2])
    else:
        return -1
    state.say(reader, said, match.start(), match.end())
    return match.end()


_POSITIONS = {
    "de": re.compile(rf"(\d{{1,3}})\.(?=\s[{LETTER}])"),
    "fr": re.compile(rf"(\d{{1,4}})(ers?|res?|ères?|èmes?|es?|nde?s?)(?![{LETTER}\d])"),
    "es": re.compile(rf"(\d{{1,4}})(?:\.?([ºª°])|(er|ro|ra|do|da|to|ta))(?![{LETTER}\d])"),
    "pt": re.compile(rf"(\d{{1,4}})\.?([ºª°])(?![{LETTER}\d])"),
    "ru": re.compile(rf"(\d{{1,4}})-({alternatives(_RUSSIAN)})(?![{LETTER}\d])"),
}


def _spanish_position(state: Scan, match: re.Match[str]) -> int:
    reader = reader_here(state, match.start(), match.end())
    if not isinstance(reader, SpanishReader):
        return -1
    state.say(reader, reader.position(match[1], match[2] or match[3]), match.start(), match.end())
    return match.end()


@cache
def calendar_rules(language: str) -> tuple[Rule, ...]:
    """Rules of one language, before those of amounts."""
    primary = language[:2]
    names = alternatives(_months(language))
    marks = {"de": r"\.?", "fr": "(?:er)?", "es": "[.º°]*", "pt": "[.º°]*", "ru": "(?:-го|-е)?"}[primary]
    year = r"(?:,?\s(?:de\s|del\s)?([12]\d{3})(?!\d)(?:\s?(?:г\.|года?))?)?"
    named = re.compile(rf"(\d{{1,2}}){marks}\s(?:de\s)?({names})(?![{LETTER}])\.?{year}", re.IGNORECASE)
    rules: list[Rule] = [(named, _named), (_ISO, _iso), (_NUMERIC, _numeric)]
    if primary in _SHORT:
        rules.append((_SHORT[primary], _short))
    else:
        rules.append((_SLASHED, _short))
    if primary == "de":
        pair = rf"(\d{{1,2}})\.(?=\s?(?:[/–-]|bis|und)\s?\d{{1,2}}\.\s?(?:{names})(?![{LETTER}]))"
        rules[:0] = [(re.compile(pair, re.IGNORECASE), _first_of_two)]
        rules.append((_UHR, _clock))
    elif primary == "ru":
        pair = rf"(\d{{1,2}})(?=\s(?:по|до)\s\d{{1,2}}\s(?:{names})(?![{LETTER}]))"
        rules[:0] = [(re.compile(pair), _first_of_two), (_RUSSIAN_YEAR, _russian_year)]
    rules.append((_TIME, _clock))
    if primary in {"fr", "pt", "es"}:
        rules.append((_HOURS, _clock))
    rules.append((_POSITIONS[primary], _spanish_position if primary == "es" else _position))
    if primary == "de":
        rules.append((re.compile(rf"(\d{{1,3}})\.(?=\s({alternatives(_FLOORS)})(?![{LETTER}]))"), _german_floor))
    return tuple(rules)
