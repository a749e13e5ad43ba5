"""The layout of Live Link Face: what Unreal's importer asks for, read the way it reads."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.protocol.channels import ARKIT52
from visavis.speech.export.live_link import LIVE_LINK_HEADER, live_link_csv, timecode
from visavis.speech.track import Track

pytestmark = pytest.mark.unit


def seconds_of(code: str) -> float:
    """As Unreal's importer takes a timecode: sixtieths of a second behind the last colon."""
    hours, minutes, seconds, frames = code.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(frames) / 60


def test_the_header_is_the_apps() -> None:
    assert LIVE_LINK_HEADER[:3] == ("Timecode", "BlendShapeCount", "EyeBlinkLeft")
    assert LIVE_LINK_HEADER[16:20] == ("JawForward", "JawRight", "JawLeft", "JawOpen")
    assert LIVE_LINK_HEADER[53:57] == ("TongueOut", "HeadYaw", "HeadPitch", "HeadRoll")
    assert LIVE_LINK_HEADER[-1] == "RightEyeRoll"
    assert len(LIVE_LINK_HEADER) == 63
    assert {name[0].lower() + name[1:] for name in LIVE_LINK_HEADER[2:54]} == set(ARKIT52)


def test_each_weight_stands_under_its_name() -> None:
    weights = np.random.default_rng(5).integers(0, 256, (130, 52), dtype=np.uint8)
    rows = list(csv.DictReader(io.StringIO(live_link_csv(Track("arkit52", 60, weights)))))
    assert len(rows) == 130
    for frame, row in enumerate(rows):
        assert row["BlendShapeCount"] == "61"
        assert seconds_of(row["Timecode"]) == pytest.approx(frame / 60, abs=1e-4)
        read = [float(row[name[0].upper() + name[1:]]) for name in ARKIT52]
        assert np.array_equal(np.rint(np.array(read) * 255), weights[frame])
        assert {row[name] for name in LIVE_LINK_HEADER[54:]} == {"0.0"}


def test_visemes_have_no_such_layout() -> None:
    with pytest.raises(ValueError, match="viseme15"):
        live_link_csv(Track("viseme15", 60, np.zeros((1, 15), np.uint8)))


@given(st.floats(0, 86_000))
def test_a_timecode_says_its_time_and_counts_like_a_clock(seconds: float) -> None:
    code = timecode(seconds)
    hours, minutes, second, frames = code.split(":")
    assert int(minutes) < 60
    assert int(second) < 60
    assert float(frames) < 60
    assert [len(part) for part in (hours, minutes, second, frames)] == [2, 2, 2, 6]
    assert seconds_of(code) == pytest.approx(seconds, abs=1e-4)
