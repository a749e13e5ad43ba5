"""Names of the library → IPA."""

import pytest

from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.phone_classes import read_table
from visavis.tts.engines.espeak.phone_names import phone_name, phone_symbols

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("table", "raw", "expected"),
    [
        (Table.EN, "'A:", ("ɑː", 2, True)),
        (Table.EN, ",eI", ("eɪ", 1, True)),
        (Table.EN, "tS", ("tʃ", 0, False)),
        (Table.EN, "", ("", 0, False)),
        (Table.EN, "S|new", ("ʃ", 0, False)),
        (Table.EN, "€", ("ə", 0, False)),
        (Table.CMN, "'iAu", ("iɑʊ", 2, True)),
        (Table.CMN, "ts.h", ("ʈʂʰ", 0, False)),
        (Table.IPA, "ˈɑ̃", ("ɑ̃", 2, False)),
        (Table.IPA, "ˌɡ", ("ɡ", 1, False)),
        (Table.IPA, "r.", ("r", 0, False)),
    ],
)
def test_names(table: Table, raw: str, expected: tuple[str, int, bool]) -> None:
    assert phone_name(table, raw.encode()[:8].ljust(8, b"\0")) == expected


def test_a_name_cut_within_a_character_is_still_read() -> None:
    assert phone_name(Table.IPA, "ˈaʊɚ".encode()[:6].ljust(8, b"\0"))[0] == "aʊ"


@pytest.mark.parametrize("table", [Table.CMN, Table.EN])
def test_tables_are_sound(table: Table) -> None:
    data = read_table(table)
    assert data["source"].startswith("Symbols of espeak-ng")
    assert not data["vowels"].keys() & data["consonants"].keys()
    assert set(data["late"]) <= data["consonants"].keys()
    for symbol in (*data["vowels"].values(), *data["consonants"].values()):
        assert symbol
        assert not set(symbol) & set("0123456789@:;.'")


def test_all_symbols_are_listed() -> None:
    assert {"p", "pʰ", "m", "ʈʂ", "iɑʊ", "ʊŋ", "aɪ", "θ"} <= phone_symbols()
