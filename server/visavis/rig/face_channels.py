"""All that a face can do, as one row: the 52 channels of ARKit, then the 15 visemes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52, CHANNELS, VISEME15, ChannelSpace

FACE_CHANNELS: tuple[str, ...] = (*ARKIT52, *(f"viseme_{name}" for name in VISEME15))
"""The order of the columns; the same as ``FACE_CHANNELS`` of the front end."""

FIRST_VISEME = len(ARKIT52)

FACE_INDEX: dict[str, int] = {name: index for index, name in enumerate(FACE_CHANNELS)}


def face_rows(rows: NDArray[np.uint8], space: ChannelSpace) -> NDArray[np.float64]:
    """Rows of a track, frames × channels of 0 to 255, as frames × 67 of 0 to 1."""
    first = 0 if space == "arkit52" else FIRST_VISEME
    face = np.zeros((len(rows), len(FACE_CHANNELS)))
    face[:, first : first + len(CHANNELS[space])] = rows / 255.0
    return face
