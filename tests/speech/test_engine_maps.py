"""The viseme maps of other engines' notations answer for every symbol those notations have."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from visavis.resources import viseme_maps_dir
from visavis.speech.viseme_map import VisemeMap, load_viseme_map

pytestmark = pytest.mark.unit

LOCALES = [path.stem for path in sorted(viseme_maps_dir().glob("azure-??-??-to-viseme15.json"))]
KANA = json.loads(
    (Path(__file__).parents[2] / "server/visavis/tts/engines/espeak/phones/kana.json").read_text(encoding="utf-8")
)["kana"]


def cut(text: str, found: VisemeMap) -> list[str]:
    """The longest symbols that ``text`` consists of."""
    symbols = []
    while text:
        size = next(size for size in range(found.longest, 0, -1) if found.get(text[:size]) is not None)
        symbols.append(text[:size])
        text = text[size:]
    return symbols


def test_there_is_a_table_for_the_locales_that_share_ids() -> None:
    locales = {name.removeprefix("azure-").removesuffix("-to-viseme15") for name in LOCALES}
    assert locales == {"de-de", "es-es", "fr-fr", "ja-jp", "ko-kr", "zh-cn", "zh-hk"}


@pytest.mark.parametrize("name", LOCALES)
def test_every_azure_locale_answers_for_all_ids_and_closes_the_lips(name: str) -> None:
    azure, general = load_viseme_map(name), load_viseme_map("azure-to-viseme15")
    assert set(azure.symbols) == {str(number) for number in range(22)}
    for closed in ("0", "18", "21"):
        assert azure.get(closed) == general.get(closed)
    assert azure.symbols != general.symbols


def test_polly_answers_for_all_its_visemes() -> None:
    polly = load_viseme_map("polly-to-viseme15")
    assert set(polly.symbols) == {*"ptSTfkrsJBxiua@eEoO0", "i:", "E:", "sil"}


def test_every_syllable_of_cantonese_is_cut_into_initial_and_final() -> None:
    import ToJyutping

    jyutping = load_viseme_map("jyutping-to-viseme15")
    syllables = {
        part[:-1]
        for _, reading in ToJyutping.get_jyutping_list("".join(map(chr, range(0x4E00, 0x9FA6))))
        if reading
        for part in reading.split()
    }
    assert len(syllables) > 600
    for syllable in syllables:
        parts = cut(syllable, jyutping)
        assert len(parts) <= 2, syllable
        shapes = [shape for part in parts if (found := jyutping.get(part)) != "following" for shape in found or ()]
        labials = len(re.findall("^[bpm]|[pm]$", syllable)) if syllable != "m" else 1
        assert sum(shape.viseme == "PP" for shape in shapes) == labials, syllable


def test_every_kana_has_shapes_and_labials_close() -> None:
    kana = load_viseme_map("kana-to-viseme15")
    for symbol, phonemes in KANA.items():
        for spelled in (symbol, f"{symbol}ー"):
            shapes = kana.get(spelled)
            assert shapes is not None
            assert shapes != "following"
            assert (shapes[0].viseme == "PP") == (re.match(r"[pbm](?!\\)", phonemes) is not None), spelled
    assert cut("サンポ", kana) == ["サ", "ンポ"]
    assert cut("テンキ", kana) == ["テ", "ン", "キ"]
