"""Mesh operations that clothes are cut with."""

import numpy as np
import pytest

pytestmark = pytest.mark.unit
for needed in ("scipy",):
    pytest.importorskip(needed, reason="pip install -r models/build/requirements.txt")


@pytest.fixture
def plate():
    from mesh.part import grid_triangles

    across, down = np.meshgrid(np.linspace(0, 1, 11), np.linspace(0, 1, 11))
    points = np.stack([across.ravel(), down.ravel(), np.zeros(121)], axis=1)
    return points, grid_triangles(11, 11)


def area(points, triangles):
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def test_clipping_keeps_exactly_the_positive_side(plate):
    from mesh.clip import clipped

    points, triangles = plate
    field = points[:, 0] + 0.37 * points[:, 1] - 0.531
    kept, faces, table = clipped(points, triangles, field, field[:, None])
    rest, others, _ = clipped(points, triangles, -field, field[:, None])
    assert table.min() > -1e-9
    assert area(kept, faces) + area(rest, others) == pytest.approx(1.0, abs=0.01)
    assert np.abs(kept[:, 0] + 0.37 * kept[:, 1] - 0.531 - table[:, 0]).max() < 0.06


def test_clipping_away_nothing_or_all(plate):
    from mesh.clip import clipped

    points, triangles = plate
    everything = clipped(points, triangles, np.ones(121), np.zeros((121, 1)))
    assert len(everything[1]) == len(triangles)
    assert len(clipped(points, triangles, -np.ones(121), np.zeros((121, 1)))[1]) == 0


def test_subdivision_quadruples_and_keeps_a_plane(plate):
    from mesh.loop import subdivided

    points, triangles = plate
    finer, faces, table = subdivided(points, triangles, points[:, :1].copy())
    assert len(faces) == 4 * len(triangles)
    assert np.abs(finer[:, 2]).max() < 1e-12
    assert np.abs(finer[:, 0] - table[:, 0]).max() < 0.05


def test_rim_goes_round_the_outline_and_down(plate):
    from mesh.rim import border, rimmed

    points, triangles = plate
    normals = np.tile([0.0, 0.0, 1.0], (121, 1))
    edge = border(triangles)
    assert len(edge) == 40
    new_points, faces, new_normals, table = rimmed(points, triangles, normals, np.zeros((121, 1)), 0.02)
    assert len(faces) == len(triangles) + 4 * len(edge)
    assert len(new_points) == len(new_normals) == len(table) == 121 + 80
    assert new_points[:, 2].min() == pytest.approx(-0.02)
    assert new_points[:, 0].max() > 1.0
    a, b, c = (new_points[faces[len(triangles) :, corner]] for corner in range(3))
    outward = np.cross(b - a, c - a)
    middle = (a + b + c) / 3 - np.array([0.5, 0.5, 0.0])
    assert ((outward * middle).sum(axis=1) > 0).mean() > 0.95


def test_fairing_keeps_size_and_smoothing_shrinks():
    from mesh.laplacian import averaging, faired, smoothed

    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle), np.zeros(60)], axis=1)
    points = np.concatenate([ring, ring + np.array([0, 0, 0.1])])
    number = np.arange(60)
    triangles = np.stack([number, (number + 1) % 60, number + 60], axis=1)
    mean = averaging(triangles, 120)
    shrunk, kept = smoothed(points, mean, 40), faired(points, mean, 20)
    radius = [np.linalg.norm(table[:60, :2], axis=1).mean() for table in (shrunk, kept)]
    assert radius[0] < radius[1]
    assert radius[1] == pytest.approx(1.0, abs=0.08)
