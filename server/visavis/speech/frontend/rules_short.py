"""What Europe writes short: ``z. B.``, ``Nr.``, ``S.A.``, ``n.º``, ``т. е.``, acronyms, telephone and order numbers."""

from __future__ import annotations

import re
from functools import cache

from .data_files import load
from .digit_groups import say_telephone
from .language_data import language_data
from .read_fr import FrenchReader
from .rules_amounts import LETTER, alternatives, reader_here
from .scan import Rule, Scan

_PHONE = re.compile(r"\+?\(?\d{1,15}\)?(?:(?:\s/\s|[ ./-]|\s?(?=\()|(?<=\)))\(?\d{1,12}\)?){0,7}(?![\d:]|[,.]\d)")
_STARTS = re.compile(r"\+|0[\d(]|\(?0|8 ?\(\d|8[ -]\d{3}[ -]|\(\d\d\) ?9?\d{4}")
_OWN_STARTS = {
    "es": re.compile(r"[6-9]\d\d([ -])\d{3}\1\d{3}|[89]\d \d{3} \d\d \d\d"),
    "pt": re.compile(r"[239]\d\d \d{3} \d{3}|[239]\d \d{3} \d\d \d\d"),
    "pt-br": re.compile(r"\d{4,5}-\d{4}"),
    "ru": re.compile(r"8\d{10}|\(\d{3,5}\) ?\d[\d -]+"),
}
_AMOUNT_AFTER = re.compile(r"\s?(?:[€$£₽%]|euros?|EUR|USD|руб|reais)")
_PAIRS = re.compile(r"0\d(?: \d\d){4}")
_IS_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d\d)(?![./-]?\d)")
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_PER = re.compile(rf"/(?=[{LETTER}]{{2,}})")
_PER_BEFORE = re.compile(r"(?:[€$£₽%\d]|euros?|Euro|reais|руб\.?|[A-Z]{3})\s?$")
_ROUND_THE_CLOCK = re.compile(r"24\s?h/24|7\s?j(?:ours)?/7")
_ID = re.compile(r"(?=[\d.-]{3})\d{1,20}(?:[.-]\d{1,10}){0,4}(?![\d%]|[.,]\d)")
_TAX_NUMBER = re.compile(r"\d{2,3}(?:\.\d{3}){2}(?:/\d{4})?-\d{2}(?!\d)")
_POSTCODE = re.compile(r"\d{5}(?=\s[A-ZÄÖÜÀ-Ý][a-zà-ÿ])")
_LABELLED = 32
_ACRONYM = re.compile(rf"[A-ZÄÖÜÀ-ÖА-Я]{{2,5}}(?![{LETTER}\d])")
_VOWELS = frozenset("AEIOUYÄÖÜÀÂÉÈÊÍÓÚАЕИОУЫЭЮЯ")
_RUSSIAN_LETTERS = {
    "А": "а", "Б": "бэ", "В": "вэ", "Г": "гэ", "Д": "дэ", "Е": "е", "Ж": "жэ", "З": "зэ", "И": "и", "К": "ка",
    "Л": "эль", "М": "эм", "Н": "эн", "О": "о", "П": "пэ", "Р": "эр", "С": "эс", "Т": "тэ", "У": "у", "Ф": "эф",
    "Х": "ха", "Ц": "цэ", "Ч": "че", "Ш": "ша", "Щ": "ща", "Э": "э", "Ю": "ю", "Я": "я",
}  # fmt: skip


def _phone(state: Scan, match: re.Match[str]) -> int:
    """Digit by digit with a pause between groups; French numbers in pairs, as they are said there."""
    text = match.group()
    reader = reader_here(state, match.start(), match.end())
    digits = sum(character.isdigit() for character in text)
    if reader is None or not 3 <= digits <= 15 or _IS_DATE.match(text) or "  " in text:
        return -1
    labels = "|".join(language_data(state.main)["phone_labels"])
    told = re.search(
        rf"(?:{labels})[\s:.]*(?:o|ao|le|el|al|den|die)?\s?$", state.before(match.start(), 24), re.IGNORECASE
    )
    own = _OWN_STARTS.get(reader.language)
    known = _STARTS.match(text) or (own is not None and own.fullmatch(text))
    if told is None and (digits < 7 or not known or _AMOUNT_AFTER.match(state.text, match.end())):
        return -1
    paired = isinstance(reader, FrenchReader) and _PAIRS.fullmatch(text) is not None
    say_telephone(state, reader, match, as_number=lambda group: paired and group[0] != "0")
    return match.end()


def _iban(state: Scan, match: re.Match[str]) -> int:
    """Letters and digits singly, with a pause between the groups of four."""
    reader = reader_here(state, match.start(), match.end())
    if reader is None:
        return -1
    for index in range(match.start(), match.end()):
        if state.text[index].isdigit():
            state.digits(reader, index, index + 1)
        elif state.text[index] == " ":
            state.pause()
        else:
            state.word(state.text[index], index, index + 1, state.main)
    return match.end()


def _per(state: Scan, match: re.Match[str]) -> int:
    """``5 €/Monat``"""
    reader = reader_here(state, match.start(), match.end())
    if reader is None or _PER_BEFORE.search(state.before(match.start())) is None:
        return -1
    state.say(reader, reader.signs["per"], match.start(), match.end())
    return match.end()


def _round_the_clock(state: Scan, match: re.Match[str]) -> int:
    """``24h/24``, ``7j/7``"""
    reader = reader_here(state, match.start(), match.end())
    if not isinstance(reader, FrenchReader):
        return -1
    said = "vingt-quatre heures sur vingt-quatre" if match.group()[0] == "2" else "sept jours sur sept"
    state.say(reader, said, match.start(), match.end())
    return match.end()


