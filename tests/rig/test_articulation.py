"""How widely a model moves its mouth: the same factors as in the front end, and none that parts lips that touch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rig.small_models import Played, glb, morph_json

from visavis.rig.articulation import articulation_gains
from visavis.rig.bake import bake
from visavis.rig.document import read_document
from visavis.rig.face_channels import FACE_CHANNELS, FACE_INDEX
from visavis.rig.manifest import RigManifest
from visavis.rig.profile import read_profile
from visavis.rig.save import file_bytes

pytestmark = pytest.mark.unit

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "articulation.json").read_text("utf-8"))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: str(case["articulation"]))
def test_factors_are_those_of_the_front_end(case: dict[str, dict[str, float]]) -> None:
    gains = articulation_gains(case["articulation"])
    told = {name: gain for name, gain in zip(FACE_CHANNELS, gains.tolist(), strict=True) if gain != 1}
    assert told == pytest.approx(case["gains"])


def test_contacts_keep_their_strength_and_the_closed_mouth_follows_the_jaw() -> None:
    gains = articulation_gains({"jaw": 0.5, "lip": 0.5, "tongue": 0.5})
    for name in ("mouthRollLower", "mouthPressLeft", "viseme_PP", "viseme_FF", "eyeBlinkLeft"):
        assert gains[FACE_INDEX[name]] == 1
    assert gains[FACE_INDEX["mouthClose"]] == gains[FACE_INDEX["jawOpen"]] == 0.5
    assert np.isfinite(articulation_gains({"jaw": float("nan")})).all()


def test_a_baked_model_moves_as_widely_as_its_manifest_says(tmp_path: Path) -> None:
    model, out = tmp_path / "m.glb", tmp_path / "out.glb"
    model.write_bytes(glb(morph_json(["jawOpen", "mouthClose", "mouthRollLower", "mouthPucker"])))
    document = read_document(model)
    face = np.zeros((30, len(FACE_CHANNELS)))
    for name, weight in {"jawOpen": 0.4, "mouthClose": 0.4, "mouthRollLower": 0.5, "mouthPucker": 0.8}.items():
        face[:, FACE_INDEX[name]] = weight
    profile = read_profile(document, RigManifest(articulation={"jaw": 0.5, "lip": 1.5}))
    bake(document, profile, face, 60)
    out.write_bytes(file_bytes(document, out))
    played = Played(out)
    shown = played.at(played.nodes()[0], np.array([0.25]))[0]
    assert shown == pytest.approx([0.2, 0.2, 0.5, 1.0], abs=0.01)
