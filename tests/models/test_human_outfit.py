"""What people wear, as built: sound meshes, cut to the body at rest, hiding it and following it through every clip."""

import numpy as np
import pytest
from base_mesh import base_mesh

pytestmark = pytest.mark.unit
for needed in ("cv2", "scipy", "trimesh", "embreex"):
    pytest.importorskip(needed, reason="pip install -r models/build/requirements.txt")


@pytest.fixture(scope="module", params=["mei", "jun"])
def dressed(request):
    from human import outfit, skeleton
    from human.characters import EVERYBODY
    from human.shape import shaped

    look = EVERYBODY[request.param]
    body = shaped(base_mesh(), look.build)
    weights = skeleton.weights(body)
    return body, weights, look.outfit, outfit.build(body, weights, look.outfit)


@pytest.fixture(scope="module")
def bones(dressed):
    from human import skeleton
    from motion.skeleton import Skeleton

    return Skeleton(skeleton.bones(dressed[0]))


def at_rest(points, weights, bones):
    from motion.rest import rest_pose
    from motion.skeleton import posed

    return posed(points, weights, bones, rest_pose(bones))


def edges_of(part):
    sides = np.concatenate([part.triangles[:, [0, 1]], part.triangles[:, [1, 2]], part.triangles[:, [2, 0]]])
    return np.unique(np.sort(sides, axis=1), axis=0)


def test_parts_are_sound_meshes(dressed):
    parts = dressed[3]
    assert set(parts) == {"SuitMesh", "ShirtMesh", "NeckwearMesh", "TrimMesh", "BadgeMesh"}
    for name, (part, surface) in parts.items():
        assert np.isfinite(part.positions).all(), name
        assert np.allclose(sum(part.weights.values()), 1.0, atol=1e-6), name
        assert np.allclose(np.linalg.norm(part.shading(), axis=1), 1.0, atol=1e-6), name
        assert part.uv.shape == (part.size, 2), name
        assert np.isfinite(part.uv).all(), name
        assert (np.sort(part.triangles, axis=1)[:, :-1] != np.sort(part.triangles, axis=1)[:, 1:]).all(), name
        assert len(np.unique(part.triangles)) == part.size, name
        assert surface.kind in ("cloth", "plain")


def test_outfit_keeps_to_its_share_of_the_triangles(dressed):
    assert sum(len(part.triangles) for part, _ in dressed[3].values()) <= 32_000


def test_normals_point_out_of_the_cloth(dressed, bones):
    for name, (part, _) in dressed[3].items():
        if name == "BadgeMesh":
            continue
        points = at_rest(part.positions, part.weights, bones)
        from mesh.part import vertex_normals

        agree = (vertex_normals(part.positions, part.triangles) * part.shading()).sum(axis=1)
        assert np.isfinite(points).all()
        assert np.mean(agree > 0) > 0.97, name


def test_soles_stand_on_the_ground(dressed):
    shoes = dressed[3]["TrimMesh"][0]
    low = shoes.positions[shoes.weights["LeftFoot"] + shoes.weights["RightFoot"] > 0.5]
    assert abs(low[:, 1].min()) < 0.002


def test_no_garment_goes_through_the_floor(dressed, bones):
    for name, (part, _) in dressed[3].items():
        assert at_rest(part.positions, part.weights, bones)[:, 1].min() > -0.03, name


def test_head_and_hands_stay_bare_and_the_rest_is_covered(dressed):
    from human import outfit

    body, weights, look, _ = dressed
    covered = outfit.covered(body, look, weights)
    fingers = sum(share for bone, share in weights.items() if "Hand" in bone and bone[-1].isdigit())
    assert covered.shape == (19158,)
    assert not covered[fingers > 0.3].any()
    assert not covered[body.mouth_ring].any()
    trunk = np.intersect1d(np.unique(body.quads("body")), np.flatnonzero(weights["Spine1"] > 0.5))
    assert covered[trunk].all()
    feet = np.flatnonzero(weights["LeftFoot"] + weights["LeftToeBase"] > 0.9)
    assert covered[feet].all()


