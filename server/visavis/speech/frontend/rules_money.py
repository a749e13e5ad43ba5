"""Money: a sign or a code before or behind an amount, alone or as a range."""

from __future__ import annotations

import re

from .data_files import load
from .numerals import DASH, NUM, SCALE, SHIFT, alternatives, parse, shifted
from .scan import Rule, Scan

_CURRENCIES = load("currencies")
_SIGN_FIRST = re.compile(
    rf"({alternatives([*_CURRENCIES['signs'], *_CURRENCIES['names']])})\s?([-−]?)({NUM}){SCALE}?(?![A-Za-z])"
)
_SIGN_RANGE = re.compile(
    rf"({alternatives([*_CURRENCIES['signs'], *_CURRENCIES['names']])})\s?"
    rf"({NUM}){DASH}({NUM}){SCALE}?(?![A-Za-z/:-])"
)
_SIGN_LAST = re.compile(
    rf"([-−]?)({NUM})\s?{SCALE}?\s?({alternatives([*_CURRENCIES['names'], *_CURRENCIES['behind']])})(?![A-Za-z\d])"
)
_MINUS = re.compile(rf"[-−](?=(?:{alternatives([*_CURRENCIES['signs']])})\s?\d)")


def _money(
    state: Scan, match: re.Match[str], sign: str, number: str, scale: str, currency: str, *, start: int = -1
) -> int:
    start = match.start() if start < 0 else start
    reader = state.reader_at(match.start(), match.end())
    amount = parse(number, negative=bool(sign))
    scale = (scale or "").strip()
    if reader.language == "zh" and scale in SHIFT:
        amount, scale = shifted(amount, SHIFT[scale]), ""
    code = _CURRENCIES["signs"].get(currency, currency)
    # "¥5元" says its unit once: the written one belongs to the amount.
    twice = reader.language == "zh" and re.match(r"元(?!素|旦)", state.after(match.end(), 2)) is not None
    state.say(reader, reader.money(amount, code, scale), start, match.end() + twice)
    return match.end() + twice


def _sign_first(state: Scan, match: re.Match[str]) -> int:
    return _money(state, match, match[2], match[3], match[4], match[1])


def _sign_range(state: Scan, match: re.Match[str]) -> int:
    """``¥100-200``: the currency is said once, after the second amount."""
    reader = state.reader_at(match.start(), match.end())
    counted = reader.language == "zh"
    state.say(reader, reader.number(parse(match[2]), counted=counted), match.start(), match.end(2))
    state.say(reader, reader.signs["to"], match.end(2), match.start(3))
    return _money(state, match, "", match[3], match[4], match[1], start=match.start(3))


def _sign_last(state: Scan, match: re.Match[str]) -> int:
    return _money(state, match, match[1], match[2], match[3], match[4])


def _minus(state: Scan, match: re.Match[str]) -> int:
    """The sign of ``-£42.10``; a dash between two amounts is another thing."""
    if state.before(match.start(), 1).isalnum():
        return -1
    reader = state.reader_at(match.start(), match.end())
    state.say(reader, reader.signs["negative"], match.start(), match.end())
    return match.end()


MONEY_RULES: tuple[Rule, ...] = (
    (_MINUS, _minus),
    (_SIGN_RANGE, _sign_range),
    (_SIGN_FIRST, _sign_first),
    (_SIGN_LAST, _sign_last),
)
