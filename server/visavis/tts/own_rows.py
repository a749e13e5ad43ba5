"""The blendshape rows that an engine made for one sentence, and whether they are to be trusted.

They go on as they come once the first of them fit the sound. What does not fit waits for the end of the sentence: it
may only be early or late, and is moved, or is of no use, and the sentence is aligned.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.mouth_fit import Curve, Fit, Verdict, mouth_fit

Rows = NDArray[np.uint8]

FIRST_LOOK_FRAMES: Final = 36
"""So much is compared before the first row goes on."""
LOOK_AGAIN_FRAMES: Final = 18
TAIL_FRAMES: Final = 9
"""So many rows may be missing at the end of a sentence: the last one is held."""
_JAW, _CLOSE = ARKIT52.index("jawOpen"), ARKIT52.index("mouthClose")


class OwnRows:
    """Rows of one sentence, frames × 52, from its start."""

    def __init__(self, sample_rate_hz: int) -> None:
        self.trusted = False
        """They fit as far as can be said, and may go on."""
        self._rate = sample_rate_hz
        self._rows: Rows = np.zeros((0, len(ARKIT52)), dtype=np.uint8)
        self._given = 0
        self._looked_at = 0

    def push(self, rows: Rows) -> None:
        """More rows. Raises ValueError for a wrong number of columns."""
        if rows.ndim != 2 or rows.shape[1] != len(ARKIT52):
            raise ValueError(f"native track rows have {len(ARKIT52)} columns, got shape {rows.shape}")
        self._rows = np.concatenate((self._rows, rows))

    @property
    def known_samples(self) -> int:
        """The sound before this sample has rows."""
        return len(self._rows) * self._rate // TRACK_FPS

    def wants_look(self, samples: int) -> bool:
        """Whether so much sound is enough to look at them for the first time, or again."""
        frames = min(len(self._rows), samples * TRACK_FPS // self._rate)
        return not self.trusted and frames >= max(FIRST_LOOK_FRAMES, self._looked_at + LOOK_AGAIN_FRAMES)

    def look(self, samples: NDArray[np.int16]) -> None:
        """Compare with the beginning of the sound; what fits is trusted from now on."""
        self._looked_at = min(len(self._rows), len(samples) * TRACK_FPS // self._rate)
        self.trusted = mouth_fit(_opening(self._rows), samples, self._rate).verdict is Verdict.FITS

    def judge(self, samples: NDArray[np.int16]) -> Verdict:
        """Compare with the whole sound, and move what is early or late if none has gone on. What is left is trusted,
        or not."""
        fit = mouth_fit(_opening(self._rows), samples, self._rate)
        if fit.verdict is Verdict.SHIFTED and self._given == 0:
            self._rows = moved(self._rows, fit)
            self.trusted = True
        else:
            # Where there is too little to compare, there is too little to be wrong.
            self.trusted = fit.verdict in {Verdict.FITS, Verdict.UNKNOWN} and len(self._rows) > 0
        return fit.verdict

    def lacks(self, voice_end: int) -> bool:
        """Whether there is voice, up to this sample, without rows."""
        return voice_end - self.known_samples > TAIL_FRAMES * self._rate // TRACK_FPS

    def take(self, end_sample: int) -> Rows | None:
        """The rows up to a sample that were not taken yet; None when there are none."""
        stop = min(len(self._rows), -(-end_sample * TRACK_FPS // self._rate))
        rows, self._given = self._rows[self._given : stop], max(self._given, stop)
        return rows if len(rows) else None


def moved(rows: Rows, fit: Fit) -> Rows:
    """The rows as they are in their place: late ones lose their beginning, early ones begin with their first row."""
    if fit.late_frames >= 0:
        return rows[fit.late_frames :]
    return np.concatenate((np.repeat(rows[:1], -fit.late_frames, axis=0), rows))


def _opening(rows: Rows) -> Curve:
    """How far apart the lips are: what the jaw opens and ``mouthClose`` does not close again."""
    opening: Curve = np.maximum(rows[:, _JAW].astype(np.float64) - rows[:, _CLOSE], 0.0) / 255.0
    return opening
