"""Every model's manifest fits the schema and tells the truth about its files."""

import io
import json
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from glb_file import GlbFile

pytestmark = pytest.mark.unit

GLB = Path(__file__).resolve().parents[2] / "models" / "glb"
SCHEMA = json.loads((GLB / "manifest.schema.json").read_text(encoding="utf-8"))
FOLDERS = sorted(path.parent for path in GLB.glob("*/manifest.json"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


@pytest.fixture
def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_folder_has_a_manifest_and_a_licence():
    assert [path.name for path in sorted(GLB.iterdir()) if path.is_dir()] == [folder.name for folder in FOLDERS]
    assert "pip" in {folder.name for folder in FOLDERS}
    assert all((folder / "LICENSE").read_text(encoding="utf-8").strip() for folder in FOLDERS)


def test_manifest_fits_the_schema(manifest):
    jsonschema.validate(manifest, SCHEMA, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"camera": {}}, "full"),
        ({"files": {"separate_clips": []}}, "files"),
        ({"size_bytes": 0}, "minimum"),
        ({"colour": 1}, "colour"),
        ({"tints": [{"name": "outfit"}]}, "required"),
        (
            {"springs": [{"bones": [], "stiffness": 2, "drag": 0, "gravity": 0, "radius_m": 0}]},
            "non-empty|maximum|short",
        ),
    ],
)
def test_schema_refuses(change, word):
    manifest = json.loads((GLB / "pip" / "manifest.json").read_text(encoding="utf-8")) | change
    with pytest.raises(jsonschema.ValidationError, match=word):
        jsonschema.validate(manifest, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_manifest_is_named_like_its_folder_and_shares_its_licence(folder, manifest):
    assert manifest["name"] == folder.name
    assert f"SPDX-License-Identifier: {manifest['licence']}" in (folder / "LICENSE").read_text(encoding="utf-8")


def _levels(manifest):
    """Level → its entry; a model without levels is one of its own."""
    files = manifest["files"]
    return files.get("levels") or {"": {**files, "triangles": manifest["triangles"]}}


def test_named_files_are_the_files_there(folder, manifest):
    files = manifest["files"]
    models = [files, *_levels(manifest).values()]
    named = {one[kind] for one in models for kind in ("draco", "meshopt") if kind in one} | {
        *files.get("clips", []),
        *files.get("separate_clips", []),
        *files.get("variants", []),
    }
    assert named == {path.name for path in folder.glob("*.glb")}
    assert manifest["size_bytes"] == (folder / (files.get("draco") or files["meshopt"])).stat().st_size
    for one in files.get("levels", {}).values():
        for kind in ("draco", "meshopt"):
            assert one[f"{kind}_bytes"] == (folder / one[kind]).stat().st_size


def test_the_models_own_files_are_one_of_its_levels(manifest):
    files = manifest["files"]
    if "levels" in files:
        own = [one for one in files["levels"].values() if one["draco"] == files["draco"]]
        assert {one["meshopt"] for one in own} == {files["meshopt"]}
        assert {one["triangles"] for one in own} == {manifest["triangles"]}


@pytest.mark.parametrize("kind", ["draco", "meshopt"])
def test_figures_are_those_of_the_files(folder, manifest, kind):
    for one in _levels(manifest).values():
        file = GlbFile(folder / one[kind])
        primitives = [primitive for mesh in file.json["meshes"] for primitive in mesh["primitives"]]
        counts = [file.json["accessors"][primitive["indices"]]["count"] // 3 for primitive in primitives]
        assert one["triangles"] == sum(counts)
        assert set(manifest["morph_targets"]) == {
            name for mesh in file.json["meshes"] for name in mesh.get("extras", {}).get("targetNames", [])
        }
        assert set(manifest["bones"]) == file.bones()
        clips = {name for names in manifest["clips"].values() for name in names}
        assert clips <= set(file.named("animations"))
        tinted = {name for tint in manifest.get("tints", []) for name in tint["materials"]}
        assert tinted <= {material["name"] for material in file.json["materials"]}
        if "texture_memory_bytes" in one:
            assert one["texture_memory_bytes"] == _texture_memory(file)


def _texture_memory(file):
    """Of the textures as WebP: four bytes a pixel and a third more for the smaller copies."""
    image = pytest.importorskip("PIL.Image")
    total = 0
    for texture in file.json.get("textures", []):
        source = file.json["images"][texture["extensions"]["EXT_texture_webp"]["source"]]
        width, height = image.open(io.BytesIO(file.view(source["bufferView"]))).size
        total += width * height * 16 // 3
    return total


def test_the_jaw_is_a_bone_that_opens(manifest):
    assert manifest["jaw_bone"] in (None, *manifest["bones"])
    assert (manifest["jaw_bone"] is None) == (manifest["jaw_open_deg"] is None)


def test_separate_clips_name_nodes_of_the_model(folder, manifest):
    nodes = set(GlbFile(folder / manifest["files"]["draco"]).named("nodes"))
    played = set()
    for name in manifest["files"].get("separate_clips", []):
        file = GlbFile(folder / name)
        played |= set(file.named("animations"))
        for animation in file.json["animations"]:
            for channel in animation["channels"]:
                assert file.json["nodes"][channel["target"]["node"]]["name"] in nodes, (name, animation["name"])
    if played:
        assert {name for names in manifest["clips"].values() for name in names} <= played


def test_springs_are_chains_of_bones(folder, manifest):
    file = GlbFile(folder / manifest["files"]["draco"])
    nodes = file.json["nodes"]
    children = {node["name"]: {nodes[child]["name"] for child in node.get("children", [])} for node in nodes}
    for spring in manifest.get("springs", []):
        assert set(spring["bones"]) <= set(manifest["bones"])
        for parent, child in pairwise(spring["bones"]):
            assert child in children[parent]


def test_default_colours_can_be_chosen(manifest):
    for tint in manifest.get("tints", []):
        assert tint["default"] in tint.get("choices", [tint["default"]]), tint["name"]


def test_shots_close_in_on_the_face(manifest):
    heights = [manifest["camera"][shot]["height_m"] for shot in ("full", "mid", "upper", "head")]
    assert heights == sorted(heights, reverse=True)
    targets = [manifest["camera"][shot]["target"][1] for shot in ("full", "mid", "upper", "head")]
    assert targets == sorted(targets)


def test_gains_name_targets_of_the_model(manifest):
    assert set(manifest["gains"]) <= set(manifest["morph_targets"])
