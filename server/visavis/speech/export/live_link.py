"""A track in the layout of recordings of Epic's Live Link Face app, for Unreal, Blender, Maya and MotionBuilder.

Source of the layout: the LiveLinkFaceImporter plugin of Unreal Engine 5 (``LiveLinkFaceImporterFactory.cpp``), which
wants the first two columns to be called ``Timecode`` and ``BlendShapeCount``, reads the timecode as
``hh:mm:ss:frames.fraction`` at 60 frames a second, and takes all other columns by their names. Order of the columns:
that of takes recorded by the app, in which right comes before left for the jaw and the mouth.
"""

from __future__ import annotations

import csv
import io

from visavis.protocol.channels import ARKIT52
from visavis.speech.track import Track

TIMECODE_FPS = 60
"""The app counts sixtieths in the timecode, whatever it records at."""

_SWAPPED = {"jawLeft": "jawRight", "jawRight": "jawLeft", "mouthLeft": "mouthRight", "mouthRight": "mouthLeft"}
_CURVES = tuple(_SWAPPED.get(name, name) for name in ARKIT52)
_ROTATIONS = tuple(part + angle for part in ("Head", "LeftEye", "RightEye") for angle in ("Yaw", "Pitch", "Roll"))

LIVE_LINK_HEADER: tuple[str, ...] = (
    "Timecode",
    "BlendShapeCount",
    *(name[0].upper() + name[1:] for name in _CURVES),
    *_ROTATIONS,
)


def live_link_csv(track: Track) -> str:
    """CSV: a line a frame with the 52 weights 0 to 1, and 9 rotations of head and eyes, which speech leaves at 0.

    The first frame has the timecode 00:00:00:00.000. Raises ValueError for a track that is not ``arkit52``.
    """
    if track.space != "arkit52":
        raise ValueError(f"the Live Link layout has the 52 channels of ARKit; this track is {track.space}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(LIVE_LINK_HEADER)
    count = len(_CURVES) + len(_ROTATIONS)
    order = [track.channels.index(name) for name in _CURVES]
    still = [0.0] * len(_ROTATIONS)
    for frame, row in enumerate((track.weights[:, order] / 255.0).round(4).tolist()):
        writer.writerow([timecode(frame / track.fps), count, *row, *still])
    return text.getvalue()


def timecode(seconds: float) -> str:
    """``HH:MM:SS:FF.fff`` with FF in sixtieths of a second; hours go round after a day, as clocks do."""
    thousandths = round(seconds * TIMECODE_FPS * 1000)
    whole, fraction = divmod(thousandths, 1000)
    rest, frames = divmod(whole, TIMECODE_FPS)
    minutes, second = divmod(rest, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours % 24:02d}:{minute:02d}:{second:02d}:{frames:02d}.{fraction:03d}"
