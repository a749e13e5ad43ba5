"""Blinks in a bake: natural in number, the same each time, over before the clip ends."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.rig.blink import add_blinks, blink_onsets
from visavis.rig.face_channels import FACE_INDEX

pytestmark = pytest.mark.unit

LIDS = [FACE_INDEX["eyeBlinkLeft"], FACE_INDEX["eyeBlinkRight"]]


def test_people_who_talk_blink_about_26_times_a_minute() -> None:
    a_minute = np.mean([len(blink_onsets(600, seed)) for seed in range(20)]) / 10
    assert 20 < a_minute < 32


def test_the_same_seed_blinks_alike() -> None:
    assert blink_onsets(60, 3) == blink_onsets(60, 3) != blink_onsets(60, 4)


@pytest.mark.parametrize("fps", [30, 60])
def test_lids_close_fully_open_again_and_nothing_else_moves(fps: int) -> None:
    face = np.zeros((20 * fps, 67))
    add_blinks(face, fps)
    lids = face[:, LIDS]
    assert np.array_equal(lids[:, 0], lids[:, 1])
    assert lids.max() > 0.97
    assert (lids[0, 0], lids[-1, 0]) == (0, 0)
    assert np.delete(face, LIDS, axis=1).max() == 0


def test_a_lid_that_is_closed_already_stays_so() -> None:
    face = np.ones((300, 67))
    add_blinks(face, 60)
    assert face.min() == 1


def test_a_short_clip_has_none() -> None:
    assert blink_onsets(0.2) == []
