"""What a manifest beside a model says that a bake must know."""

from __future__ import annotations

import json
import math
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
    files: frozenset[str] = frozenset()
    """All names below its ``files``."""


def manifest_beside(model: Path) -> RigManifest:
    """What ``manifest.json`` beside a model says, if it is about this file; else the defaults."""
    path = model.parent / "manifest.json"
    if not path.is_file():
        return RigManifest()
    found = read_manifest(path)
    return found if model.name in found.files else RigManifest()


def read_manifest(path: Path) -> RigManifest:
    """Read a manifest. Raises RigError that names what is wrong with it, and OSError."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if not isinstance(data, dict):
            raise TypeError("it is no object")
        gains = _factors(data, "gains")
        degrees = data.get("jaw_open_deg")
        clips = data.get("clips") or {}
        found = RigManifest(
            path,
            gains,
            data.get("jaw_bone"),
            None if degrees is None else float(degrees),
            tuple(map(str, clips.get("mouth") or ())),
            _factors(data, "articulation"),
            frozenset(_strings(data.get("files"))),
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise RigError(f"{path} is no manifest of a model: {error}") from None
    if unknown := sorted(set(gains) - set(FACE_INDEX)):
        raise RigError(f"{path}: there are no channels {', '.join(unknown)}, of which it names gains")
    return found


def _factors(data: dict[str, Any], key: str) -> dict[str, float]:
    factors = {str(name): float(factor) for name, factor in (data.get(key) or {}).items()}
    if wrong := [name for name, factor in factors.items() if not math.isfinite(factor)]:
        raise ValueError(f"{key} has no number for {', '.join(wrong)}")
    return factors


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
