"""Values that know in which line of the file they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""``("answers", 3, "links", 0, "url")``."""


@dataclass(slots=True)
class Placed:
    """Plain data as it was read, and the lines of its parts."""

    value: object
    lines: dict[Path, int] = field(default_factory=dict)
    """Line, from 1, of each part."""
    names: dict[Path, str] = field(default_factory=dict)
    """What a part is called where it is not called by its path: a column's head."""

    def line_of(self, path: Sequence[str | int]) -> int:
        """Line of a part, or of the nearest part around it; 0 where none is known."""
        at = tuple(path)
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 0)

    def name_of(self, path: Sequence[str | int]) -> str:
        """``answers[3].links[0].url``, or the column's head."""
        at = tuple(path)
        while at:
            if at in self.names:
                return self.names[at]
            at = at[:-1]
        name = ""
        for part in path:
            name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
        return name
