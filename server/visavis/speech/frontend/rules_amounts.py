"""Amounts as most of Europe writes them: ``1.299,50 €``, ``15 %``, ``-5 °C``, ``3–5 kg``, ``2 Wochen``."""

from __future__ import annotations

import re
from functools import cache

from .data_files import load
from .language_data import KNOWN, language_data
from .read_other import OtherReader
from .read_ru import RussianReader
from .reader import Number
from .scan import Rule, Scan
from .scripts import LATIN

LETTER = rf"{LATIN}\u0400-\u04ff"
"""Letters of these languages, as the inside of a character class."""
NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+\.\d{1,2}|\d{1,3}(?:[. '’]\d{3})+(?:,\d{1,6})?"
    r"|\d{1,12}[.,]\d{1,2}(?!\d)|\d{1,12}(?:,\d{1,6})?)(?!\d)"
)
_ENGLISH_STYLE = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}")
_POINTED = re.compile(r"\d{1,12}\.\d{1,2}")
_SIGNS = {"R$": "BRL", "MX$": "MXN"}
_LONG = 7
_NO_NOUN = {
    "de": {"von", "bis", "oder", "und", "mal", "bzw", "aus", "pro", "ist", "sind", "plus", "minus", "in", "für", "an"},
    "fr": {"à", "et", "ou", "sur", "de", "par", "est", "pour", "en", "au"},
    "es": {"a", "y", "o", "de", "por", "es", "para", "en", "al", "hasta", "la", "las", "una"},
    "pt": {"a", "e", "ou", "de", "por", "é", "para", "em", "até", "à", "as", "às"},
    "ru": {"и", "или", "из", "по", "на", "до", "с", "в"},
}
_GENITIVE = re.compile(
    r"(?:^|\W)(?:с|со|до|от|из|без|для|вместо|около|после|более|менее|больше|меньше|свыше|течение)\s$", re.IGNORECASE
)
_YEAR = re.compile(r"1[1-9]\d\d")
_GOES_ON = re.compile(rf"[\d:/]|[-_.]\d|[-_]?[{LETTER}]|\s?[xX×*]\s?\d")


def parse_number(text: str) -> Number:
    """A matched number: separators dropped, the comma a decimal one unless it is written the English way."""
    if _ENGLISH_STYLE.fullmatch(text):
        text = text.replace(",", "")
    elif not _POINTED.fullmatch(text):
        text = re.sub(r"[. '’]", "", text).replace(",", ".")
    whole, _, fraction = text.partition(".")
    return Number(whole or "0", fraction)


def reader_here(state: Scan, start: int, end: int) -> OtherReader | None:
    """The reader of a number at this place where its language is one of these."""
    reader = state.reader_at(start, end)
    return reader if isinstance(reader, OtherReader) and reader.language in KNOWN else None


def alternatives(words: object) -> str:
    """The words as a pattern, the longest first."""
    assert isinstance(words, (list, dict, tuple))
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def governed(state: Scan, reader: OtherReader, said: str, start: int) -> str:
    """In Russian a number behind ``до`` or ``от`` stands in the genitive, with its noun."""
    return (
        reader.genitive(said) if isinstance(reader, RussianReader) and _GENITIVE.search(state.before(start)) else said
    )


def _money(state: Scan, match: re.Match[str]) -> int:
    reader = reader_here(state, match.start(), match.end())
    if reader is None:
        return -1
    found = match.groupdict()
    sign = found.get("code") or found["sign"]
    code = reader.data["currency_words"].get(sign) or _SIGNS.get(sign) or load("currencies")["signs"].get(sign, sign)
    number = parse_number(found["number"])
    if found["minus"]:
        number = Number(number.whole, number.fraction, negative=True)
    said = reader.money(number, code, (found["scale"] or "").strip())
    state.say(reader, governed(state, reader, said, match.start()), match.start(), match.end())
    return match.end()


def _percent(state: Scan, match: re.Match[str]) -> int:
    reader = reader_here(state, match.start(), match.end())
    if reader is None:
        return -1
    number = parse_number(match[2])
    if match[1]:
        number = Number(number.whole, number.fraction, negative=True)
    said = governed(state, reader, reader.percentage(number), match.start())
    state.say(reader, said, match.start(), match.end())
    return match.end()


def _quantity(state: Scan, match: re.Match[str]) -> int:
    reader = reader_here(state, match.start(), match.end())
    if reader is None or (match[1] and state.before(match.start(), 1).strip()):
        return -1
    number = parse_number(match[2])
    if match[1] and match[1] != "+":
        number = Number(number.whole, number.fraction, negative=True)
    elif match[1]:
        state.say(reader, reader.signs["plus"], match.start(), match.start() + 1)
    said = governed(state, reader, reader.counted(number, reader.data["units"][match[3]]), match.start())
    state.say(reader, said, match.start(2) - len(match[1]), match.end())
    return match.end()


