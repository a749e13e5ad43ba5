"""Where nobody speaks, by loudness alone."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.features import FRAMES_PER_SECOND, HOP_SAMPLES, frame_count

_WINDOW_SAMPLES: Final = 400
_SMOOTH: Final = 7
"""Frames: noise goes up and down from one to the next, speech does not."""
_BELOW_PEAK_DB: Final = 35.0
"""Speech is no quieter than so much below the loudest frame,"""
_ABOVE_FLOOR_DB: Final = 6.0
"""and so much louder than the background."""
_FLOOR_PERCENTILE: Final = 5.0
_SILENT_DB: Final = -70.0
"""A recording whose loudest frame is below this holds nothing."""
_STEADY_S: Final = 0.07
"""At least half of so long a stretch has to be loud to be speech. A frame looks at 25 ms, and so hears a click long."""
_END_PAD_S: Final = 0.03
_PAUSE_PAD_S: Final = 0.06
_PAUSE_S: Final = 0.15
_PAUSE_EDGE_S: Final = 0.02


def loudness_db(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean power of every frame in dB of full scale; -100 for digital silence. ``samples`` are at 16 kHz."""
    frames = frame_count(len(samples))
    half = _WINDOW_SAMPLES // 2
    squares = np.zeros(len(samples) + _WINDOW_SAMPLES + HOP_SAMPLES + 1)
    np.cumsum(samples.astype(np.float64) ** 2, out=squares[half + 1 : half + 1 + len(samples)])
    squares[half + 1 + len(samples) :] = squares[half + len(samples)]
    starts = np.arange(frames) * HOP_SAMPLES
    power = (squares[starts + _WINDOW_SAMPLES] - squares[starts]) / _WINDOW_SAMPLES
    return (10 * np.log10(np.maximum(power, 0) + 1e-10)).astype(np.float32)


def voiced_frames(level_db: NDArray[np.float32], below_peak_db: float = _BELOW_PEAK_DB) -> NDArray[np.bool_]:
    """Which frames hold sound that may be speech; none of a silent recording."""
    peak = float(level_db.max())
    level = _around(np.pad(level_db, _SMOOTH // 2, mode="edge"), _SMOOTH)[_SMOOTH // 2 : -(_SMOOTH // 2)] / _SMOOTH
    if peak < _SILENT_DB:
        return np.zeros(len(level_db), dtype=np.bool_)
    background = float(np.percentile(level, _FLOOR_PERCENTILE))
    # A recording that is cut to the speech has no background to measure.
    threshold = max(peak - below_peak_db, min(background + _ABOVE_FLOOR_DB, peak - 12.0))
    return np.asarray(level > threshold)


def endpoints(voiced: NDArray[np.bool_]) -> tuple[int, int] | None:
    """First and exclusive last frame of the speech, a little padded; None where there is none.

    A click of less than 10 ms at either end is not speech.
    """
    width = round(_STEADY_S * FRAMES_PER_SECOND)
    steady = np.flatnonzero(_around(voiced, width) > width / 2)
    if not len(steady):
        return None
    pad = round(_END_PAD_S * FRAMES_PER_SECOND)
    return max(0, int(steady[0]) - pad), min(len(voiced), int(steady[-1]) + 1 + pad)


def without_pauses(voiced: NDArray[np.bool_], start: int, stop: int) -> NDArray[np.int64]:
    """The frames from ``start`` to ``stop`` less what is in the middle of pauses: 60 ms of each pause's ends are kept.

    A pause has no counterpart in a rendering, however long it is.
    """
    reach = round(_PAUSE_PAD_S * FRAMES_PER_SECOND)
    near = _around(voiced[start:stop], 2 * reach + 1) > 0
    kept = np.flatnonzero(near) + start
    return kept if len(kept) else np.arange(start, stop)


def pauses(voiced: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Frames of stretches of at least 150 ms without voice, less 20 ms at their ends: no closure of a stop lasts so."""
    inner = np.zeros(len(voiced), dtype=np.bool_)
    edge = round(_PAUSE_EDGE_S * FRAMES_PER_SECOND)
    for start, stop in runs(~voiced, round(_PAUSE_S * FRAMES_PER_SECOND)):
        inner[start if start == 0 else start + edge : stop if stop == len(voiced) else stop - edge] = True
    return inner


def runs(flags: NDArray[np.bool_], shortest: int) -> list[tuple[int, int]]:
    """Start and exclusive end of every run of true flags of at least ``shortest``."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [
        (int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start >= shortest
    ]


def _around(values: NDArray[Any], width: int) -> NDArray[np.float64]:
    """The sum of ``width`` values around each; there is nothing beyond the ends."""
    before = width // 2
    sums = np.concatenate(([0.0], np.cumsum(np.pad(values.astype(np.float64), (before, width - 1 - before)))))
    return sums[width:] - sums[:-width]
