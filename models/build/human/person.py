"""Everything about a person that does not depend on the level of detail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from human import correct, shape, skeleton, visemes
from human.body import Body
from human.characters import Character
from human.hair import springs
from human.source import Source
from mesh.part import Array
from motion import library
from motion.clip import Clip
from motion.figure import Figure
from motion.rest import rest_pose
from motion.skeleton import Skeleton


@dataclass
class Person:
    """A character's body, corrected, with its targets, skeleton and movements."""

    character: Character
    source: Source

    @cached_property
    def body(self) -> Body:
        """The body in the bind pose."""
        return correct.corrected(shape.shaped(self.source, self.character.build))

    @cached_property
    def targets(self) -> dict[str, Array]:
        """Displacements of all source vertices: ARKit's 52 and the 15 visemes."""
        return visemes.targets(self.body)

    @cached_property
    def weights(self) -> dict[str, Array]:
        """Bone → share over all source vertices."""
        return skeleton.weights(self.body)

    @cached_property
    def skeleton(self) -> Skeleton:
        """The bones of all figures, and those in which hair and earrings sway."""
        bones = dict(skeleton.bones(self.body))
        return Skeleton({**bones, **springs.bones(self.body, self.character.hair)})

    @cached_property
    def figure(self) -> Figure:
        """How much room the body takes up."""
        return skeleton.figure(self.body)

    @cached_property
    def rest(self) -> dict[str, Array]:
        """Bone → local quaternion xyzw when nothing happens."""
        return rest_pose(self.skeleton, self.figure)

    @cached_property
    def clips(self) -> list[Clip]:
        """All clips of the body."""
        return library.clips(self.skeleton, self.figure)

    @cached_property
    def jaw_open_deg(self) -> float:
        """How far the jaw bone has to turn to do what `jawOpen` 1 does to the lower teeth."""
        ids = self.body.ids("helper-lower-teeth")
        before = self.body.points[ids]
        after = before + self.targets["jawOpen"][ids]
        spread, other = (table - table.mean(axis=0) for table in (before, after))
        across = (spread[:, 1] * other[:, 2] - spread[:, 2] * other[:, 1]).sum()
        angle = np.arctan2(across, (spread[:, 1:] * other[:, 1:]).sum())
        return float(np.degrees(abs(angle)))
