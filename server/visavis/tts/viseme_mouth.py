"""A mouth from the visemes that an engine tells, as far as they can be true.

A viseme becomes the phones of its shapes, each the plainest sound with that shape (ADR 0022). So everything behind it,
closures, loudness, the change to aligned phones in the middle of a word, is the same as for any other mouth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52
from visavis.speech.cues import Phone
from visavis.speech.recipes import arkit_recipes
from visavis.speech.viseme_map import VisemeMap, VisemePart, load_viseme_map
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.engine import VisemeTiming
from visavis.tts.mouth_fit import Curve, Verdict, mouth_fit

PLAIN_SOUNDS: Final = {
    "sil": "", "PP": "m", "FF": "f", "TH": "θ", "DD": "d", "kk": "k", "CH": "ʃ", "SS": "s", "nn": "n", "RR": "ɹ",
    "aa": "ɑ", "E": "ɛ", "I": "i", "O": "ɔ", "U": "u",
}  # fmt: skip
"""For each of our visemes the sound that stands for it."""
BREATH: Final = "h"
"""The sound that takes the shape of the vowel after it."""
LONGEST_S: Final = 0.4
"""A viseme that is the last known one says nothing of what is later than this after its onset."""
STRESSED: Final = 0.93
SOMEWHAT: Final = 0.75
"""Intensities of a map from which a shape is as full as in a stressed and in a half-stressed syllable."""


class VisemeMouth:
    """Collects one sentence's visemes. ``map_name`` names the map of their symbols.

    Raises what :func:`~visavis.speech.viseme_map.load_viseme_map` raises.
    """

    def __init__(self, map_name: str, sample_rate_hz: int) -> None:
        self._map: VisemeMap = load_viseme_map(map_name)
        self._rate = sample_rate_hz
        self._told: list[VisemeTiming] = []

    def push(self, visemes: Sequence[VisemeTiming]) -> None:
        """More of them, in any order: some services tell a few only after their sound."""
        self._told += visemes

    def phones(self, samples: NDArray[np.int16], *, complete: bool) -> list[Phone] | None:
        """Phones that cover the samples (all that has come so far), or None when what is told cannot be true.

        ``complete`` says that no more visemes come. Visemes that are all too early or too late are moved.
        """
        told = self._in_order(len(samples))
        if told is None or not told:
            return None
        end = len(samples)
        if not complete and end - told[-1].onset_samples > LONGEST_S * self._rate:
            return None
        fit = mouth_fit(self._opening(told, end), samples, self._rate)
        if fit.verdict in {Verdict.MISFIT, Verdict.UNKNOWN}:
            return None
        late = fit.late_frames * self._rate // TRACK_FPS
        phones = [Phone("", 0, first)] if (first := self._spans(told, end, late)[0][1]) > 0 else []
        for viseme, begin, stop in self._spans(told, end, late):
            phones += self._sounds(viseme, begin, stop)
        return phones

    def _in_order(self, total_samples: int) -> list[VisemeTiming] | None:
        """Those inside the sound by their onsets; None when most are not."""
        known = [viseme for viseme in self._told if self._map.get(viseme.symbol) is not None]
        inside = [viseme for viseme in known if 0 <= viseme.onset_samples < total_samples]
        early = sum(viseme.onset_samples < 0 for viseme in known)
        if early > len(known) // 4:
            return None
        return sorted(inside, key=lambda viseme: viseme.onset_samples)

    def _spans(self, told: Sequence[VisemeTiming], end: int, late: int) -> list[tuple[VisemeTiming, int, int]]:
        onsets = [min(max(0, viseme.onset_samples - late), end) for viseme in told]
        return [
            (viseme, onset, stop)
            for viseme, onset, stop in zip(told, onsets, [*onsets[1:], end], strict=True)
            if stop > onset
        ]

    def _sounds(self, viseme: VisemeTiming, begin: int, end: int) -> list[Phone]:
        shapes = self._map.symbols[viseme.symbol]
        if shapes == "following":
            return [Phone(BREATH, begin, end)]
        phones, passed = [], 0.0
        for part in shapes:
            onset = begin + round(passed * (end - begin))
            passed += part.share
            stop = begin + round(passed * (end - begin))
            if stop > onset:
                phones.append(Phone(PLAIN_SOUNDS[part.viseme], onset, stop, _stress(part)))
        return phones

    def _opening(self, told: Sequence[VisemeTiming], end: int) -> Curve:
        """How far the jaw is open in each frame."""
        recipes, jaw = arkit_recipes().articulators, ARKIT52.index("jawOpen")
        curve = np.zeros(end * TRACK_FPS // self._rate)
        for viseme, onset, stop in self._spans(told, end, 0):
            shapes = self._map.symbols[viseme.symbol]
            opening = (
                float(recipes["jaw", "E"][jaw]) / 2
                if shapes == "following"
                else sum(float(recipes["jaw", part.viseme][jaw]) * part.share * part.intensity for part in shapes)
            )
            curve[onset * TRACK_FPS // self._rate : stop * TRACK_FPS // self._rate] = opening
        return np.convolve(curve, np.ones(5) / 5, mode="same") if len(curve) >= 5 else curve


def _stress(part: VisemePart) -> int:
    return 2 if part.intensity >= STRESSED else 1 if part.intensity >= SOMEWHAT else 0
