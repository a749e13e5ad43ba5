"""From frames to samples: where exactly one sound ends and the next begins.

A frame looks at 25 ms, so a loud sound is heard before it begins and after it has ended. How much that is depends on
what meets; measured against hand-placed and synthetic boundaries, where all voices agree in sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from visavis.speech.alignment.script import Script
from visavis.speech.alignment.sound import Sound
from visavis.speech.cues import Phone

_FRAME_MS: Final = 5.0
_CLOSURE_FRAMES: Final = 26
"""A silence between words and the stop after it that last no longer together are that stop."""
_STOP_FRAMES: Final = {"aspirated": 16, "voiced": 12}
_BREATH_FRAMES: Final = {"f": 18, "θ": 18, "h": 12}
"""After a longer silence a stop or a breath lasts at least so long: the mouth takes its place before it can be heard.
English synthetic voices give p, t and k 85 to 140 ms there, b, d and g 34 to 80, f and θ about 100, h 50 to 93; a
Mandarin one gives its unaspirated p, t and k 30 to 60."""
_VOWELS: Final = frozenset("aɑɐɒæeɛəɜɘɤɚɝiɪɨᵻoɔɵøœɶuʊʉɯʌyʏ")
_FRICATIVES: Final = frozenset("szʃʒfvθðɕʂxçʐʁβɣ")
_VOICELESS_STOPS: Final = frozenset("ptkʈcqʔ")
_VOICED_STOPS: Final = frozenset("bdɡɟɖɾ")
_NASALS: Final = frozenset("mnŋɲ")
_LATER_MS: Final = {
    ("fricative", "vowel"): 7.0,
    ("vowel", "fricative"): 4.0,
    ("aspirated", "vowel"): 6.0,
    ("approximant", "vowel"): -2.0,
    ("nasal", "voiced"): -8.0,
    ("nasal", "aspirated"): -5.0,
    ("fricative", "aspirated"): -6.0,
    ("fricative", "voiced"): -6.0,
    ("silence", "vowel"): 11.0,
    ("silence", "fricative"): 13.0,
    ("silence", "approximant"): 6.0,
    ("silence", "nasal"): 6.0,
    ("vowel", "silence"): -6.0,
    ("fricative", "silence"): -7.0,
    ("nasal", "silence"): -8.0,
    ("approximant", "silence"): -6.0,
}
"""How much later than the frames say a boundary is."""


def place(sound: Sound, script: Script, spans: Sequence[tuple[int, int, int]]) -> tuple[list[Phone], list[int]]:
    """Phones over the whole recording and their tokens (-1 for silence).

    ``spans`` are phone of the script (-1 for silence), first and exclusive last frame, in order and without a gap.
    """
    spans = _closed(script, spans)
    kinds = ["silence" if index < 0 else kind_of(script.phones[index].ipa) for index, _, _ in spans]
    edges = [0]
    for number in range(1, len(spans)):
        later = _LATER_MS.get((kinds[number - 1], kinds[number]), 0.0)
        start = spans[number][1]
        # At least one frame is left to either side.
        low, high = spans[number - 1][1] + 0.5, spans[number][2] - 1.5
        frame = min(max(start - 0.5 + later / _FRAME_MS, low), max(high, low))
        edges.append(max(edges[-1], sound.sample_at(frame)))
    edges.append(sound.samples)
    phones: list[Phone] = []
    tokens: list[int] = []
    for number, (index, _, _) in enumerate(spans):
        onset, end = edges[number], edges[number + 1]
        if end <= onset:
            continue
        if index < 0:
            if phones and not phones[-1].ipa:
                phones[-1] = replace(phones[-1], end_samples=end)
                continue
            phones.append(Phone("", onset, end))
            tokens.append(-1)
        else:
            phones.append(replace(script.phones[index], onset_samples=onset, end_samples=end))
            tokens.append(script.tokens[index])
    return phones, tokens


def _closed(script: Script, spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The closure of a stop sounds no different from the silence before it, nor does a weak breath; both are given to
    the sound they belong to."""
    closed: list[tuple[int, int, int]] = []
    for number, (index, start, stop) in enumerate(spans):
        ipa = script.phones[index].ipa if index >= 0 else ""
        least = _STOP_FRAMES.get(kind_of(ipa)) or _BREATH_FRAMES.get(ipa)
        if number == 0 or closed[-1][0] >= 0 or least is None:
            closed.append((index, start, stop))
            continue
        quiet = closed.pop()[1]
        onset = max(quiet, min(start, stop - least))
        if number > 1 and kind_of(ipa) in _STOP_FRAMES and stop - quiet <= _CLOSURE_FRAMES:
            onset = quiet
        if onset > quiet:
            closed.append((-1, quiet, onset))
        closed.append((index, onset, stop))
    return closed


def kind_of(ipa: str) -> str:
    """What a boundary's shift depends on."""
    first = ipa[:1]
    if first in _VOWELS:
        return "vowel"
    if first in _FRICATIVES:
        return "fricative"
    if first in _VOICELESS_STOPS:
        return "aspirated"
    if first in _VOICED_STOPS:
        return "voiced"
    if first in _NASALS:
        return "nasal"
    return "approximant"
