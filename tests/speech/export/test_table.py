"""A track as a plain table: every weight is in it."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from visavis.protocol.channels import CHANNELS, ChannelSpace
from visavis.speech.export.table import table_csv
from visavis.speech.track import Track

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("space", ["viseme15", "arkit52"])
def test_every_weight_can_be_read_back(space: ChannelSpace) -> None:
    weights = np.random.default_rng(3).integers(0, 256, (90, len(CHANNELS[space])), dtype=np.uint8)
    head, *lines = csv.reader(io.StringIO(table_csv(Track(space, 60, weights))))
    assert head == ["time_ms", *CHANNELS[space]]
    read = np.array(lines, dtype=float)
    assert read[:, 0] == pytest.approx(np.arange(90) * 1000 / 60, abs=1e-3)
    assert np.array_equal(np.rint(read[:, 1:] * 255), weights)


def test_an_empty_track_is_a_header() -> None:
    assert table_csv(Track("viseme15", 60, np.zeros((0, 15), np.uint8))).count("\n") == 1
