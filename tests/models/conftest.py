"""The figure as its scripts build it, shared by the tests of the models."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "models" / "build"), str(Path(__file__).parent)]


@pytest.fixture(scope="session")
def figure():
    from figure import anatomy

    return anatomy.build()


@pytest.fixture(scope="session")
def targets(figure):
    from figure import shapes

    return shapes.build(figure)


@pytest.fixture(scope="session")
def assembly(figure, targets):
    from figure import assemble

    return assemble.Assembly(figure, targets)


@pytest.fixture(scope="session")
def posed(figure, targets):
    """`posed(mesh, {target: weight})`: the mesh's vertices (n, 3) with those targets applied."""

    def pose(mesh, weights):
        points = figure.parts[mesh].positions.copy()
        for name, weight in weights.items():
            if name in targets.get(mesh, {}):
                points += weight * targets[mesh][name]
        return points

    return pose
