"""The clips of every avatar that is shipped, read from its files: loops close, gestures come back to rest."""

import json
from pathlib import Path

import numpy as np
import pytest
from glb_file import GlbFile

pytestmark = pytest.mark.contract

GLB = Path(__file__).resolve().parents[2] / "models" / "glb"
REQUIRED = {
    "idle": 2,
    "listening": 1,
    "thinking": 1,
    "mouth": 2,
    "gestures": {"greeting", "nod", "shake", "present_left", "present_right", "explain", "bow", "thumbs_up", "goodbye"},
}


def _files():
    for path in sorted(GLB.glob("*/manifest.json")):
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        one = files.get("levels", {}).get("low", files)
        names = {one["draco"], one["meshopt"], *files.get("separate_clips", [])}
        for name in sorted(names):
            yield pytest.param(path.parent / name, id=f"{path.parent.name}/{name}")


@pytest.fixture(params=list(_files()))
def glb(request):
    return GlbFile(request.param)


@pytest.fixture
def roles(glb):
    return json.loads((glb.path.parent / "manifest.json").read_text(encoding="utf-8"))["clips"]


def _keys(file, animation):
    """(node, path, first key, last key, seconds) of every channel; weights as one row."""
    for channel in animation["channels"]:
        sampler = animation["samplers"][channel["sampler"]]
        times, values = file.rows(sampler["input"]).ravel(), file.rows(sampler["output"])
        rows = values.reshape(len(times), -1)
        yield channel["target"]["node"], channel["target"]["path"], rows[0], rows[-1], float(times[-1] - times[0])


def _apart(path, a, b):
    """How far two keys are apart: a rotation and its negative are the same."""
    straight = float(np.abs(a - b).max())
    return min(straight, float(np.abs(a + b).max())) if path == "rotation" else straight


def test_every_clip_that_an_avatar_must_have_is_there(roles):
    for role, wanted in REQUIRED.items():
        have = roles[role]
        assert wanted <= set(have) if isinstance(wanted, set) else len(have) >= wanted, role


def test_loops_close(glb, roles):
    loops = {name for role in ("idle", "listening", "thinking", "mouth") for name in roles[role]}
    for name, animation in glb.named("animations").items():
        if name not in loops:
            continue
        keys = list(_keys(glb, animation))
        assert keys, name
        for node, path, first, last, _ in keys:
            assert _apart(path, first, last) < 2e-4, (name, glb.json["nodes"][node]["name"], path)


def test_gestures_begin_and_end_as_the_figure_rests(glb, roles):
    for name, animation in glb.named("animations").items():
        if name not in roles["gestures"]:
            continue
        for node, path, first, last, seconds in _keys(glb, animation):
            at_rest = glb.json["nodes"][node].get(path, [0, 0, 0, 1] if path == "rotation" else [0, 0, 0])
            where = (name, glb.json["nodes"][node]["name"], path)
            assert _apart(path, first, np.array(at_rest)) < 2e-3, where
            assert _apart(path, last, np.array(at_rest)) < 2e-3, where
            assert 0.8 <= seconds <= 5, where


def test_body_clips_leave_face_and_eyes_to_the_player(glb, roles):
    for name, animation in glb.named("animations").items():
        if name in roles["mouth"]:
            continue
        moved = {(glb.json["nodes"][node]["name"], path) for node, path, *_ in _keys(glb, animation)}
        assert not {node for node, path in moved if path == "weights" or "Eye" in node or node == "Jaw"}, name
