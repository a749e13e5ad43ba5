"""Writes sentences as SSML. Whatever comes from a text is escaped; nothing in it can become an element.

What is written is what is *said* (``一百二十八元``, not ``¥128``). So every word that the engine reports is a token of
ours, which knows where it was written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from visavis.speech.text import PLAIN, Manner, Sentence, Token

from .flavours import AZURE, Flavour

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOKEN, _MARK = "token:", "mark:"
_FULL_WIDTH = str.maketrans(",.?!;:", "，。？！；：")
_BROAD_SCRIPTS: Final = frozenset({"zh", "yue", "ja"})
"""Written without spaces, and with full-width punctuation."""
_REGIONS: Final = {
    "zh": "zh-CN", "en": "en-US", "yue": "zh-HK", "ja": "ja-JP", "ko": "ko-KR", "de": "de-DE", "fr": "fr-FR",
    "es": "es-ES", "ru": "ru-RU", "pt": "pt-PT", "it": "it-IT", "ar": "ar-EG", "th": "th-TH", "hi": "hi-IN",
}  # fmt: skip
_HEAD = 'version="1.0" xmlns="http://www.w3.org/2001/10/synthesis"'


@dataclass(frozen=True, slots=True)
class SsmlOptions:
    """How a document is written."""

    flavour: Flavour = AZURE
    language: str = "zh-CN"
    """BCP 47 code of the document: the voice's own language."""
    voice: str = ""
    """The engine's name of the voice, for a flavour that names it in the document."""
    manner: Manner = PLAIN
    """Rate, pitch and volume of all of it."""
    bookmarks: bool = False
    """Report every token as a bookmark, beside the marks of the text: see :func:`read_bookmark`."""
    all_readings: bool = False
    """Give the engine our Mandarin reading of every character, not only those that somebody asked for."""
    languages: bool = False
    """Mark words in other languages, for a voice that speaks several."""
    blendshapes: bool = False
    """Azure: ask for its 55 blendshapes beside the visemes."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document, and where each token's text stands in it."""

    ssml: str
    spans: tuple[tuple[int, int], ...]
    """For each token of all sentences in order: start and exclusive end in code points of ``ssml``; equal for a pause.
    For engines that report words by their place in the document."""


def write_ssml(sentences: Sequence[Sentence], options: SsmlOptions) -> Written:
    """One document for the sentences. Never fails; what the flavour does not know is left out."""
    writer = _Writer(options)
    writer.open_document()
    number = 0
    for sentence in sentences:
        for token in sentence.tokens:
            writer.token(token, number)
            number += 1
        writer.finish_sentence()
        for mark in sentence.trailing_marks:
            writer.bookmark(_MARK + mark)
    writer.close_document()
    return Written("".join(writer.parts), tuple(writer.spans))


def read_bookmark(name: str) -> int | str | None:
    """What an engine has reached: the index of a token, over all sentences, or the name of a mark of the text. None
    for a name that was not written here."""
    if name.startswith(_MARK):
        return name.removeprefix(_MARK)
    number = name.removeprefix(_TOKEN)
    return int(number) if number != name and number.isascii() and number.isdigit() else None


