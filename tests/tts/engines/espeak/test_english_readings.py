"""English words that the library would misread."""

import english_readings as writer
import pytest
from tts.sentences import english, speak

from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.engines.espeak.english_readings import english_readings, with_readings
from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.phone_classes import STRESS_MARKS, read_table

pytestmark = pytest.mark.contract


def test_every_phoneme_is_one_of_the_library_s() -> None:
    table = read_table(Table.EN)
    known = table["vowels"].keys() | table["consonants"].keys()
    readings = english_readings()
    assert len(readings) > 10_000
    for word, reading in readings.items():
        assert {name.lstrip(STRESS_MARKS) for name in reading.split("|")} <= known, word


def test_only_words_of_the_list_are_replaced_and_abbreviations_never() -> None:
    assert with_readings("dear Balladur") == f"dear [[{english_readings()['balladur']}]]"
    assert with_readings("BALLADUR order parcel") == "BALLADUR order parcel"


@pytest.mark.parametrize(
    ("sounds", "expected"),
    [
        ("HH EH1 R IH0 T IH0 JH", "h|'e@|r|I|t|I|dZ"), ("F AA1 R", "f|'A@"), ("N ER1 S", "n|'3:|s"),
        ("S OW1 F AH0", "s|'oU|f|@"), ("S IH1 T IY0", "s|'I|t|i"), ("P AO1 R T", "p|'O@|t"),
    ],
)  # fmt: skip
def test_the_dictionary_s_sounds_become_the_library_s(sounds: str, expected: str) -> None:
    assert writer.phonemes(sounds.split()) == expected


async def test_what_is_listed_is_what_is_heard(engine: EspeakEngine) -> None:
    names = "Balladur Cebula Tomich"
    spoken = await speak(engine, english(names), "espeak:en")
    heard = "".join(phone.ipa for phone in spoken.phones)
    assert heard == "bælədɚtʃɛbuːlətɑːmɪk"
    assert len(spoken.words) == 3
