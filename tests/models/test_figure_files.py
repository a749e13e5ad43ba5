"""The files of pip: they hold what the scripts shape, they are small, and their clips play."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from glb_file import GlbFile
from margins import gap, lid_pairs, lip_pairs

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
PIP = ROOT / "models" / "glb" / "pip"
MODELS = ["pip.glb", "pip_meshopt.glb"]
MM = 0.001


@pytest.fixture(scope="session", params=MODELS)
def model(request):
    return GlbFile(PIP / request.param)


def test_files_hold_the_figure_vertex_by_vertex(model, assembly):
    """Also fails when the scripts were changed and the files not rebuilt."""
    assert set(model.named("meshes")) == set(assembly.meshes)
    for name, part in assembly.meshes.items():
        attributes, triangles = model.primitive(name)
        assert np.array_equal(triangles, part.triangles) or same_triangles(triangles, part.triangles), name
        assert np.abs(attributes["POSITION"] - part.positions).max() < 0.05 * MM, name
        assert np.abs(attributes["NORMAL"] - part.shading()).max() < 0.02, name
        stored = model.targets(name)
        assert list(stored) == list(part.targets)
        for target, delta in stored.items():
            assert np.abs(delta - part.targets[target]).max() < 0.02 * MM, (name, target)


def same_triangles(some, others):
    """The same triangles in the same order, each perhaps starting at another corner: all that meshopt promises."""
    turns = [np.roll(some, turn, axis=1) for turn in range(3)]
    return bool(np.any([(turned == others).all(axis=1) for turned in turns], axis=0).all())


def test_skin_weights_survive(model, assembly):
    skins = model.json["skins"]
    bones = [model.json["nodes"][joint]["name"] for joint in skins[0]["joints"]]
    assert bones == list(assembly.bones)
    for name, part in assembly.meshes.items():
        attributes, _ = model.primitive(name)
        weights = np.zeros((part.size, len(bones)))
        for column in range(4):
            np.add.at(
                weights, (np.arange(part.size), attributes["JOINTS_0"][:, column]), attributes["WEIGHTS_0"][:, column]
            )
        expected = np.stack([part.weights.get(bone, np.zeros(part.size)) for bone in bones], axis=1)
        assert np.abs(weights - expected).max() < 0.02, name
        assert weights.sum(axis=1) == pytest.approx(1.0)


def test_lips_and_lids_close_in_the_file_too(model, figure):
    points, shapes = model.primitive("HeadMesh")[0]["POSITION"].astype(float), model.targets("HeadMesh")
    assert gap(points, lip_pairs(figure)).max() == 0.0
    assert gap(points + shapes["jawOpen"] + shapes["mouthClose"], lip_pairs(figure)).max() < 1e-6
    assert gap(points + shapes["viseme_PP"], lip_pairs(figure)).max() < 1e-6
    blink = points + shapes["eyeBlinkLeft"] + shapes["eyeBlinkRight"]
    for sign in (1, -1):
        assert gap(blink, lid_pairs(figure, sign)).max() < 0.12 * MM


def test_few_draw_calls_and_what_each_mesh_is_made_of(model):
    kinds = {}
    for name, mesh in model.named("meshes").items():
        (primitive,) = mesh["primitives"]
        kinds[name] = model.json["materials"][primitive["material"]]["extras"]["visavis"]["kind"]
    assert kinds == {"HeadMesh": "skin", "EyesMesh": "eye", "OutfitMesh": "cloth", "TrimMesh": "plain"}


def test_outfit_has_its_colour_from_the_material_so_that_it_can_be_tinted(model):
    tint = json.loads((PIP / "manifest.json").read_text(encoding="utf-8"))["tints"][0]
    (material,) = [one for one in model.json["materials"] if one["name"] in tint["materials"]]
    stored = np.array(material["pbrMetallicRoughness"]["baseColorFactor"][:3])
    wanted = np.array([int(tint["default"][at : at + 2], 16) / 255 for at in (1, 3, 5)])
    assert stored == pytest.approx(((wanted + 0.055) / 1.055) ** 2.4, abs=0.005)
    assert tint["default"] in tint["choices"]
    colours = model.primitive("OutfitMesh")[0]["COLOR_0"][:, :3]
    assert np.abs(colours - colours.mean(axis=1, keepdims=True)).max() < 0.06, "its vertices are shades of grey"


def test_required_extensions_are_declared():
    wanted = {"pip.glb": {"KHR_draco_mesh_compression", "KHR_mesh_quantization"},
              "pip_meshopt.glb": {"EXT_meshopt_compression", "KHR_mesh_quantization"},
              "pip_jaw.glb": {"KHR_draco_mesh_compression"}, "pip_still.glb": {"KHR_draco_mesh_compression"},
              "movement.glb": set(), "mouth.glb": {"KHR_mesh_quantization"}}  # fmt: skip
    for name, extensions in wanted.items():
        content = GlbFile(PIP / name).json
        assert set(content.get("extensionsRequired", [])) == extensions, name
        assert extensions <= set(content.get("extensionsUsed", [])), name


def test_files_are_small():
    limits = {"pip.glb": 700_000, "pip_meshopt.glb": 700_000, "movement.glb": 250_000, "mouth.glb": 40_000,
              "pip_jaw.glb": 400_000, "pip_still.glb": 400_000}  # fmt: skip
    assert {name for name in limits if (PIP / name).stat().st_size > limits[name]} == set()


def test_no_mesh_node_is_called_like_a_bone(model):
    names = [node["name"] for node in model.json["nodes"]]
    assert len(set(names)) == len(names)
    assert all("mesh" not in model.named("nodes")[bone] for bone in ("Head", "Jaw", "LeftEye", "RightEye"))


class TestClips:
    def channels(self, file, clip):
        animation = file.named("animations")[clip]
        for channel in animation["channels"]:
            sampler = animation["samplers"][channel["sampler"]]
            node = file.json["nodes"][channel["target"]["node"]]["name"]
            yield node, channel["target"]["path"], file.rows(sampler["input"])[:, 0], file.rows(sampler["output"])

    @pytest.mark.parametrize("name", [*MODELS, "movement.glb", "pip_jaw.glb", "pip_still.glb"])
    def test_idles_and_states_move_bones_only_and_loop(self, name):
        file = GlbFile(PIP / name)
        bones = {file.json["nodes"][joint]["name"] for joint in GlbFile(PIP / "pip.glb").json["skins"][0]["joints"]}
        for clip in ("idle", "idle_shift", "listening", "thinking"):
            moved = list(self.channels(file, clip))
            assert {"Hips", "Spine", "Head"} <= {node for node, *_ in moved} <= bones
            for node, path, _, values in moved:
                assert path in ("rotation", "translation")
                assert values[0] == pytest.approx(values[-1], abs=1e-4), (clip, node)

    @pytest.mark.parametrize("name", [*MODELS, "movement.glb"])
    def test_gestures_start_and_end_in_the_rest_pose(self, name):
        file = GlbFile(PIP / name)
        rest = {node["name"]: node.get("rotation", [0, 0, 0, 1]) for node in file.json["nodes"]}
        gestures = json.loads((PIP / "manifest.json").read_text(encoding="utf-8"))["clips"]["gestures"]
        assert {"greeting", "nod", "shake", "present_left", "present_right", "explain", "bow", "thumbs_up",
                "goodbye"} == set(gestures)  # fmt: skip
        for clip in gestures:
            for node, path, _, values in self.channels(file, clip):
                if path == "rotation":
                    for end in values[[0, -1]]:
                        assert abs(np.dot(end, rest[node])) == pytest.approx(1.0, abs=1e-4), (clip, node)

    def test_greeting_lifts_a_hand_and_nod_bows_the_head(self):
        file = GlbFile(PIP / "pip.glb")
        nod = {node: values for node, path, _, values in self.channels(file, "nod") if path == "rotation"}
        assert nod["Head"][:, 0].max() > 0.02, "forward is a positive turn about X"
        wave = {node: values for node, path, _, values in self.channels(file, "greeting") if path == "rotation"}
        turned = 2 * np.degrees(np.arccos(np.clip(np.abs(wave["RightForeArm"] @ wave["RightForeArm"][0]), 0, 1)))
        assert turned.max() > 60

    @pytest.mark.parametrize("name", [*MODELS, "mouth.glb"])
    @pytest.mark.parametrize("clip", ["mouth", "mouth_calm"])
    def test_mouth_plays_visemes_and_nothing_else(self, name, clip, assembly):
        file = GlbFile(PIP / name)
        tracks = {node: (path, times, values) for node, path, times, values in self.channels(file, clip)}
        assert set(tracks) == {"HeadMesh"}
        for node, (path, times, values) in tracks.items():
            assert path == "weights"
            names = file.named("meshes")[node]["extras"]["targetNames"]
            weights = values.reshape(len(times), len(names))
            assert names == list(assembly.meshes[node].targets)
            assert weights[0] == pytest.approx(weights[-1], abs=1e-4)
            played = {one for one, column in zip(names, weights.T, strict=True) if column.any()}
            assert all(one.startswith("viseme_") for one in played)
            assert len(played) >= 8

    def test_separate_clips_name_nodes_of_the_model(self):
        model = set(GlbFile(PIP / "pip.glb").named("nodes"))
        for name in ("movement.glb", "mouth.glb"):
            file = GlbFile(PIP / name)
            for clip in file.named("animations"):
                assert {node for node, *_ in self.channels(file, clip)} <= model

    def test_jaw_variant_has_only_the_jaw(self):
        file = GlbFile(PIP / "pip_jaw.glb")
        assert not any("targets" in mesh["primitives"][0] for mesh in file.json["meshes"])
        ((node, path, _, values),) = self.channels(file, "mouth")
        assert (node, path) == ("Jaw", "rotation")
        assert np.degrees(2 * np.arcsin(values[:, 0].max())) > 10

    def test_still_variant_has_neither_and_its_mouth_grows(self):
        file = GlbFile(PIP / "pip_still.glb")
        assert not any("targets" in mesh["primitives"][0] for mesh in file.json["meshes"])
        assert "Jaw" not in file.named("nodes")
        ((node, path, _, values),) = self.channels(file, "mouth")
        assert path == "scale"
        assert "mesh" in file.named("nodes")[node]
        assert values[:, 1].max() > 3 * values[:, 1].min()


def test_two_builds_are_the_same_to_the_byte(tmp_path):
    """In fresh processes with different hash seeds, compression included."""
    pytest.importorskip("meshoptimizer", reason="pip install -r models/build/requirements.txt")
    folders = [tmp_path / seed for seed in ("1", "4242")]
    for folder in folders:
        env = {**os.environ, "PYTHONHASHSEED": folder.name}
        command = [sys.executable, str(ROOT / "models" / "build" / "figure"), "--out", str(folder)]
        out = subprocess.run(command, env=env, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
        assert "pip.glb" in out
    written = sorted(path.name for path in folders[0].iterdir())
    assert written == sorted(path.name for path in PIP.iterdir())
    assert [name for name in written if (folders[0] / name).read_bytes() != (folders[1] / name).read_bytes()] == []
