"""What a raw phone event of espeak-ng is: a sound, a pause, a switch of language, or nothing that is heard.

Used by the worker for every event, so it answers from a table that is filled as names turn up. Standard library only.
"""

from __future__ import annotations

import json
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from visavis.tts.engines.espeak.frames import Table

TABLE_FILES: Final = {Table.CMN: "cmn.json", Table.EN: "en.json", Table.YUE: "yue.json"}
STRESS_MARKS: Final = "',%="
IPA_STRESS_MARKS: Final = "ˈˌ"
_IPA_LATE: Final = ("p", "t", "k", "c", "q", "ʈ", "ʔ")
_IPA_VOWELS: Final = frozenset("aɑɐɒæeɛəɜɘɤɚɝiɪɨᵻoɔɵøœɶuʊʉɯʌyʏ")
_SWITCHES: Final = {"(en)": Table.EN, "(cmn)": Table.CMN}


class PhoneClass(IntEnum):
    """How the assembler treats an event."""

    CONSONANT = 0
    LATE = 1
    """A voiceless stop or affricate: its event comes with the burst, after the silent closure."""
    VOWEL = 2
    PAUSE = 3
    GAP = 4
    """Without a name in IPA: a pause at the end of a clause, else a syllable break."""
    NOTHING = 5
    """A syllable break or a modifier of the sound before."""
    SWITCH_TO_CMN = 6
    SWITCH_TO_EN = 7


def read_table(table: Table) -> dict[str, Any]:
    """The data file of a table: ``vowels`` and ``consonants`` to IPA, and the names of ``late`` sounds."""
    path = Path(__file__).with_name("phones") / TABLE_FILES[table]
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


class PhoneClasses:
    """Classifies the names of one table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        data = read_table(table) if table in TABLE_FILES else {"vowels": {}, "late": []}
        self._vowels = frozenset(data["vowels"])
        self._late = frozenset(data["late"])
        self._known: dict[bytes, PhoneClass] = {}

    def of(self, raw: bytes) -> PhoneClass:
        """The class of an event's eight bytes."""
        known = self._known.get(raw)
        if known is None:
            known = self._known[raw] = self._classify(raw.split(b"\0", 1)[0].decode("utf-8", "ignore"))
        return known

    def _classify(self, name: str) -> PhoneClass:
        if self._table.is_ipa:
            # A word that the voice says in another language has its names in IPA too.
            return PhoneClass.NOTHING if name.startswith("(") else _classify_ipa(name.strip(IPA_STRESS_MARKS))
        if name.startswith("("):
            switch = _SWITCHES.get(name)
            if switch is None:
                return PhoneClass.NOTHING
            return PhoneClass.SWITCH_TO_CMN if switch is Table.CMN else PhoneClass.SWITCH_TO_EN
        if name.startswith("_") or name == "||":
            return PhoneClass.NOTHING if name == "_|" else PhoneClass.PAUSE
        name = name.lstrip(STRESS_MARKS)
        if name in ("", ";", ":", "-", "1"):
            return PhoneClass.NOTHING
        if name in self._late:
            return PhoneClass.LATE
        return PhoneClass.VOWEL if name in self._vowels else PhoneClass.CONSONANT


def _classify_ipa(name: str) -> PhoneClass:
    if not name:
        return PhoneClass.GAP
    if name[0] in _IPA_VOWELS:
        return PhoneClass.VOWEL
    if name.startswith(_IPA_LATE):
        return PhoneClass.LATE
    return (
        PhoneClass.CONSONANT
        if any(letter.isalpha() and letter not in "ʲʰʷˠˤː" for letter in name)
        else PhoneClass.NOTHING
    )
