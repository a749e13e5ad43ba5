"""What is inside the mouth: two rows of teeth with their gums, and the tongue."""

from __future__ import annotations

import numpy as np

from figure import measures, mouth_rings, palette
from figure.curves import smoothstep
from mesh.part import Array, Part, grid_triangles, joined

_COLUMNS = 9
BITE_Y = measures.MOUTH_Y - 0.0036  # where the rows meet
TONGUE_LENGTH = 0.0360


def front_z() -> float:
    """Z of the front of the teeth at the middle."""
    return float(mouth_rings.ring_points(0)[0, 2] - measures.TEETH_GAP)


def _row(upper: bool) -> Part:
    """One row of teeth as one band, the lower one a little behind: from the gum over the biting edge to the back."""
    sign = 1.0 if upper else -1.0
    height = 0.0105 if upper else 0.0064
    section = (  # (height from the biting edge, depth behind the front, colour)
        (height + 0.0030, 0.0016, palette.GUM),
        (height, 0.0004, palette.TOOTH_SEAM),
        (0.0014, 0.0, palette.TOOTH),
        (0.0, 0.0012, palette.TOOTH),
        (height * 0.6, 0.0044, palette.TOOTH_SEAM),
    )
    across = np.linspace(-1.0, 1.0, _COLUMNS)
    x = measures.TEETH_HALF_WIDTH * np.sin(across * np.pi / 2.15) / np.sin(np.pi / 2.15)
    arch = front_z() - (0.0 if upper else 0.0014) - 0.0105 * (np.abs(x) / measures.TEETH_HALF_WIDTH) ** 2.2
    slope = np.gradient(arch, x)
    inward = np.stack([slope, np.zeros(_COLUMNS), -np.ones(_COLUMNS)], axis=1)
    inward /= np.linalg.norm(inward, axis=1, keepdims=True)
    rows, colours = [], []
    for rise, depth, colour in section:
        y = np.full(_COLUMNS, BITE_Y + sign * rise + (0.0 if upper else 0.0014))
        base = np.stack([x, y, arch], axis=1)
        rows.append(base + inward * depth)
        dim = 1.0 - 0.72 * np.abs(across)[:, None] ** 3
        colours.append(np.array(colour) * dim)
    triangles = grid_triangles(len(section), _COLUMNS)
    part = Part(np.concatenate(rows), triangles[:, ::-1] if upper else triangles, np.concatenate(colours))
    part.marks["along"] = np.zeros(part.size)
    return part.bound_to("Head" if upper else "Jaw")


def tongue_tip() -> Array:
    """(3,) the resting tip of the tongue, behind the lower teeth."""
    return np.array([0.0, BITE_Y - 0.0040, front_z() - 0.0088])


def _tongue() -> Part:
    """A flat rounded body. Mark `along` runs from 0 at the root to 1 at the tip; `top` is +1 above, -1 below."""
    rows, columns = 7, 8
    tip = tongue_tip()
    turn = np.arange(columns) * (2 * np.pi / columns)
    positions, colours, along, top = [], [], [], []
    for row in range(rows):
        share = row / (rows - 1)
        round_tip = np.sqrt(max(1.0 - ((share - 0.62) / 0.38) ** 2, 0.0)) if share > 0.62 else 1.0
        width = 0.0030 + 0.0120 * round_tip
        thick = 0.0012 + (0.0042 + 0.0016 * (1 - share)) * round_tip
        groove = np.exp(-((np.cos(turn) / 0.35) ** 2)) * (np.sin(turn) > 0) * 0.0012 * round_tip
        x = width * np.cos(turn)
        y = tip[1] + thick * np.sin(turn) - groove + 0.0030 * np.sin(share * np.pi) - 0.0020 * (1 - share)
        z = np.full(columns, tip[2] - TONGUE_LENGTH * (1 - share))
        positions.append(np.stack([x, y, z], axis=1))
        blend = float(smoothstep(0.25, 0.85, np.array(share)))
        colours.append(
            np.tile(np.array(palette.TONGUE_ROOT) * (1 - blend) + np.array(palette.TONGUE) * blend, (columns, 1))
        )
        along.append(np.full(columns, share))
        top.append(np.sin(turn))
    caps = [(0, c + 1, c) for c in range(1, columns - 1)]
    end = (rows - 1) * columns
    caps += [(end, end + c, end + c + 1) for c in range(1, columns - 1)]
    triangles = np.concatenate([grid_triangles(rows, columns, closed=True), np.array(caps)])
    part = Part(np.concatenate(positions), triangles, np.concatenate(colours))
    part.marks["along"] = np.concatenate(along)
    part.marks["top"] = np.concatenate(top)
    part.marks["tongue"] = np.ones(part.size)
    return part.bound_to("Jaw")


def build() -> Part:
    """Teeth and tongue. Marks: `tongue` 1 on the tongue, `along`, `top`."""
    return joined([_row(True), _row(False), _tongue()])
