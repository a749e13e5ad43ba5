"""Sound files read from their beginning to where they really end, whatever the header says of their length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray

BLOCK_FRAMES: Final = 1 << 16


class ForwardSoundFile(soundfile.SoundFile):  # type: ignore[misc]  # soundfile has no types
    """A file that is read once. A header that was written before the end may tell any length or none: an MP3 that is
    streamed says hours, an encoder that writes into a pipe says nothing. ``blocks`` of the base class believes it, and
    gives what lay in memory where the sound has ended."""

    def seekable(self) -> bool:
        """No: after each block the base class would seek, which FLAC without a length does not let it."""
        return False

    def pieces(self) -> Iterator[NDArray[np.float32]]:
        """One block after the other, frames × channels. The last one is shorter."""
        while len(piece := self.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
            yield piece
