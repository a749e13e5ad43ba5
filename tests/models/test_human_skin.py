"""People's skin and eyes as built: atlas, meshes, targets, textures. Small textures: the shapes are the same."""

import numpy as np
import pytest
from base_mesh import base_mesh

pytestmark = pytest.mark.unit
for needed in ("cv2", "scipy", "trimesh", "embreex"):
    pytest.importorskip(needed, reason="pip install -r models/build/requirements.txt")

TEXELS = 256


@pytest.fixture(scope="module", params=["mei", "jun"])
def person(request):
    from human.characters import EVERYBODY
    from human.correct import corrected
    from human.shape import shaped

    look = EVERYBODY[request.param]
    return corrected(shaped(base_mesh(), look.build)), look


@pytest.fixture(scope="module")
def skin_parts(person):
    from human import skin

    body, look = person
    return skin.build(body, body.units, look.skin, brows=look.brows, texels=TEXELS)


@pytest.fixture(scope="module")
def eye_parts(person):
    from human import eyes

    body, look = person
    return eyes.build(body, body.units, look.eyes, look.brows)


def _areas(corners):
    a, b, c = (corners[:, k] for k in range(3))
    return 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])


def test_no_two_faces_of_the_head_share_texels(skin_parts):
    from human.skin.raster import rasterised

    parts = [part for part, _ in skin_parts.values()]
    corners = np.concatenate([part.uv[part.triangles] for part in parts])
    assert corners.min() >= 0
    assert corners.max() <= 1
    size = 1024
    covered = len(rasterised(corners, size).index)
    total = np.abs(_areas(corners)).sum() * size**2
    assert covered == pytest.approx(total, rel=0.02)


def test_the_face_is_painted_finely(person, skin_parts):
    body, _ = person
    part = skin_parts["HeadMesh"][0]
    corners = part.positions[part.triangles]
    area = 0.5 * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    texels = np.abs(_areas(part.uv[part.triangles])) * 2048**2
    middle = corners.mean(axis=1)
    cheek = np.linalg.norm(middle - body.landmarks().mouth - [0.03, 0.02, -0.01], axis=1) < 0.02
    assert np.sqrt(area[cheek].sum() / texels[cheek].sum()) < 0.0003  # metres at 2048


def test_every_target_reaches_the_head_and_turns_its_normals(person, skin_parts):
    body, _ = person
    part = skin_parts["HeadMesh"][0]
    assert set(part.targets) == set(body.units)
    assert part.targets.keys() == part.target_normals.keys()
    source = part.marks["source"].astype(int)
    old = source >= 0
    for name, delta in part.targets.items():
        np.testing.assert_allclose(delta[old], body.units[name][source[old]], atol=2e-5)
        turned = part.normals + part.target_normals[name]
        np.testing.assert_allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-6)


def test_vertices_are_unique(skin_parts):
    for part, _ in skin_parts.values():
        rows = np.concatenate([part.marks["source"][:, None], np.round(part.uv * 65536)], axis=1)
        assert len(np.unique(rows, axis=0)) == part.size


def test_covered_skin_is_left_out_and_bare_legs_are_built(person):
    from human.skin.regions import regions

    body, _ = person
    nothing, all_of_it = np.zeros(len(body.points), bool), np.ones(len(body.points), bool)
    assert regions(body, nothing).legs.any()
    hidden = regions(body, all_of_it)
    assert not hidden.legs.any()
    assert not hidden.hands.any()
    assert hidden.head.sum() == np.isin(body.skin_islands, (0, 1, 3, 6)).sum()


def test_hands_follow_arms_only(person):
    from human import skeleton
    from human.skin.part import Normals, skin_part
    from human.skin.refine import refined
    from human.skin.regions import regions

    body, _ = person
    chosen = regions(body, None)
    quads = body.mesh.quads[body.skin_faces[chosen.faces]]
    faces = refined(body, quads, np.zeros((len(quads), 4, 2)), np.zeros(len(quads), bool))
    part = skin_part(body, faces, chosen.hands, Normals(body), {}, skeleton.weights(body))
    assert all("Hand" in bone or "ForeArm" in bone for bone in part.weights)
    np.testing.assert_allclose(sum(part.weights.values()), 1, atol=1e-9)


def test_skin_is_the_same_on_every_run(person, skin_parts):
    from human import skin

    body, look = person
    again = skin.build(body, {}, look.skin, brows=look.brows, texels=TEXELS)["HeadMesh"][1]
    first = skin_parts["HeadMesh"][1]
    for a, b in ((first.colour_map, again.colour_map), (first.normal_map, again.normal_map)):
        np.testing.assert_array_equal(a.pixels, b.pixels)


def test_neck_has_the_colour_of_the_face(person, skin_parts):
    body, _ = person
    part, surface = skin_parts["HeadMesh"]
    image, marks = surface.colour_map.pixels.astype(float), body.landmarks()

    def colour(at, reach):
        near = np.linalg.norm(part.positions - at, axis=1) < reach
        texel = np.clip((part.uv[near] * TEXELS).astype(int), 0, TEXELS - 1)
        return image[texel[:, 1], texel[:, 0]].mean(axis=0)

    face = colour(marks.mouth + np.array([0.0, 0.085, -0.01]), 0.02)
    neck = colour(np.array([0.045, marks.chin_y - 0.03, marks.skull[2]]), 0.03)
    assert np.abs(face - neck).max() < 26  # of 255


