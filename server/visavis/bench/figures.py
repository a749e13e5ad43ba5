"""What a bench prints: named figures with a unit, a goal and how they were got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Value = float | int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number."""

    key: str
    """Key in the JSON object."""
    title: str
    value: Value
    """None when it could not be measured here; ``note`` says why."""
    unit: str
    goal: float | None = None
    better: Literal["lower", "higher"] = "lower"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal or a value."""
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of ``values`` do not exceed. ``values`` is not empty."""
    ordered = sorted(values)
    rank = max(0, min(len(ordered) - 1, -(-int(share * len(ordered) * 1000) // 1000) - 1))
    return ordered[rank]


def as_json(figures: Sequence[Figure]) -> dict[str, Value]:
    """Key to value; keys that could not be measured are null."""
    return {figure.key: figure.value for figure in figures}


def as_table(figures: Sequence[Figure]) -> str:
    """A table for people: figure, value, goal, and whether it is met."""
    rows = [("figure", "value", "goal", "", "")]
    for figure in figures:
        sign = "≤" if figure.better == "lower" else "≥"
        goal = "" if figure.goal is None else f"{sign} {_number(figure.goal)} {figure.unit}"
        verdict = {True: "met", False: "MISSED", None: ""}[figure.met]
        value = "not measured" if figure.value is None else f"{_number(figure.value)} {figure.unit}"
        rows.append((figure.title, value, goal, verdict, figure.note))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in rows
    ]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _number(value: float) -> str:
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:.4f}" if abs(value) < 0.01 else f"{value:.2f}"