class _Writer:
    def __init__(self, options: SsmlOptions) -> None:
        self.parts: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self._length = 0
        self._options = options
        self._flavour = options.flavour
        self._main = options.language.partition("-")[0].lower()
        self._open: tuple[str, str] = ("", "")
        self._last: Token | None = None

    def open_document(self) -> None:
        flavour, options = self._flavour, self._options
        spaces = "".join(f" xmlns:{prefix}={quoteattr(address)}" for prefix, address in flavour.namespaces)
        self._write(f"<speak {_HEAD}{spaces} xml:lang={_attribute(options.language)}>")
        if flavour.voice and options.voice:
            self._write(f"<voice name={_attribute(options.voice)}>")
        if options.blendshapes and flavour.name == "azure":
            self._write('<mstts:viseme type="FacialExpression"/>')
        self._write(self._prosody(options.manner))

    def close_document(self) -> None:
        if self._prosody(self._options.manner):
            self._write("</prosody>")
        if self._flavour.voice and self._options.voice:
            self._write("</voice>")
        self._write("</speak>")

    def finish_sentence(self) -> None:
        self._switch("", "")

    def bookmark(self, name: str) -> None:
        element, attribute = self._flavour.bookmark
        if element:
            self._write(f"<{element} {attribute}={_attribute(name)}/>")

    def token(self, token: Token, number: int) -> None:
        spoken = _clean(token.spoken)
        if spoken:
            code = "" if token.language.partition("-")[0] == self._main else token.language
            lang = _REGIONS.get(code, code) if code and self._options.languages and self._flavour.lang else ""
            gap = " " if self._last is not None and not _touch(self._last, token) else ""
            self._switch(f"<lang xml:lang={_attribute(lang)}>" if lang else "", self._prosody(token.manner), gap)
        for mark in token.marks:
            self.bookmark(_MARK + mark)
        if spoken and self._options.bookmarks:
            self.bookmark(f"{_TOKEN}{number}")
        phoneme = self._phoneme(token) if spoken else ""
        self._write(phoneme)
        start = self._length
        self._write(escape(spoken))
        self.spans.append((start, self._length))
        if phoneme:
            self._write("</phoneme>")
        if spoken:
            self._last = token
            broad = token.language.partition("-")[0] in _BROAD_SCRIPTS
            self._write(escape(token.punctuation.translate(_FULL_WIDTH) if broad else token.punctuation))
        self._break(token.break_ms)

    def _phoneme(self, token: Token) -> str:
        flavour = self._flavour
        if token.ipa and flavour.ipa:
            return f'<phoneme alphabet="ipa" ph={_attribute(token.ipa)}>'
        if token.reading and flavour.pinyin_alphabet and (token.given or self._options.all_readings):
            return f'<phoneme alphabet="{flavour.pinyin_alphabet}" ph={_attribute(self._pinyin(token.reading))}>'
        return ""

    def _pinyin(self, reading: str) -> str:
        letters, tone = reading[:-1], reading[-1:]
        match self._flavour.pinyin_spelling:
            case "sapi":
                return f"{letters} {tone}"
            case "zero":
                return letters + ("0" if tone == "5" else tone)
            case _:
                return reading

    def _break(self, milliseconds: int) -> None:
        longest = self._flavour.longest_break_ms
        while milliseconds > 0:
            self._write(f'<break time="{min(longest, milliseconds)}ms"/>')
            milliseconds -= longest

    def _switch(self, lang: str, prosody: str, gap: str = "") -> None:
        """Close what is open and open what is wanted, language outside, prosody inside, with ``gap`` between."""
        if (lang, prosody) == self._open:
            self._write(gap)
            return
        for element, end in ((self._open[1], "</prosody>"), (self._open[0], "</lang>")):
            if element:
                self._write(end)
        self._write(gap + lang + prosody)
        self._open = (lang, prosody)

    def _prosody(self, manner: Manner) -> str:
        values = []
        if manner.rate != 1:
            values.append(
                f'rate="{round((manner.rate - 1) * 100):+d}%"' if self._flavour.voice else _percent(manner.rate)
            )
        if manner.pitch_semitones and self._flavour.pitch:
            values.append(f'pitch="{manner.pitch_semitones:+.2f}st"')
        if manner.volume <= 0:
            values.append('volume="silent"')
        elif manner.volume != 1:
            values.append(f'volume="{20 * math.log10(manner.volume):+.1f}dB"')
        return f"<prosody {' '.join(values)}>" if values else ""

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)


def _percent(rate: float) -> str:
    return f'rate="{round(rate * 100)}%"'


def _touch(before: Token, after: Token) -> bool:
    """Whether the two are written without a space between them."""
    return all(token.language.partition("-")[0] in _BROAD_SCRIPTS for token in (before, after))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _attribute(value: str) -> str:
    return quoteattr(_clean(value))
