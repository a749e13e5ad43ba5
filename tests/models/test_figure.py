"""What the scripts under models/build/figure shape: the mesh and its morph targets, vertex by vertex."""

import re
from pathlib import Path

import numpy as np
import pytest
from margins import gap, lid_pairs, lip_pairs

pytestmark = pytest.mark.unit

PAIRED = (
    "eyeBlink eyeLookDown eyeLookIn eyeLookOut eyeLookUp eyeSquint eyeWide mouthSmile mouthFrown mouthDimple "
    "mouthStretch mouthPress mouthLowerDown mouthUpperUp browDown browOuterUp cheekSquint noseSneer"
)
SINGLE = (
    "jawForward jawLeft jawRight jawOpen mouthClose mouthFunnel mouthPucker mouthLeft mouthRight mouthRollLower "
    "mouthRollUpper mouthShrugLower mouthShrugUpper browInnerUp cheekPuff tongueOut"
)
ARKIT = {name + side for name in PAIRED.split(" ") for side in ("Left", "Right")} | set(SINGLE.split(" "))
SOUNDS = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
VISEMES = {f"viseme_{name}" for name in SOUNDS}
MM = 0.001


def emotions():
    """Emotion → {target: weight}, as the page shows them at full intensity."""
    source = (Path(__file__).resolve().parents[2] / "web/src/core/emotion.ts").read_text(encoding="utf-8")
    table = source.split("EMOTIONS", 1)[1].split("= {", 1)[1].split("\n};", 1)[0]
    out = {}
    for name, body in re.findall(r"(\w+): \{([^}]*)\}", table):
        out[name] = {}
        for channel, weight in re.findall(r"(\w+): ([\d.]+)", body):
            for target in [channel] if channel in ARKIT else [channel + "Left", channel + "Right"]:
                out[name][target] = float(weight)
    assert {"neutral", "happy", "sad", "angry", "surprised"} <= set(out)
    return out


def pupil(figure, points, sign):
    marks = figure.parts["PipEyes"].marks
    chosen = np.flatnonzero((marks["eye"] == sign) & (marks["turns"] > 0))
    return points[chosen[:20]].mean(axis=0)


def test_face_has_every_target_and_no_other(targets):
    assert set(targets["PipFace"]) == ARKIT | VISEMES
    for mesh, shapes in targets.items():
        assert set(shapes) <= ARKIT | VISEMES, mesh


def test_names_are_the_52_and_the_15():
    assert (len(ARKIT), len(VISEMES)) == (52, 15)


def test_every_target_moves_something_visible(targets):
    for name in ARKIT | VISEMES:
        furthest = max(np.abs(shapes[name]).max() for shapes in targets.values() if name in shapes)
        assert furthest > 0.7 * MM, name


def test_triangle_budget(figure):
    assert 5000 < sum(len(part.triangles) for part in figure.parts.values()) <= 8000


def test_skin_is_one_sheet_open_only_at_the_eyes_and_under_the_hair(figure):
    import trimesh

    from figure import face, measures

    skin = face.build()
    edges = {}
    for triangle in skin.triangles:
        for a, b in zip(triangle, np.roll(triangle, -1), strict=True):
            edges[int(a), int(b)] = edges.get((int(a), int(b)), 0) + 1
    assert max(edges.values()) == 1, "two triangles face opposite ways across an edge"
    border = [a for a, b in edges if (b, a) not in edges]
    rim = skin.marks["eye_ring"][border] == -1
    edge = skin.positions[border][~rim]
    edge = edge[edge[:, 1] > measures.HEAD_CENTRE[1] - 0.05]  # the others are in the neck
    hair = figure.parts["PipHair"]
    outward = edge - np.array(measures.HEAD_CENTRE)
    covered = trimesh.Trimesh(hair.positions, hair.triangles, process=False).ray.intersects_any(edge, outward)
    assert covered.all(), "a crack in the face"
    assert rim.sum() == 2 * 24


