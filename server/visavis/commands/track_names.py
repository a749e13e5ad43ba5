"""Which form of a track a file's name asks for."""

from __future__ import annotations

from pathlib import Path

import click

from visavis.protocol.channels import ChannelSpace
from visavis.tts.track_forms import TrackForm

_ENDINGS: dict[str, tuple[TrackForm, ...]] = {
    ".json": ("json",),
    ".csv": ("csv", "live-link"),
    ".vtt": ("vtt", "visemes-vtt"),
}
"""The first of an ending is what it means when no form is given."""


def form_for(path: Path, wanted: TrackForm | None, space: ChannelSpace) -> TrackForm:
    """The form for a file. Raises :class:`click.UsageError` when name, form and space do not fit together."""
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
