"""What a manifest beside a model says that a bake must know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from visavis.rig.errors import RigError
from visavis.rig.face_channels import FACE_INDEX


@dataclass(frozen=True)
class RigManifest:
    """Defaults are those of a model without a manifest."""

    path: Path | None = None
    gains: dict[str, float] = field(default_factory=dict)
    """Factor per channel, where a model's own target is too strong or too weak."""
    jaw_bone: str | None = None
    jaw_open_deg: float | None = None
    mouth_clips: tuple[str, ...] = ()
    articulation: dict[str, float] = field(default_factory=dict)
    """How widely the mouth moves in speech: factors of ``jaw``, ``lip`` and ``tongue``."""


def manifest_beside(model: Path) -> RigManifest:
    """What ``manifest.json`` beside a model says, if it is about this file; else the defaults."""
    path = model.parent / "manifest.json"
    if not path.is_file():
        return RigManifest()
    found = read_manifest(path)
    data = json.loads(path.read_text("utf-8"))
    return found if model.name in set(_strings(data.get("files"))) else RigManifest()


def read_manifest(path: Path) -> RigManifest:
    """Read a manifest. Raises RigError that names what is wrong with it, and OSError."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if not isinstance(data, dict):
            raise TypeError("it is no object")
        gains = {str(name): float(gain) for name, gain in (data.get("gains") or {}).items()}
        degrees = data.get("jaw_open_deg")
        clips = data.get("clips") or {}
        found = RigManifest(
            path,
            gains,
            data.get("jaw_bone"),
            None if degrees is None else float(degrees),
            tuple(map(str, clips.get("mouth") or ())),
            {str(part): float(gain) for part, gain in (data.get("articulation") or {}).items()},
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise RigError(f"{path} is no manifest of a model: {error}") from None
    if unknown := sorted(set(gains) - set(FACE_INDEX)):
        raise RigError(f"{path}: there are no channels {', '.join(unknown)}, of which it names gains")
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
