"""Uneven speed: sound whose pace changes all the time, with the exact time of everything in it.

A synthesiser that speaks slower scales all its phones alike, so its own rendering at another speed would fit it by mere
stretching. People are not so even.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_FRAME_S: Final = 0.024
_SEARCH_S: Final = 0.006
_NODE_S: Final = 0.3
"""The pace is drawn anew so often."""
_SLOWEST: Final = 0.72
_FASTEST: Final = 1.38


@dataclass(frozen=True, slots=True, eq=False)
class Warped:
    """The sound, and where each moment of the original went."""

    samples: NDArray[np.float32]
    """Mono, -1 to 1."""
    _before_ms: NDArray[np.float64]
    _after_ms: NDArray[np.float64]

    def time_ms(self, before_ms: float) -> float:
        """When what was at ``before_ms`` is heard now."""
        return float(np.interp(before_ms, self._before_ms, self._after_ms))


def warp(samples: NDArray[np.float32], rate_hz: int, seed: int) -> Warped:
    """Change the pace of mono samples between 0.72 and 1.38, by overlapping frames that continue each other's wave.

    The same input gives the same output. Sound shorter than two frames is left as it is.
    """
    half = round(rate_hz * _FRAME_S / 2)
    reach = round(rate_hz * _SEARCH_S)
    total = len(samples)
    if total < 4 * half:
        ends = np.array([0.0, total * 1000 / rate_hz])
        return Warped(samples, ends, ends)
    window = np.hanning(2 * half + 1)[:-1]
    padded = np.pad(samples.astype(np.float64), (half + reach, 2 * half + 2 * reach))
    places = _places(total, half, rate_hz, seed)
    result = np.zeros((len(places) + 1) * half)
    used = np.empty(len(places))
    follow = 0
    for number, place in enumerate(places):
        best = place
        if number:
            # Of the frames near the place, the one that goes on as the last one would have.
            wanted = padded[follow + reach : follow + reach + 2 * half]
            field = padded[place : place + 2 * half + 2 * reach]
            best = max(place - reach + int(np.argmax(_likeness(field, wanted))), int(used[number - 1]))
        frame = padded[best + reach : best + reach + 2 * half]
        result[number * half : (number + 2) * half] += window * frame
        used[number] = best
        follow = best + half
    # Frame number n has its middle at n * half once the first half frame is cut.
    after = np.arange(len(places)) * half * 1000 / rate_hz
    sound = result[half : half + (len(places) - 1) * half]
    return Warped(sound.astype(np.float32), used * 1000 / rate_hz, after)


def _places(total: int, half: int, rate_hz: int, seed: int) -> list[int]:
    """Middle of each frame in the original; frames are half their length apart in the result."""
    random = np.random.default_rng(seed)
    nodes = np.exp(random.uniform(np.log(_SLOWEST), np.log(_FASTEST), 2 + int(2 * total / rate_hz / _NODE_S)))
    places, at, number = [], 0.0, 0
    while at < total:
        places.append(round(at))
        pace = np.interp(number * half / rate_hz / _NODE_S, np.arange(len(nodes)), nodes)
        at += half * float(pace)
        number += 1
    places.append(total)
    return places


def _likeness(field: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Normalised correlation at every offset of ``wanted`` within ``field``."""
    products = np.correlate(field, wanted, "valid")
    energy = np.cumsum(np.concatenate(([0.0], field**2)))
    lengths = energy[len(wanted) :] - energy[: -len(wanted)]
    likeness: NDArray[np.float64] = products / np.sqrt(np.maximum(lengths, 1e-9))
    return likeness
