"""A track as a plain table."""

from __future__ import annotations

import csv
import io

from visavis.speech.track import Track


def table_csv(track: Track) -> str:
    """CSV: a header ``time_ms`` and the channels, then a line a frame with weights 0 to 1."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["time_ms", *track.channels])
    for frame, row in enumerate((track.weights / 255.0).round(4).tolist()):
        writer.writerow([round(frame * 1000 / track.fps, 3), *row])
    return text.getvalue()
