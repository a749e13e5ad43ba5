"""Kernels: exact sums, bounded reach, and a peak where it was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.protocol.channels import VISEME15
from visavis.speech.dominance import GENERAL_LIPS, JAW, REST, ROUNDED_LIPS, TONGUE, dominance_table
from visavis.speech.kernels import TAP_SCALE, Kernel, box_taps, window_cells

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("fps", [24, 25, 30, 60, 90, 120])
@pytest.mark.parametrize("kernel", [GENERAL_LIPS, ROUNDED_LIPS, JAW, TONGUE, REST])
def test_taps_are_whole_sum_to_the_scale_and_stay_in_reach(kernel: Kernel, fps: int) -> None:
    taps = kernel.taps(fps)
    past, future = window_cells(fps)
    assert len(taps) == past + future
    assert np.array_equal(taps, np.rint(taps))
    assert taps.sum() == TAP_SCALE
    assert (taps >= 0).all()
    starts_ms = np.arange(-past, future) * 1000 / fps
    felt = starts_ms[taps > 0]
    assert felt.min() >= -max(kernel.past_ms, 1000 / fps) - 1e-9
    assert felt.max() + 1000 / fps <= max(kernel.future_ms, 1000 / fps) + 1e-9


def test_the_hump_is_highest_at_its_peak() -> None:
    taps = Kernel(past_ms=100, peak_ms=20, future_ms=100).taps(120)
    past, _ = window_cells(120)
    assert abs((int(np.argmax(taps)) - past + 0.5) * 1000 / 120 - 20) <= 1000 / 120


def test_a_box_is_even() -> None:
    taps = box_taps(100, 60)
    assert taps.sum() == 12
    assert set(taps.tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("tongue_jaw", [False, True])
def test_every_viseme_holds_every_articulator(tongue_jaw: bool) -> None:
    table = dominance_table(60, tongue_jaw=tongue_jaw)
    targets = len(table.targets)
    held = table.fixed[:, targets:-1] @ table.owners
    assert (held > 0).all(), "else a share would be divided by zero"
    assert (table.scaled[VISEME15.index("sil")] == 0).all()
    assert (table.scaled[:, :targets] <= held).all(), "else a weight could pass 1"
