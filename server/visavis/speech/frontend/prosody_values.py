"""Values of ``prosody`` and ``emphasis``: every form that SSML 1.0 and 1.1 and the cloud engines know.

A word (``slow``, ``x-high``, ``default``) is absolute: it replaces what an outer element asked for. A number is
relative to it. Results stay within the limits of :class:`~visavis.speech.text.Manner`.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from visavis.speech.text import PLAIN, Manner

RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6}
PITCHES_SEMITONES = {"x-low": -6.0, "low": -3.0, "medium": 0.0, "default": 0.0, "high": 3.0, "x-high": 6.0}
VOLUMES = {"silent": 0.0, "x-soft": 0.25, "soft": 0.5, "medium": 1.0, "default": 1.0, "loud": 1.4, "x-loud": 2.0}
EMPHASES = {
    "strong": Manner(0.82, 3.0, 1.4),
    "moderate": Manner(0.9, 1.5, 1.2),
    "none": PLAIN,
    "reduced": Manner(1.12, -1.0, 0.7),
}
"""What a listener takes for emphasis: slower, higher and louder, in this order of weight."""

_NOMINAL_HZ = 180.0
"""Middle of men's and women's voices. Hertz are turned into semitones from here: the front end knows no voice."""
_NUMBER = r"([0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})"
_RATE = re.compile(rf"([+-]?){_NUMBER}(%?)")
_PITCH = re.compile(rf"([+-]?){_NUMBER}(%|st|hz|)", re.IGNORECASE)
_VOLUME = re.compile(rf"([+-]?){_NUMBER}(%|db|)", re.IGNORECASE)


def rated(manner: Manner, value: str) -> Manner | None:
    """``manner`` with ``rate="…"``: a word, ``80%``, ``+20%``, ``1.2``. None for anything else."""
    value = value.strip()
    if value in RATES:
        return replace(manner, rate=RATES[value])
    match = _RATE.fullmatch(value)
    if match is None:
        return None
    number = float(match[2]) / (100 if match[3] else 1)
    factor = 1 + float(f"{match[1]}1") * number if match[1] else number
    return replace(manner, rate=_within(manner.rate * factor, 0.4, 2.5))


def pitched(manner: Manner, value: str) -> Manner | None:
    """``manner`` with ``pitch="…"``: a word, ``+2st``, ``-10%``, ``110%``, ``+20Hz``, ``200Hz``. None for others."""
    value = value.strip()
    if value in PITCHES_SEMITONES:
        return replace(manner, pitch_semitones=PITCHES_SEMITONES[value])
    match = _PITCH.fullmatch(value)
    if match is None or not (match[3] or match[1]):
        return None
    number = float(f"{match[1]}{match[2]}")
    match match[3].lower():
        case "st":
            return _shifted(manner, number)
        case "%" | "":
            factor = 1 + number / 100 if match[1] else number / 100
            return _shifted(manner, _semitones(factor))
        case _:
            if match[1]:
                return _shifted(manner, _semitones(1 + number / _NOMINAL_HZ))
            return replace(manner, pitch_semitones=_within(_semitones(number / _NOMINAL_HZ), -12, 12))


def voiced(manner: Manner, value: str) -> Manner | None:
    """``manner`` with ``volume="…"``: a word, ``+6dB``, ``0`` to ``100``, ``+10``, ``-20%``. None for others."""
    value = value.strip()
    if value in VOLUMES:
        return replace(manner, volume=VOLUMES[value])
    match = _VOLUME.fullmatch(value)
    if match is None:
        return None
    number, signed = float(f"{match[1]}{match[2]}"), bool(match[1])
    match match[3].lower():
        case "db":
            volume = manner.volume * 10 ** (_within(number, -96, 24) / 20)
        case "%":
            volume = manner.volume * (1 + number / 100 if signed else number / 100)
        case _:
            if not signed and number > 100:
                return None
            volume = manner.volume + number / 100 if signed else number / 100
    return replace(manner, volume=_within(volume, 0, 2))


def emphasised(manner: Manner, level: str) -> Manner | None:
    """``manner`` with an emphasis level on top. None for an unknown one."""
    added = EMPHASES.get(level)
    if added is None:
        return None
    return Manner(
        _within(manner.rate * added.rate, 0.4, 2.5),
        _within(manner.pitch_semitones + added.pitch_semitones, -12, 12),
        _within(manner.volume * added.volume, 0, 2),
    )


def _shifted(manner: Manner, semitones: float) -> Manner:
    return replace(manner, pitch_semitones=_within(manner.pitch_semitones + semitones, -12, 12))


def _semitones(factor: float) -> float:
    return 12 * math.log2(_within(factor, 0.25, 4))


def _within(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
