"""A baked model in a plain three viewer: its weights at any time are those of the track."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, Route

from visavis.resources import models_dir
from visavis.rig.bake import bake
from visavis.rig.document import read_document
from visavis.rig.face_channels import FACE_INDEX, face_rows
from visavis.rig.jaw import mouth_opening
from visavis.rig.manifest import manifest_beside
from visavis.rig.profile import RigProfile, read_profile
from visavis.rig.save import file_bytes
from visavis.speech.articulation import articulate
from visavis.speech.cues import Cue

pytestmark = pytest.mark.browser

THREE = Path(__file__).parents[2] / "web" / "node_modules" / "three"
VIEWER = Path(__file__).with_name("baked_page.html")
FPS = 60
SAID = [("PP", 0, 90), ("aa", 90, 260), ("nn", 260, 330), ("U", 330, 520), ("FF", 520, 610), ("I", 610, 800)]
FACE = face_rows(articulate([Cue(*part) for part in SAID], 900, "arkit52"), "arkit52")
FRAMES = list(range(0, len(FACE), 3))
LEAST = 1 / 255


def played(page: Page, folder: Path, name: str) -> tuple[dict[str, Any], RigProfile]:
    """What the viewer shows of a model with the speech in it, at every third frame."""
    source = models_dir() / name
    document = read_document(source)
    profile = read_profile(document, manifest_beside(source))
    bake(document, profile, FACE, FPS, extras={"audio": "talking.wav"})
    out = folder / "talking.glb"
    out.write_bytes(file_bytes(document, out))
    roots = {"three": THREE, "models": folder}

    def serve(route: Route) -> None:
        first, _, rest = unquote(urlsplit(route.request.url).path).lstrip("/").partition("/")
        path = roots[first] / rest if first in roots else VIEWER
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(path=path, content_type="text/javascript" if path.suffix == ".js" else kind)

    page.route("http://viewer.test/**", serve)
    page.goto("http://viewer.test/page.html")
    page.wait_for_function("window.ready === true")
    shown = page.evaluate(
        "times => window.play('/models/talking.glb', 'talk', times)", [frame / FPS for frame in FRAMES]
    )
    return shown, profile


@pytest.mark.parametrize("name", ["mei/mei_low.glb", "mei/mei_low_meshopt.glb", "pip/pip.glb"])
def test_morph_targets_show_the_track(page: Page, tmp_path: Path, name: str) -> None:
    shown, _ = played(page, tmp_path, name)
    assert shown["clips"][:2] == ["talk", "idle"]
    assert shown["seconds"] == pytest.approx((len(FACE) - 1) / FPS, abs=1e-4)
    assert shown["about"]["visavis"]["audio"] == "talking.wav"
    assert "HeadMesh" in {node["name"] for node in shown["nodes"]}
    for number, node in enumerate(shown["nodes"]):
        columns = [FACE_INDEX[target] for target in sorted(node["targets"], key=node["targets"].get)]
        weights = np.array([frame[number] for frame in shown["frames"]])
        assert np.abs(weights - FACE[FRAMES][:, columns]).max() < LEAST, node["name"]


def test_a_jaw_bone_shows_the_opening(page: Page, tmp_path: Path) -> None:
    shown, profile = played(page, tmp_path, "pip/pip_jaw.glb")
    assert [node["name"] for node in shown["nodes"]] == ["Jaw"]
    turns = np.array([frame[0] for frame in shown["frames"]])
    node = read_document(models_dir() / "pip" / "pip_jaw.glb").item("nodes", profile.jaw_node)
    rest = np.array(node.get("rotation", [0, 0, 0, 1]))
    degrees = 2 * np.degrees(np.arccos(np.clip(np.abs(turns @ rest), 0, 1)))
    assert profile.manifest.jaw_open_deg is not None
    opening = degrees / profile.manifest.jaw_open_deg
    assert np.abs(opening - mouth_opening(FACE)[FRAMES]).max() < LEAST + 1e-3
