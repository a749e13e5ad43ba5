"""How right an alignment is: onset errors, viseme frames and bilabial closures, counted and summed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.bench.lipsync.broad import BroadPhone, broad_phones, broad_table
from visavis.bench.lipsync.matching import match
from visavis.bench.lipsync.recording import Recording, Span, TimedPhone

GRID_MS: Final = 10.0
CLOSURE_TOLERANCE_MS: Final = 40.0
_JOINED_WITHIN_MS: Final = 5.0
_SILENCE: Final = "sil"
_CLOSED: Final = "PP"


@dataclass(slots=True)
class Tally:
    """Counts of any number of recordings; add with :meth:`add` or ``+=``."""

    errors_ms: list[tuple[str, float]] = field(default_factory=list)
    """Labelled broad phone, and aligned onset minus labelled onset, of every matched phone."""
    phones: int = 0
    """Phones in the labels."""
    frames: int = 0
    """Grid points in speech."""
    frames_right: int = 0
    closures: int = 0
    closures_hit: int = 0
    closure_cover: float = 0.0
    """Sum over closures of the share of each that is covered."""
    shown: int = 0
    """Closures that the alignment shows."""
    shown_false: int = 0
    audio_s: float = 0.0
    factors: list[float] = field(default_factory=list)
    """Seconds of work for a second of sound, one a recording."""
    cpu_s: float = 0.0
    """Processor time, where it was measured."""
    lookahead_ms: float | None = None
    """The most sound after its own moment that a shape had to wait for; None where all was there."""
    methods: dict[str, int] = field(default_factory=dict)
    """How often the aligner answered by which of its methods."""

    def add(self, recording: Recording, aligned: Sequence[TimedPhone], *, onsets: bool = True) -> None:
        """Score one alignment of one recording. Without ``onsets`` its phones only stand for mouth shapes, and are not
        matched with those of the labels."""
        truth, found = broad_phones(recording.phones), broad_phones(aligned)
        said = [phone for phone in truth if phone.name]
        heard = [phone for phone in found if phone.name]
        self.phones += len(said)
        self.errors_ms += [
            (said[one].name, heard[other].onset_ms - said[one].onset_ms)
            for one, other in (match(said, heard) if onsets else ())
        ]
        right, shown = _grid(truth, recording.duration_ms), _grid(found, recording.duration_ms)
        in_speech = right != _SILENCE
        self.frames += int(in_speech.sum())
        self.frames_right += int((right == shown)[in_speech].sum())
        self._add_closures(truth, found, recording.closures)
        self.audio_s += recording.duration_ms / 1000

    def _add_closures(
        self, truth: Sequence[BroadPhone], found: Sequence[BroadPhone], labelled: tuple[Span, ...] | None
    ) -> None:
        whole = closures(truth)
        true = whole if labelled is None else list(labelled)
        shown = closures(found)
        self.closures += len(true)
        self.closures_hit += sum(_near(span, shown) for span in true)
        self.closure_cover += sum(
            sum(max(0.0, min(end, other_end) - max(onset, other)) for other, other_end in shown) / (end - onset)
            for onset, end in true
        )
        self.shown += len(shown)
        self.shown_false += sum(not _near(span, whole) for span in shown)

    def __iadd__(self, other: Tally) -> Tally:
        self.errors_ms += other.errors_ms
        self.factors += other.factors
        for name in self.__slots__:
            if name not in {"errors_ms", "factors", "methods", "lookahead_ms"}:
                setattr(self, name, getattr(self, name) + getattr(other, name))
        ahead_ms = [value for value in (self.lookahead_ms, other.lookahead_ms) if value is not None]
        self.lookahead_ms = max(ahead_ms, default=None)
        for method, count in other.methods.items():
            self.methods[method] = self.methods.get(method, 0) + count
        return self


def closures(phones: Iterable[BroadPhone]) -> list[Span]:
    """Stretches in which the lips are shut: p, b and m, neighbours joined."""
    spans: list[Span] = []
    for phone in phones:
        if not phone.name or broad_table().visemes[phone.name] != _CLOSED:
            continue
        if spans and phone.onset_ms - spans[-1][1] < _JOINED_WITHIN_MS:
            spans[-1] = (spans[-1][0], phone.end_ms)
        else:
            spans.append((phone.onset_ms, phone.end_ms))
    return spans


def visemes_of(phones: Sequence[BroadPhone]) -> list[str]:
    """One viseme a phone; an *h* has that of the phone after it if that is a vowel, else a relaxed ``E``."""
    table = broad_table()
    found = []
    for index, phone in enumerate(phones):
        viseme = table.visemes[phone.name] if phone.name else _SILENCE
        if viseme == "following":
            after = phones[index + 1].name if index + 1 < len(phones) else ""
            viseme = table.visemes[after] if after in table.vowels else "E"
        found.append(viseme)
    return found


def _grid(phones: Sequence[BroadPhone], duration_ms: float) -> NDArray[np.str_]:
    count = round(duration_ms / GRID_MS)
    grid = np.full(count, _SILENCE, dtype="<U9")
    times = (np.arange(count) + 0.5) * GRID_MS
    for phone, viseme in zip(phones, visemes_of(phones), strict=True):
        first, stop = np.searchsorted(times, (phone.onset_ms, phone.end_ms))
        grid[first:stop] = viseme
    return grid


def _near(span: Span, others: Sequence[Span]) -> bool:
    onset, end = span
    return any(
        other < end + CLOSURE_TOLERANCE_MS and other_end > onset - CLOSURE_TOLERANCE_MS for other, other_end in others
    )
