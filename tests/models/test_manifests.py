"""Every model's manifest fits the schema and tells the truth about its files."""

import json
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
    assert {"host", "pip"} <= {folder.name for folder in FOLDERS}
    assert all((folder / "LICENSE").read_text(encoding="utf-8").strip() for folder in FOLDERS)


def test_manifest_fits_the_schema(manifest):
    jsonschema.validate(manifest, SCHEMA, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"camera": {}}, "full"),
        ({"files": {"clips": []}}, "files"),
        ({"size_bytes": 0}, "minimum"),
        ({"colour": 1}, "colour"),
    ],
)
def test_schema_refuses(change, word):
    manifest = json.loads((GLB / "pip" / "manifest.json").read_text(encoding="utf-8")) | change
    with pytest.raises(jsonschema.ValidationError, match=word):
        jsonschema.validate(manifest, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_manifest_is_named_like_its_folder_and_shares_its_licence(folder, manifest):
    assert manifest["name"] == folder.name
    assert f"SPDX-License-Identifier: {manifest['licence']}" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_named_files_are_the_files_there(folder, manifest):
    files = manifest["files"]
    named = {files[kind] for kind in ("draco", "meshopt") if kind in files} | {
        *files["clips"],
        *files.get("variants", []),
    }
    assert named == {path.name for path in folder.glob("*.glb")}
    assert manifest["size_bytes"] == (folder / (files.get("draco") or files["meshopt"])).stat().st_size


@pytest.mark.parametrize("kind", ["draco", "meshopt"])
def test_figures_are_those_of_the_file(folder, manifest, kind):
    file = GlbFile(folder / manifest["files"][kind])
    accessors, primitives = file.json["accessors"], [one for mesh in file.json["meshes"] for one in mesh["primitives"]]
    assert manifest["triangles"] == sum(accessors[one["indices"]]["count"] // 3 for one in primitives)
    assert set(manifest["morph_targets"]) == {
        name for mesh in file.json["meshes"] for name in mesh.get("extras", {}).get("targetNames", [])
    }
    nodes = file.json["nodes"]
    assert set(manifest["bones"]) == {nodes[joint]["name"] for skin in file.json["skins"] for joint in skin["joints"]}
    clips = {name for names in manifest["clips"].values() for name in names}
    assert clips <= set(file.named("animations"))
    assert manifest["jaw_bone"] in (None, *manifest["bones"])
    assert (manifest["jaw_bone"] is None) == (manifest["jaw_open_deg"] is None)


def test_shots_close_in_on_the_face(manifest):
    heights = [manifest["camera"][shot]["height_m"] for shot in ("full", "mid", "upper", "head")]
    assert heights == sorted(heights, reverse=True)
    targets = [manifest["camera"][shot]["target"][1] for shot in ("full", "mid", "upper", "head")]
    assert targets == sorted(targets)


def test_gains_name_targets_of_the_model(manifest):
    assert set(manifest["gains"]) <= set(manifest["morph_targets"])
