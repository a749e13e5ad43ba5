"""Reads a user's lexicon from JSON, TOML or CSV. Every error names the file, the line and the value."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from .clean import fold
from .lexicon import Entry, Lexicon
from .phonetic import ipa_of, is_syllable, pinyin_syllables
from .scripts import HAN

_BYTES_MAX = 4 << 20
_ENTRIES_MAX = 50_000
_WORD_MAX = 64
_SAY_MAX = 200
_HAN_ONLY = re.compile(f"[{HAN}]+")
_IPA = re.compile(r"/(.+)/|\[(.+)\]", re.DOTALL)
_MEANT_AS_PINYIN = re.compile(r"[a-zü]\s?\d(?:\s|$)|[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", re.IGNORECASE)
_Row = tuple[int, str, object]
"""Line, word, value."""


class LexiconError(ValueError):
    """The file cannot be used. The message names the file, the line where there is one, and what was found."""


def load_lexicon(path: Path) -> Lexicon:
    """The lexicon in ``path``: a table of ``word = "how it is said"``, with the ending .json, .toml or .csv.

    How a word is said is pinyin with tones for Chinese characters (``chong2 qing4``), IPA between slashes
    (``/ˈvɪzəvi/``), or other words (``vee za vee``). Raises :class:`LexiconError`.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise LexiconError(f"the lexicon {path} is no file but a device or a pipe, which may have no end")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LexiconError(f"the lexicon {path} cannot be read: {error.strerror or error}") from None
    if len(content) > _BYTES_MAX:
        raise LexiconError(f"the lexicon {path} has {len(content)} bytes; at most {_BYTES_MAX} are read")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise LexiconError(f"{path}, line {line}: not UTF-8, byte {content[error.start]:#04x}") from None
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise LexiconError(f"the lexicon {path} ends in {path.suffix!r}; .json, .toml and .csv are read")
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    for line, word, value in read(path, text):
        try:
            entry = entry_of(word, value)
        except ValueError as error:
            raise LexiconError(f"{path}, line {line}: {error}") from None
        if entry.word in entries:
            raise LexiconError(f"{path}, line {line}: {word!r} stands in line {lines[entry.word]} already")
        if len(entries) == _ENTRIES_MAX:
            raise LexiconError(f"{path}, line {line}: more than {_ENTRIES_MAX} words")
        entries[entry.word], lines[entry.word] = entry, line
    return Lexicon(entries.values())


def entry_of(word: str, value: object) -> Entry:
    """The entry of one line. Raises ValueError with what is wrong."""
    folded = fold(word).text.strip()
    if not any(character.isalnum() for character in folded):
        raise ValueError(f"the word {word!r} holds no letter and no digit")
    if len(folded) > _WORD_MAX:
        raise ValueError(f"the word {word[:40]!r}… has {len(folded)} characters; at most {_WORD_MAX} are taken")
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{word!r} has {value!r}; it takes pinyin, /IPA/ or other words, as text")
    if len(value) > _SAY_MAX:
        raise ValueError(f"{word!r} is said in {len(value)} characters; at most {_SAY_MAX} are taken")
    if (ipa := _IPA.fullmatch(value.strip())) is not None:
        try:
            return Entry(folded, ipa=ipa_of(ipa[1] or ipa[2]))
        except ValueError as error:
            raise ValueError(f"{word!r} has {value!r}: {error}") from None
    syllables = pinyin_syllables(value)
    if _HAN_ONLY.fullmatch(folded) and syllables is None and _MEANT_AS_PINYIN.search(value):
        raise ValueError(f"{word!r} has {value!r}, which is no pinyin; write it as chong2 qing4 or chóng qìng")
    if _HAN_ONLY.fullmatch(folded) and syllables is not None:
        return Entry(folded, readings=_checked(word, folded, value, syllables))
    if not any(character.isalnum() for character in value):
        raise ValueError(f"{word!r} has {value!r}, which says nothing")
    return Entry(folded, say=value.strip())


def _checked(word: str, folded: str, value: str, syllables: tuple[str, ...]) -> tuple[str, ...]:
    wrong = next((syllable for syllable in syllables if not is_syllable(syllable)), None)
    if wrong is not None:
        raise ValueError(f"{word!r} has {value!r}: {wrong!r} is no syllable of pinyin")
    if len(syllables) != len(folded):
        raise ValueError(f"{word!r} has {len(folded)} characters, but {value!r} has {_count(len(syllables))}")
    return syllables


def _count(syllables: int) -> str:
    return "1 syllable" if syllables == 1 else f"{syllables} syllables"


def _from_json(path: Path, text: str) -> Iterator[_Row]:
    try:
        pairs = json.loads(text, object_pairs_hook=list)
    except json.JSONDecodeError as error:
        raise LexiconError(f"{path}, line {error.lineno}: {error.msg}") from None
    except RecursionError:
        raise LexiconError(f"{path}: nested too deeply; write one object of words") from None
    except ValueError:
        raise LexiconError(f"{path}: it holds a number that is too long; write one object of words") from None
    if not text.lstrip().startswith("{"):
        raise LexiconError(f'{path}, line 1: write one object of words, such as {{"重庆": "chong2 qing4"}}')
    place, line = 0, 1
    for word, value in pairs:
        # The lines are counted on from the word before, so that a long file stays quick.
        found = re.compile("|".join(re.escape(json.dumps(word, ensure_ascii=plain)) for plain in (False, True)))
        if (key := found.search(text, place)) is not None:
            line += text.count("\n", place, key.end())
            place = key.end()
        yield line, word, value


def _from_toml(path: Path, text: str) -> Iterator[_Row]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        message = re.sub(r" \(at [^)]*\)$", "", str(error))
        raise LexiconError(f"{path}, line {line}: {message}") from None
    except (RecursionError, ValueError):
        raise LexiconError(f"{path}: nested too deeply, or a number is too long; write words alone") from None
    lines = text.splitlines()
    line = 0
    for word, value in table.items():
        # Tables keep their order, so each word is looked for behind the one before.
        line = next((number for number in range(line, len(lines)) if word in lines[number]), line)
        yield line + 1, word, value


def _from_csv(path: Path, text: str) -> Iterator[_Row]:
    rows = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    try:
        for row in rows:
            if not row or row[0].startswith("#") or (rows.line_num == 1 and row[0].strip().lower() == "word"):
                continue
            if len(row) != 2:
                raise LexiconError(f"{path}, line {rows.line_num}: {len(row)} fields in {row!r}; it takes word,reading")
            yield rows.line_num, row[0], row[1]
    except csv.Error as error:
        raise LexiconError(f"{path}, line {rows.line_num}: {error}") from None


_READERS = {".json": _from_json, ".toml": _from_toml, ".csv": _from_csv}