def _labelled(state: Scan, match: re.Match[str]) -> int:
    """``Bestellnummer 4711``: an order's number, not an amount."""
    reader = reader_here(state, match.start(), match.end())
    if reader is None or not _is_labelled(state, match.start()):
        return -1
    state.digits(reader, match.start(), match.end())
    return match.end()


def _tax_number(state: Scan, match: re.Match[str]) -> int:
    """``123.456.789-00``: in groups, as Brazil writes what identifies a person or a company."""
    reader = reader_here(state, match.start(), match.end())
    if reader is None:
        return -1
    groups = list(re.finditer(r"\d+", match.group()))
    for position, group in enumerate(groups):
        state.digits(reader, match.start() + group.start(), match.start() + group.end())
        if position + 1 < len(groups):
            state.pause()
    return match.end()


def _is_labelled(state: Scan, start: int) -> bool:
    labels = "|".join(language_data(state.main)["labels"])
    between = r"(?:\s|:|\#|№|nº|n\.º|n°|-|Nr\.|ist|lautet|est|es|é|le|el|o|dem|der|die)*"
    return re.search(rf"(?:{labels}){between}$", state.before(start, _LABELLED), re.IGNORECASE) is not None


def _days(state: Scan, match: re.Match[str]) -> int:
    """``Mo.–Fr.``"""
    days: dict[str, str] = language_data(state.main)["days"]
    state.word(days[match[1]], match.start(1), match.end(1), state.main)
    for word in language_data(state.main)["signs"]["to"].split():
        state.word(word, match.end(1), match.start(2), state.main)
    state.word(days[match[2]], match.start(2), match.end(2), state.main)
    return match.end()


def _day(state: Scan, match: re.Match[str]) -> int:
    """``Sa 10–14 Uhr``"""
    state.word(language_data(state.main)["days"][match[1]], match.start(), match.end(), state.main)
    return match.end()


def _postcode(state: Scan, match: re.Match[str]) -> int:
    """``12345 Berlin``: an amount of five digits has a separator, or a noun in lower case."""
    reader = reader_here(state, match.start(), match.end())
    if reader is None or reader.language not in {"de", "fr", "es"}:
        return -1
    state.digits(reader, match.start(), match.end())
    return match.end()


def _abbreviation(state: Scan, match: re.Match[str]) -> int:
    data = language_data(state.main)
    written = re.sub(r"(?<=\.)\s?(?=\S)", " ", match.group())
    abbreviations: dict[str, str] = data["abbreviations"]
    key = match.group() if match.group() in abbreviations else written
    small = key[0].lower() + key[1:]
    known = (abbreviations.get(form) for form in (key, f"{key} #", small, f"{small} #"))
    said = next(filter(None, known), None) or _spaced(abbreviations, match.group())
    if said is None:
        return -1
    end = match.end()
    after = state.after(end, 40).lstrip(" ")
    if match.group().endswith(".") and key in data["may_end"] and (not after or after[:1].isupper()):
        end -= 1
    for word in said.split():
        state.word(word, match.start(), match.end(), state.main)
    return end


def _spaced(abbreviations: dict[str, str], written: str) -> str | None:
    bare = written[0].lower() + written[1:].replace(" ", "")
    return next(
        (said for key, said in abbreviations.items() if key[0].lower() + key[1:].replace(" ", "").rstrip("#") == bare),
        None,
    )


def _acronym(state: Scan, match: re.Match[str]) -> int:
    data, word = language_data(state.main), match.group()
    as_word = data.get("as_words", {}).get(word)
    if as_word is not None:
        for part in as_word.split():
            state.word(part, match.start(), match.end(), state.main)
        return match.end()
    listed = word in data["as_letters"] or word in load("words_en")["as_letters"]
    if not listed and _VOWELS.intersection(word):
        return -1
    for index, letter in enumerate(word, match.start()):
        state.word(_RUSSIAN_LETTERS.get(letter, letter) if state.main == "ru" else letter, index, index + 1, state.main)
    return match.end()


@cache
def days_rules(language: str) -> tuple[Rule, ...]:
    """From one day of the week to another, and one before a time, written short."""
    days = alternatives(language_data(language)["days"])
    before_time = r"(?=:?\s\d{1,2}(?:[:.h]\d\d|\s?[-–]\s?\d|\s?Uhr|\s?h\b))"
    return (
        (re.compile(rf"({days})\.?\s?[-–—]\s?({days})(?:\.|(?![{LETTER}]))"), _days),
        (re.compile(rf"({days})\.?{before_time}"), _day),
    )


@cache
def abbreviation_rule(language: str) -> Rule:
    """All of a language's abbreviations; a space behind an inner stop may be there or not."""
    parts = []
    for key in sorted(language_data(language)["abbreviations"], key=len, reverse=True):
        before_digit = key.endswith(" #")
        pattern = re.escape(key.removesuffix(" #")).replace(r"\ ", r"\s?")
        if key[0].islower():
            pattern = f"[{key[0]}{key[0].upper()}]{pattern[1:]}"
        parts.append(pattern + (r"(?=\s?\d)" if before_digit else "" if key[-1] in "./º°" else rf"(?![{LETTER}.])"))
    return re.compile("|".join(parts)), _abbreviation


PHONE_RULES: tuple[Rule, ...] = (
    (_ROUND_THE_CLOCK, _round_the_clock),
    (_TAX_NUMBER, _tax_number),
    (_PHONE, _phone),
    (_ID, _labelled),
    (_POSTCODE, _postcode),
)
PER_RULES: tuple[Rule, ...] = ((_PER, _per),)
ACRONYM_RULES: tuple[Rule, ...] = ((_IBAN, _iban), (_ACRONYM, _acronym))
