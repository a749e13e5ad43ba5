"""What the sources of speech give: a sound whose phones have known times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visavis.bench.lipsync.recording import TimedPhone


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """A sentence or so of one voice."""

    samples: NDArray[np.float32]
    """Mono, -1 to 1."""
    rate_hz: int
    phones: tuple[TimedPhone, ...]
    """From the start to the end of the sound; a gap is silence."""
