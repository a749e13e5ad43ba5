"""Every viseme map fits the schema, names its source, and reads as what it says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from visavis.protocol.channels import VISEME15
from visavis.resources import viseme_maps_dir
from visavis.speech import viseme_map
from visavis.speech.recipes import arkit_recipes
from visavis.speech.viseme_map import VisemePart, load_viseme_map

pytestmark = pytest.mark.unit

FILES = sorted(viseme_maps_dir().glob("*-to-*.json"))
SYMBOL_MAPS = [path.stem for path in FILES if json.loads(path.read_text("utf-8")).get("kind") == "symbols"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_map_fits_the_schema_and_is_named_as_its_file(path: Path) -> None:
    schema = json.loads((viseme_maps_dir() / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert data["name"] == path.stem


@pytest.mark.parametrize("name", SYMBOL_MAPS)
def test_map_of_symbols_loads_with_shares_that_sum_to_one(name: str) -> None:
    loaded = load_viseme_map(name)
    assert loaded.source
    for shapes in loaded.symbols.values():
        if shapes != "following":
            assert sum(part.share for part in shapes) == pytest.approx(1)
            assert {part.viseme for part in shapes} <= set(VISEME15)


def test_the_shipped_maps_are_there() -> None:
    assert {"ipa-to-viseme15", "ipa-zh-to-viseme15", "azure-to-viseme15"} <= set(SYMBOL_MAPS)
    assert "viseme15-to-arkit52" in {path.stem for path in FILES}


def test_azure_answers_for_all_its_ids() -> None:
    azure = load_viseme_map("azure-to-viseme15")
    assert set(azure.symbols) == {str(number) for number in range(22)}
    assert azure.get("21") == (VisemePart("PP", 1),)
    assert azure.get("18") == (VisemePart("FF", 1),)
    assert azure.get("0") == (VisemePart("sil", 1),)


def test_mandarin_extends_the_general_map() -> None:
    mandarin, general = load_viseme_map("ipa-zh-to-viseme15"), load_viseme_map("ipa-to-viseme15")
    assert mandarin.get("θ") == general.get("θ")
    assert mandarin.get("x") == "following" != general.get("x")


def test_every_viseme_has_a_recipe_that_tells_it_apart() -> None:
    recipes = arkit_recipes()
    looks = {
        viseme: tuple(
            tuple(recipes.articulators[articulator, viseme].tolist()) for articulator in ("lips", "jaw", "tongue")
        )
        for viseme in VISEME15
        if viseme not in {"sil", "PP", "FF"}
    }
    assert len(set(looks.values())) == len(looks)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"kind": "recipes"}, "'recipes'"),
        ({"kind": "symbols", "symbols": {"p": [["pp", 1]]}}, "'p'"),
        ({"kind": "symbols", "symbols": {"p": [["PP", 0.4]]}}, "0.4"),
        ({"kind": "symbols", "symbols": {"p": []}}, "'p'"),
    ],
)
def test_a_broken_map_is_refused_by_name(
    content: dict[str, object], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd-to-viseme15.json").write_text(json.dumps({"name": "odd-to-viseme15", "source": "", **content}))
    monkeypatch.setattr(viseme_map, "viseme_maps_dir", lambda: tmp_path)
    with pytest.raises(ValueError, match=told):
        load_viseme_map.__wrapped__("odd-to-viseme15")


def test_an_unknown_map_lists_those_there_are() -> None:
    with pytest.raises(FileNotFoundError, match="azure-to-viseme15"):
        load_viseme_map("klingon-to-viseme15")
