"""Files that are no models, or broken ones, are refused by what is wrong with them; good ones come back whole."""

from __future__ import annotations

import contextlib
import json
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rig.small_models import TRIANGLE, glb, morph_json

from visavis.rig import document as module
from visavis.rig.document import binary_bytes, json_bytes, read_document
from visavis.rig.errors import RigError
from visavis.rig.profile import read_profile

pytestmark = pytest.mark.unit

GOOD = glb(morph_json(["jawOpen", "mouthClose"]))


def read(folder: Path, content: bytes) -> module.Document:
    path = folder / "model.glb"
    path.write_bytes(content)
    return read_document(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no glTF model"),
        (b"PK\x03\x04zip", "no glTF model"),
        (b"<!doctype html>", "no glTF model"),
        (b"glTF", "cut off after 4"),
        (GOOD[:200], "cut off: it says"),
        (struct.pack("<4sII", b"glTF", 1, 20) + bytes(8), "is glTF 1"),
        (struct.pack("<4sII", b"glTF", 2, 28) + struct.pack("<I4s", 8, b"BIN\0") + bytes(8), "first chunk"),
        (struct.pack("<4sII", b"glTF", 2, 28) + struct.pack("<I4s", 9000, b"JSON") + bytes(8), "cut off: a chunk"),
        (glb({"asset": {"version": "2.0"}}).replace(b'"asset"', b'"asset\\'), "JSON cannot be read"),
        (b'{"a": 1}', r"asset\.version is missing"),
        (b"{}", r"asset\.version is missing"),
        (b'{"asset": {"version": "1.0"}}', r"is glTF 1\.0"),
        (b'{"asset": {"version": "2.0"}, "x": NaN}', "NaN is no number"),
        (b'{"asset":' * 100_000, "JSON cannot be read"),
        (b'{"asset": "\xff"}', "JSON cannot be read"),
    ],
)
def test_what_is_no_model_is_told_by_name(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(RigError, match=told) as caught:
        read(tmp_path, content)
    assert "model.glb" in str(caught.value)


def test_a_huge_file_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE_BYTES", 100)
    with pytest.raises(RigError, match="MB; models up to"):
        read(tmp_path, GOOD)


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    strange = {"extensions": {"X_of_mine": {"π": [1e-7, 0.1, 12345678901234567890, None]}}, "extras": {"好": "😀"}}
    chunk = struct.pack("<I4s", 4, b"MORE") + b"mine"
    before = glb(morph_json(["jawOpen"], **strange), TRIANGLE, chunk)
    found = read(tmp_path, before)
    after = binary_bytes(json_bytes(found), found.blob, found.other_chunks)
    (tmp_path / "after.glb").write_bytes(after)
    again = read_document(tmp_path / "after.glb")
    assert (again.json, again.blob, again.other_chunks) == (found.json, found.blob, found.other_chunks)
    assert found.json["extensions"] == strange["extensions"]
    assert after.endswith(chunk)
    assert len(after) % 4 == 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nodes": {"0": {}}}, "'nodes' are not a list"),
        ({"nodes": [{"mesh": 7}]}, "number 7 of 1 meshes"),
        ({"nodes": [{"mesh": -1}]}, "number -1"),
        ({"nodes": [{"mesh": True}]}, "number True"),
        ({"meshes": [{"name": "M"}]}, "'M' has no list of primitives"),
        ({"meshes": [{"primitives": [{"targets": [{}]}, {"targets": []}]}]}, "differ in their morph targets"),
        ({"meshes": [{"primitives": [{"targets": [{}]}], "weights": [0, 0]}]}, "1 morph targets have the weights"),
        ({"meshes": [{"primitives": [{"targets": [{}]}], "weights": ["x"]}]}, "no valid glTF"),
        (
            {"extensions": {"VRMC_vrm": {"expressions": {"preset": {"aa": {"morphTargetBinds": [{}]}}}}}},
            "no valid glTF",
        ),
    ],
)
def test_a_model_that_contradicts_itself_is_told_how(tmp_path: Path, change: dict[str, object], told: str) -> None:
    found = read(tmp_path, glb({**morph_json(["jawOpen"]), **change}))
    with pytest.raises(RigError, match=told):
        read_profile(found)


@settings(max_examples=150)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=6), st.booleans())
def test_damage_is_refused_or_does_no_harm(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes, cut: bool
) -> None:
    broken = GOOD[:at] + junk + (b"" if cut else GOOD[at + len(junk) :])
    path = tmp_path_factory.getbasetemp() / "damaged.glb"
    path.write_bytes(broken)
    with contextlib.suppress(RigError):  # any other exception fails the test
        read_profile(read_document(path))


def test_names_of_targets_are_found_where_exporters_put_them(tmp_path: Path) -> None:
    data = morph_json(["jawOpen", "mouthClose"])
    del data["meshes"][0]["extras"]
    data["meshes"][0]["primitives"][0]["extras"] = {"targetNames": ["jawOpen", "mouthClose"]}
    assert read_profile(read(tmp_path, glb(data))).channels == ("jawOpen", "mouthClose")
    del data["meshes"][0]["primitives"][0]["extras"]
    data["meshes"][0]["primitives"][0]["targets"] = [{"extras": {"name": name}} for name in ("jawOpen", "mouthClose")]
    assert read_profile(read(tmp_path, glb(data))).channels == ("jawOpen", "mouthClose")
    assert json.loads(json_bytes(read(tmp_path, glb(data)))) == data