def test_the_edge_of_bare_skin_lies_beneath_cloth(dressed, bones):
    """Where faces are dropped the skin ends; looking straight at that edge one must see cloth."""
    import trimesh

    from human import outfit
    from mesh.part import vertex_normals

    body, weights, look, parts = dressed
    covered = outfit.covered(body, look, weights)
    quads = body.quads("body")
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    skin = at_rest(body.points, weights, bones)
    normals = vertex_normals(skin, faces)
    edge = np.unique(quads[covered[quads].any(axis=1) & ~covered[quads].all(axis=1)])
    edge = edge[covered[edge]]
    assert len(edge) > 40
    cloth = [parts[name][0] for name in ("SuitMesh", "ShirtMesh", "NeckwearMesh")]
    starts = np.cumsum([0] + [part.size for part in cloth])
    shell = trimesh.Trimesh(
        np.concatenate([at_rest(part.positions, part.weights, bones) for part in cloth]),
        np.concatenate([part.triangles + start for part, start in zip(cloth, starts, strict=False)]),
        process=False,
    )
    hits = shell.ray.intersects_any(skin[edge] + 0.0005 * normals[edge], normals[edge])
    assert hits.mean() > 0.97


def test_clothes_hang_the_same_on_both_sides(dressed):
    from scipy.spatial import cKDTree

    trousers_and_shoes = dressed[3]["TrimMesh"][0].positions
    mirrored = trousers_and_shoes * np.array([-1.0, 1.0, 1.0])
    far = cKDTree(trousers_and_shoes).query(mirrored)[0]
    assert np.percentile(far, 90) < 0.004


def test_fronts_overlap_below_the_lapels(dressed, bones):
    """At the button there are two layers of jacket, the one named by `over` outside."""
    import trimesh

    _, _, look, parts = dressed
    suit = parts["SuitMesh"][0]
    points = at_rest(suit.positions, suit.weights, bones)
    hips, neck = bones.at["Hips"][1], bones.at["Neck"][1]
    height = hips + look.button_y * (neck - hips) - 0.03
    mesh = trimesh.Trimesh(points, suit.triangles, process=False)
    places, _, _ = mesh.ray.intersects_location([[0.001, height, 0.5]], [[0, 0, -1.0]])
    front = places[places[:, 2] > 0.06]
    assert len(front) >= 2
    assert 0.002 < np.ptp(front[:, 2]) < 0.02


def test_cloth_does_not_tear_in_any_clip(dressed, bones):
    """Edges keep near their length at rest, however the arms move; only the armpits may stretch."""
    from motion.library import clips
    from motion.rest import rest_pose
    from motion.skeleton import posed

    suit = dressed[3]["SuitMesh"][0]
    edges = edges_of(suit)
    rest = at_rest(suit.positions, suit.weights, bones)
    length = np.linalg.norm(rest[edges[:, 0]] - rest[edges[:, 1]], axis=1)
    still = rest_pose(bones)
    for clip in clips(bones):
        for share in (0.25, 0.5, 0.75):
            pose = dict(still)
            for channel in clip.channels:
                if channel.path == "rotation":
                    pose[channel.node] = channel.values[int(share * (len(channel.values) - 1))]
            moved = posed(suit.positions, suit.weights, bones, pose)
            now = np.linalg.norm(moved[edges[:, 0]] - moved[edges[:, 1]], axis=1)
            stretch = (now - length)[length > 0.002]
            assert np.percentile(stretch, 99.5) < 0.02, clip.name
            assert stretch.max() < 0.08, clip.name


def test_covered_asks_for_nothing_but_the_body(dressed):
    from human import outfit

    body, weights, look, _ = dressed
    assert (outfit.covered(body, look) == outfit.covered(body, look, weights)).all()


def test_the_same_outfit_twice(dressed):
    from human import outfit

    body, weights, look, parts = dressed
    again = outfit.build(body, weights, look)
    for name, (part, surface) in parts.items():
        assert (again[name][0].positions == part.positions).all()
        if surface.normal_map is not None:
            assert (again[name][1].normal_map.pixels == surface.normal_map.pixels).all()


def test_tints_name_materials_that_exist(dressed):
    from human import outfit

    _, _, look, parts = dressed
    names = {surface.name for _, surface in parts.values()}
    for tint in outfit.tints(look):
        assert set(tint["materials"]) <= names
        assert tint["choices"][0] == tint["default"]
        assert len(set(tint["choices"])) == len(tint["choices"])
        assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in tint["choices"])


@pytest.mark.parametrize("kind", ["wool", "cotton", "silk"])
def test_weaves_repeat_without_a_seam(kind):
    from human.outfit.fabric import weave

    pixels = weave(kind).pixels.astype(int)
    inside = np.abs(np.diff(pixels, axis=1)).mean()
    across = np.abs(pixels[:, 0] - pixels[:, -1]).mean()
    assert across < 1.5 * inside + 1
    assert abs(pixels[..., 2].mean() - 255) < 60
