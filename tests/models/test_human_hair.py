"""Hair: covers the scalp, keeps off the face, can be cut to three levels, and sways only where it hangs."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import pytest

trimesh = pytest.importorskip("trimesh", reason="pip install -r models/build/requirements.txt")
pytest.importorskip("embreex", reason="pip install -r models/build/requirements.txt")
pytest.importorskip("cv2", reason="pip install -r models/build/requirements.txt")

from base_mesh import base_mesh  # noqa: E402

from human import characters, shape  # noqa: E402
from human.body import Body  # noqa: E402
from human.hair.build import build  # noqa: E402
from human.hair.hairline import hairline  # noqa: E402
from human.hair.look import LEVELS, Level  # noqa: E402
from human.hair.skull import Skull, direction  # noqa: E402
from human.hair.springs import bones, springs  # noqa: E402
from human.hair.textures import COVER, DENSE, FLYAWAY, TILES, atlas  # noqa: E402
from mesh.part import Part  # noqa: E402
from mesh.surface import Surface  # noqa: E402

pytestmark = pytest.mark.unit

PEOPLE = tuple(characters.EVERYBODY)
Hair = dict[str, tuple[Part, Surface]]
Made = Callable[[str, Level], Hair]
MOST: dict[Level, int] = {"low": 5_000, "medium": 17_000, "high": 47_000}


@pytest.fixture(scope="module")
def bodies() -> dict[str, Body]:
    wheel = base_mesh()
    return {name: shape.shaped(wheel, person.build) for name, person in characters.EVERYBODY.items()}


@pytest.fixture(scope="module")
def made(bodies: dict[str, Body]) -> Made:
    """Hair of a person at a level, grown once."""

    @functools.cache
    def grown(name: str, level: Level) -> Hair:
        return build(bodies[name], characters.EVERYBODY[name].hair, level)

    return grown


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_within_its_budget_and_well_formed(
    bodies: dict[str, Body], name: str, level: Level, made: Made
) -> None:
    body, look = bodies[name], characters.EVERYBODY[name].hair
    hair = made(name, level)
    assert set(hair) == {"HairUnderMesh", "HairMesh", "HairWispsMesh"}
    assert sum(len(part.triangles) for part, _ in hair.values()) <= MOST[level]
    for part, surface in hair.values():
        assert surface.kind == "hair"
        assert part.triangles.max() < part.size
        assert np.isfinite(part.positions).all()
        assert part.uv is not None
        assert part.uv.min() >= 0
        assert part.uv.max() <= 1
        assert part.normals is not None
        assert np.allclose(np.linalg.norm(part.normals, axis=1), 1, atol=1e-6)
        assert part.tangents is not None
        assert np.allclose(np.linalg.norm(part.tangents[:, :3], axis=1), 1, atol=1e-6)
        assert np.abs((part.tangents[:, :3] * part.normals).sum(axis=1)).max() < 1e-6
        assert np.allclose(sum(part.weights.values()), 1)
        assert set(part.weights) <= {"Head", *bones(body, look)}


@pytest.mark.parametrize("name", PEOPLE)
def test_same_hair_on_every_run(bodies: dict[str, Body], name: str) -> None:
    look = characters.EVERYBODY[name].hair
    first, second = (build(bodies[name], look, "low")["HairMesh"] for _ in range(2))
    assert np.array_equal(first[0].positions, second[0].positions)
    assert first[1].colour_map is not None
    assert second[1].colour_map is not None
    assert np.array_equal(first[1].colour_map.pixels, second[1].colour_map.pixels)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("level", LEVELS)
def test_no_scalp_is_seen_from_outside(bodies: dict[str, Body], name: str, level: Level, made: Made) -> None:
    body, look = bodies[name], characters.EVERYBODY[name].hair
    skull = Skull(body)
    rays = np.random.default_rng(0).normal(size=(4000, 3))
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    azimuth, elevation = np.arctan2(rays[:, 0], rays[:, 2]), np.arcsin(rays[:, 1])
    inside = hairline(body, look, skull)(skull.at(azimuth, elevation))
    hairy = rays[(inside > 0.012) & (elevation > np.radians(-25))]
    under = made(name, level)["HairUnderMesh"][0]
    mesh = trimesh.Trimesh(under.positions, under.triangles, process=False)
    covered = mesh.ray.intersects_any(np.tile(skull.centre, (len(hairy), 1)), hairy)
    assert covered.mean() > 0.985


def test_the_lob_leaves_eyes_nose_and_mouth_free(bodies: dict[str, Body], made: Made) -> None:
    body = bodies["mei"]
    landmarks = body.landmarks()
    points = np.concatenate([part.positions for part, _ in made("mei", "high").values()])
    front = points[points[:, 2] > landmarks.left_eye[2] - 0.02]
    for feature in (landmarks.left_eye, landmarks.right_eye, landmarks.nose, landmarks.mouth):
        assert np.linalg.norm(front[:, :2] - feature[:2], axis=1).min() > 0.02


def test_the_lob_ends_above_the_shoulders_and_frames_one_side_more(bodies: dict[str, Body], made: Made) -> None:
    body = bodies["mei"]
    part = made("mei", "high")["HairMesh"][0]
    landmarks = body.landmarks()
    assert part.positions[:, 1].min() < landmarks.chin_y - 0.01
    assert part.positions[:, 1].min() > body.centre("joint-l-shoulder")[1]
    cheek = (np.abs(part.positions[:, 1] - landmarks.mouth[1]) < 0.02) & (
        part.positions[:, 2] > landmarks.skull[2] + 0.01
    )
    right, left = (int((cheek & (side * part.positions[:, 0] > 0)).sum()) for side in (-1, 1))
    assert right > 10 * max(left, 1)  # parted on the left: free over the right cheek, tucked behind the left ear


def test_only_the_lengths_sway(bodies: dict[str, Body], made: Made) -> None:
    body, look = bodies["mei"], characters.MEI.hair
    part = made("mei", "medium")["HairMesh"][0]
    eyes = body.landmarks().left_eye[1]
    assert part.weights["Head"][part.positions[:, 1] > eyes].min() > 0.95
    assert part.weights["Head"][part.positions[:, 1] < body.landmarks().chin_y].max() < 0.4
    chains = springs(look)
    placed = bones(body, look)
    for chain in chains:
        names = chain["bones"]
        assert [placed[bone][0] for bone in names] == ["Head", *names[:-1]]
        heights = [placed[bone][1][1] for bone in names]
        assert heights == sorted(heights, reverse=True)
    assert springs(characters.JUN.hair) == []
    assert bones(bodies["jun"], characters.JUN.hair) == {}


@pytest.mark.parametrize("name", PEOPLE)
def test_hairline_has_the_face_and_the_ears_outside(bodies: dict[str, Body], name: str) -> None:
    body = bodies[name]
    landmarks = body.landmarks()
    skull = Skull(body)
    inside = hairline(body, characters.EVERYBODY[name].hair, skull)
    crown = skull.at(np.array([0.0, np.pi]), np.radians([80.0, 30.0]))
    assert (inside(crown) > 0.02).all()
    features = np.stack([landmarks.left_eye, landmarks.right_eye, landmarks.nose, landmarks.mouth])
    assert (inside(features) < -0.02).all()
    ear = skull.centre + direction(np.radians(100.0), np.radians(-15.0)) * (
        skull.radius(np.radians(100.0), np.radians(-15.0)) + 0.012
    )
    assert inside(ear[None])[0] < 0


@pytest.mark.parametrize("size", [512, 1024])
def test_images_are_opaque_where_they_cover_and_sparse_where_single_hairs_are(size: int) -> None:
    colour, normal = atlas(characters.MEI.hair, size)
    assert colour.shape == (size, size, 4)
    assert normal.shape == (size, size, 3)
    width = size // TILES

    def filled(tile: int) -> float:
        return float((colour[: size // 2, tile * width : (tile + 1) * width, 3] > 128).mean())

    assert filled(COVER[0]) > 0.99
    assert filled(DENSE[0]) > 0.6
    assert filled(FLYAWAY[0]) < 0.2
    assert colour[-2:, :, 3].mean() < 40  # tips run out before the image does
