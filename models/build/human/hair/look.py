"""What is decided about a person's hair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["low", "medium", "high"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high")


@dataclass(frozen=True)
class HairLook:
    """`style` names a cut. `dark` and `light` are the sRGB colours (0–1) between which strands vary.

    `hairline` lists (azimuth in degrees from the front, height) of the hair's edge on both sides of the head; height 0
    is the middle of the skull (`Landmarks.skull`), 1 the top of the head. `part_x` is where the parting meets the
    forehead, in half widths of the skull towards the figure's left. `seed` starts every random choice.
    """

    style: Literal["lob", "crop"]
    hairline: tuple[tuple[float, float], ...]
    part_x: float
    dark: tuple[float, float, float] = (0.098, 0.068, 0.056)
    light: tuple[float, float, float] = (0.335, 0.240, 0.188)
    earrings: bool = False
    seed: int = 7


LOB = HairLook(
    style="lob",
    hairline=(
        (0, 0.625), (22, 0.62), (38, 0.555), (50, 0.42), (58, 0.24), (64, 0.10), (71, -0.10), (78, -0.17), (84, -0.17),
        (90, -0.09), (104, -0.08), (113, -0.30), (124, -0.75), (150, -1.10), (180, -1.20),
    ),
    part_x=0.30,
)  # fmt: skip

CROP = HairLook(
    style="crop",
    hairline=(
        (0, 0.66), (20, 0.67), (36, 0.66), (48, 0.54), (56, 0.34), (63, 0.05), (70, -0.26), (76, -0.46), (84, -0.46),
        (90, -0.06), (106, -0.04), (116, -0.40), (128, -0.80), (150, -0.98), (180, -1.02),
    ),
    part_x=0.42,
    dark=(0.094, 0.068, 0.057),
    light=(0.310, 0.232, 0.188),
    seed=11,
)  # fmt: skip
