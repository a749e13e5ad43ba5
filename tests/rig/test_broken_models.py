"""Models that are no valid glTF are told to be none, however late that shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visavis.rig.bake import bake
from visavis.rig.document import Document
from visavis.rig.errors import RigError
from visavis.rig.face_channels import FACE_CHANNELS
from visavis.rig.manifest import manifest_beside, read_manifest
from visavis.rig.profile import read_profile
from visavis.rig.save import file_bytes
from visavis.rig.scene import parents

pytestmark = pytest.mark.unit

FACE = np.linspace(0, 1, 10)[:, np.newaxis] * np.ones(len(FACE_CHANNELS))
MESH = {"primitives": [{"targets": [{}]}], "extras": {"targetNames": ["jawOpen"]}}
JAW = {"skins": [{"joints": [0]}]}
HUGE = 10**400
DEEP = 50_000


def document(**parts: Any) -> Document:
    content = {"asset": {"version": "2.0"}, "nodes": [{"mesh": 0}], "meshes": [MESH], **parts}
    return Document(Path("x.gltf"), content, None)


@pytest.mark.parametrize(
    "parts",
    [
        {"nodes": [{"mesh": 0, "weights": [HUGE]}]},
        {"bufferViews": None},
        {"extensionsUsed": 5},
        {"buffers": [{"uri": "a\0b", "byteLength": 3}]},
        {"buffers": [{"uri": "http://[", "byteLength": 3}]},
        {"buffers": [{"uri": 5, "byteLength": 3}]},
        {"meshes": [], "nodes": [{"name": "jaw", "rotation": [0, 0, 0, HUGE]}], **JAW},
        {"meshes": [], "nodes": [{"name": "jaw"}, {"children": 5}], **JAW},
        {"meshes": [], "nodes": [{"name": "jaw"}, {"children": [0], "scale": {}}], **JAW},
    ],
)
def test_what_is_broken_is_told(parts: dict[str, Any]) -> None:
    model = document(**parts)

    def talk() -> None:
        bake(model, read_profile(model), FACE, 60, name="talk")
        file_bytes(model, Path("y.glb"))

    with pytest.raises(RigError, match=r"x\.gltf"):
        talk()


def test_a_long_chain_of_nodes() -> None:
    nodes = [{"children": [number + 1]} for number in range(DEEP)]
    above = parents(document(nodes=[*nodes, {}]))
    assert above == {number + 1: number for number in range(DEEP)}
    with pytest.raises(RigError, match="stands above itself"):
        parents(document(nodes=[*nodes, {"children": [DEEP // 2]}]))


@pytest.mark.parametrize(
    "content",
    [
        '{"gains": {"jawOpen": NaN}}',
        '{"articulation": {"jaw": 1e999}}',
        '{"gains": {"jawOpen": 1' + "0" * 400 + "}}",
        '{"x":' + "[" * 50_000 + "]" * 50_000 + "}",
        json.dumps({"files": json.loads("[" * 900 + "]" * 900)}),
    ],
)
def test_a_manifest_that_cannot_be_meant(tmp_path: Path, content: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(content, encoding="utf-8")
    try:
        manifest_beside(tmp_path / "x.glb")
    except RigError as error:
        assert "manifest.json is no manifest" in str(error)  # noqa: PT017  # how deep is too deep is the interpreter's
    if "files" not in content:
        with pytest.raises(RigError, match="no manifest"):
            read_manifest(path)
