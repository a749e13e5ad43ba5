"""Tracks: what fits, what is refused, and that JSON carries every number."""

from __future__ import annotations

import json

import numpy as np
import pytest

from visavis.protocol.channels import ARKIT52, VISEME15, ChannelSpace
from visavis.speech.articulation import articulate
from visavis.speech.cues import Cue
from visavis.speech.track import Track, closed_frame_intervals, closed_lip_intervals

pytestmark = pytest.mark.unit

CUES = [Cue("PP", 100, 180), Cue("PP", 180, 240), Cue("aa", 240, 400), Cue("FF", 400, 480), Cue("PP", 520, 600)]


def track(space: ChannelSpace = "viseme15") -> Track:
    return Track(space, 60, articulate(CUES, 700, space))


def test_duration_and_channels() -> None:
    assert track().duration_ms == pytest.approx(700)
    assert track("arkit52").channels == ARKIT52
    assert track().channel("PP").max() == 1.0
    with pytest.raises(KeyError, match="jawOpen"):
        track().channel("jawOpen")


@pytest.mark.parametrize("space", ["viseme15", "arkit52"])
def test_json_round_trip(space: ChannelSpace) -> None:
    before = track(space)
    assert Track.from_dict(json.loads(json.dumps(before.to_dict()))) == before
    empty = Track(space, 60, before.weights[:0])
    assert Track.from_dict(empty.to_dict()) == empty


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "no speech"),
        (b'{"track": 3}', "no speech"),
        (b'{"format": "visavis-speech-9", "track": {}}', "visavis-speech-9"),
        (b'{"track": {"fps": 60}}', "channel_space, channels, weights"),
        (b'{"track": {"channel_space": "viseme15", "fps": 60, "channels": [], "weights": [[1], [1, 2]]}}', "rows"),
        (b'{"track": {"channel_space": "lips", "fps": 60, "channels": [], "weights": []}}', "'lips'"),
    ],
)
def test_what_is_no_speech_is_refused_by_what_is_wrong(content: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Track.from_speech_json(content)


@pytest.mark.parametrize(
    ("space", "fps", "weights", "told"),
    [
        ("viseme16", 60, np.zeros((2, 15), np.uint8), "'viseme16'"),
        ("viseme15", 0, np.zeros((2, 15), np.uint8), "got 0"),
        ("viseme15", 60, np.zeros((2, 52), np.uint8), r"\(2, 52\)"),
        ("viseme15", 60, np.zeros((2, 15)), "float64"),
    ],
)
def test_parts_that_do_not_fit_are_refused(space: ChannelSpace, fps: int, weights: np.ndarray, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Track(space, fps, weights)


def test_from_dict_refuses_what_a_byte_cannot_hold_and_foreign_channels() -> None:
    data = track().to_dict()
    with pytest.raises(ValueError, match="300"):
        Track.from_dict({**data, "weights": [[300] + [0] * 14]})
    with pytest.raises(ValueError, match="channels"):
        Track.from_dict({**data, "channels": list(reversed(VISEME15))})


def test_a_track_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        track().weights[0, 0] = 1


def test_closed_lips_asked_for_and_shown() -> None:
    wanted = closed_lip_intervals(CUES)
    assert wanted == [(100, 240), (520, 600)]
    shown = closed_frame_intervals(track())
    assert len(shown) == 2
    for (onset_ms, end_ms), (from_ms, to_ms) in zip(wanted, shown, strict=True):
        assert onset_ms - 40 <= from_ms <= onset_ms
        assert end_ms - 30 <= to_ms <= end_ms + 17
