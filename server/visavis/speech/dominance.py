"""Who wins where sounds overlap: per articulator, each viseme's dominance, its level and its kernel.

The model is Cohen and Massaro's: the shape at any time is the mean of the targets of the sounds around it, weighted
by their dominance, apart for lips, jaw and tongue. Numbers were set by eye, from these rules of JALI: rounded and
protruded lips win over their neighbours; sounds of the tongue alone leave the lips to their neighbours; sibilants
narrow the jaw. ``PP`` and ``FF`` have no target here, only a small dominance: :mod:`visavis.speech.contact` makes them
touch, and below the contact the neighbours' shape carries on, so that a rounded vowel is ready when the lips part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import VISEME15
from visavis.speech.kernels import ANTICIPATION_MS, DECAY_MS, PROTRUSION_MS, Kernel, box_taps

LIP_VISEMES: Final = ("CH", "SS", "RR", "aa", "E", "I", "O", "U")
TONGUE_VISEMES: Final = ("TH", "DD", "kk", "nn")
ROUNDED: Final = frozenset({"CH", "RR", "O", "U"})
PARTED: Final = "parted"
"""What the lips do in any sound of the tongue alone, the same for all of them."""

GENERAL_LIPS: Final = Kernel(past_ms=84, peak_ms=20, future_ms=ANTICIPATION_MS)
ROUNDED_LIPS: Final = Kernel(past_ms=100, peak_ms=20, future_ms=PROTRUSION_MS)
JAW: Final = Kernel(past_ms=100, peak_ms=15, future_ms=ANTICIPATION_MS)
TONGUE: Final = Kernel(past_ms=67, peak_ms=10, future_ms=84)
REST: Final = Kernel(past_ms=34, peak_ms=0, future_ms=34)
"""Silence is not anticipated: a last vowel is held nearly to its end, a first one is in place at its onset."""
assert max(kernel.past_ms for kernel in (GENERAL_LIPS, ROUNDED_LIPS, JAW, TONGUE, REST)) <= DECAY_MS

REST_GATE_REACH_MS: Final = 100.0
"""Where silence reaches this far both ways, the mouth is at rest exactly."""

_LEVEL: Final = {
    "TH": 0.9, "DD": 0.85, "kk": 0.85, "nn": 0.85, "CH": 0.92, "SS": 0.9, "RR": 0.88,
    "aa": 0.9, "E": 0.9, "I": 0.9, "O": 0.92, "U": 0.95,
}  # fmt: skip
"""The weight of a shape that is held long and at full intensity."""
_PARTED_LEVEL: Final = 0.88
_LIPS: Final = {
    "sil": 0.35, "PP": 0.06, "FF": 0.06, "TH": 0.09, "DD": 0.09, "kk": 0.09, "nn": 0.09, "CH": 1.5, "SS": 0.7,
    "RR": 0.9, "aa": 0.9, "E": 0.85, "I": 0.95, "O": 1.35, "U": 1.7,
}  # fmt: skip
_JAW: Final = {
    "sil": 0.35, "PP": 0.45, "FF": 0.45, "TH": 0.36, "DD": 0.36, "kk": 0.36, "nn": 0.36, "CH": 1.9, "SS": 2.0,
    "RR": 0.6, "aa": 1.0, "E": 0.9, "I": 0.9, "O": 1.0, "U": 1.0,
}  # fmt: skip
_TONGUE: Final = {
    "sil": 0.35, "PP": 0.1, "FF": 0.1, "TH": 1.0, "DD": 1.0, "kk": 1.0, "nn": 1.0, "CH": 0.6, "SS": 0.6,
    "RR": 0.6, "aa": 0.35, "E": 0.35, "I": 0.35, "O": 0.35, "U": 0.35,
}  # fmt: skip

_SCALE: Final = 1024


@dataclass(frozen=True, slots=True)
class DominanceTable:
    """Columns the solver filters in time: targets first, then dominances, the last column marks silence.

    All values are whole numbers, so that every sum over them is exact in whatever order it is taken.
    """

    targets: tuple[tuple[str, str], ...]
    """``(articulator, shape)`` of the target columns."""
    scaled: NDArray[np.float64]
    """viseme × column; the part that a cue's intensity multiplies."""
    fixed: NDArray[np.float64]
    """viseme × column; the part that it does not."""
    taps: NDArray[np.float64]
    """window cell × column."""
    owners: NDArray[np.float64]
    """dominance column × target column: 1 where that dominance normalises that target."""


def dominance_table(fps: int, *, tongue_jaw: bool) -> DominanceTable:
    """The table at ``fps`` frames a second; ``tongue_jaw`` keeps apart how each tongue sound moves the jaw."""
    targets = [("lips", viseme) for viseme in LIP_VISEMES] + [("jaw", viseme) for viseme in LIP_VISEMES]
    targets += [("tongue", viseme) for viseme in TONGUE_VISEMES]
    if tongue_jaw:
        targets += [("lips", PARTED)] + [("jaw", viseme) for viseme in TONGUE_VISEMES]
    groups = (
        ("lips", ROUNDED_LIPS, ROUNDED),
        ("lips", GENERAL_LIPS, frozenset(VISEME15) - ROUNDED - {"sil"}),
        ("lips", REST, frozenset({"sil"})),
        ("jaw", JAW, frozenset(VISEME15) - {"sil"}),
        ("jaw", REST, frozenset({"sil"})),
        ("tongue", TONGUE, frozenset(VISEME15) - {"sil"}),
        ("tongue", REST, frozenset({"sil"})),
    )
    strength = {"lips": _LIPS, "jaw": _JAW, "tongue": _TONGUE}
    columns = len(targets) + len(groups) + 1
    scaled, fixed = np.zeros((len(VISEME15), columns)), np.zeros((len(VISEME15), columns))
    taps = []
    for column, (articulator, shape) in enumerate(targets):
        for viseme in TONGUE_VISEMES if shape == PARTED else (shape,):
            index = VISEME15.index(viseme)
            level = _PARTED_LEVEL if shape == PARTED else _LEVEL[viseme]
            scaled[index, column] = round(strength[articulator][viseme] * level * _SCALE)
        taps.append(_kernel(articulator, shape).taps(fps))
    for column, (articulator, kernel, visemes) in enumerate(groups, start=len(targets)):
        for viseme in visemes:
            fixed[VISEME15.index(viseme), column] = round(strength[articulator][viseme] * _SCALE)
        taps.append(kernel.taps(fps))
    fixed[VISEME15.index("sil"), -1] = 1.0
    taps.append(box_taps(REST_GATE_REACH_MS, fps))
    owners = np.array([[float(group[0] == target[0]) for target in targets] for group in groups])
    return DominanceTable(tuple(targets), scaled, fixed, np.stack(taps, axis=1), owners)


def _kernel(articulator: str, shape: str) -> Kernel:
    if articulator == "lips":
        return ROUNDED_LIPS if shape in ROUNDED else GENERAL_LIPS
    return JAW if articulator == "jaw" else TONGUE
