"""Writes speech into a model as a glTF animation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visavis.rig.appender import Appender
from visavis.rig.articulation import articulation_gains
from visavis.rig.document import Document, expects_gltf
from visavis.rig.errors import RigError
from visavis.rig.jaw import jaw_rotations, mouth_opening
from visavis.rig.keyframes import Keys, reduce_keys
from visavis.rig.morph_names import morph_map
from visavis.rig.profile import DrivenMesh, RigProfile

_NUMBERS_ANIMATIONS = "KHR_interactivity"

_WHOLE_STEP = 1e-3
"""A resting weight this near to a whole 1/255 may be written as a byte."""


@dataclass(frozen=True)
class Baked:
    """What a bake has written."""

    name: str
    seconds: float
    moved: tuple[str, ...]
    """Meshes, or the bone, that move."""
    keys: int
    """Keys of all samplers."""
    frames: int
    """Keys there would be if none were left out."""
    error: float
    """Largest distance of the animation from the track at any frame, 0 to 1."""


@expects_gltf
def bake(
    document: Document,
    profile: RigProfile,
    face: NDArray[np.float64],
    fps: int,
    *,
    name: str = "talk",
    every: int = 1,
    float_weights: bool = False,
    extras: dict[str, Any] | None = None,
) -> Baked:
    """Add an animation that shows ``face``, frames × 67 channels of 0 to 1, on a model.

    It becomes the first animation, because that is the one which most viewers play unasked. An animation of the same
    name that an earlier bake has made is replaced; its bytes stay behind. Targets that do not speak keep the weights
    the file gives them, and speech adds to a weight at rest. A mesh in which nothing would move is left alone. With
    ``every`` 2 there are keys at every second frame at most.

    Raises RigError when the model has nothing to talk with, or an animation of that name from elsewhere.
    """
    if len(face) == 0:
        raise RigError("there is nothing to show: the track has no frames")
    check_can_talk(document, profile)
    animations = _without_earlier(document, name)
    writer = _Writer(document, fps, every, float_weights)
    face = np.minimum(face * articulation_gains(profile.manifest.articulation), 1.0)
    if profile.speech_space in {"arkit52", "viseme15"}:
        for driven in profile.driven:
            writer.weights(driven, face)
    elif profile.jaw_node is not None:
        writer.jaw(profile, profile.jaw_node, face)
    if not writer.channels:
        has = ", ".join(profile.channels) or f"the jaw {profile.jaw_bone}"
        raise RigError(f"{document.path}: nothing of it moves in this speech; it has {has}")
    animation = {
        "name": name,
        "channels": writer.channels,
        "samplers": writer.samplers,
        "extras": {"visavis": {"baked": True, **(extras or {})}},
    }
    # Behaviour graphs refer to animations by number, which must not shift.
    numbered = _NUMBERS_ANIMATIONS in document.json.get("extensionsUsed", [])
    document.json["animations"] = [*animations, animation] if numbered else [animation, *animations]
    writer.appender.finish()
    frames = -(-len(face) // every) * len(writer.moved)
    seconds = (len(face) - 1) / fps
    return Baked(name, seconds, tuple(writer.moved), writer.keys, frames, writer.error / 255)


def check_can_talk(document: Document, profile: RigProfile) -> None:
    """Raises RigError that says what a model has, when nothing of it can talk."""
    if profile.speech_space not in {"clip", "none"}:
        return
    names = sorted({name for mesh in profile.meshes for name in mesh.targets if name})
    morphs = "no morph targets"
    if profile.meshes:
        morphs = f"{len(names)} morph targets ({_some(names)})" if names else "morph targets without names"
    limbs = f"{profile.bones} bones, none of them a jaw" if profile.bones else "no bones"
    clips = f"the clips {_some(profile.clips)}" if profile.clips else "no clips"
    told = f"{document.path} has nothing to talk with. It has {morphs}; {limbs}; {clips}."
    if profile.speech_space == "clip":
        told += " Its mouth clip follows a voice in visavis itself, but says too little for a bake."
    raise RigError(f"{told} Wanted are morph targets of ARKit, viseme_*, VRM or others, or a bone called Jaw.")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (", …" if len(names) > 8 else "")


class _Writer:
    """Collects the samplers and channels of one animation."""

    def __init__(self, document: Document, fps: int, every: int, float_weights: bool) -> None:
        self.document = document
        self.fps = fps
        self.every = every
        self.float_weights = float_weights
        self.appender = Appender(document)
        self.samplers: list[dict[str, Any]] = []
        self.channels: list[dict[str, Any]] = []
        self.moved: list[str] = []
        self.keys = 0
        self.error = 0.0
        self._times: dict[bytes, int] = {}

    def weights(self, driven: DrivenMesh, face: NDArray[np.float64]) -> None:
        """The morph targets of one mesh."""
        rest = np.array(driven.mesh.rest)
        curve = np.tile(rest * 255, (len(face), 1))
        moving = sorted(driven.drives)
        curve[:, moving] = np.clip(rest[moving] + face @ driven.matrix[:, moving], 0, 1) * 255
        if np.all(np.abs(curve - rest * 255) < 0.5):
            return
        keys = reduce_keys(curve, every=self.every)
        if self.float_weights or np.any(np.abs(rest * 255 - np.rint(rest * 255)) > _WHOLE_STEP):
            values = keys.values / np.float32(255)
            still = np.setdiff1d(np.arange(len(rest)), moving)
            values[:, still] = rest[still].astype(np.float32)
            output = self.appender.add(values.astype(np.float32), "SCALAR")
        else:
            output = self.appender.add(keys.values, "SCALAR")
        self._add(keys, output, driven.mesh.node, "weights", driven.mesh.name)

    def jaw(self, profile: RigProfile, node: int, face: NDArray[np.float64]) -> None:
        """The jaw bone: between two keys of one axis a player turns evenly, so its angle is the curve."""
        open_deg = profile.manifest.jaw_open_deg or float(morph_map()["jaw"]["open_deg"])
        curve = mouth_opening(face)[:, None] * 255
        if np.all(curve < 0.5):
            return
        keys = reduce_keys(curve, every=self.every)
        degrees = keys.values[:, 0] / 255.0 * open_deg
        output = self.appender.add(jaw_rotations(self.document, node, degrees), "VEC4")
        self._add(keys, output, node, "rotation", profile.jaw_bone or "jaw")

    def _add(self, keys: Keys, output: int, node: int, path: str, moved: str) -> None:
        times = (keys.frames / self.fps).astype(np.float32)
        if times.tobytes() not in self._times:
            self._times[times.tobytes()] = self.appender.add(times, "SCALAR", bounds=True)
        sampler = {"input": self._times[times.tobytes()], "interpolation": "LINEAR", "output": output}
        self.samplers.append(sampler)
        self.channels.append({"sampler": len(self.samplers) - 1, "target": {"node": node, "path": path}})
        self.moved.append(moved)
        self.keys += len(times)
        self.error = max(self.error, keys.error)


def _without_earlier(document: Document, name: str) -> list[dict[str, Any]]:
    """The animations of the file, without one of this name that a bake has made."""
    kept = []
    for clip in document.items("animations"):
        if clip.get("name") != name:
            kept.append(clip)
            continue
        extras = clip.get("extras")
        if not (isinstance(extras, dict) and (extras.get("visavis") or {}).get("baked") is True):
            raise RigError(f"{document.path} has a clip called {name!r} already; give another name")
    return kept