def _range(state: Scan, match: re.Match[str]) -> int:
    """``3-5 Tage``, ``10–15 %``, ``99–199 €``: two numbers, the noun once."""
    reader = reader_here(state, match.start(), match.end())
    first, second = match[1], match[2]
    if reader is None or (len(first) > 6 and "." not in first) or first[0] == "0" or second[0] == "0":
        return -1
    numbers = parse_number(first), parse_number(second)
    if not numbers[0].fraction and not numbers[1].fraction and int(numbers[0].whole) >= int(numbers[1].whole):
        return -1
    noun = re.match(rf"\s([{LETTER}]+)", state.after(match.end(), 40))
    gender = "m" if noun is None else _gender(reader, noun[1], numbers[0])
    state.say(reader, reader.agreeing(numbers[0], gender), match.start(1), match.end(1))
    state.say(reader, reader.signs["to"], match.end(1), match.start(2))
    for pattern, say in amount_rules(reader.language)[:3]:
        if (rest := pattern.match(state.text, match.start(2))) is not None and rest.end() > match.end(2):
            return say(state, rest)
    state.say(reader, reader.agreeing(numbers[1], gender), match.start(2), match.end(2))
    return match.end()


def _gender(reader: OtherReader, noun: str, number: Number, *, genitive: bool = False) -> str:
    if reader.language == "ru" and reader.plural(number) == 0 and not genitive:
        return "f" if noun.endswith(("а", "я")) else "n" if noun.endswith(("о", "е")) else "m"
    return reader.gender_of(noun)


def _plain(state: Scan, match: re.Match[str]) -> int:
    """A number alone or before the noun that it counts. Long ones are no amounts, and are left to other rules."""
    reader = reader_here(state, match.start(), match.end())
    text = match.group()
    if reader is None or (text.isdigit() and (len(text) >= _LONG or (len(text) > 1 and text[0] == "0"))):
        return -1
    if _POINTED.fullmatch(text) or _GOES_ON.match(state.after(match.end(), 4)):
        return -1
    number = parse_number(text)
    noun = re.match(rf"\s([{LETTER}]+)", state.after(match.end(), 40))
    primary = reader.language[:2]
    if reader.language == "de" and _YEAR.fullmatch(text) and _is_year(state, match, reader):
        said = reader.year(text)
    elif noun is None or noun[1] in _NO_NOUN.get(primary, ()):
        said = reader.number(number)
    else:
        genitive = _GENITIVE.search(state.before(match.start())) is not None
        said = reader.agreeing(number, _gender(reader, noun[1], number, genitive=genitive))
    state.say(reader, governed(state, reader, said, match.start()), match.start(), match.end())
    return match.end()


def _is_year(state: Scan, match: re.Match[str], reader: OtherReader) -> bool:
    words = "|".join([*reader.data["year_before"], *reader.data["months"]])
    return re.search(rf"\b(?:{words})\s$", state.before(match.start(), 16), re.IGNORECASE) is not None


@cache
def amount_rules(language: str) -> tuple[Rule, ...]:
    """Rules for numbers of one language; the first three end a range."""
    data = language_data(language)
    currencies = load("currencies")
    names = [*data["currencies"], *currencies["names"], *currencies["signs"], *_SIGNS, *data["currency_words"]]
    scale = rf"(?P<scale>\s?(?:{alternatives(data['scales'])})(?![{LETTER}]))?"
    sign = rf"(?P<sign>{alternatives(list(dict.fromkeys(names)))})(?![{LETTER}\d])"
    last = rf"(?P<minus>[-−]?)(?P<number>{NUMBER})(?:,[-–—]{{1,2}})?{scale}\s?{sign}"
    unit = rf"([-−+]?)({NUMBER})\s?({alternatives(data['units'])})(?![{LETTER}\d²³/])"
    return (
        (re.compile(last), _money),
        (re.compile(rf"([-−]?)({NUMBER})\s?%"), _percent),
        (re.compile(unit), _quantity),
        (re.compile(rf"({NUMBER})\s?[-–—]\s?({NUMBER})(?![-–/.:]?\d)"), _range),
        (re.compile(NUMBER), _plain),
    )


@cache
def currency_first(language: str) -> Rule:
    """``€ 12,50``, ``R$ 99,90``, ``EUR 5``."""
    data, currencies = language_data(language), load("currencies")
    names = [*data["currencies"], *currencies["signs"], *_SIGNS]
    scale = rf"(?P<scale>\s?(?:{alternatives(data['scales'])})(?![{LETTER}]))?"
    code = rf"(?:\s?(?P<code>{alternatives(currencies['names'])}|MXN)(?![{LETTER}]))?"
    pattern = (
        rf"(?P<sign>{alternatives(list(dict.fromkeys(names)))})\s?(?P<minus>[-−]?)(?P<number>{NUMBER}){scale}{code}"
    )
    return re.compile(pattern), _money
