"""A glTF of several files becomes one, and every view still sees the same bytes."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from rig.small_models import Played, glb

from visavis.rig.document import read_document
from visavis.rig.errors import RigError
from visavis.rig.packing import outside_files
from visavis.rig.save import file_bytes

pytestmark = pytest.mark.unit

PNG = b"\x89PNG\r\n\x1a\n" + bytes(7)


def scene(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "buffers": [
            {"byteLength": 5, "uri": "a%20b.bin"},
            {"byteLength": 4, "uri": "data:;base64," + base64.b64encode(b"DATA").decode()},
            {"byteLength": 99, "extensions": {"EXT_meshopt_compression": {"fallback": True}}},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 1, "byteLength": 4},
            {"buffer": 1, "byteLength": 4},
            {
                "buffer": 2,
                "byteLength": 9,
                "extensions": {"EXT_meshopt_compression": {"buffer": 1, "byteOffset": 2, "byteLength": 2}},
            },
        ],
        "images": [{"uri": "skin.png"}, {"uri": "data:image/png;base64,AAAA"}, {"bufferView": 0}],
        "animations": [{"name": "talk"}],
    }
    return {**data, **changes}


def saved(folder: Path, data: dict[str, Any]) -> Played:
    (folder / "a b.bin").write_bytes(b"12345")
    (folder / "skin.png").write_bytes(PNG)
    (folder / "m.gltf").write_text(json.dumps(data), encoding="utf-8")
    out = folder / "m.glb"
    out.write_bytes(file_bytes(read_document(folder / "m.gltf"), out))
    return Played(out)


def seen(packed: Played, view: dict[str, Any]) -> bytes:
    start = view.get("byteOffset", 0)
    return packed.blob[start : start + view["byteLength"]]


def test_every_view_sees_what_it_saw(tmp_path: Path) -> None:
    packed = saved(tmp_path, scene())
    views = packed.json["bufferViews"]
    assert [seen(packed, view) for view in views[:2]] == [b"2345", b"DATA"]
    assert views[2]["buffer"] == 1
    compressed = views[2]["extensions"]["EXT_meshopt_compression"]
    assert (compressed["buffer"], seen(packed, compressed)) == (0, b"TA")
    assert packed.json["buffers"][1]["extensions"] == scene()["buffers"][2]["extensions"]
    assert "uri" not in packed.json["buffers"][0]
    skin, inline, inside = packed.json["images"]
    assert (skin["mimeType"], seen(packed, views[skin["bufferView"]])) == ("image/png", PNG)
    assert (inline, inside) == (scene()["images"][1], {"bufferView": 0})
    assert outside_files(read_document(tmp_path / "m.glb")) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"buffers": [{"byteLength": 5, "uri": "../m.bin"}]}, "not below its own folder"),
        ({"buffers": [{"byteLength": 5, "uri": "gone.bin"}]}, "gone.bin, which is not there"),
        ({"buffers": [{"byteLength": 5, "uri": "https://x.example/a.bin"}]}, "not fetched"),
        ({"buffers": [{"byteLength": 5, "uri": "file:///etc/passwd"}]}, "not fetched"),
        ({"buffers": [{"byteLength": 5, "uri": "data:;base64,@@@@"}]}, "data URI is broken"),
        ({"images": [{"uri": "a%20b.bin"}]}, "is no PNG"),
    ],
)
def test_what_cannot_be_packed_is_told(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(RigError, match=told):
        saved(tmp_path, scene(**changes))


def test_a_glb_keeps_its_own_bytes_in_front(tmp_path: Path) -> None:
    data = scene(buffers=[{"byteLength": 5}, *scene()["buffers"][1:]])
    (tmp_path / "skin.png").write_bytes(PNG)
    (tmp_path / "m.glb").write_bytes(glb(data, b"12345"))
    (tmp_path / "n.glb").write_bytes(file_bytes(read_document(tmp_path / "m.glb"), tmp_path / "n.glb"))
    packed = Played(tmp_path / "n.glb")
    assert packed.blob.startswith(b"12345")
    assert [seen(packed, view) for view in packed.json["bufferViews"][:2]] == [b"2345", b"DATA"]
