"""The forms in which a mouth track is written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import click

from visavis.protocol.channels import ChannelSpace
from visavis.speech.export.live_link import live_link_csv
from visavis.speech.export.table import table_csv
from visavis.speech.export.webvtt import captions_vtt, visemes_vtt
from visavis.speech.track import Track
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.files import result_json
from visavis.tts.whole import WholeUtterance

TrackFormat = Literal["json", "csv", "live-link", "vtt", "visemes-vtt"]

FORMATS: tuple[TrackFormat, ...] = get_args(TrackFormat)

_ENDINGS: dict[str, tuple[TrackFormat, ...]] = {
    ".json": ("json",),
    ".csv": ("csv", "live-link"),
    ".vtt": ("vtt", "visemes-vtt"),
}
"""The first of an ending is what it means when no format is given."""


def format_for(path: Path, wanted: TrackFormat | None, space: ChannelSpace) -> TrackFormat:
    """The form for a file. Raises :class:`click.UsageError` when name, format and space do not fit together."""
    if wanted is None:
        known = _ENDINGS.get(path.suffix.lower())
        if known is None:
            raise click.UsageError(
                f"--track writes .json, .csv or .vtt files, got {path.name!r}; --track-format says it for another name"
            )
        return known[0]
    if wanted == "live-link" and space != "arkit52":
        raise click.UsageError(f"the Live Link layout has ARKit's channels: give --space arkit52, not {space}")
    if (usual := _ENDINGS.get(path.suffix.lower())) and wanted not in usual:
        raise click.UsageError(f"--track-format {wanted} does not go into a {path.suffix} file")
    return wanted


def track_bytes(whole: WholeUtterance, space: ChannelSpace, form: TrackFormat) -> bytes:
    """A whole utterance's track, captions or visemes in a form."""
    match form:
        case "json":
            return result_json(whole, space) + b"\n"
        case "csv":
            return table_csv(Track(space, TRACK_FPS, whole.rows)).encode()
        case "live-link":
            return live_link_csv(Track(space, TRACK_FPS, whole.rows)).encode()
        case "vtt":
            return captions_vtt(whole.written, whole.sentences, whole.words, whole.duration_ms).encode()
        case "visemes-vtt":
            return visemes_vtt(whole.cues).encode()
