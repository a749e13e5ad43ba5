"""A track: the mouth of one utterance as a matrix of weights, one row a frame, one column a channel."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import CHANNELS, ChannelSpace
from visavis.speech.cues import Cue

SPEECH_FORMAT = "visavis-speech-1"
"""What a JSON file with a track calls itself."""


@dataclass(frozen=True, eq=False)
class Track:
    """Frame ``n`` is the mouth at ``n / fps`` seconds from the start of the utterance's audio."""

    space: ChannelSpace
    fps: int
    weights: NDArray[np.uint8]
    """frames × channels, 0 to 255 for a weight of 0 to 1; read-only."""

    def __post_init__(self) -> None:
        """Raises ValueError that names what was received if the parts do not fit together."""
        if self.space not in CHANNELS:
            raise ValueError(f"unknown channel space {self.space!r}; expected one of {', '.join(CHANNELS)}")
        if self.fps < 1:
            raise ValueError(f"fps must be above 0, got {self.fps}")
        expected = len(CHANNELS[self.space])
        if self.weights.dtype != np.uint8 or self.weights.ndim != 2 or self.weights.shape[1] != expected:
            raise ValueError(
                f"a {self.space} track needs uint8 of shape (frames, {expected}),"
                f" got {self.weights.dtype} of shape {self.weights.shape}"
            )
        self.weights.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Track):
            return NotImplemented
        return (self.space, self.fps) == (other.space, other.fps) and np.array_equal(self.weights, other.weights)

    __hash__ = None  # type: ignore[assignment]  # holds a matrix

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the columns."""
        return CHANNELS[self.space]

    @property
    def duration_ms(self) -> float:
        """From the first frame to one frame past the last."""
        return len(self.weights) * 1000.0 / self.fps

    def channel(self, name: str) -> NDArray[np.float64]:
        """One column as weights 0 to 1. Raises KeyError that lists the channels if there is none of that name."""
        if name not in self.channels:
            raise KeyError(f"no channel {name!r} in {self.space}; there are {' '.join(self.channels)}")
        return self.weights[:, self.channels.index(name)] / 255.0

    def to_dict(self) -> dict[str, Any]:
        """JSON-able, as a :class:`~visavis.protocol.rest.TrackBody`."""
        return {
            "channel_space": self.space,
            "fps": self.fps,
            "channels": list(self.channels),
            "frames": len(self.weights),
            "weights": self.weights.tolist(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Track:
        """The inverse of :meth:`to_dict`. Raises ValueError that names what is wrong if it is not such a dictionary."""
        if missing := [key for key in ("channel_space", "fps", "channels", "weights") if key not in data]:
            raise ValueError(f"a track needs {', '.join(missing)}")
        space: ChannelSpace = data["channel_space"]
        try:
            rows = np.asarray(data["weights"], dtype=np.int64)
            fps = int(data["fps"])
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"a track's weights are rows of 0 to 255 of the same length: {error}") from None
        if rows.size and (int(rows.min()) < 0 or int(rows.max()) > 255):
            raise ValueError(f"weights must be 0 to 255, got {rows.min()} to {rows.max()}")
        if space in CHANNELS and tuple(data["channels"]) != CHANNELS[space]:
            raise ValueError(f"channels are not those of {space}: {str(data['channels'])[:200]}")
        width = len(CHANNELS.get(space, ()))
        return cls(space, fps, rows.astype(np.uint8).reshape(len(rows), width if not rows.size else -1))

    @classmethod
    def from_speech_json(cls, content: bytes) -> Track:
        """The track of a :class:`~visavis.protocol.rest.SpeechResult`, as ``visavis speak --track x.json`` writes it.

        The rest of the file is not looked at. Raises ValueError that names what is wrong.
        """
        try:
            data = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"not JSON: {error}") from None
        if not isinstance(data, dict) or not isinstance(data.get("track"), dict):
            raise ValueError("JSON, but no speech: an object with a track is wanted, as `visavis speak --track` writes")
        if (told := data.get("format", SPEECH_FORMAT)) != SPEECH_FORMAT:
            raise ValueError(f"its format is {told!r}; this version reads {SPEECH_FORMAT!r}")
        return cls.from_dict(data["track"])


def closed_lip_intervals(cues: Iterable[Cue]) -> list[tuple[float, float]]:
    """When the lips must be closed, as ``(onset_ms, end_ms)``: the bilabials among the cues, abutting ones as one."""
    return _merged((cue.onset_ms, cue.end_ms) for cue in cues if cue.viseme == "PP")


def closed_frame_intervals(track: Track, threshold: float = 0.9) -> list[tuple[float, float]]:
    """When a viseme track shows closed lips: runs of frames whose PP is at least ``threshold``, in ms."""
    closed = track.channel("PP") >= threshold
    frame_ms = 1000.0 / track.fps
    return _merged((n * frame_ms, (n + 1) * frame_ms) for n in np.flatnonzero(closed).tolist())


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for onset, end in spans:
        if merged and onset - merged[-1][1] < 1e-6:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((onset, end))
    return merged
