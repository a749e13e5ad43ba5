"""A first idea of when everything is said: warping the recording onto renderings of the same text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.dtw import Path, times_along, warp
from visavis.speech.alignment.features import FRAMES_PER_SECOND, Matrix
from visavis.speech.alignment.observations import for_warping
from visavis.speech.alignment.script import Script
from visavis.speech.alignment.silence import endpoints, without_pauses
from visavis.speech.alignment.sound import Sound

_STEP: Final = 2
"""Every second frame is enough here,"""
_CHOICE_STEP: Final = 4
"""and every fourth to see which rendering is the likest."""
_PENALTY: Final = 0.05
_SPARE: Final = 0.4
"""A little more than the usual distance of the same words: speech is matched, other sounds are left out."""
_PAD: Final = 0.03 * FRAMES_PER_SECOND
_LEAST_RATIO: Final = 0.4
"""A recording whose voiced stretch is that much shorter than the rendering cannot hold all of it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendering, heard."""

    sound: Sound
    script: Script

    @property
    def stretch(self) -> tuple[int, int]:
        """First and exclusive last frame of what is said."""
        phones = self.script.phones
        first = self.sound.frame_at(phones[0].onset_samples) - _PAD
        last = self.sound.frame_at(phones[-1].end_samples) + _PAD
        return max(0, int(first)), min(self.sound.frames, int(last) + 1)


@dataclass(frozen=True, slots=True)
class FirstPath:
    """Phones of the rendering that fits best, where the recording has them."""

    rendered: Rendered
    onsets: NDArray[np.float64]
    """Fractional frame of the recording, one a phone of the script."""
    ends: NDArray[np.float64]
    cost: float
    """Mean distance along the path."""
    chance: float
    """Mean distance of any frame of the recording to any of the rendering."""


def first_path(sound: Sound, renderings: Sequence[Rendered]) -> FirstPath | None:
    """The best of all ``renderings``; None for a recording without speech. Sounds before and after the text that are
    unlike it are left out."""
    ends = endpoints(sound.voiced)
    if ends is None:
        return None
    heard = for_warping(sound)
    rows = without_pauses(sound.voiced, *ends)
    likest = renderings[0]
    if len(renderings) > 1:
        likest = min(renderings, key=lambda rendered: _warp(heard, rows, rendered, _CHOICE_STEP)[2])
    return _placed(heard, rows, likest)


def _warp(
    heard: Matrix, rows: NDArray[np.int64], rendered: Rendered, step: int
) -> tuple[Path, NDArray[np.int64], float]:
    """The path, the frames of the rendering that are its columns, and its cost."""
    columns = without_pauses(rendered.sound.voiced, *rendered.stretch)
    told = for_warping(rendered.sound)[columns[::step]]
    path, cost = warp(heard[rows[::step]], told, _PENALTY, spare=_SPARE)
    return path, columns, cost + max(0.0, _LEAST_RATIO - len(rows) / len(columns))


def _placed(heard: Matrix, rows: NDArray[np.int64], rendered: Rendered) -> FirstPath:
    path, columns, cost = _warp(heard, rows, rendered, _STEP)
    told = for_warping(rendered.sound)[columns]
    chance = 1 - float(heard[rows].mean(axis=0) @ told.mean(axis=0))
    sound, phones = rendered.sound, rendered.script.phones
    onsets = [sound.frame_at(phone.onset_samples) for phone in phones]
    bounds = np.array(onsets + [sound.frame_at(phone.end_samples) for phone in phones])
    rank = np.argsort(bounds, kind="stable")
    places = np.interp(bounds[rank], columns, np.arange(len(columns))) / _STEP
    reached = np.maximum.accumulate(times_along(path, places)) * _STEP
    times = np.empty(len(bounds))
    times[rank] = np.interp(reached, np.arange(len(rows)), rows)
    return FirstPath(rendered, times[: len(phones)], times[len(phones) :], cost, chance)
