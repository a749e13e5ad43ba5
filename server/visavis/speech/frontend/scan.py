"""The scanner: folded text to pieces and stops, rule by rule."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from .clean import fold
from .data_files import load
from .lexicon import Entry, Lexicon
from .pieces import Item, Piece, Stop
from .reader import Reader, reader_for
from .scripts import HAN, language_of_script, script_of

_HAN_RUN = re.compile(f"[{HAN}]+")
_SPACE = re.compile(" +")
_ENDS_CONTEXT = frozenset("。！？!?\n;；")
_ABBREVIATED = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,4}$")
_RUNS_ON = re.compile(r" +[a-z]+(?![A-Za-z])")
_LOWER_BEFORE = re.compile(r"(?<![A-Za-z])[a-z]{2,}[ ,]+$")
_LOWER_AFTER = re.compile(r"[ ,]+[a-z]{2,}(?![A-Za-z])")
_FILE_TYPE = re.compile(
    r"\.(?=(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|mp[34]|wav|zip|rar|txt|csv|exe|apk|json|html?)(?![A-Za-z0-9]))",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.(?=[a-z0-9]{2,5}(?![A-Za-z0-9])|NET(?![A-Z]))")
_LAST_WORD = re.compile(r"[A-Za-z]+$")
_CONTEXT_REACH = 60
_LONGEST_WORD = 40

_ENDING = {
    "。": ".", "！": "!", "？": "?", "!": "!", "?": "?", ";": ";", "；": ";", "…": ".", "｡": ".", "‼": "!", "⁇": "?",
    "؟": "?", "।": ".", "॥": ".", "։": ".",
}  # fmt: skip
_PAUSING = dict.fromkeys("，、,()（）[]【】{}—–―《》〈〉「」『』،", ",") | {":": ":", "：": ":"}
_SILENT_IN_SENTENCE = frozenset("\"'“”‘’«»„‟`´")
_CLOSING = frozenset(")）]】}》〉」』")


@dataclass(slots=True)
class Scan:
    """State of one scan. Rules look at ``text`` and append to ``items`` through :meth:`say` and its kin."""

    text: str
    main: str
    """Primary code of the main language."""
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.main == "yue":  # is written and counted as Chinese; its readings come at the end
            self.main = "zh"

    @property
    def latin(self) -> str:
        """Language of Latin words here."""
        return language_of_script("latin", self.main)

    def say(self, reader: Reader, said: str, start: int, end: int) -> None:
        """A normalised stretch, in the words of a reader."""
        if reader.language == "zh":
            self._say_chinese(said, start, end)
            return
        for word in said.split():
            self.items.append(Piece(reader.language, word, start, end))

    def _say_chinese(self, said: str, start: int, end: int) -> None:
        if said.isascii():
            if said:
                self.items.append(Piece(self.latin, said, start, end))
            return
        self.items.append(Piece("zh", said, start, end))

    def word(self, word: str, start: int, end: int, language: str = "") -> None:
        """One word as it is said."""
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        self.items.append(Piece(language or self.latin, word, start, end))

    def letters(self, start: int, end: int) -> None:
        """The names of the letters in the stretch, as single capitals."""
        for index in range(start, end):
            if self.text[index].isalpha():
                self.items.append(Piece(self.latin, self.text[index].upper()[:1], index, index + 1))

    def digits(self, reader: Reader, start: int, end: int, *, telephone: bool = False) -> None:
        """The digits of the stretch one by one; whatever stands between them is passed over."""
        for index in range(start, end):
            character = self.text[index]
            if "0" <= character <= "9":
                said = reader.digit(character, telephone=telephone)
                # The one of a code keeps its own tone, whatever follows.
                if said == "一":
                    self.items.append(Piece("zh", said, index, index + 1, readings=("yi1",), literal=True))
                else:
                    self.say(reader, said, index, index + 1)

    def pause(self, punctuation: str = ",") -> None:
        """A pause after what was said last, without a sign of its own in the text."""
        if self.items and isinstance(last := self.items[-1], Piece):
            last.punctuation = punctuation

    def reader_at(self, start: int, end: int) -> Reader:
        """Reader of a number at ``[start, end)``: the language of its neighbours, the main language in doubt."""
        left = self._neighbour(range(start - 1, max(-1, start - _CONTEXT_REACH), -1))
        right = self._neighbour(range(end, min(len(self.text), end + _CONTEXT_REACH)))
        if left == right and left is not None:
            # "iPhone 15 Pro" in a Chinese text is a name, "call 5 people now" is English.
            if left == "en" != self.main and not self._among_english_words(start, end):
                return reader_for(self.main)
            return reader_for(left)
        if self.main in {left, right} or (left is None and right is None):
            return reader_for(self.main)
        return reader_for(self.main if self._main_is_near(start, end) else left or right or self.main)

    def _among_english_words(self, start: int, end: int) -> bool:
        """Whether an English word that is no name stands right before or behind."""
        before, after = _LOWER_BEFORE.search(self.before(start, 40)), _LOWER_AFTER.match(self.after(end, 40))
        return before is not None or after is not None

    def _neighbour(self, indices: range) -> str | None:
        text = self.text
        skipped = range(0)
        for index in indices:
            character = text[index]
            script = script_of(character)
            if script:
                if index in skipped:
                    continue
                language = language_of_script(script, self.main)
                if script == "latin" and language != self.main and (skipped := self._sign_like(index)):
                    continue
                return language
            if character in _ENDS_CONTEXT or (character == "." and self._ends_at(index)):
                return None
        return None

    def _ends_at(self, index: int) -> bool:
        """Whether the full stop at ``index`` ends a sentence: not inside a number or an address, nor after ext."""
        if self.text[index + 1 : index + 2] not in {" ", ""}:
            return False
        word = _LAST_WORD.search(self.text, max(0, index - 12), index)
        return word is None or (word[0] != "no" and word[0].lower() not in load("words_en")["abbreviations"])

    def _sign_like(self, index: int) -> range:
        """The Latin run around ``index`` where it is a unit, a code or an acronym, which belongs to any language."""
        text, start, end = self.text, index, index + 1
        while start > 0 and script_of(text[start - 1]) == "latin":
            start -= 1
        while end < len(text) and script_of(text[end]) == "latin":
            end += 1
        run = text[start:end]
        attached = text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()
        return range(start, end) if attached or (run.isupper() and len(run) <= 4) else range(0)

    def _main_is_near(self, start: int, end: int) -> bool:
        text = self.text
        for indices in (range(start - 1, max(-1, start - 120), -1), range(end, min(len(text), end + 120))):
            for index in indices:
                if text[index] in _ENDS_CONTEXT:
                    break
                script = script_of(text[index])
                if script and language_of_script(script, self.main) == self.main:
                    return True
        return False

    def before(self, index: int, reach: int = 12) -> str:
        """The few characters before ``index``."""
        return self.text[max(0, index - reach) : index]

    def after(self, index: int, reach: int = 12) -> str:
        """The few characters from ``index`` on."""
        return self.text[index : index + reach]


Rule = tuple[re.Pattern[str], Callable[[Scan, re.Match[str]], int]]
"""A pattern that is tried where the scanner stands, and what to do on a match.

