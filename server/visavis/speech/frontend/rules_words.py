"""Latin words: abbreviations, acronyms, letters, and words as they are."""

from __future__ import annotations

import re
from functools import cache

from .data_files import load
from .reader import Number, reader_for
from .scan import Rule, Scan
from .scripts import LATIN

_PAGE = re.compile(r"[Pp]{1,2}\.\s?(?=\d)")
_WORKDAYS = re.compile(r"M-F(?=[\s:,]\s?\d)")
_NUMBER_SIGN = re.compile(r"(?:[Nn]o|Nos|Nr)\.\s?(?=[A-Z]{0,4}\d|is\b)|№\s?(?=\d)")
_ROMAN = re.compile(r"(II|III|IV|VI{0,3}|IX|XI{0,3}|XIV|XV)(?![A-Za-z0-9'’-])")
_ROMAN_VALUES = {"II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11,
                 "XII": 12, "XIII": 13, "XIV": 14, "XV": 15}  # fmt: skip
_NUMBERED_BEFORE = re.compile(r"\b(?:Chapter|Part|Section|Volume|Book|Act|Phase|Type|Mark|War|Title|Article|Level)\s$")
_RULER_BEFORE = re.compile(
    r"\b(?:Henry|Elizabeth|Louis|George|Charles|Edward|James|William|Richard|Philip|Paul|Francis|Napoleon|Leo)\s$"
)
_INITIALISM = re.compile(r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?|Ph\.D\.?")
_INITIALS = re.compile(r"[A-Z]\.(?=\s?[A-Z]\.|\s[A-Z][a-z])")
_WORD = re.compile(rf"[{LATIN}]{{1,40}}(?:['’][{LATIN}]{{1,40}}){{0,2}}")
_HYPHENATED = re.compile(rf"[{LATIN}]{{1,12}}(?:-[{LATIN}]{{1,12}}){{1,3}}|[A-Za-z](?:\+\+|#)(?![A-Za-z0-9])")
_DAY = "(Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun)"
_DAYS = re.compile(rf"{_DAY}(\s?[-–—~]\s?|\s?&\s?|\sand\s){_DAY}(?![A-Za-z])\.?")
_APOSTROPHES = frozenset("'’‘")
_VOWELS = frozenset("AEIOUY")
_CLUSTER = re.compile("[^AEIOUY]{3,}")
_CONSONANTS = re.compile("[^AEIOUY]{4,}")
_ARTICLE_BEFORE = re.compile(r"\s[a-z]")


@cache
def _lists() -> tuple[dict[str, str], frozenset[str], frozenset[str], dict[str, str], frozenset[str]]:
    data = load("words_en")
    return (
        data["abbreviations"],
        frozenset(data["inner_stop"]),
        frozenset(data["without_stop"]),
        data["as_words"],
        frozenset(data["as_letters"]),
    )


def say_capitals(state: Scan, word: str, start: int, end: int, *, alone: bool) -> None:
    """An all-capital word: spelled or read, by the word lists, else by its shape.

    ``alone`` is false inside a shouted text, where short capital words are words."""
    _, _, _, as_words, as_letters = _lists()
    if word in as_words and not (word == "IT" and not _has_capitals_near(state, start, end)):
        _expand(state, as_words[word], start, end)
        return
    if word in as_letters or not is_pronounceable(word) or (alone and len(word) <= 3):
        state.letters(start, end)
    else:
        state.word(word.lower(), start, end)


def is_pronounceable(word: str) -> bool:
    """Whether a word of capitals has the shape of a word."""
    cluster = _CLUSTER if len(word) <= 4 else _CONSONANTS
    return bool(_VOWELS.intersection(word)) and not cluster.search(word)


def _expand(state: Scan, said: str, start: int, end: int) -> None:
    for word in said.split():
        state.word(word, start, end)


def _number_sign(state: Scan, match: re.Match[str]) -> int:
    state.word("number", match.start(), match.end())
    return match.end()


def _roman(state: Scan, match: re.Match[str]) -> int:
    """``Chapter IV``, ``Henry VIII``: only behind a word that takes such a number."""
    if state.latin != "en":
        return -1
    reader, before = reader_for("en"), state.before(match.start())
    value = str(_ROMAN_VALUES[match[1]])
    if _NUMBERED_BEFORE.search(before):
        state.say(reader, reader.number(Number(value)), match.start(), match.end())
    elif _RULER_BEFORE.search(before):
        state.say(reader, f"the {reader.ordinal(value)}", match.start(), match.end())
    else:
        return -1
    return match.end()


def _workdays(state: Scan, match: re.Match[str]) -> int:
    """``M-F 8:30-5:30``"""
    if state.latin != "en":
        return -1
    for word in ("Monday", "to", "Friday"):
        state.word(word, match.start(), match.end())
    return match.end()


def _page(state: Scan, match: re.Match[str]) -> int:
    if state.latin != "en":
        return -1
    state.word(
        "page" if match.group().count("p") + match.group().count("P") == 1 else "pages", match.start(), match.end()
    )
    return match.end()


def _initialism(state: Scan, match: re.Match[str]) -> int:
    abbreviations, *_ = _lists()
    if (said := abbreviations.get(match.group().rstrip(".").lower())) is not None and state.latin == "en":
        _expand(state, said, match.start(), match.end())
    else:
        state.letters(match.start(), match.end())
    return match.end()


def _initials(state: Scan, match: re.Match[str]) -> int:
    before = state.before(match.start(), 2).strip()
    if before and not before.endswith("."):
        return -1
    state.letters(match.start(), match.start() + 1)
    return match.end()


def _hyphenated(state: Scan, match: re.Match[str]) -> int:
    _, _, _, as_words, _ = _lists()
    said = as_words.get(match.group().upper())
    if said is None or state.latin != "en":
        return -1
    _expand(state, said, match.start(), match.end())
    return match.end()


def _word(state: Scan, match: re.Match[str]) -> int:
    start, end = match.start(), match.end()
    word = match.group()
    if state.latin != "en":
        state.word(word.replace("’", "'"), start, end)
        return end
    if len(word) == 1:
        _single_letter(state, word, start)
        return end
    if (following := _abbreviation(state, word, start, end)) > 0:
        return following
    if word.isupper() and word.isascii() and "'" not in word and "’" not in word:
        say_capitals(state, word, start, end, alone=not _is_shouted(state, start, end))
    elif word.upper() in {"IOS", "MACOS", "CTRL"}:
        _expand(state, _lists()[3][word.upper()], start, end)
    elif word[-1] == "s" and 3 <= len(word) <= 5 and word[:-1].isupper() and word[:-1].isascii():
        state.letters(start, end - 2)
        state.word(f"{word[-2]}'s", end - 2, end)
    elif len(word) <= 4 and word.isascii() and word.isalpha() and not _VOWELS.intersection(word.upper()):
        _without_vowel(state, word, start, end)
    else:
        state.word(word.replace("’", "'"), start, end)
    return end


def _without_vowel(state: Scan, word: str, start: int, end: int) -> None:
    """``Lv`` and ``px`` are spelled; ``hmm`` and ``nth`` are in the word list."""
    if word.upper() in _lists()[3]:
        state.word(word, start, end)
    else:
        state.letters(start, end)


def _single_letter(state: Scan, letter: str, start: int) -> None:
    around = state.text[start - 1 : start + 2]
    if letter == "n" and len(around) == 3 and around[0] in _APOSTROPHES and around[2] in _APOSTROPHES:
        state.word("and", start, start + 1)
        return
    if letter == "a" or (letter == "A" and _ARTICLE_BEFORE.match(state.text, start + 1)):
        state.word("a", start, start + 1)
    elif letter.isascii():
        state.letters(start, start + 1)
    else:
        state.word(letter, start, start + 1)


def _abbreviation(state: Scan, word: str, start: int, end: int) -> int:
    """Index behind an abbreviation that has been said, or 0."""
    abbreviations, inner_stop, without_stop, _, _ = _lists()
    key = word.lower()
    said = abbreviations.get(key)
    if said is None or (key in load("words_en")["capitalised_only"] and not word[0].isupper()):
        return 0
    stopped = state.text[end : end + 1] == "."
    if not stopped and len(word) > 1 and word.isupper():
        return 0
    if not stopped:
        if key not in without_stop:
            return 0
        _expand(state, said, start, end)
        return end
    following = state.after(end + 1).lstrip(" ")
    if key == "st" and state.before(start, 2).strip()[-1:].isalpha() and not following[:1].isupper():
        said = "street"
    capitalised = word[0].isupper() and key in load("words_en")["capitalised_only"]
    if not following and key not in without_stop and key not in inner_stop and not capitalised:
        return 0
    _expand(state, said, start, end + 1)
    # "etc." before a capital ends its sentence: the stop is left in place to be read again.
    ends = key not in inner_stop and (not following or following[:1].isupper())
    return end if ends else end + 1


def _has_capitals_near(state: Scan, start: int, end: int) -> bool:
    """Whether a neighbouring word is written in capitals: GET IT NOW, but IT department."""
    before = re.search(r"([A-Za-z]+) $", state.before(start, 24))
    after = re.match(r" ([A-Za-z]+)", state.after(end, 24))
    return any(match is not None and len(match[1]) > 1 and match[1].isupper() for match in (before, after))


def _is_shouted(state: Scan, start: int, end: int) -> bool:
    """Whether a neighbouring word is a capital word that is too long for an acronym."""
    before = re.search(r"([A-Za-z]+)[ ,]*$", state.before(start, 24))
    after = re.match(r"[ ,]*([A-Za-z]+)", state.after(end, 24))
    return any(match is not None and match[1].isupper() and len(match[1]) > 4 for match in (before, after))


def _days(state: Scan, match: re.Match[str]) -> int:
    """``Mon-Fri``"""
    if state.latin != "en":
        return -1
    abbreviations, *_ = _lists()
    state.word(abbreviations[match[1].lower()], match.start(1), match.end(1))
    state.word("to" if match[2].strip() in set("-–—~") else "and", match.start(2), match.end(2))
    state.word(abbreviations[match[3].lower()], match.start(3), match.end(3))
    return match.end(3) if not state.after(match.end(), 2).strip() else match.end()


WORD_RULES: tuple[Rule, ...] = (
    (_DAYS, _days),
    (_NUMBER_SIGN, _number_sign),
    (_PAGE, _page),
    (_WORKDAYS, _workdays),
    (_ROMAN, _roman),
    (_INITIALISM, _initialism),
    (_INITIALS, _initials),
    (_HYPHENATED, _hyphenated),
    (_WORD, _word),
)
