"""The co-articulation solver: cues in, rows of a track out, while the speech is still being made.

Each articulator (lips, jaw, tongue) blends the sounds around a moment by their dominance
(:mod:`~visavis.speech.dominance`) under kernels of fixed reach (:mod:`~visavis.speech.kernels`); contacts of the lips
lie above the blend (:mod:`~visavis.speech.contact`); :mod:`~visavis.speech.recipes` turns the result into channels.

A row depends on nothing later than ``LOOKAHEAD_MS`` after it, and every sum is taken over whole numbers, so pushing
cues in any split gives the same bytes as pushing them at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil, isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import CHANNELS, ChannelSpace
from visavis.speech.contact import ContactTrain
from visavis.speech.cues import Cue
from visavis.speech.dominance import DominanceTable, dominance_table
from visavis.speech.kernels import window_cells
from visavis.speech.recipes import SHARE_SCALE, ArkitMixer, VisemeMixer, mixer
from visavis.speech.styles import NEUTRAL_STYLE, Style
from visavis.speech.timeline import TICKS_PER_FRAME, Timeline

TRACK_FPS: Final = 60
LOOKAHEAD_MS: Final = 170.0
"""A row is final once the cues up to this long after it are known."""
REST_PAUSE_MS: Final = 220.0
"""In a pause at least this long the mouth comes to rest: some row is all zeros."""

_BLOCK_FRAMES: Final = 512
"""Rows solved at once: bounds the memory of a long utterance."""
_GATE_OPENS_AT: Final = 0.6
"""Share of silence around a moment from which the shapes of speech begin to fade."""


class Articulator:
    """Solves one utterance into rows of a track.

    >>> articulator = Articulator("viseme15")
    >>> rows = articulator.push([Cue("PP", 0, 80), Cue("aa", 80, 400)])   # uint8, rows that are final × 15
    >>> rest = articulator.finish(duration_ms=420.0)                      # all that is left, 26 rows in total
    """

    def __init__(
        self, space: ChannelSpace, fps: int = TRACK_FPS, style: Style | tuple[float, float] = NEUTRAL_STYLE
    ) -> None:
        """Raises ValueError for an unknown space, ``fps`` outside 24 to 120 or a gain outside 0 to 2."""
        if not 24 <= fps <= 120:
            raise ValueError(f"fps must be 24 to 120, got {fps}")
        jaw, lip = style
        if not (0 < jaw <= 2 and 0 < lip <= 2):
            raise ValueError(f"style gains must be above 0 and at most 2, got jaw {jaw}, lip {lip}")
        self.space: ChannelSpace = space
        self.fps = fps
        self._table, self._mixer = _plan(space, fps, float(jaw), float(lip))
        self._timeline = Timeline(self._table, fps)
        self._contacts = ContactTrain(fps * TICKS_PER_FRAME / 1000.0)
        self._past, self._future = window_cells(fps)
        self._gate_cells = float(self._table.taps[:, -1].sum())
        self._lookahead_ticks = ceil(LOOKAHEAD_MS * fps * TICKS_PER_FRAME / 1000.0)
        self._next_frame = 0
        self._finished = False

    @property
    def frames(self) -> int:
        """Rows handed out so far."""
        return self._next_frame

    def push(self, cues: Iterable[Cue]) -> NDArray[np.uint8]:
        """Add cues in order of time; gaps between them are silence. Returns the rows that are final now, maybe none.

        Raises ValueError that names the cue if it overlaps an earlier one, is empty or has an unknown viseme; none of
        the cues is taken then.
        """
        self._refuse_finished()
        self._contacts.append(self._timeline.append(list(cues)))
        return self._solve((self._timeline.end_ticks - self._lookahead_ticks) // TICKS_PER_FRAME + 1)

    def finish(self, duration_ms: float, cues: Iterable[Cue] = ()) -> NDArray[np.uint8]:
        """All remaining rows of an utterance of that length: ``ceil(duration_ms × fps / 1000)`` in total.

        ``cues`` are the last ones, as with :meth:`push`, but solved in one go. Raises ValueError as that does and if
        more rows were handed out already, RuntimeError if called again.
        """
        self._refuse_finished()
        self._contacts.append(self._timeline.append(list(cues)))
        if not (isfinite(duration_ms) and duration_ms >= 0):
            raise ValueError(f"duration_ms must be a number of 0 or more, got {duration_ms}")
        total = frame_count(duration_ms, self.fps)
        if total < self._next_frame:
            raise ValueError(f"duration_ms {duration_ms} is {total} rows, but {self._next_frame} were handed out")
        self._timeline.append_silence((total + self._future + 1) * TICKS_PER_FRAME)
        self._finished = True
        return self._solve(total)

    def _refuse_finished(self) -> None:
        if self._finished:
            raise RuntimeError("this utterance is finished; make a new Articulator")

    def _solve(self, stop: int) -> NDArray[np.uint8]:
        first = self._next_frame
        if stop <= first:
            return np.zeros((0, len(CHANNELS[self.space])), dtype=np.uint8)
        blocks = [self._block(at, min(at + _BLOCK_FRAMES, stop)) for at in range(first, stop, _BLOCK_FRAMES)]
        self._next_frame = stop
        self._timeline.forget(stop - self._past)
        self._contacts.forget(stop)
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)

    def _block(self, first: int, stop: int) -> NDArray[np.uint8]:
        cells = self._timeline.cells(first - self._past, stop - 1 + self._future)
        taps = self._table.taps
        step, across = cells.strides
        # Row n of the view is the window of frame n: cells n to n + len(taps), without copying them.
        windows: NDArray[np.float64] = np.ndarray(
            (stop - first, *taps.shape), dtype=cells.dtype, buffer=cells, strides=(step, step, across)
        )
        held = np.einsum("nkc,kc->nc", windows, taps)
        targets = len(self._table.targets)
        shares = held[:, :targets] / (held[:, targets:-1] @ self._table.owners)
        silence = held[:, -1]
        if silence.any():
            shares *= _rest_gate(silence / (self._gate_cells * TICKS_PER_FRAME))[:, None]
        np.rint(np.multiply(shares, SHARE_SCALE, out=shares), out=shares)
        weights = self._mixer.mix(shares, self._contacts.envelopes(first, stop))
        # Rounding down keeps sums of weights at 1; the small term is for a weight of 1 itself.
        rows: NDArray[np.uint8] = (weights * 255.0 + 1e-6).astype(np.uint8)
        return rows


def frame_count(duration_ms: float, fps: int = TRACK_FPS) -> int:
    """Rows that cover a duration; float noise of a millionth of a row does not add one."""
    return max(0, ceil(duration_ms * fps / 1000.0 - 1e-6))


def articulate(
    cues: Iterable[Cue], duration_ms: float, space: ChannelSpace = "viseme15", fps: int = TRACK_FPS
) -> NDArray[np.uint8]:
    """The whole utterance at once: rows × channels."""
    articulator = Articulator(space, fps)
    # Cues may outlast the duration a little; what push hands out must not.
    inside = [cue for cue in cues if cue.onset_ms < duration_ms]
    if inside and inside[-1].end_ms > duration_ms:
        last = inside[-1]
        inside[-1] = Cue(last.viseme, last.onset_ms, duration_ms, last.intensity)
    head = articulator.push(inside)
    return np.concatenate((head, articulator.finish(duration_ms)))


@lru_cache(maxsize=32)
def _plan(space: ChannelSpace, fps: int, jaw: float, lip: float) -> tuple[DominanceTable, VisemeMixer | ArkitMixer]:
    table = dominance_table(fps, tongue_jaw=space == "arkit52")
    return table, mixer(space, table.targets, jaw_gain=jaw, lip_gain=lip)


def _rest_gate(silence: NDArray[np.float64]) -> NDArray[np.float64]:
    rest = np.maximum((silence - _GATE_OPENS_AT) / (1.0 - _GATE_OPENS_AT), 0.0)
    gate: NDArray[np.float64] = 1.0 - rest * rest * (3.0 - 2.0 * rest)
    return gate
