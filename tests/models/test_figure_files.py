"""The files of pip: they hold what the scripts shape, they are small, and their clips play."""

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


def test_files_hold_the_figure_vertex_by_vertex(model, figure, targets):
    """Also fails when the scripts were changed and the files not rebuilt."""
    for name, part in figure.parts.items():
        attributes, triangles = model.primitive(name)
        assert np.array_equal(triangles, part.triangles) or same_triangles(triangles, part.triangles), name
        assert np.abs(attributes["POSITION"] - part.positions).max() < 0.03 * MM, name
        assert np.abs(attributes["NORMAL"] - part.shading()).max() < 0.02, name
        stored = model.targets(name)
        assert list(stored) == list(targets.get(name, {}))
        for target, delta in stored.items():
            assert delta == pytest.approx(targets[name][target], abs=1e-9), (name, target)


def same_triangles(some, others):
    """The same triangles in the same order, each perhaps starting at another corner: all that meshopt promises."""
    turns = [np.roll(some, turn, axis=1) for turn in range(3)]
    return bool(np.any([(turned == others).all(axis=1) for turned in turns], axis=0).all())


def test_skin_weights_survive(model, figure):
    skins = model.json["skins"]
    bones = [model.json["nodes"][joint]["name"] for joint in skins[0]["joints"]]
    assert bones == list(figure.bones)
    for name, part in figure.parts.items():
        attributes, _ = model.primitive(name)
        weights = np.zeros((part.size, len(bones)))
        for column in range(4):
            np.add.at(
                weights, (np.arange(part.size), attributes["JOINTS_0"][:, column]), attributes["WEIGHTS_0"][:, column]
            )
        expected = np.stack([part.weights.get(bone, np.zeros(part.size)) for bone in bones], axis=1)
        assert np.abs(weights - expected).max() < 0.01, name
        assert weights.sum(axis=1) == pytest.approx(1.0)


def test_lips_and_lids_close_in_the_file_too(model, figure):
    points, shapes = model.primitive("PipFace")[0]["POSITION"].astype(float), model.targets("PipFace")
    assert gap(points, lip_pairs(figure)).max() == 0.0
    assert gap(points + shapes["jawOpen"] + shapes["mouthClose"], lip_pairs(figure)).max() < 1e-6
    assert gap(points + shapes["viseme_PP"], lip_pairs(figure)).max() < 1e-6
    blink = points + shapes["eyeBlinkLeft"] + shapes["eyeBlinkRight"]
    for sign in (1, -1):
        assert gap(blink, lid_pairs(figure, sign)).max() < 0.08 * MM


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
    limits = {"pip.glb": 300_000, "pip_meshopt.glb": 300_000, "movement.glb": 10_000, "mouth.glb": 30_000,
              "pip_jaw.glb": 100_000, "pip_still.glb": 100_000}  # fmt: skip
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
    def test_idle_moves_bones_only_and_has_no_seam(self, name):
        file = GlbFile(PIP / name)
        moved = list(self.channels(file, "idle"))
        assert {node for node, *_ in moved} == {"Hips", "Spine", "Neck", "Head"}
        for node, path, times, values in moved:
            assert path in ("rotation", "translation")
            assert times[-1] == pytest.approx(6.0)
            assert np.array_equal(values[0], values[-1]), node
            speed = np.diff(values, axis=0) / np.diff(times)[:, None]
            turn = np.abs(speed[0] - speed[-1]).max()
            assert turn <= 1.5 * np.abs(np.diff(speed, axis=0)).max(), f"{node} jerks at the seam"

    @pytest.mark.parametrize("name", [*MODELS, "movement.glb"])
    def test_nod_starts_and_ends_at_rest_and_bows(self, name):
        for _, _, _, values in self.channels(GlbFile(PIP / name), "nod"):
            assert values[[0, -1]] == pytest.approx(np.array([[0, 0, 0, 1]] * 2))
            assert values[:, 0].max() > 0.02, "forward is a positive turn about X"

    @pytest.mark.parametrize("name", [*MODELS, "mouth.glb"])
    def test_mouth_plays_visemes_and_nothing_else_on_every_mesh_that_has_them(self, name, targets):
        file = GlbFile(PIP / name)
        tracks = {node: (path, times, values) for node, path, times, values in self.channels(file, "mouth")}
        assert set(tracks) == {
            mesh for mesh, shapes in targets.items() if any(one.startswith("viseme_") for one in shapes)
        }
        for node, (path, times, values) in tracks.items():
            assert path == "weights"
            names = file.named("meshes")[node]["extras"]["targetNames"]
            weights = values.reshape(len(times), len(names))
            assert names == list(targets[node])
            assert np.array_equal(weights[0], weights[-1])
            assert times[-1] == pytest.approx(2.0)
            played = {one for one, column in zip(names, weights.T, strict=True) if column.any()}
            assert all(one.startswith("viseme_") for one in played)
            assert len(played) >= (10 if node == "PipFace" else 5)

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
