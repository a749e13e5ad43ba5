"""A person's skeleton and weights: they bind the whole mesh, open the mouth, and keep shoulder and elbow in shape."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="pip install -r models/build/requirements.txt")
pytest.importorskip("trimesh", reason="pip install -r models/build/requirements.txt")

from base_mesh import base_mesh

from human import skeleton as rig
from human.characters import EVERYBODY
from human.shape import shaped
from human.source import VERTICES
from mesh.part import vertex_normals
from motion.actor import Actor
from motion.rest import rest_pose
from motion.skeleton import PARENTS, Skeleton, posed
from motion.turn import about

pytestmark = pytest.mark.unit

MM = 0.001


@pytest.fixture(scope="module", params=sorted(EVERYBODY))
def body(request):
    return shaped(base_mesh(), EVERYBODY[request.param].build)


@pytest.fixture(scope="module")
def skeleton(body):
    return Skeleton(rig.bones(body))


@pytest.fixture(scope="module")
def weights(body):
    return rig.weights(body)


def volume(points, quads):
    """Signed volume, m³, of what the faces close off towards the origin of the points."""
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    return float(np.einsum("nk,nk->n", a, np.cross(b, c)).sum() / 6)


def test_bones_are_the_shared_ones_and_lie_inside(body, skeleton):
    assert {bone: parent for bone, (parent, _) in skeleton.bones.items()} == PARENTS
    low, high = body.points.min(axis=0), body.points.max(axis=0)
    for bone, place in skeleton.at.items():
        assert ((place > low) & (place < high)).all(), bone
        if bone.startswith("Left"):
            assert skeleton.at["Right" + bone[4:]] == pytest.approx(place * [-1, 1, 1], abs=1e-6)


def test_weights_of_every_vertex_sum_to_one(weights):
    table = np.stack(list(weights.values()), axis=1)
    assert table.shape == (VERTICES, len(PARENTS))
    assert table.min() >= 0
    assert table.sum(axis=1) == pytest.approx(1.0)


def test_four_bones_a_vertex_are_enough(body, weights):
    """Files hold four; what they drop must not be seen."""
    table = np.sort(np.stack(list(weights.values()), axis=1), axis=1)[:, ::-1]
    skin = np.unique(body.quads("body"))
    assert table[skin, 4:].sum(axis=1).max() < 0.16
    assert np.percentile(table[skin, 4:].sum(axis=1), 99) < 0.06


def test_bind_pose_is_left_alone_without_rotations(body, skeleton, weights):
    assert posed(body.points, weights, skeleton, {}) == pytest.approx(body.points, abs=1e-9)


def test_jaw_opens_the_mouth_as_the_face_unit_does(body, skeleton, weights):
    teeth, upper = body.ids("helper-lower-teeth"), body.ids("helper-upper-teeth")
    assert weights["Jaw"][teeth].min() == 1.0
    assert weights["Jaw"][upper].max() == 0.0
    turned = posed(body.points, weights, skeleton, {"Jaw": about([1, 0, 0], 12.0).as_quat()})
    moved = turned - body.points
    assert moved[teeth, 1].mean() < -7 * MM
    assert moved[teeth, 1].max() < -3 * MM
    assert np.linalg.norm(moved[upper], axis=1).max() < 0.01 * MM
    head = body.head_ids
    skull = head[body.points[head, 1] > body.landmarks().nose[1]]
    assert np.linalg.norm(moved[skull], axis=1).max() < 3 * MM


def test_eyes_turn_alone(body, weights):
    assert weights["LeftEye"][body.ids("helper-l-eye")].min() == 1.0
    others = np.setdiff1d(np.arange(VERTICES), body.ids("helper-l-eye"))
    assert weights["LeftEye"][others].max() == 0.0


@pytest.mark.parametrize("degrees", [40, 90, 150])
def test_raised_arm_keeps_the_shoulder_in_shape(body, skeleton, weights, degrees):
    actor = Actor(skeleton, rig.figure(body))
    turn = np.radians(degrees)
    upper = np.array([[np.sin(turn), -np.cos(turn), 0.1]])
    upper /= np.linalg.norm(upper)
    wrist = skeleton.at["LeftArm"] + 0.96 * actor.arm_length * upper
    turns = actor.arm_turns("Left", wrist, upper, np.array([[0.0, 0.3, 1.0]]), np.array([[0.0, 0.0, -1.0]]))
    pose = {bone: turn.as_quat()[0] for bone, turn in turns.items()}
    quads = body.quads("body")
    points = posed(body.points, weights, skeleton, pose)
    centre = skeleton.at["LeftShoulder"]
    near = quads[np.linalg.norm(body.points[quads].mean(axis=1) - skeleton.at["LeftArm"], axis=1) < 0.12]
    rested = posed(body.points, weights, skeleton, rest_pose(skeleton))
    before, after = volume(rested - centre, near), volume(points - centre, near)
    assert 0.55 < after / before < 1.6
    edges = np.concatenate([near[:, [0, 1]], near[:, [1, 2]]])
    stretch = np.linalg.norm(np.diff(points[edges], axis=1), axis=2) / np.linalg.norm(
        np.diff(body.points[edges], axis=1), axis=2
    )
    assert np.percentile(stretch, 99) < 3.5


def test_bent_elbow_stays_thick(body, skeleton, weights):
    actor = Actor(skeleton, rig.figure(body))
    shoulder, ahead = skeleton.at["LeftArm"], np.array([[0.0, 0.3, 1.0]])
    wrist = shoulder + np.array([[0.05, -0.12, 0.42]]) * actor.arm_length
    inward, down = np.array([[-1.0, 0.0, 0.0]]), np.array([[0.2, -1.0, -0.2]])
    turns = actor.arm_turns("Left", wrist, ahead, inward, down)
    pose = {bone: turn.as_quat()[0] for bone, turn in turns.items()}
    skin = np.unique(body.quads("body"))
    elbow = skin[np.minimum(weights["LeftArm"][skin], weights["LeftForeArm"][skin]) > 0.25]
    bent = posed(body.points, weights, skeleton, pose)[elbow]
    width = [np.linalg.svd(points - points.mean(axis=0))[1][-1] for points in (body.points[elbow], bent)]
    assert width[1] > 0.6 * width[0]


def test_what_lies_on_the_skin_moves_with_it(body, skeleton, weights):
    quads = body.quads("body")
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    normals = vertex_normals(body.points, triangles)
    ids = np.unique(quads)[::37]
    cloth = body.points[ids] + 0.004 * normals[ids]
    carried = rig.carry(cloth, body, weights, smooth_m=0.0)
    assert np.sum(list(carried.values()), axis=0) == pytest.approx(1.0)
    pose = rest_pose(skeleton)
    skin = posed(body.points, weights, skeleton, pose)[ids]
    gap = np.linalg.norm(posed(cloth, carried, skeleton, pose) - skin, axis=1)
    assert np.percentile(gap, 98) < 8 * MM


def test_figure_covers_the_body(body, skeleton):
    figure = rig.figure(body)
    head = body.points[body.head_ids]
    head = head[head[:, 1] > body.landmarks().left_eye[1]]
    assert figure.head.depth(head).min() > -0.12
    assert figure.hip_half_width > abs(skeleton.at["LeftUpLeg"][0])
    assert figure.chin[1] < body.landmarks().mouth[1]
