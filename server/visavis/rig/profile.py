"""The rig profile: what a model has to talk with, and how a face is written to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visavis.rig.document import Document, expects_gltf
from visavis.rig.face_channels import FACE_CHANNELS
from visavis.rig.manifest import RigManifest
from visavis.rig.morph_names import drives_of, morph_map
from visavis.rig.scene import MorphMesh, bones, clip_names, morph_meshes
from visavis.rig.stand_ins import Drives, SpeechSpace, add_stand_ins, missing_channels, speech_space
from visavis.rig.vrm import expressions

_MOUTH_CLIP = re.compile(r"mouth|talk|speak|viseme|lip.?sync|说话|口型|嘴", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class DrivenMesh:
    """A morph mesh, and the channels that move its targets."""

    mesh: MorphMesh
    drives: Drives
    matrix: NDArray[np.float64]
    """67 face channels × targets: a face times this is the weights of the targets, before they are kept in 0 to 1."""


@dataclass(frozen=True, eq=False)
class RigProfile:
    """What a model offers to a face."""

    speech_space: SpeechSpace
    channels: tuple[str, ...]
    """Channels that have morph targets."""
    missing: tuple[str, ...]
    """Channels of the speech space that have none; stand-ins move for them where there are any."""
    driven: tuple[DrivenMesh, ...]
    meshes: tuple[MorphMesh, ...]
    """All meshes with morph targets, known or not."""
    jaw_node: int | None
    jaw_bone: str | None
    """Name of the jaw bone."""
    bones: int
    clips: tuple[str, ...]
    manifest: RigManifest
    by_expressions: bool = False
    """Some targets are known only by the expressions of a VRM, which the page does not read."""


@expects_gltf
def read_profile(document: Document, manifest: RigManifest | None = None) -> RigProfile:
    """Look at a model. Raises RigError where it is no valid glTF."""
    manifest = manifest or RigManifest()
    meshes = tuple(morph_meshes(document))
    drives = [drives_of(mesh.targets) for mesh in meshes]
    bound = _bound(drives)
    named = bound
    _add_expressions(document, meshes, drives, named)
    bound = _bound(drives)
    for found in drives:
        if found:
            add_stand_ins(found, bound)
    jaw = _find_jaw(document, manifest.jaw_bone)
    clips = tuple(clip_names(document))
    has_mouth_clip = any(name in manifest.mouth_clips or _MOUTH_CLIP.search(name) for name in clips)
    space = speech_space(bound, has_jaw=jaw is not None, has_mouth_clip=has_mouth_clip)
    gains = np.array([manifest.gains.get(name, 1.0) for name in FACE_CHANNELS])
    return RigProfile(
        speech_space=space,
        channels=tuple(name for channel, name in enumerate(FACE_CHANNELS) if channel in bound),
        missing=missing_channels(space, bound),
        driven=tuple(
            DrivenMesh(mesh, found, _matrix(found, len(mesh.targets), gains))
            for mesh, found in zip(meshes, drives, strict=True)
            if found
        ),
        meshes=meshes,
        jaw_node=jaw,
        jaw_bone=None if jaw is None else str(document.item("nodes", jaw).get("name")),
        bones=len(bones(document)),
        clips=clips,
        manifest=manifest,
        by_expressions=bound != named,
    )


def _bound(drives: list[Drives]) -> set[int]:
    return {channel for found in drives for shares in found.values() for channel, _ in shares}


def _matrix(drives: Drives, targets: int, gains: NDArray[np.float64]) -> NDArray[np.float64]:
    matrix = np.zeros((len(FACE_CHANNELS), targets))
    for target, shares in drives.items():
        for channel, share in shares:
            matrix[channel, target] += share * gains[channel]
    return matrix


def _add_expressions(document: Document, meshes: tuple[MorphMesh, ...], drives: list[Drives], bound: set[int]) -> None:
    """What the expressions of a VRM say about channels for which no morph target has a name."""
    told = expressions(document)
    names = list(told)
    for number, shares in drives_of(names).items():
        for bind in told[names[number]]:
            for mesh, found in zip(meshes, drives, strict=True):
                if (bind.mesh == mesh.mesh or bind.node == mesh.node) and 0 <= bind.target < len(mesh.targets):
                    free = [(channel, share * bind.weight) for channel, share in shares if channel not in bound]
                    if free:
                        found.setdefault(bind.target, []).extend(free)


def _find_jaw(document: Document, name: str | None) -> int | None:
    """The named node, else the first bone with a usual name."""
    nodes = document.items("nodes")
    if name is not None:
        # three takes some characters out of names, and manifests are written for it.
        plain = re.sub(r"[\[\].:/]", "", name).replace(" ", "_")
        for number, node in enumerate(nodes):
            given = str(node.get("name", ""))
            if given == name or re.sub(r"[\[\].:/]", "", given).replace(" ", "_") == plain:
                return number
        return None
    usual = re.compile(morph_map()["jaw"]["bone_name"], re.IGNORECASE)
    joints = bones(document)
    for number, node in enumerate(nodes):
        if (number in joints or node.get("children")) and usual.fullmatch(str(node.get("name", ""))):
            return number
    return None