def test_face_is_symmetric(figure):
    from figure import face

    points = face.build().positions
    mirrored = points * [-1, 1, 1]
    near = np.abs(points[:, None, :] - mirrored[None]).max(axis=2).min(axis=1)
    assert near.max() < 1e-9


def test_stands_on_the_ground_about_three_heads_tall(figure):
    from figure import stature

    everything = stature.placed(np.concatenate([part.positions for part in figure.parts.values()]))
    assert everything[:, 1].min() == pytest.approx(0.0, abs=1 * MM)
    hair = figure.parts["PipHair"]
    top = stature.placed(hair.positions[hair.weights["Head"] == 1])[:, 1].max()
    assert 1.2 < top < 1.6
    chin = stature.placed(figure.parts["PipFace"].positions[figure.fields.skin & (figure.fields.jaw > 0.9)])[:, 1].min()
    assert 2.5 < top / (top - chin) < 4.0
    assert figure.bones["LeftEye"][1][0] > 0, "own left is +X"


def test_skeleton_is_the_shared_one_and_each_bone_of_it_moves_something(figure):
    from motion.skeleton import PARENTS

    assert all(figure.bones[bone][0] == parent for bone, parent in PARENTS.items())
    moved = {bone for part in figure.parts.values() for bone, share in part.weights.items() if share.max() > 0.4}
    assert set(figure.bones) - moved <= {"Neck", "LeftShoulder", "RightShoulder"}


@pytest.mark.parametrize("name", ["PipHands", "PipEyes", "PipBrows", "PipLashes"])
def test_left_parts_are_mirror_images_of_right_ones(figure, name):
    points = figure.parts[name].positions
    if name == "PipEyes":  # light falls on both eyes from one side
        points = points[figure.parts[name].marks["turns"] > 0]
    mirrored = points * [-1, 1, 1]
    assert np.abs(points[:, None, :] - mirrored[None]).max(axis=2).min(axis=1).max() < 1e-9


def test_weights_of_every_vertex_sum_to_one(figure):
    for mesh, part in figure.parts.items():
        assert set(part.weights) <= set(figure.bones), mesh
        assert sum(part.weights.values()) == pytest.approx(np.ones(part.size)), mesh


class TestLips:
    def test_rest_is_closed_with_a_slight_smile(self, figure, posed):
        pairs, points = lip_pairs(figure), posed("PipFace", {})
        assert gap(points, pairs).max() == 0.0
        fields = figure.fields
        margin = fields.ring == 0
        corners = points[margin & (np.abs(fields.x) > 0.9 * np.abs(fields.x[margin]).max())]
        middle = points[margin & (np.abs(fields.x) < 1e-6)]
        assert 2 * MM < corners[:, 1].mean() - middle[:, 1].mean() < 8 * MM

    def test_mouth_close_undoes_jaw_open(self, figure, posed):
        pairs = lip_pairs(figure)
        assert gap(posed("PipFace", {"jawOpen": 1}), pairs).max() > 20 * MM
        for weight in (1.0, 0.5, 0.2):
            closed = posed("PipFace", {"jawOpen": weight, "mouthClose": weight})
            assert gap(closed, pairs).max() < 1e-9, weight

    def test_mouth_close_keeps_the_jaw_down(self, figure, posed):
        chin = figure.fields.skin & (figure.fields.jaw > 0.9) & (figure.fields.ring > 5)
        rest, closed = posed("PipFace", {}), posed("PipFace", {"jawOpen": 1, "mouthClose": 1})
        assert (rest - closed)[chin, 1].mean() > 15 * MM

    @pytest.mark.parametrize("viseme", ["viseme_PP", "viseme_sil"])
    def test_closed_visemes_close(self, figure, posed, viseme):
        assert gap(posed("PipFace", {viseme: 1}), lip_pairs(figure)).max() < 1e-9

    def test_pp_is_pressed_not_merely_shut(self, figure, posed):
        fields = figure.fields
        middle = (np.abs(fields.x) < 1e-6) & (fields.ring == 2)
        height = [np.ptp(posed("PipFace", weights)[middle, 1]) for weights in ({}, {"viseme_PP": 1})]
        assert height[1] < 0.6 * height[0]

    def test_mouth_openings_are_ordered(self, figure, posed):
        upper, lower = lip_pairs(figure)
        opening = {
            name: (posed("PipFace", {name: 1})[upper, 1] - posed("PipFace", {name: 1})[lower, 1]).max()
            for name in VISEMES
        }
        assert opening["viseme_aa"] > opening["viseme_E"] > opening["viseme_I"] > opening["viseme_PP"]
        assert opening["viseme_O"] > opening["viseme_U"] > 4 * MM
        assert min(value for name, value in opening.items() if name not in ("viseme_PP", "viseme_sil")) > 3 * MM
        assert opening["viseme_aa"] > 10 * MM

    def test_rounded_visemes_are_narrow_and_forward(self, figure, posed):
        margin = figure.fields.ring == 0
        width = {name: np.ptp(posed("PipFace", {name: 1})[margin, 0]) for name in VISEMES}
        rest = np.ptp(posed("PipFace", {})[margin, 0])
        for name in ("viseme_U", "viseme_O", "viseme_CH", "viseme_RR"):
            assert width[name] < 0.8 * rest, name
            forward = posed("PipFace", {name: 1})[margin, 2].max() - posed("PipFace", {})[margin, 2].max()
            assert forward > 3 * MM, name
        for name in ("viseme_I", "viseme_E", "viseme_SS"):
            assert width[name] > 1.05 * rest, name

    def test_lower_lip_of_ff_reaches_the_upper_teeth(self, figure, posed):
        from figure import inner_mouth

        lower = lip_pairs(figure)[1]
        middle = lower[np.abs(figure.fields.x[lower]) < 0.008]
        lip = posed("PipFace", {"viseme_FF": 1})[middle]
        assert np.abs(lip[:, 1] - inner_mouth.BITE_Y).max() < 2.5 * MM
        assert (lip[:, 2] - inner_mouth.front_z()).max() < 6 * MM


