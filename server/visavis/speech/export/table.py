"""A track as a plain table."""

from __future__ import annotations

from typing import Final

from visavis.speech.track import Track

_WEIGHTS: Final = tuple(str(round(byte / 255, 4)) for byte in range(256))


def table_csv(track: Track) -> str:
    """CSV: a header ``time_ms`` and the channels, then a line a frame with weights 0 to 1."""
    lines = [",".join(("time_ms", *track.channels))]
    for frame, row in enumerate(track.weights):
        time_ms = round(frame * 1000 / track.fps, 3)
        lines.append(",".join((str(time_ms), *map(_WEIGHTS.__getitem__, row.tolist()))))
    return "\n".join((*lines, ""))
