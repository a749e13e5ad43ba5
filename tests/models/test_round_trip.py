"""Every shipped model says the same in both of its encodings, vertex by vertex, and keeps within its limits."""

import json
from pathlib import Path

import numpy as np
import pytest
from glb_file import GlbFile

pytestmark = pytest.mark.unit

GLB = Path(__file__).resolve().parents[2] / "models" / "glb"
MM = 0.001
PEOPLE = {"mei", "jun"}
TRIANGLES = {"low": (11_000, 19_000), "medium": (30_000, 48_000), "high": (80_000, 120_000)}


def _manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def _pairs():
    for path in sorted(GLB.glob("*/manifest.json")):
        files = _manifest(path.parent)["files"]
        for level, one in files.get("levels", {"": files}).items():
            if "draco" in one and "meshopt" in one:
                models = (path.parent, one["draco"], one["meshopt"])
                yield pytest.param(models, id=f"{path.parent.name} {level}".strip())


PAIRS = list(_pairs())


@pytest.fixture(params=PAIRS)
def pair(request):
    pytest.importorskip("DracoPy", reason="pip install -r models/build/requirements.txt")
    folder, draco, meshopt = request.param
    return GlbFile(folder / draco), GlbFile(folder / meshopt)


def _same_vertices(one, other):
    """For every vertex of one table the row in the other that is nearest in place, normal and image coordinates."""
    spatial = pytest.importorskip("scipy.spatial", reason="pip install -r models/build/requirements.txt")

    def table(attributes):
        columns = [attributes["POSITION"] / (0.1 * MM), attributes["NORMAL"][:, :3] * 10]
        if "TEXCOORD_0" in attributes:
            columns.append(attributes["TEXCOORD_0"] * 200)
        return np.concatenate(columns, axis=1)

    return spatial.cKDTree(table(other)).query(table(one))[1]


def test_both_encodings_hold_the_same_meshes(pair):
    draco, meshopt = pair
    assert list(draco.named("meshes")) == list(meshopt.named("meshes"))
    for name in draco.named("meshes"):
        (one, faces), (other, others) = draco.primitive(name), meshopt.primitive(name)
        assert set(one) == set(other), name
        assert len(faces) == len(others), name
        match = _same_vertices(one, other)
        back = _same_vertices(other, one)
        assert np.abs(other["POSITION"] - one["POSITION"][back]).max() < 0.1 * MM, f"{name}: vertices got lost"
        assert np.abs(one["POSITION"] - other["POSITION"][match]).max() < 0.1 * MM, name
        normals = (one["NORMAL"][:, :3] * other["NORMAL"][match, :3]).sum(axis=1)
        assert normals.min() > np.cos(np.radians(3)), name
        first, second = draco.targets(name), meshopt.targets(name)
        assert list(first) == list(second), name
        for target, delta in first.items():
            assert np.abs(delta - second[target][match]).max() < 0.05 * MM, (name, target)


def test_both_encodings_hold_the_same_materials_bones_and_clips(pair):
    draco, meshopt = pair
    assert draco.named("materials") == meshopt.named("materials")
    assert draco.bones() == meshopt.bones()
    assert list(draco.named("animations")) == list(meshopt.named("animations"))
    for name, node in draco.named("nodes").items():
        other = meshopt.named("nodes")[name]
        assert [node.get(key) for key in ("translation", "rotation", "scale")] == [
            other.get(key) for key in ("translation", "rotation", "scale")
        ], name


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in GLB.glob("*/manifest.json")), ids=lambda one: one.name
)
class TestLimits:
    def test_files_are_small(self, folder):
        files = _manifest(folder)["files"]
        most = {"pip": (700_000, 700_000)}.get(folder.name, (3_000_000, 2_500_000))
        for one in [files, *files.get("levels", {}).values()]:
            for kind, limit in zip(("draco", "meshopt"), most, strict=True):
                if kind in one:
                    assert (folder / one[kind]).stat().st_size <= limit, one[kind]

    def test_levels_have_the_triangles_they_should(self, folder):
        levels = _manifest(folder)["files"].get("levels", {})
        if folder.name in PEOPLE:
            assert list(levels) == ["low", "medium", "high"]
            for level, one in levels.items():
                least, most = TRIANGLES[level]
                assert least <= one["triangles"] <= most, level
        if folder.name == "pip":
            assert _manifest(folder)["triangles"] <= 8000
