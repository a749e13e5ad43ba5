"""The figures of one method on one set, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from visavis.bench.lipsync.broad import broad_table
from visavis.bench.lipsync.by_ear import BY_EAR
from visavis.bench.lipsync.methods import METHODS
from visavis.bench.lipsync.score import Tally


@dataclass(frozen=True, slots=True)
class Kind:
    """Onset errors of one kind of sound."""

    phones: int
    median_ms: float
    bias_ms: float
    within_50: float


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table. Shares are percentages; None where there is nothing to count."""

    set: str
    method: str
    viseme_frames: float | None
    """Grid points in speech whose viseme is right."""
    median_ms: float | None
    mean_ms: float | None
    within_20: float | None
    within_50: float | None
    bilabial_hit: float | None
    bilabial_false: float | None
    closure_cover: float | None
    bias_ms: float | None
    """Median signed error: above 0, phones come late."""
    matched: float | None
    """Labelled phones that have a counterpart."""
    phones: int
    closures: int
    audio_s: float
    rtf: float | None
    """Median over recordings of the seconds of work for a second of sound."""
    lookahead_ms: float | None
    """The most sound after its own moment that a shape waited for; only where it is told as the sound comes."""
    cpu: float | None
    """Share of one core in real time, %; only of the methods that take the sound alone."""
    kinds: dict[str, Kind]
    """Onsets by the kind of sound: where the errors come from."""
    answered: dict[str, int]
    """How often the aligner answered by which method; a fallback shows here."""


def summarise(name: str, method: str, tally: Tally) -> Result:
    """The figures of what was counted."""
    errors = np.array([error for _, error in tally.errors_ms])
    apart = np.abs(errors)

    def of(value: float) -> float | None:
        return round(value, 1) if len(errors) else None

    return Result(
        set=name,
        method=method,
        viseme_frames=_share(tally.frames_right, tally.frames),
        median_ms=of(float(np.median(apart))) if len(errors) else None,
        mean_ms=of(float(np.mean(apart))) if len(errors) else None,
        within_20=_share(int((apart <= 20).sum()), len(errors)),
        within_50=_share(int((apart <= 50).sum()), len(errors)),
        bilabial_hit=_share(tally.closures_hit, tally.closures),
        bilabial_false=_share(tally.shown_false, tally.shown),
        closure_cover=_share(tally.closure_cover, tally.closures),
        bias_ms=of(float(np.median(errors))) if len(errors) else None,
        matched=_share(len(errors), tally.phones) if len(errors) or method not in BY_EAR else None,
        phones=tally.phones,
        closures=tally.closures,
        audio_s=round(tally.audio_s, 1),
        rtf=round(float(np.median(tally.factors)), 4) if tally.factors else None,
        lookahead_ms=tally.lookahead_ms,
        cpu=_share(tally.cpu_s, tally.audio_s) if tally.cpu_s else None,
        kinds=_kinds(tally),
        answered=dict(tally.methods),
    )


def _kinds(tally: Tally) -> dict[str, Kind]:
    classes = broad_table().classes
    errors: dict[str, list[float]] = {kind: [] for kind in classes.values()}
    for name, error in tally.errors_ms:
        errors[classes[name]].append(error)
    return {
        kind: Kind(
            phones=len(found),
            median_ms=round(float(np.median(np.abs(found))), 1),
            bias_ms=round(float(np.median(found)), 1),
            within_50=round(100 * float(np.mean(np.abs(found) <= 50)), 1),
        )
        for kind, found in errors.items()
        if found
    }


def as_json(results: Sequence[Result]) -> list[dict[str, Any]]:
    """One object a row; the keys are the fields of :class:`Result`."""
    return [asdict(result) for result in results]


_COLUMNS: Final = (
    ("visemes %", "viseme_frames"),
    ("median ms", "median_ms"),
    ("mean ms", "mean_ms"),
    ("≤20 %", "within_20"),
    ("≤50 %", "within_50"),
    ("bil %", "bilabial_hit"),
    ("false %", "bilabial_false"),
    ("cov %", "closure_cover"),
    ("bias ms", "bias_ms"),
    ("match %", "matched"),
    ("RTF", "rtf"),
    ("ahead ms", "lookahead_ms"),
    ("CPU %", "cpu"),
)


def as_table(results: Sequence[Result]) -> str:
    """A block for every set, a line for every method."""
    width = max([len(METHODS.get(result.method, result.method)) for result in results], default=0)
    lines: list[str] = []
    for index, result in enumerate(results):
        if index == 0 or result.set != results[index - 1].set:
            facts = f"{result.audio_s:g} s, {result.phones} phones, {result.closures} closures"
            lines += ["", f"{result.set}: {facts}", "  " + " " * width + _line([title for title, _ in _COLUMNS])]
        cells = [_number(getattr(result, field), 3 if field == "rtf" else 1) for _, field in _COLUMNS]
        lines.append("  " + METHODS.get(result.method, result.method).ljust(width) + _line(cells))
    return "\n".join(line.rstrip() for line in lines[1:])


def _line(cells: Sequence[str]) -> str:
    return "".join(f"  {cell:>{max(5, len(title))}}" for cell, (title, _) in zip(cells, _COLUMNS, strict=True))


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _share(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 1) if whole else None
