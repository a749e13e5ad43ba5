"""What a model can do, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from visavis.rig.face_channels import FACE_CHANNELS
from visavis.rig.profile import RigProfile
from visavis.rig.scene import MorphMesh
from visavis.rig.stand_ins import Drives

_WAYS = {
    "arkit52": "morph targets, by the channels of ARKit",
    "viseme15": "morph targets, by visemes",
    "jaw": "the jaw bone {jaw}; there are no morph targets for the mouth",
    "clip": "a mouth clip that gets stronger with the voice; there are no morph targets for the mouth and no jaw bone",
    "none": "nothing: no morph targets for the mouth, no jaw bone, no mouth clip",
}


def report(profile: RigProfile) -> dict[str, Any]:
    """JSON-able: how it talks, channels, meshes with their targets and what moves each, bones, clips."""
    driven = {one.mesh.node: one.drives for one in profile.driven}
    return {
        "speech_space": profile.speech_space,
        "mouth": _WAYS[profile.speech_space].format(jaw=profile.jaw_bone),
        "channels": list(profile.channels),
        "missing": list(profile.missing),
        "by_expressions": profile.by_expressions,
        "blinks": "eyeBlinkLeft" in profile.channels and "eyeBlinkRight" in profile.channels,
        "meshes": [_mesh(mesh, driven.get(mesh.node, {})) for mesh in profile.meshes],
        "jaw_bone": profile.jaw_bone,
        "bones": profile.bones,
        "clips": list(profile.clips),
        "manifest": None if profile.manifest.path is None else str(profile.manifest.path),
    }


def _mesh(mesh: MorphMesh, drives: Drives) -> dict[str, Any]:
    targets = [
        {"name": name, "moves_with": {FACE_CHANNELS[channel]: share for channel, share in drives.get(number, [])}}
        for number, name in enumerate(mesh.targets)
    ]
    return {"name": mesh.name, "targets": targets}


def report_text(name: str, told: dict[str, Any]) -> str:
    """The same in a few lines."""
    lines = [f"{name}: its mouth is moved by {told['mouth']}"]
    arkit = sum(not channel.startswith("viseme_") for channel in told["channels"])
    lines.append(f"  channels   {arkit} of 52 of ARKit, {len(told['channels']) - arkit} of 15 visemes")
    if told["missing"]:
        lines.append(f"  missing    {_some(told['missing'])}; stand-ins move where there are any")
    if told["by_expressions"]:
        lines.append(
            "  VRM        some of it by the expressions of the VRM, which `visavis bake` reads and the page does not"
        )
    for mesh in told["meshes"]:
        known = [target for target in mesh["targets"] if target["moves_with"]]
        lines.append(f"  mesh       {mesh['name']}: {len(known)} of {len(mesh['targets'])} morph targets understood")
        if unknown := [target["name"] or "(no name)" for target in mesh["targets"] if not target["moves_with"]]:
            lines.append(f"             not understood: {_some(unknown)}")
    lines.append(f"  lids       {'blink' if told['blinks'] else 'cannot blink'}")
    lines.append(f"  bones      {told['bones']}, jaw: {told['jaw_bone'] or 'none'}")
    lines.append(f"  clips      {_some(told['clips']) or 'none'}")
    if told["manifest"]:
        lines.append(f"  manifest   {told['manifest']}")
    return "\n".join(lines)


def _some(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
