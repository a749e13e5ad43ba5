"""Web addresses and e-mail addresses."""

from __future__ import annotations

import re

from .reader import Reader
from .scan import Rule, Scan

_TOP_LEVEL = "com|cn|net|org|io|gov|edu|info|app|dev|ai|co|uk|de|fr|jp|hk|tw|me|cc|tv|xyz|shop|top|vip|biz|eu|us|ru|kr"
_HOST = rf"(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{{0,62}})\.){{1,6}}(?:{_TOP_LEVEL})(?![A-Za-z0-9])"
_URL = re.compile(
    r"(?:https?://|ftp://)[A-Za-z0-9.-]{1,253}(?::\d{1,5})?(?:/[!-~]{0,500})?"
    r"|www\.[A-Za-z0-9.-]{1,250}(?:/[!-~]{0,500})?"
    rf"|{_HOST}(?::\d{{1,5}})?(?:/[!-~]{{0,500}})?"
    r"|(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})\.){1,4}[A-Za-z]{2,10}/[!-~]{1,500}",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,62}){1,5}")
_PART = re.compile(r"[A-Za-z]+|[0-9]|[^A-Za-z0-9]")
_MARKS = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "?": "question", "=": "equals",
          "&": "and", "+": "plus", "#": "hash"}  # fmt: skip
_TRAILING = ".,;:!?'\")]}>"
_MOST_PARTS = 40
_VOWELS = frozenset("aeiouyAEIOUY")


def _url(state: Scan, match: re.Match[str]) -> int:
    start, end = match.start(), match.end()
    while state.text[end - 1] in _TRAILING:
        end -= 1
    reader = state.reader_at(start, end)
    begin = start
    for scheme in ("https://", "http://", "ftp://"):
        if state.text[start:end].lower().startswith(scheme):
            begin = start + len(scheme)
    if begin >= end:
        return -1
    _address(state, reader, begin, end)
    return end


def _email(state: Scan, match: re.Match[str]) -> int:
    end = match.end()
    while state.text[end - 1] == "-":
        end -= 1
    _address(state, state.reader_at(match.start(), end), match.start(), end)
    return end


def _address(state: Scan, reader: Reader, start: int, end: int) -> None:
    """Words as words, ``www`` and what cannot be pronounced as letters, digits one by one, marks by name.

    Nobody listens to a tracking parameter: the reading stops after forty parts.
    """
    text = state.text
    if text[end - 1] == "/":
        end -= 1
    for count, part in enumerate(_PART.finditer(text, start, end)):
        if count == _MOST_PARTS:
            # What is no longer said still belongs to the address.
            state.items[-1].end = end
            break
        word = part.group()
        if word.isalpha():
            if len(word) <= 2 or word.lower() in {"www", "html", "php"} or not _VOWELS.intersection(word):
                state.letters(part.start(), part.end())
            else:
                state.word(word.lower() if word.isupper() else word, part.start(), part.end())
        elif word.isdigit():
            state.digits(reader, part.start(), part.end())
        elif (name := _MARKS.get(word)) is not None:
            state.say(reader, reader.signs[name], part.start(), part.end())


WEB_RULES: tuple[Rule, ...] = ((_EMAIL, _email), (_URL, _url))
