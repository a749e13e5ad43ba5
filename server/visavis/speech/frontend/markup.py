"""SSML: the elements that are understood, flattened to text, spans with a special reading, and events.

Understood: ``speak``, ``s``, ``p``, ``break`` (``time`` up to 10 s, or ``strength``), ``mark`` (``name``), ``sub``
(``alias``), ``say-as`` (``interpret-as`` one of :data:`INTERPRETATIONS`), ``lang`` (``xml:lang``), ``emphasis``
(``level``), ``prosody`` (``rate``, ``pitch``, ``volume``), ``phoneme`` (``ph``, ``alphabet``: IPA, or pinyin for
Chinese). Anything else is refused by name and place, because a silent guess would be heard.
"""

from __future__ import annotations

import io
import re
import xml.sax
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NoReturn
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from visavis.speech.text import PLAIN, Manner

from .errors import TextError
from .phonetic import PINYIN_ALPHABETS, ipa_of, is_syllable, pinyin_syllables
from .prosody_values import EMPHASES, emphasised, pitched, rated, voiced
from .scripts import HAN

INTERPRETATIONS = ("digits", "characters", "telephone", "cardinal", "ordinal", "fraction", "date", "time", "currency")
_OTHER_NAMES = {
    "spell-out": "characters",
    "verbatim": "characters",
    "number": "cardinal",
    "number_digit": "digits",
}
"""What engines call the same."""
_DATE_FORMATS = frozenset({"ymd", "mdy", "dmy", "ydm", "ym", "my", "md", "dm", "y", "m", "d"})
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "speak": frozenset({"version", "xml:lang", "xmlns", "xml:base"}),
    "s": frozenset({"xml:lang"}),
    "p": frozenset({"xml:lang"}),
    "break": frozenset({"time", "strength"}),
    "mark": frozenset({"name"}),
    "sub": frozenset({"alias"}),
    "say-as": frozenset({"interpret-as", "format", "detail"}),
    "lang": frozenset({"xml:lang"}),
    "emphasis": frozenset({"level"}),
    "prosody": frozenset({"rate", "pitch", "volume"}),
    "phoneme": frozenset({"alphabet", "ph"}),
}
_REFUSED = {
    "voice": "an utterance has one voice: name it in the request; what another voice says is another utterance",
    "audio": "play sound files as utterances of their own",
    "desc": "it describes <audio>, which is not supported",
}
"""What people will try, and what to do instead."""
_EMPTY = frozenset({"break", "mark"})
_MANNERS = frozenset({"prosody", "emphasis"})
_PROSODY = {
    "rate": (rated, "slow, 80%, +20% or 1.2"),
    "pitch": (pitched, "high, +2st, -10% or +20Hz"),
    "volume": (voiced, "loud, +6dB, 50 or -20%"),
}
_HAN_ONLY = re.compile(f"[{HAN}]+")
_STRENGTHS_MS = {"none": 0, "x-weak": 50, "weak": 150, "medium": 300, "strong": 600, "x-strong": 1000}
_MAX_BREAK_MS = 10_000
_MAX_DEPTH = 20
_TIME = re.compile(r"\s*\+?(\d{1,7}(?:\.\d{1,6})?|\.\d{1,6})\s*(ms|s)\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_SPACE = re.compile(r"[ \t\r\n]+")
# Characters that XML forbids and people paste nevertheless.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(slots=True)
class Chunk:
    """A stretch of the flattened text that is read in one way."""

    start: int
    end: int
    language: str | None = None
    alias: str | None = None
    """Said instead of the text."""
    interpret_as: str | None = None
    phoneme: str | None = None
    """Digit pinyin with spaces, or IPA between slashes."""


@dataclass(slots=True)
class Markup:
    """A flattened document."""

    written: str = ""
    language: str | None = None
    """Of the root element."""
    chunks: list[Chunk] = field(default_factory=list)
    boundaries: list[int] = field(default_factory=list)
    """Written indices at which a sentence ends."""
    breaks: list[tuple[int, int]] = field(default_factory=list)
    """Written index and milliseconds."""
    marks: list[tuple[int, str]] = field(default_factory=list)
    manners: list[tuple[int, Manner]] = field(default_factory=list)
    """Written index from which on a manner of speaking holds; of several at one index the last."""


def parse(text: str, max_chars: int) -> Markup:
    """Flatten SSML; a text without a root is taken as the inside of ``speak``. Raises :class:`TextError`."""
    body = _FORBIDDEN.sub("\ufffd", text.strip().lstrip("\ufeff").strip())
    handler = _Handler(max_chars)
    parser: Any = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    handler.wrapped = not re.match(r"<\?xml|<!|<speak[\s/>]", body)
    try:
        parser.parse(io.StringIO(f"<speak>{body}</speak>" if handler.wrapped else body))
    except xml.sax.SAXParseException as error:
        line, column = error.getLineNumber() or 1, error.getColumnNumber() or 0
        column -= len("<speak>") if handler.wrapped and line == 1 else 0
        message = f"the SSML is not well-formed: {error.getMessage()} (line {line}, column {max(column, 0) + 1})"
        raise TextError(message, "invalid_ssml") from None
    except DefusedXmlException:
        message = "the SSML declares a document type or an entity; neither is accepted"
        raise TextError(message, "invalid_ssml") from None
    return handler.finish()


class _Handler(ContentHandler):
    """Collects the document; refuses what is not understood, with its place."""

    def __init__(self, max_chars: int) -> None:
        super().__init__()
        self.wrapped = False
        self._max_chars = max_chars
        self._markup = Markup()
        self._parts: list[str] = []
        self._length = 0
        self._alias_length = 0
        self._open: list[tuple[str, Chunk | None]] = []
        self._pending_gap = False
        self._manners: list[tuple[str, Manner]] = []
        self._phoneme_part = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        if name in _REFUSED:
            self._refuse(f"<{name}> is not supported: {_REFUSED[name]}")
        if name not in _ATTRIBUTES:
            self._refuse(f"<{name}> is not supported; supported are {', '.join(_ATTRIBUTES)}")
        if not self._open and name != "speak":
            self._refuse(f"the root element is <{name}>, not <speak>")
        if len(self._open) >= _MAX_DEPTH:
            self._refuse(f"elements are nested deeper than {_MAX_DEPTH}")
        if self._open and name == "speak" and not (self.wrapped and len(self._open) == 1):
            self._refuse("<speak> stands inside another element")
        if self._open and self._open[-1][0] in _EMPTY:
            self._refuse(f"<{self._open[-1][0]}> must be empty")
        if self._open and self._open[-1][0] == "phoneme":
            self._refuse(f"<{name}> stands inside <phoneme>, which holds text only")
        self._check_attributes(name, attrs)
        self._open.append((name, self._enter(name, attrs)))

    def endElement(self, name: str) -> None:  # noqa: N802
        _, chunk = self._open.pop()
        if chunk is not None:
            chunk.end = self._length
            self._markup.chunks.append(chunk)
            if chunk.phoneme is not None:
                self._check_phoneme(chunk)
        if name in _MANNERS:
            self._manners.pop()
            self._turn()
        if name in {"s", "p"}:
            self._boundary()

    def characters(self, content: str) -> None:
        if self._open and self._open[-1][0] in _EMPTY and content.strip():
            self._refuse(f"<{self._open[-1][0]}> must be empty")
        content = _SPACE.sub(" ", content)
        if content[:1] == " " and (not self._length or self._parts[-1][-1:] == " "):
            content = content[1:]
        if not content:
            return
        before = self._parts[-1][-1] if self._parts else " "
        # Two sentences that touch in the markup are kept apart in the captions, except in scripts without spaces.
        if self._pending_gap and " " not in {before, content[0]} and max(before, content[0]) < "\u2e80":
            self._append(" ")
        self._pending_gap = False
        self._append(content)

    def finish(self) -> Markup:
        self._markup.written = "".join(self._parts)
        return self._markup

    def _append(self, content: str) -> None:
        self._parts.append(content)
        self._length += len(content)
        self._check_length()

    def _check_length(self) -> None:
        if self._length + self._alias_length > self._max_chars:
            raise TextError(f"the SSML holds more than {self._max_chars} characters of text", "text_too_long")

    def _enter(self, name: str, attrs: Any) -> Chunk | None:
        markup, at = self._markup, self._length
        language = self._language(attrs) if "xml:lang" in attrs else None
        match name:
            case "speak":
                markup.language = language or markup.language
            case "s" | "p":
                self._boundary()
            case "break":
                if milliseconds := self._break_ms(attrs):
                    markup.breaks.append((at, milliseconds))
            case "mark":
                if not attrs.get("name", "").strip():
                    self._refuse("<mark> needs a name")
                markup.marks.append((at, attrs["name"]))
            case "sub":
                if "alias" not in attrs:
                    self._refuse("<sub> needs an alias")
                self._alias_length += len(attrs["alias"])
                self._check_length()
                return Chunk(at, at, alias=attrs["alias"])
            case "say-as":
                return Chunk(at, at, interpret_as=self._interpretation(attrs))
            case "lang":
                if language is None:
                    self._refuse("<lang> needs xml:lang")
            case "prosody" | "emphasis":
                self._manners.append((name, self._manner(name, attrs)))
                self._turn()
            case "phoneme":
                self._phoneme_part = len(self._parts)
                return Chunk(at, at, phoneme=self._phoneme(attrs))
        return Chunk(at, at, language) if language and name != "speak" else None

    def _boundary(self) -> None:
        self._markup.boundaries.append(self._length)
        self._pending_gap = True

    def _check_attributes(self, name: str, attrs: Any) -> None:
        for attribute in attrs.getNames():
            if attribute not in _ATTRIBUTES[name] and not attribute.startswith("xmlns:"):
                known = ", ".join(sorted(_ATTRIBUTES[name])) or "none"
                self._refuse(f"<{name}> has no attribute {attribute!r}; supported are {known}")

    def _language(self, attrs: Any) -> str:
        language = str(attrs["xml:lang"]).strip()
        if _LANGUAGE.fullmatch(language) is None:
            self._refuse(f"xml:lang={language[:40]!r} is not a language code")
        return language

    def _break_ms(self, attrs: Any) -> int:
        if "time" in attrs:
            match = _TIME.fullmatch(attrs["time"])
            if match is None:
                self._refuse(f"<break> has time={attrs['time'][:40]!r}; write it as 300ms or 0.3s")
            value = float(match[1]) * (1000 if match[2] == "s" else 1)
            return min(_MAX_BREAK_MS, round(value))
        strength = attrs.get("strength", "medium")
        if strength not in _STRENGTHS_MS:
            self._refuse(f"<break> has strength={strength[:40]!r}; supported are {', '.join(_STRENGTHS_MS)}")
        return _STRENGTHS_MS[strength]

    def _interpretation(self, attrs: Any) -> str:
        """The kind; of a date with its format, as in ``date:dmy``. Other formats and details change nothing here."""
        given: str = attrs.get("interpret-as", "").strip()
        kind = _OTHER_NAMES.get(given, given)
        if kind not in INTERPRETATIONS:
            self._refuse(f"<say-as> has interpret-as={given[:40]!r}; supported are {', '.join(INTERPRETATIONS)}")
        form = attrs.get("format", "").strip().lower()
        if kind != "date" or not form:
            return kind
        order = "".join(letter for letter, _ in groupby(form))  # yyyymmdd is ymd
        if order not in _DATE_FORMATS:
            self._refuse(
                f"<say-as> has format={form[:40]!r}; of a date supported are {', '.join(sorted(_DATE_FORMATS))}"
            )
        return f"date:{order}"

    def _manner(self, name: str, attrs: Any) -> Manner:
        manner: Manner | None = self._manners[-1][1] if self._manners else PLAIN
        if name == "emphasis":
            level = attrs.get("level", "moderate")
            if (manner := emphasised(manner or PLAIN, level)) is None:
                self._refuse(f"<emphasis> has level={level[:40]!r}; supported are {', '.join(EMPHASES)}")
            return manner
        if not attrs.getNames():
            self._refuse("<prosody> needs rate, pitch or volume")
        for attribute, (change, hint) in _PROSODY.items():
            if attribute in attrs:
                value = attrs[attribute]
                if (manner := change(manner or PLAIN, value)) is None:
                    self._refuse(f"<prosody> has {attribute}={value[:40]!r}; write it as {hint}")
        return manner or PLAIN

    def _turn(self) -> None:
        self._markup.manners.append((self._length, self._manners[-1][1] if self._manners else PLAIN))

    def _phoneme(self, attrs: Any) -> str:
        if not attrs.get("ph", "").strip():
            self._refuse("<phoneme> needs ph, the pronunciation")
        alphabet, ph = attrs.get("alphabet", "ipa").strip().lower(), attrs["ph"][:400]
        if alphabet in PINYIN_ALPHABETS:
            syllables = pinyin_syllables(ph)
            if syllables is None or not all(is_syllable(syllable) for syllable in syllables):
                wrong = next((one for one in syllables or () if not is_syllable(one)), ph[:40])
                self._refuse(f"<phoneme> has ph={ph[:40]!r}: {wrong!r} is no pinyin; write it as chong2 qing4")
            return " ".join(syllables)
        if alphabet != "ipa":
            self._refuse(f"<phoneme> has alphabet={alphabet[:40]!r}; supported are ipa, and pinyin for Chinese")
        try:
            return f"/{ipa_of(ph)}/"
        except ValueError as error:
            self._refuse(f"<phoneme> has ph={ph[:40]!r}: {error}")

    def _check_phoneme(self, chunk: Chunk) -> None:
        """Pinyin has to fit the characters; IPA any text."""
        text = "".join(self._parts[self._phoneme_part :]).strip()
        if not any(character.isalnum() for character in text):
            self._refuse("<phoneme> needs the text that is pronounced so")
        assert chunk.phoneme is not None
        count = len(chunk.phoneme.split())
        if chunk.phoneme[0] != "/" and (len(text) != count or not _HAN_ONLY.fullmatch(text)):
            self._refuse(
                f"<phoneme> gives {count} pinyin syllables for {text[:40]!r}; it takes one for each Chinese character"
            )

    def _refuse(self, message: str) -> NoReturn:
        locator: Any = self._locator  # type: ignore[attr-defined]
        line, column = locator.getLineNumber() or 1, locator.getColumnNumber() or 0
        if self.wrapped and line == 1:
            column -= len("<speak>")
        raise TextError(f"{message} (line {line}, column {max(column, 0) + 1})", "invalid_ssml")
