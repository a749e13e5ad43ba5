"""What names of morph targets mean; the web tests read the same golden rigs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rig.small_models import morph_json

from visavis.rig.document import Document
from visavis.rig.face_channels import FACE_CHANNELS, FACE_INDEX
from visavis.rig.manifest import RigManifest
from visavis.rig.morph_names import conventions, drives_of, morph_map
from visavis.rig.profile import read_profile

pytestmark = pytest.mark.contract

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "rigs.json").read_text("utf-8"))


@pytest.mark.parametrize("rig", GOLDEN["rigs"], ids=lambda rig: rig["about"])
def test_a_golden_rig_is_read_as_the_front_end_reads_it(rig: dict[str, Any]) -> None:
    document = Document(Path("x.gltf"), morph_json(*rig["meshes"]), None)
    profile = read_profile(document, RigManifest(gains=rig["gains"]))
    assert profile.speech_space == rig["speech_space"]
    assert list(profile.channels) == rig["channels"]
    assert list(profile.missing) == rig["missing"]
    driven = {one.mesh.node: one for one in profile.driven}
    for face, wanted in zip(GOLDEN["faces"], rig["weights"], strict=True):
        for number, weights in enumerate(wanted):
            if number not in driven:
                assert set(weights) == {0}
                continue
            written = np.clip(np.array(face) @ driven[number].matrix, 0, 1)
            assert written == pytest.approx(np.array(weights), abs=1e-3)


def test_every_channel_in_the_map_is_one() -> None:
    assert len(conventions()) == len(morph_map()["conventions"]) + 1
    named = {*morph_map()["stand_ins"], *morph_map()["jaw"]["opening"]}
    named |= {part for shares in morph_map()["stand_ins"].values() for part in shares}
    assert named <= set(FACE_CHANNELS)


def test_a_convention_that_needs_a_name_is_left_alone_without_it() -> None:
    ee = drives_of(["EE"])[0]
    assert ee == [(FACE_INDEX["viseme_E"], 1.0)]
    assert dict(drives_of(["EE", "B_M_P"])[0])[FACE_INDEX["viseme_I"]] == 0.6


@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_names_are_read(names: list[str]) -> None:
    for number, shares in drives_of(names).items():
        assert 0 <= number < len(names)
        assert shares
        assert all(0 <= channel < len(FACE_CHANNELS) for channel, _ in shares)