class TestEyes:
    @pytest.mark.parametrize(("side", "sign"), [("Left", 1), ("Right", -1)])
    def test_blink_shuts_its_own_eye_only(self, figure, posed, side, sign):
        shut = posed("PipFace", {f"eyeBlink{side}": 1})
        assert gap(shut, lid_pairs(figure, sign)).max() < 0.05 * MM
        assert gap(shut, lid_pairs(figure, -sign)).max() > 25 * MM

    @pytest.mark.parametrize("weight", [0.0, 0.25, 0.5, 0.75, 1.0])
    def test_ball_never_comes_through_the_lids(self, figure, posed, weight):
        from figure import measures

        fields, part = figure.fields, figure.parts["PipFace"]
        near = (fields.eye == 1) & (fields.eye_ring >= 0)
        lids = part.triangles[near[part.triangles].all(axis=1)]
        corners = posed("PipFace", {"eyeBlinkLeft": weight})[lids]
        shares = np.array([(1, 0, 0), (0.5, 0.5, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (1 / 3, 1 / 3, 1 / 3)])
        samples = np.einsum("sk,tkd->tsd", shares, corners).reshape(-1, 3)
        far = np.linalg.norm(samples - figure.bones["LeftEye"][1], axis=1)
        assert far.min() > measures.EYE_RADIUS

    @pytest.mark.parametrize(
        ("name", "axis", "direction"),
        [("eyeLookIn", 0, -1), ("eyeLookOut", 0, 1), ("eyeLookUp", 1, 1), ("eyeLookDown", 1, -1)],
    )
    def test_balls_turn_the_way_the_name_says(self, figure, posed, name, axis, direction):
        for side, sign in (("Left", 1), ("Right", -1)):
            rest = pupil(figure, posed("PipEyes", {}), sign)
            turned = pupil(figure, posed("PipEyes", {f"{name}{side}": 1}), sign)
            mirror = sign if axis == 0 else 1
            assert (turned - rest)[axis] * mirror * direction > 5 * MM, side
            other = pupil(figure, posed("PipEyes", {f"{name}{side}": 1}), -sign)
            assert other == pytest.approx(pupil(figure, posed("PipEyes", {}), -sign))


class TestInside:
    def skin_before(self, figure, posed, weights, points):
        """How far (m) the outer skin lies in front of each point; infinite where the mouth is open before it."""
        part, fields = figure.parts["PipFace"], figure.fields
        outer = fields.skin & (fields.ring >= 0) & (fields.z > 0.03) & (np.abs(fields.x) < 0.06) & (fields.y < 1.59)
        triangles = part.triangles[outer[part.triangles].all(axis=1)]
        a, b, c = (posed("PipFace", weights)[triangles[:, corner]][None] for corner in range(3))
        p = points[:, None]
        area = (b - a)[..., 0] * (c - a)[..., 1] - (b - a)[..., 1] * (c - a)[..., 0]
        area = np.where(np.abs(area) < 1e-14, np.nan, area)
        u = ((b - p)[..., 0] * (c - p)[..., 1] - (b - p)[..., 1] * (c - p)[..., 0]) / area
        v = ((c - p)[..., 0] * (a - p)[..., 1] - (c - p)[..., 1] * (a - p)[..., 0]) / area
        w = 1 - u - v
        covers = (area > 0) & (u >= 0) & (v >= 0) & (w >= 0)
        depth = np.where(covers, u * a[..., 2] + v * b[..., 2] + w * c[..., 2], np.inf)
        return depth.min(axis=1) - points[:, 2]

    @pytest.mark.parametrize("emotion", sorted(emotions()))
    def test_no_emotion_pushes_teeth_or_tongue_through_the_lips_of_any_viseme(self, figure, posed, emotion):
        teeth = figure.parts["PipMouth"].marks["tongue"] == 0
        for viseme in ["rest", *sorted(VISEMES)]:
            weights = {**emotions()[emotion], viseme: 1}
            before = self.skin_before(figure, posed, weights, posed("PipMouth", weights))
            out = viseme == "viseme_TH"  # its tongue comes out over the lip
            assert before[teeth if out else slice(None)].min() > 0.3 * MM, viseme

    @pytest.mark.parametrize("name", ["rest", *sorted(ARKIT | VISEMES)])
    def test_teeth_and_tongue_stay_behind_the_skin(self, figure, posed, name):
        weights = {name: 1}
        points = posed("PipMouth", weights)
        tongue = figure.parts["PipMouth"].marks["tongue"] > 0
        before = self.skin_before(figure, posed, weights, points)
        assert before[~tongue].min() > 0.5 * MM
        if name in ("viseme_TH", "tongueOut"):  # the tongue comes out, but over the lip, not through it
            lower = lip_pairs(figure)[1]
            lip = posed("PipFace", weights)[lower[np.abs(figure.fields.x[lower]) < 0.010]]
            along = figure.parts["PipMouth"].marks["along"]
            rows = np.array([points[tongue & (along == value)].mean(axis=0) for value in np.unique(along[tongue])])
            assert rows[-1, 2] > lip[:, 2].max(), "the tip is outside"
            crossing = np.interp(lip[:, 2].mean(), rows[:, 2], rows[:, 1])
            assert crossing > lip[:, 1].max()
        else:
            assert before[tongue].min() > 0.5 * MM

    def test_tongue_tip_rises_for_tongue_sounds_and_stays_for_lip_sounds(self, figure, posed, targets):
        marks = figure.parts["PipMouth"].marks
        tip, root = (
            (marks["tongue"] > 0) & (marks["along"] == 1),
            (marks["tongue"] > 0) & (np.abs(marks["along"] - 0.25) < 0.1),
        )
        lower_teeth = (marks["tongue"] == 0) & (figure.parts["PipMouth"].weights["Jaw"] > 0.5)

        def lift(name, rows):
            delta = targets["PipMouth"][name]
            return delta[rows, 1].mean() - delta[lower_teeth, 1].mean()

        for name in ("viseme_DD", "viseme_nn", "viseme_TH"):
            assert lift(name, tip) > 4 * MM, name
        assert lift("viseme_kk", root) > 4 * MM > lift("viseme_kk", tip)
        assert not {"viseme_PP", "viseme_sil"} & set(targets["PipMouth"])


def spot(figure, x, y, radius=0.012):
    """Outer skin about a point of the face."""
    fields = figure.fields
    return (np.hypot(fields.x - x, fields.y - y) < radius) & (fields.z > 0.04) & (fields.ring > 0) & fields.skin


CORNER, LIP_TOP, LIP_LOW = (0.0205, 1.5376), (0.0, 1.5380), (0.0, 1.5275)
DIRECTIONS = [  # target, place (own left positive), axis, sign
    ("jawForward", (0, 1.505), 2, 1), ("jawLeft", (0, 1.505), 0, 1), ("jawRight", (0, 1.505), 0, -1),
    ("jawOpen", (0, 1.505), 1, -1), ("mouthLeft", LIP_LOW, 0, 1), ("mouthRight", LIP_LOW, 0, -1),
    ("mouthFunnel", LIP_TOP, 2, 1), ("mouthPucker", LIP_TOP, 2, 1), ("mouthPucker", CORNER, 0, -1),
    ("mouthSmileLeft", CORNER, 1, 1), ("mouthFrownLeft", CORNER, 1, -1), ("mouthDimpleLeft", CORNER, 2, -1),
    ("mouthStretchLeft", CORNER, 0, 1), ("mouthRollLower", LIP_LOW, 2, -1), ("mouthRollUpper", LIP_TOP, 2, -1),
    ("mouthShrugLower", LIP_LOW, 2, 1), ("mouthShrugUpper", LIP_TOP, 2, 1), ("mouthPressLeft", (0.01, 1.529), 1, 1),
    ("mouthLowerDownLeft", (0.01, 1.529), 1, -1), ("mouthUpperUpLeft", (0.01, 1.5395), 1, 1),
    ("cheekPuff", (0.05, 1.545), 2, 1), ("cheekSquintLeft", (0.042, 1.57), 1, 1),
    ("noseSneerLeft", (0.012, 1.57), 1, 1),
    ("eyeSquintLeft", (0.0445, 1.566), 1, 1), ("eyeWideLeft", (0.0445, 1.613), 1, 1),
    ("browInnerUp", (0.026, 1.627), 1, 1), ("browOuterUpLeft", (0.058, 1.627), 1, 1),
    ("browDownLeft", (0.028, 1.627), 1, -1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "place", "axis", "sign"), DIRECTIONS)
def test_target_moves_its_place_its_way(figure, targets, name, place, axis, sign):
    delta = targets["PipFace"][name]
    assert delta[spot(figure, *place), axis].mean() * sign > 0.4 * MM


@pytest.mark.parametrize(
    "name", sorted(name for name in ARKIT if name.endswith("Left") and name not in ("jawLeft", "mouthLeft"))
)
def test_left_is_the_faces_own_left_and_right_its_mirror(figure, targets, name):
    twin = name.replace("Left", "Right")
    for mesh, shapes in targets.items():
        if name not in shapes:
            continue
        points = figure.parts[mesh].positions
        moved = np.abs(shapes[name]).max(axis=1)
        assert moved[points[:, 0] > 0.015].sum() > 20 * moved[points[:, 0] < -0.015].sum()
        assert np.abs(shapes[twin]).max(axis=1)[points[:, 0] < -0.015].sum() == pytest.approx(
            moved[points[:, 0] > 0.015].sum(), rel=0.02
        )


def test_jaw_bone_does_what_the_morph_does(figure, targets):
    from figure import measures
    from figure.curves import turn_x

    for mesh in ("PipFace", "PipMouth"):
        part = figure.parts[mesh]
        share = part.weights["Jaw"][:, None]
        turned = turn_x(part.positions, np.array(measures.JAW_HINGE), measures.JAW_OPEN)
        skinned = part.positions * (1 - share) + turned * share
        morphed = part.positions + targets[mesh]["jawOpen"]
        skin = figure.fields.skin if mesh == "PipFace" else slice(None)
        assert np.abs(skinned - morphed)[skin].max() < 0.2 * MM
