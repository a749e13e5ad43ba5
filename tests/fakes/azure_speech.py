"""Speech as the Azure stand-in makes it: syllables of a closed and an open mouth, as loud as the mouth is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52

FPS = 60
COLUMNS = 55
TICKS_PER_SECOND = 10_000_000
CLOSED_ID, OPEN_ID, SILENT_ID = 21, 2, 0
LETTERS_A_SYLLABLE = 2


@dataclass(frozen=True)
class Syllable:
    """Times in seconds from the start of the sound."""

    onset_s: float
    opens_s: float
    end_s: float


def syllables_of(text: str) -> list[Syllable]:
    """As many as the letters need, at least four, of uneven lengths that depend on nothing else."""
    letters = sum(character.isalnum() for character in text)
    pace = np.random.default_rng(7)
    at, made = 0.05, []
    for _ in range(max(4, -(-letters // LETTERS_A_SYLLABLE))):
        opens = at + pace.uniform(0.06, 0.12)
        end = opens + pace.uniform(0.08, 0.22)
        made.append(Syllable(at, opens, end))
        at = end
    return made


def length_s(syllables: list[Syllable]) -> float:
    return syllables[-1].end_s + 0.1


def opening_at(syllables: list[Syllable], seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the mouth is open, 0 to 1."""
    opening = np.zeros(len(seconds))
    for syllable in syllables:
        inside = (seconds >= syllable.opens_s) & (seconds < syllable.end_s)
        share = (seconds[inside] - syllable.opens_s) / (syllable.end_s - syllable.opens_s)
        opening[inside] = np.sin(np.pi * share)
    return opening


def sound_of(syllables: list[Syllable], rate_hz: int) -> NDArray[np.int16]:
    """A buzz that swells with the mouth."""
    at = np.arange(round(length_s(syllables) * rate_hz)) / rate_hz
    buzz = np.asarray(sum(np.sin(2 * np.pi * 125 * n * at) / n for n in range(1, 9))) / 2
    heard = (at >= syllables[0].onset_s) & (at < syllables[-1].end_s)
    return np.rint(buzz * (0.02 + opening_at(syllables, at)) * heard * 9000).astype(np.int16)


def rows_of(syllables: list[Syllable]) -> NDArray[np.float64]:
    """Blendshapes, frames × 55, to three places as the service writes them; each column moves in its own way."""
    at = np.arange(int(length_s(syllables) * FPS)) / FPS
    columns = np.arange(COLUMNS)
    rows = 0.25 + 0.2 * np.sin(2 * np.pi * (at[:, None] * (0.4 + columns / 60) + columns / 7))
    rows[:, ARKIT52.index("jawOpen")] = 0.7 * opening_at(syllables, at)
    rows[:, ARKIT52.index("mouthClose")] = 0.0
    rows[:, len(ARKIT52) :] = 0.9  # the head's and the eyes' roll: nothing of them may show
    return np.asarray(np.round(rows, 3))


def visemes_of(syllables: list[Syllable]) -> list[dict[str, Any]]:
    """Metadata of the ids in order."""
    told = [
        (at, viseme)
        for syllable in syllables
        for at, viseme in ((syllable.onset_s, CLOSED_ID), (syllable.opens_s, OPEN_ID))
    ]
    return [viseme(at, number) for at, number in [(0.0, SILENT_ID), *told, (syllables[-1].end_s, SILENT_ID)]]


def viseme(seconds: float, number: int) -> dict[str, Any]:
    return {"Type": "Viseme", "Data": {"Offset": ticks(seconds), "VisemeId": number, "IsLastAnimation": True}}


def words_of(text: str, syllables: list[Syllable]) -> list[dict[str, Any]]:
    """Metadata of the words (and signs) of a text, one beside the other."""
    words = [word for word in text.split() if word]
    spans = np.linspace(syllables[0].onset_s, syllables[-1].end_s, len(words) + 1)
    told = []
    for index, word in enumerate(words):
        bare = word.strip(",.?!，。？！")
        told.append(_boundary(bare, spans[index], spans[index + 1], "WordBoundary"))
        if bare != word:
            told.append(_boundary(word[len(bare) :], spans[index + 1], spans[index + 1], "PunctuationBoundary"))
    return told


def ticks(seconds: float) -> int:
    return round(float(seconds) * TICKS_PER_SECOND)


def _boundary(text: str, onset_s: float, end_s: float, kind: str) -> dict[str, Any]:
    said = {"Text": text, "Length": len(text), "BoundaryType": kind}
    return {
        "Type": "WordBoundary",
        "Data": {"Offset": ticks(onset_s), "Duration": ticks(end_s - onset_s), "text": said},
    }
