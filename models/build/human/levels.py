"""What each level of detail of a person may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["low", "medium", "high"]
LEVELS: tuple[Level, ...] = ("low", "medium", "high")


@dataclass(frozen=True)
class Budget:
    """Most triangles by mesh; `cloth` is shared by all other meshes but the hair, which is made for its level.

    `texture_px` is the width of full textures. `turned` names the meshes whose targets turn normals: elsewhere the
    normals at rest do.
    """

    cloth: int
    texture_px: int
    meshes: dict[str, int] = field(default_factory=dict)
    turned: frozenset[str] = frozenset()


BUDGETS: dict[Level, Budget] = {
    "low": Budget(
        cloth=4100,
        texture_px=512,
        meshes={
            "HeadMesh": 4700, "HandsMesh": 1100, "LegsMesh": 300, "TeethMesh": 420, "TongueMesh": 220,
            "LashesMesh": 260, "BrowsMesh": 300, "EyeLeftMesh": 300, "EyeRightMesh": 300, "EyeShellMesh": 120,
            "ShirtMesh": 700, "NeckwearMesh": 380, "TrimMesh": 430, "BadgeMesh": 40,
        },
        turned=frozenset({"HeadMesh"}),
    ),
    "medium": Budget(
        cloth=11000,
        texture_px=1024,
        meshes={
            "HeadMesh": 8000, "HandsMesh": 2600, "LegsMesh": 600, "TeethMesh": 1300, "TongueMesh": 700,
            "LashesMesh": 900, "BrowsMesh": 400, "EyeLeftMesh": 800, "EyeRightMesh": 800, "EyeShellMesh": 400,
            "ShirtMesh": 1700, "TrimMesh": 1500, "BadgeMesh": 100,
        },
        turned=frozenset({"HeadMesh"}),
    ),
    "high": Budget(
        cloth=30000,
        texture_px=1024,
        meshes={"HeadMesh": 9000, "TeethMesh": 3000, "TongueMesh": 1800, "LashesMesh": 2000, "BrowsMesh": 800},
        turned=frozenset({"HeadMesh"}),
    ),
}  # fmt: skip
