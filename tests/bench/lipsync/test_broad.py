"""IPA of any habit becomes broad phones that share its time."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from visavis.bench.lipsync.broad import BroadPhone, broad_names, broad_phones, broad_table
from visavis.bench.lipsync.recording import TimedPhone
from visavis.protocol.channels import VISEME15
from visavis.resources import viseme_maps_dir
from visavis.tts.engines.espeak.phone_names import phone_symbols

pytestmark = pytest.mark.unit


def test_the_table_is_whole() -> None:
    table = broad_table()
    named = {name for names in table.symbols.values() for name in names}
    assert named <= table.visemes.keys()
    assert table.vowels <= table.visemes.keys()
    assert table.classes.keys() == table.visemes.keys()
    assert set(table.visemes.values()) <= {*VISEME15, "following"}
    assert json.loads(files("visavis.bench.lipsync").joinpath("data/broad_phones.json").read_text("utf-8"))["source"]


def test_every_phone_of_the_embedded_voice_is_known() -> None:
    assert all(name for symbol in phone_symbols() for name in broad_names(symbol))


@pytest.mark.parametrize("path", sorted(viseme_maps_dir().glob("ipa-*.json")), ids=lambda path: path.stem)
def test_every_symbol_that_has_a_viseme_is_known(path: Path) -> None:
    for symbol in json.loads(path.read_text("utf-8"))["symbols"]:
        assert all(broad_names(symbol)), symbol


@pytest.mark.parametrize(
    ("ipa", "names"),
    [
        ("", ("",)),
        ("ˈɑː", ("aa",)),
        ("ɑːɹ", ("aa", "r")),
        ("aɪɚ", ("ay", "er")),
        ("tʰ", ("t",)),
        ("t͡ʃ", ("ch",)),
        ("m̩", ("m",)),
        ("ɻ̩", ("ih",)),
        ("iɑʊ", ("y", "aw")),
        ("jɛn", ("y", "eh", "n")),
        ("ẽ", ("eh",)),
    ],
)
def test_symbols(ipa: str, names: tuple[str, ...]) -> None:
    assert broad_names(ipa) == names


def test_an_unknown_symbol_is_named() -> None:
    with pytest.raises(ValueError, match="ʢ"):
        broad_names("aʢ")


def test_phones_lie_end_to_end_and_gaps_are_silence() -> None:
    found = broad_phones([TimedPhone("ɑːɹ", 100, 265), TimedPhone("", 265, 300), TimedPhone("p", 340, 400)])
    assert found == [
        BroadPhone("", 0, 100),
        BroadPhone("aa", 100, 200),
        BroadPhone("r", 200, 265),
        BroadPhone("", 265, 340),
        BroadPhone("p", 340, 400),
    ]