def test_normal_map_is_unit_and_has_pores(skin_parts):
    pixels = skin_parts["HeadMesh"][1].normal_map.pixels.astype(float) / 127.5 - 1
    np.testing.assert_allclose(np.linalg.norm(pixels, axis=-1), 1, atol=0.02)
    assert pixels[60:200, 100:150, :2].std() > 0.004


def test_eyes_turn_without_changing_their_size(person, eye_parts):
    body, _ = person
    for side, joint in (("Left", "joint-l-eye"), ("Right", "joint-r-eye")):
        part = eye_parts[f"Eye{side}Mesh"][0]
        assert set(part.targets) == {f"eyeLook{way}{side}" for way in ("Up", "Down", "In", "Out")}
        assert set(part.weights) == {f"{side}Eye"}
        rest = np.linalg.norm(part.positions - body.centre(joint), axis=1)
        for delta in part.targets.values():
            turned = np.linalg.norm(part.positions + delta - body.centre(joint), axis=1)
            np.testing.assert_allclose(turned, rest, atol=6e-5)


def test_eyes_look_where_their_targets_say(eye_parts):
    gaze = {}
    for side in ("Left", "Right"):
        part = eye_parts[f"Eye{side}Mesh"][0]
        pole = np.linalg.norm(part.uv - 0.5, axis=1).argmin()
        gaze |= {name: delta[pole] for name, delta in part.targets.items()}
    assert gaze["eyeLookUpLeft"][1] > 0.004 > -0.004 > gaze["eyeLookDownLeft"][1]
    assert gaze["eyeLookInLeft"][0] < -0.004
    assert gaze["eyeLookOutLeft"][0] > 0.004
    assert gaze["eyeLookInRight"][0] > 0.004
    assert gaze["eyeLookOutRight"][0] < -0.004


def test_lids_clear_the_eyeballs(person):
    from human.eyes.eyeball import RADIUS_M
    from human.eyes.margins import SIDES, lids

    body, _ = person
    for side in SIDES:
        edges, eye = lids(body, side), body.centre(f"joint-{side[0].lower()}-eye")
        for edge in (edges.upper_front, edges.lower_front):
            assert np.linalg.norm(body.points[edge.ids] - eye, axis=1).min() > RADIUS_M


def test_shell_lies_over_the_eyeball_and_under_the_front_of_the_lids(person, eye_parts):
    from human.eyes.eyeball import RADIUS_M

    body, _ = person
    part = eye_parts["EyeShellMesh"][0]
    left = part.positions[:, 0] > 0
    away = np.linalg.norm(part.positions[left] - body.centre("joint-l-eye"), axis=1)
    assert away.min() > RADIUS_M
    assert away.max() < RADIUS_M + 0.0025
    assert {"eyeBlinkLeft", "eyeBlinkRight", "eyeSquintLeft", "eyeWideRight"} <= set(part.targets)


def test_shell_shuts_with_the_lids(eye_parts):
    part = eye_parts["EyeShellMesh"][0]
    left = part.positions[:, 0] > 0
    rest = np.ptp(part.positions[left][:, 1])
    column = np.abs(part.uv[:, 0] - 0.5) < 0.04
    shut = (part.positions + part.targets["eyeBlinkLeft"])[left & column]
    assert np.ptp(shut[:, 1]) < 0.3 * rest


def test_lashes_stay_in_front_of_the_lids_on_a_blink(person, eye_parts):
    body, _ = person
    part = eye_parts["LashesMesh"][0]
    shut = part.positions + part.targets["eyeBlinkLeft"]
    left = part.positions[:, 0] > 0
    before = np.linalg.norm(part.positions[left] - body.centre("joint-l-eye"), axis=1)
    after = np.linalg.norm(shut[left] - body.centre("joint-l-eye"), axis=1)
    assert after.min() > before.min() - 0.0005
    tips = left & (part.uv[:, 1] > 0.6) & (part.uv[:, 1] < 0.69) & (np.abs(part.uv[:, 0] - 0.5) < 0.2)
    assert (shut[tips, 1] < part.positions[tips, 1] - 0.004).all()


def test_brows_lie_on_the_skin_and_follow_it(person, eye_parts):
    from scipy.spatial import cKDTree

    body, _ = person
    part = eye_parts["BrowsMesh"][0]
    for name in ("browInnerUp", "browDownLeft", "browOuterUpRight"):
        assert np.abs(part.targets[name]).max() > 0.001
    away, _ = cKDTree(body.points[body.head_ids]).query(part.positions)
    assert away.max() < 0.006


@pytest.mark.parametrize(("level", "ball", "rest"), [("high", 1300, 3000), ("low", 400, 1000)])
def test_triangles_stay_within_their_share(person, level, ball, rest):
    from human import eyes

    body, look = person
    parts = eyes.build(body, {}, look.eyes, look.brows, level)
    assert len(parts["EyeLeftMesh"][0].triangles) <= ball
    assert sum(len(parts[name][0].triangles) for name in ("EyeShellMesh", "LashesMesh", "BrowsMesh")) <= rest
