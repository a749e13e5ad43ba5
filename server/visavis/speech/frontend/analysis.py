"""The steps of the front end in order: clean, scan, assemble."""

from __future__ import annotations

import re

from visavis.speech.text import Sentence

from .assemble import Event, assemble
from .clean import Source, fold, without_surrogates
from .directions import take_out
from .errors import TextError
from .lexicon import Lexicon
from .pieces import Item, Piece, Stop
from .scan import covering, pronounced, scan
from .scripts import detect_language, primary_language

# Undetermined and several languages, as ISO 639 has them, and what people write in settings.
_DETECTED = frozenset({"", "auto", "und", "mul"})
_LANGUAGE = re.compile("[a-z]{2,8}|pt-br")
_Result = tuple[str, str, tuple[Sentence, ...]]

_MARKUP_SHARE = 8
"""Markup may be this many times as long as the text that it may hold."""


def analyse_plain(text: str, language: str | None, max_chars: int, lexicon: Lexicon | None) -> _Result:
    """Written text, main language and sentences of plain text."""
    _check_length(len(text), max_chars)
    written, directions = take_out(without_surrogates(text))
    source = fold(written)
    main = _main_language(language, written)
    return written, main, _speakable(assemble(_scan(source.text, main, lexicon), source, directions, main), len(text))


def analyse_markup(text: str, language: str | None, max_chars: int, lexicon: Lexicon | None) -> _Result:
    """Written text, main language and sentences of SSML."""
    from .markup import parse
    from .stretches import stretches

    _check_length(len(text), max_chars * _MARKUP_SHARE)
    if not text.strip():
        raise TextError("nothing to say: the SSML is empty", "empty_text")
    markup = parse(without_surrogates(text), max_chars)
    source = fold(markup.written)
    main = _main_language(markup.language or language, markup.written)
    items: list[Item] = []
    boundaries = set(markup.boundaries)
    for chunk in stretches(markup):
        start, end = source.folded_index(chunk.start), source.folded_index(chunk.end)
        if chunk.start in boundaries:
            items.append(Stop("", start, start, ends=True))
        spoken_in = primary_language(chunk.language) if chunk.language else main
        if chunk.phoneme is not None:
            items.extend(_pronounced(source, start, end, chunk.phoneme, spoken_in))
        else:
            items.extend(_read_chunk(source, start, end, chunk.alias, chunk.interpret_as, spoken_in, lexicon))
    events = [Event(at, mark=name) for at, name in markup.marks] + [Event(at, break_ms=ms) for at, ms in markup.breaks]
    events.sort(key=lambda event: event.at)
    return markup.written, main, _speakable(assemble(items, source, events, main, markup.manners), len(text))


def _pronounced(source: Source, start: int, end: int, phoneme: str, main: str) -> list[Item]:
    """The text of a ``phoneme`` element: one token for each character with pinyin, one for all of it with IPA."""
    text = source.text[start:end]
    begin = start + len(text) - len(text.lstrip(" "))
    end = start + len(text.rstrip(" "))
    text = text.strip(" ")
    if phoneme[0] != "/":
        return [Piece("zh", text, begin, end, spread=True, readings=tuple(phoneme.split()), literal=True)]
    return [pronounced(text, phoneme.strip("/"), main, begin)]


def _read_chunk(
    source: Source, start: int, end: int, alias: str | None, kind: str | None, main: str, lexicon: Lexicon | None
) -> list[Item]:
    if alias is not None:
        return [covering(item, start, end) for item in _scan(fold(alias).text, main, lexicon)]
    if kind is not None:
        from .interpret import interpret

        items = _in_own_readings(interpret(source.text[start:end], kind, main), source.text[start:end], main)
    else:
        items = _scan(source.text[start:end], main, lexicon)
    for item in items:
        item.start += start
        item.end += start
    return items


def _scan(text: str, main: str, lexicon: Lexicon | None) -> list[Item]:
    return _in_own_readings(scan(text, main, lexicon), text, main)


def _in_own_readings(items: list[Item], text: str, main: str) -> list[Item]:
    """Cantonese is scanned as Chinese, and gets its readings here."""
    if main != "yue":
        return items
    from .cantonese import in_cantonese

    return in_cantonese(items, text)


def _main_language(language: str | None, text: str) -> str:
    code = primary_language(language) if language else ""
    if code in _DETECTED:
        return detect_language(text)
    if _LANGUAGE.fullmatch(code) is None:
        raise TextError(f"{language!r} is no language code such as zh, en or fr-CA", "invalid_text")
    return code


def _check_length(length: int, max_chars: int) -> None:
    if length > max_chars:
        raise TextError(f"the text has {length} characters; at most {max_chars} are accepted", "text_too_long")


def _speakable(sentences: tuple[Sentence, ...], length: int) -> tuple[Sentence, ...]:
    if not sentences:
        raise TextError(f"nothing to say in a text of {length} characters: no letter or digit is in it", "empty_text")
    return sentences
