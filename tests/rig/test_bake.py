"""Speech in a model: what a player shows is the track, and nothing else of the file has changed."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rig.small_models import TRIANGLE, Played, glb, morph_json

from visavis.protocol.channels import ARKIT52
from visavis.rig.bake import Baked, bake
from visavis.rig.document import read_document
from visavis.rig.errors import RigError
from visavis.rig.face_channels import FACE_CHANNELS, FACE_INDEX, face_rows
from visavis.rig.manifest import RigManifest
from visavis.rig.profile import read_profile
from visavis.rig.save import file_bytes

pytestmark = pytest.mark.unit

FPS = 60


def face(**weights: list[float]) -> np.ndarray:
    """Frames × 67 with these columns; ``viseme_aa`` and the like go by their names."""
    rows = np.zeros((max(map(len, weights.values())), len(FACE_CHANNELS)))
    for name, column in weights.items():
        rows[:, FACE_INDEX[name]] = column
    return rows


def speech(frames: int = 90, seed: int = 1) -> np.ndarray:
    """Something like a mouth: smooth, with closures, in whole steps as tracks have it."""
    rng = np.random.default_rng(seed)
    rows = np.cumsum(rng.normal(0, 12, (frames, 52)), axis=0) + 40
    rows[20:26, ARKIT52.index("jawOpen")] = 0
    return face_rows(np.clip(rows, 0, 255).astype(np.uint8), "arkit52")


def baked(
    path: Path, content: bytes, rows: np.ndarray, manifest: RigManifest | None = None, **options: Any
) -> tuple[Played, Baked]:
    path.write_bytes(content)
    document = read_document(path)
    done = bake(document, read_profile(document, manifest), rows, FPS, **options)
    out = path.with_name("talking.glb")
    out.write_bytes(file_bytes(document, out))
    return Played(out), done


def times(rows: np.ndarray) -> np.ndarray:
    return np.arange(len(rows)) / FPS


def test_every_mesh_shows_its_part_of_the_track(tmp_path: Path) -> None:
    names = [["bodyWeight", *ARKIT52], ["jawOpen", "tongueOut"], ["noseLength"]]
    rows = speech()
    played, done = baked(tmp_path / "m.glb", glb(morph_json(*names)), rows)
    assert played.nodes() == [0, 1]
    head, teeth = (played.at(node, times(rows)) for node in (0, 1))
    assert head[:, 0].max() == 0
    assert np.abs(head[:, 1:] - rows[:, :52]).max() < 1 / 255
    wanted = rows[:, [FACE_INDEX["jawOpen"], FACE_INDEX["tongueOut"]]]
    assert np.abs(teeth - wanted).max() < 1 / 255
    off = max(np.abs(head[:, 1:] - rows[:, :52]).max(), np.abs(teeth - wanted).max())
    assert done.error == pytest.approx(off, abs=1e-6)
    assert done.error < 1 / 255
    assert done.seconds == pytest.approx(89 / 60)


@given(arrays(np.uint8, st.tuples(st.integers(1, 50), st.just(15)), elements=st.integers(0, 255)))
def test_any_viseme_track_is_shown(tmp_path_factory: pytest.TempPathFactory, track: np.ndarray) -> None:
    track[0, 10] = 200  # a track in which nothing moves is refused
    rows = face_rows(track, "viseme15")
    folder = tmp_path_factory.getbasetemp()
    played, _ = baked(folder / "v.glb", glb(morph_json(list(FACE_CHANNELS[52:]))), rows)
    assert np.abs(played.at(0, times(rows)) - rows[:, 52:]).max() < 1 / 255


def test_weights_at_rest_stay_and_speech_adds_to_them(tmp_path: Path) -> None:
    data = morph_json(["age", "jawOpen", "mouthClose"], weights={0: [0.337, 0.2, 0]})
    played, _ = baked(tmp_path / "m.glb", glb(data), face(jawOpen=[0, 0.5, 1], mouthClose=[0, 0, 1]))
    shown = played.at(0, np.array([0, 1, 2]) / FPS)
    assert shown[:, 0] == pytest.approx(0.337, abs=1e-6)
    assert shown[:, 1] == pytest.approx([0.2, 0.7, 1.0], abs=1 / 255)
    assert played.json["meshes"][0]["weights"] == [0.337, 0.2, 0]


def test_a_node_may_have_weights_of_its_own_and_share_a_mesh(tmp_path: Path) -> None:
    data = morph_json(["jawOpen", "age"])
    data["nodes"] = [{"mesh": 0}, {"mesh": 0, "weights": [0, 1]}]
    played, _ = baked(tmp_path / "m.glb", glb(data), face(jawOpen=[0, 1]))
    assert played.nodes() == [0, 1]
    assert played.at(0, np.array([1 / FPS]))[0] == pytest.approx([1, 0], abs=1e-6)
    assert played.at(1, np.array([1 / FPS]))[0] == pytest.approx([1, 1], abs=1e-6)


@pytest.mark.parametrize("floats", [False, True])
def test_weights_are_bytes_or_floats(tmp_path: Path, floats: bool) -> None:
    rows = speech()
    played, _ = baked(tmp_path / "m.glb", glb(morph_json(list(ARKIT52))), rows, float_weights=floats)
    accessor = played.json["accessors"][played.animation["samplers"][0]["output"]]
    assert accessor["componentType"] == (5126 if floats else 5121)
    assert accessor.get("normalized", False) is not floats
    assert np.abs(played.at(0, times(rows)) - rows[:, :52]).max() < 1 / 255


def test_nothing_else_in_the_file_changes(tmp_path: Path) -> None:
    data = morph_json(["jawOpen"], ["jawOpen"], extras={"mine": [1e-9]}, extensions={"X_y": {"buffer": 3}})
    data["animations"] = [{"name": "idle", "channels": [], "samplers": []}]
    data["buffers"].append({"byteLength": 900, "extensions": {"EXT_meshopt_compression": {"fallback": True}}})
    before = copy.deepcopy(data)
    played, _ = baked(tmp_path / "m.glb", glb(data), face(jawOpen=[0, 1]))
    after = played.json
    assert played.blob.startswith(TRIANGLE)
    assert after["animations"][1:] == before["animations"]
    assert after["buffers"][1:] == before["buffers"][1:]
    assert after["buffers"][0]["byteLength"] <= len(played.blob)
    for kind in ("accessors", "bufferViews"):
        assert after[kind][: len(before[kind])] == before[kind]
    changed = {"animations", "buffers", "accessors", "bufferViews"}
    assert {k: v for k, v in after.items() if k not in changed} == {k: v for k, v in before.items() if k not in changed}


def test_a_second_bake_takes_the_place_of_the_first_but_not_of_anothers_clip(tmp_path: Path) -> None:
    content = glb(morph_json(["jawOpen"]))
    baked(tmp_path / "m.glb", content, face(jawOpen=[0, 1, 0]))
    played, _ = baked(tmp_path / "n.glb", (tmp_path / "talking.glb").read_bytes(), face(jawOpen=[0, 0, 1]))
    assert [one["name"] for one in played.json["animations"]] == ["talk"]
    assert played.at(0, np.array([1, 2]) / FPS)[:, 0] == pytest.approx([0, 1], abs=1e-6)
    foreign = morph_json(["jawOpen"], animations=[{"name": "talk", "channels": [], "samplers": []}])
    with pytest.raises(RigError, match="'talk' already"):
        baked(tmp_path / "m.glb", glb(foreign), face(jawOpen=[0, 1]))


def test_it_comes_first_unless_somebody_counts(tmp_path: Path) -> None:
    clip = {"name": "idle", "channels": [], "samplers": []}
    played, _ = baked(tmp_path / "m.glb", glb(morph_json(["jawOpen"], animations=[clip])), face(jawOpen=[0, 1]))
    assert [one["name"] for one in played.json["animations"]] == ["talk", "idle"]
    counted = morph_json(["jawOpen"], animations=[clip], extensionsUsed=["KHR_interactivity"])
    played, _ = baked(tmp_path / "m.glb", glb(counted), face(jawOpen=[0, 1]))
    assert [one["name"] for one in played.json["animations"]] == ["idle", "talk"]


def jawed(**head: Any) -> dict[str, Any]:
    data = morph_json([])
    data["nodes"] = [{"mesh": 0, "skin": 0}, {"name": "Head", "children": [2], **head}, {"name": "Jaw"}]
    data["skins"] = [{"joints": [1, 2]}]
    data["scenes"] = [{"nodes": [0, 1]}]
    return data


@pytest.mark.parametrize(
    "head",
    [
        {},
        {"rotation": [0.5, 0.5, 0.5, 0.5], "scale": [2, 2, 2]},
        {"matrix": [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1]},
    ],
    ids=["upright", "turned and scaled", "by a matrix"],
)
@pytest.mark.parametrize("backwards", [False, True], ids=["glTF", "VRM 0"])
def test_a_jaw_opens_downwards_whatever_its_frame(tmp_path: Path, head: dict[str, Any], backwards: bool) -> None:
    data = jawed(**head)
    if backwards:
        data["extensions"] = {"VRM": {}}
    rows = face(jawOpen=[0, 0.5, 1, 0.8], mouthClose=[0, 0, 0, 0.8])
    played, done = baked(tmp_path / "m.glb", glb(data), rows, RigManifest(jaw_open_deg=20))
    assert done.moved == ("Jaw",)
    assert played.nodes("rotation") == [2]
    shown = played.at(2, times(rows), "rotation")
    assert 2 * np.degrees(np.arccos(shown[:, 3])) == pytest.approx([0, 10, 20, 0], abs=0.1)
    # The chin, straight ahead of the jaw in the world, goes down.
    turn = np.eye(3)
    if "rotation" in head:
        turn = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    elif "matrix" in head:
        turn = np.array(head["matrix"]).reshape(4, 4).T[:3, :3]
    ahead = np.array([0, 0, -1.0 if backwards else 1.0])
    local = turn.T @ ahead
    x, y, z, w = shown[2]
    axis = np.array([x, y, z])
    moved = local + 2 * w * np.cross(axis, local) + 2 * np.cross(axis, np.cross(axis, local))
    assert (turn @ moved)[1] == pytest.approx(-np.sin(np.radians(20)), abs=0.01)


def test_a_jaw_follows_the_track_between_its_keys(tmp_path: Path) -> None:
    data = jawed()
    data["nodes"][2]["rotation"] = [0, 0.6, 0, 0.8]
    rows = speech(200)
    played, done = baked(tmp_path / "m.glb", glb(data), rows)
    rest = np.array([0, 0.6, 0, 0.8])
    angles = 2 * np.arccos(np.clip(np.abs(played.at(2, times(rows), "rotation") @ rest), 0, 1))
    opening = np.clip(rows[:, FACE_INDEX["jawOpen"]] - rows[:, FACE_INDEX["mouthClose"]], 0, 1)
    assert np.abs(np.degrees(angles) / 14 - opening).max() < 1 / 255 + 1e-4
    assert done.keys < done.frames


def test_a_jaw_that_a_matrix_places_cannot_be_animated(tmp_path: Path) -> None:
    data = jawed()
    data["nodes"][2]["matrix"] = np.eye(4).ravel().tolist()
    with pytest.raises(RigError, match="'Jaw' is placed by a matrix"):
        baked(tmp_path / "m.glb", glb(data), face(jawOpen=[0, 1]))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (morph_json([]), "no morph targets; no bones; no clips"),
        (morph_json(["age", "size"]), r"2 morph targets \(age, size\)"),
        (morph_json(["", ""]), "morph targets without names"),
        (morph_json(["eyeBlinkLeft"]), "nothing to talk with"),
        (morph_json([], animations=[{"name": "mouth", "channels": [], "samplers": []}]), "says too little for a bake"),
    ],
)
def test_a_model_that_cannot_talk_is_told_what_it_has(tmp_path: Path, data: dict[str, Any], told: str) -> None:
    with pytest.raises(RigError, match=told):
        baked(tmp_path / "m.glb", glb(data), face(jawOpen=[0, 1]))
    assert not (tmp_path / "talking.glb").exists()


def test_silence_is_nothing_to_bake(tmp_path: Path) -> None:
    for rows in (np.zeros((0, 67)), np.zeros((60, 67))):
        with pytest.raises(RigError, match="nothing"):
            baked(tmp_path / "m.glb", glb(morph_json(["jawOpen"])), rows)


@pytest.mark.parametrize("version", [0, 1])
def test_a_vrm_is_moved_by_its_expressions_whatever_its_targets_are_called(tmp_path: Path, version: int) -> None:
    data = morph_json(["M_17", "M_18", "M_19"], ["T_1"])
    if version == 1:
        aa = {"morphTargetBinds": [{"node": 0, "index": 1, "weight": 0.5}, {"node": 1, "index": 0, "weight": 1}]}
        blink = {"morphTargetBinds": [{"node": 0, "index": 2, "weight": 1}]}
        data["extensions"] = {"VRMC_vrm": {"expressions": {"preset": {"aa": aa, "blink": blink}}}}
    else:
        groups = [
            {
                "presetName": "a",
                "binds": [{"mesh": 0, "index": 1, "weight": 50}, {"mesh": 1, "index": 0, "weight": 100}],
            },
            {"presetName": "unknown", "name": "Blink", "binds": [{"mesh": 0, "index": 2, "weight": 100}]},
        ]
        data["extensions"] = {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}
    rows = face(viseme_aa=[0, 1], eyeBlinkLeft=[0, 1], eyeBlinkRight=[0, 1])
    played, _ = baked(tmp_path / "m.vrm", glb(data), rows)
    assert played.at(0, times(rows))[1] == pytest.approx([0, 0.5, 1], abs=1 / 255)
    assert played.at(1, times(rows))[1] == pytest.approx([1], abs=1 / 255)


def test_a_model_without_binary_data_gets_a_buffer_of_its_own(tmp_path: Path) -> None:
    data = morph_json(["jawOpen"])
    data["buffers"][0]["uri"] = "shape.bin"
    (tmp_path / "shape.bin").write_bytes(TRIANGLE)
    (tmp_path / "m.gltf").write_text(json.dumps(data))
    document = read_document(tmp_path / "m.gltf")
    rows = face(jawOpen=[0, 0.5, 1])
    bake(document, read_profile(document), rows, FPS)
    out = tmp_path / "out.gltf"
    out.write_bytes(file_bytes(document, out))
    played = Played(out)
    assert played.at(0, times(rows))[:, 0] == pytest.approx([0, 0.5, 1], abs=1 / 255)
    assert played.json["buffers"][0] == {"byteLength": 36, "uri": "shape.bin"}
    with pytest.raises(RigError, match="same folder"):
        file_bytes(document, tmp_path / "other" / "out.gltf")
