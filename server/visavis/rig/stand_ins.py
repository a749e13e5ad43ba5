"""Which way a model can talk, and what moves for the channels that it lacks. The front end has the same rules."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from visavis.rig.face_channels import FACE_CHANNELS, FACE_INDEX, FIRST_VISEME
from visavis.rig.morph_names import morph_map, shares_of

SpeechSpace = Literal["arkit52", "viseme15", "jaw", "clip", "none"]
"""What moves the mouth: morph targets by a track in one of two spaces, a jaw bone, a mouth clip, or nothing."""

Drives = dict[int, list[tuple[int, float]]]
"""Morph target to the channels that move it, each with its share."""

_MOUTH = re.compile(r"(jaw|mouth|tongue)")
_SHAPES_THE_LIPS = re.compile(r"mouth(Close|Funnel|Pucker|Roll|LowerDown|Stretch|Press)")
_LIP_SHAPES = 4
"""Fewer lip shapes than this is a jaw that flaps: visemes, if the model has them, say more."""

_JAW_OPEN, _MOUTH_CLOSE, _VISEME_AA = (FACE_INDEX[name] for name in ("jawOpen", "mouthClose", "viseme_aa"))


def speech_space(bound: Collection[int], *, has_jaw: bool, has_mouth_clip: bool) -> SpeechSpace:
    """Decides from the channels that have targets, in order: full ARKit, visemes, any jaw morph, jaw bone, clip."""
    visemes = sum(channel >= FIRST_VISEME for channel in bound)
    lip_shapes = sum(_SHAPES_THE_LIPS.match(FACE_CHANNELS[channel]) is not None for channel in bound)
    if _JAW_OPEN in bound and lip_shapes >= _LIP_SHAPES:
        return "arkit52"
    if _VISEME_AA in bound:
        return "viseme15"
    if _JAW_OPEN in bound:
        return "arkit52"
    if visemes > 0:
        return "viseme15"
    if has_jaw:
        return "jaw"
    return "clip" if has_mouth_clip else "none"


def missing_channels(space: SpeechSpace, bound: Collection[int]) -> tuple[str, ...]:
    """The channels of a speech space that have no target."""
    if space == "arkit52":
        wanted = [name for name in FACE_CHANNELS[:FIRST_VISEME] if _MOUTH.match(name)]
    elif space == "viseme15":
        wanted = list(FACE_CHANNELS[FIRST_VISEME + 1 :])
    else:
        return ()
    return tuple(name for name in wanted if FACE_INDEX[name] not in bound)


def add_stand_ins(drives: Drives, bound: Collection[int]) -> None:
    """Lends the targets of one mesh to the channels that no mesh has. ``bound`` is over all meshes."""
    target_of = {channel: target for target, shares in drives.items() for channel, _ in shares}

    def lend(channel: int, part: int, share: float) -> None:
        if part in target_of:
            drives[target_of[part]].append((channel, share))

    for name, parts in morph_map()["stand_ins"].items():
        if FACE_INDEX[name] not in bound:
            for part, share in shares_of(parts):
                lend(FACE_INDEX[name], part, share)
    if _MOUTH_CLOSE not in bound:  # a closure must close whatever opens the mouth
        lend(_MOUTH_CLOSE, _JAW_OPEN if _JAW_OPEN in bound else _VISEME_AA, -1.0)