The function says what it found and returns the index at which scanning goes on, or -1 to decline."""


def scan(text: str, main: str, lexicon: Lexicon | None = None) -> list[Item]:
    """Pieces and stops of folded ``text``, in the order in which they are said and written.

    Words of ``lexicon`` are said as it has them, before any rule sees them.
    """
    from .rules import kind_of, rules_for

    state = Scan(text, main)
    rules = rules_for(main)
    main = state.main
    index = 0
    han_language = language_of_script("han", main)
    while index < len(text):
        if (space := _SPACE.match(text, index)) is not None:
            index = space.end()
            continue
        if lexicon is not None and (entry := lexicon.match(text, index)) is not None:
            index = _say_entry(state, entry, index)
            continue
        if (han := _HAN_RUN.match(text, index)) is not None and han_language == "zh":
            end = han.end() if lexicon is None else lexicon.next_match(text, index + 1, han.end())
            state.items.append(Piece("zh", text[index:end], index, end, spread=True))
            index = end
            continue
        for pattern, say in rules[kind_of(text[index])]:
            match = pattern.match(text, index)
            if match is not None and (following := say(state, match)) > index:
                index = following
                break
        else:
            index = _fall_back(state, index)
    return state.items


def _say_entry(state: Scan, entry: Entry, start: int) -> int:
    """A word of the lexicon. What is said instead of it was written as the one word."""
    end = start + len(entry.word)
    if entry.readings:
        state.items.append(Piece("zh", state.text[start:end], start, end, spread=True, readings=entry.readings))
    elif entry.ipa:
        state.items.append(pronounced(state.text[start:end], entry.ipa, state.main, start))
    else:
        state.items.extend(covering(item, start, end) for item in scan(fold(entry.say).text, state.main))
    return end


def pronounced(text: str, ipa: str, main: str, start: int) -> Piece:
    """Folded ``text`` as one word that is said as ``ipa``; beside it what an engine says that reads no IPA."""
    words = [item.spoken for item in scan(text, main) if isinstance(item, Piece)]
    script = next(filter(None, map(script_of, text)), "latin")
    return Piece(language_of_script(script, main), "-".join(words) or text, start, start + len(text), ipa=ipa)


def covering(item: Item, start: int, end: int) -> Item:
    """An item of an alias: all of it was written as the one stretch, which holds no sentence end of its own."""
    item.start, item.end = start, end
    if isinstance(item, Piece):
        item.spread = False
    else:
        item.ends = False
    return item


def _fall_back(state: Scan, index: int) -> int:
    """A run of letters of one script, a stop, or a sign that is passed over."""
    character = state.text[index]
    script = script_of(character)
    if script:
        return _plain_word(state, index, script)
    if character in _ENDING or character == "\n" or character == ".":
        return _ending(state, index)
    if character in _PAUSING:
        # An opening bracket at the start of a sentence has nothing to pause after; the assembler drops such stops.
        state.items.append(Stop(_PAUSING[character], index, index + 1))
    elif character in _SILENT_IN_SENTENCE or character in _CLOSING:
        state.items.append(Stop("", index, index + 1))
    return index + 1


def _plain_word(state: Scan, index: int, script: str) -> int:
    text, end = state.text, index + 1
    family = {"han", "kana"} if language_of_script(script, state.main) == "ja" else {script}
    limit = min(len(text), index + _LONGEST_WORD)
    while end < limit and script_of(text[end]) in family:
        end += 1
    state.word(text[index:end], index, end, language_of_script(script, state.main))
    return end


def _ending(state: Scan, index: int) -> int:
    text, character = state.text, state.text[index]
    if character == "\n":
        return _newline(state, index)
    if character == ".":
        end = index + 1
        while end < len(text) and text[end] == ".":
            end += 1
        # "3.5", "a.b" and ".net" are no ends of sentences.
        following = text[end : end + 1]
        if (_EXTENSION.match(text, index) or _FILE_TYPE.match(text, index)) and _starts_extension(text, index):
            reader = state.reader_at(index, end)
            state.say(reader, reader.signs["dot"], index, end)
            return end
        if end == index + 1 and following and following.isascii() and following.isalnum():
            return end
        # A short word, a stop and a word in lower case: more likely an abbreviation than the end of a sentence.
        ends = (
            end > index + 1
            or _ABBREVIATED.search(text, max(0, index - 6), index) is None
            or not _RUNS_ON.match(text, end)
        )
        state.items.append(Stop("." if ends else ",", index, end, ends=ends))
        return end
    state.items.append(Stop(_ENDING[character], index, index + 1, ends=True))
    return index + 1


def _starts_extension(text: str, index: int) -> bool:
    """Whether ``.xlsx`` or ``.NET`` starts here: behind a space or Chinese, where no sentence has ended."""
    before = text[index - 1 : index] if index else " "
    return before == " " or not before.isascii() or (before.isalnum() and _FILE_TYPE.match(text, index) is not None)


def _newline(state: Scan, index: int) -> int:
    """A line end is a sentence end, unless a Latin sentence plainly runs on in lower case (wrapped text)."""
    text, end = state.text, index + 1
    while end < len(text) and text[end] in "\n ":
        end += 1
    blank = text.count("\n", index, end) > 1
    before = text[max(0, index - 24) : index].rstrip(" ")[-1:]
    wrapped = before.islower() and text[end : end + 1].islower() and not blank
    if not wrapped:
        state.items.append(Stop("", index, end, ends=True))
    return end
