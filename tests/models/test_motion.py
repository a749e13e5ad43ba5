"""The clips of the body, played on our figures and on stand-ins: they close, keep their feet and spare the head."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from glb_file import GlbFile

pytest.importorskip("scipy", reason="pip install -r models/build/requirements.txt")

from scipy.spatial.transform import Rotation
from standins import grown_up, toy

from motion import library, mouth
from motion.actor import Actor
from motion.clip import Clip
from motion.figure import Figure
from motion.reduce import between, kept_keys
from motion.rest import rest_pose
from motion.skeleton import PARENTS, SIDES, Skeleton, posed
from motion.turn import about, twist

pytestmark = pytest.mark.unit

GLB = Path(__file__).resolve().parents[2] / "models" / "glb"
MM = 0.001
NAMES = (*library.IDLES, *library.STATES, *library.GESTURES)


def bound_skeleton(path: Path) -> Skeleton | None:
    """The bind pose out of a file's inverse bind matrices; None when it has not all of our bones."""
    file = GlbFile(path)
    if not file.json.get("skins"):
        return None
    skin, nodes = file.json["skins"][0], file.json["nodes"]
    inverse = file.rows(skin["inverseBindMatrices"]).reshape(-1, 4, 4)
    places = {nodes[joint]["name"]: -inverse[row, 3, :3] for row, joint in enumerate(skin["joints"])}
    if not set(PARENTS) <= set(places):
        return None
    return Skeleton({bone: (parent, tuple(map(float, places[bone]))) for bone, parent in PARENTS.items()})


def shipped() -> dict[str, Skeleton]:
    """The skeletons of the shipped figures; an older one may have only some of the bones."""
    out = {}
    for path in sorted(GLB.glob("*/manifest.json")):
        file = json.loads(path.read_text(encoding="utf-8"))["files"]["draco"]
        skeleton = bound_skeleton(path.with_name(file))
        if skeleton is not None:
            out[path.parent.name] = skeleton
    return out


SHIPPED = shipped()


@pytest.fixture(scope="module", params=["grown-up", "t-pose", "toy", *SHIPPED])
def actor(request):
    if request.param == "grown-up":
        skeleton = grown_up()
        return Actor(skeleton, Figure.guessed(skeleton))
    if request.param == "t-pose":
        skeleton = grown_up(90.0)
        return Actor(skeleton, Figure.guessed(skeleton))
    if request.param == "toy":
        return Actor(*toy(), liveliness=1.3)
    skeleton = SHIPPED[request.param]
    if request.param == "pip":  # no ordinary grown-up
        from figure import stature

        return Actor(skeleton, stature.room(), liveliness=1.3)
    return Actor(skeleton, Figure.guessed(skeleton))


@pytest.fixture(scope="module")
def clips(actor):
    return {clip.name: clip for clip in library.clips(actor.skeleton, actor.figure, actor.liveliness)}


@pytest.fixture(scope="module")
def played(actor, clips):
    """Clip name → (times, local rotations, world rotations, joint places) at 30 frames a second."""
    return {name: play(clip, actor) for name, clip in clips.items()}


def play(clip: Clip, actor: Actor):
    seconds = max(float(channel.times[-1]) for channel in clip.channels)
    times = np.linspace(0.0, seconds, round(seconds * 30) + 1)
    local = {bone: Rotation.from_quat(np.tile(row, (len(times), 1))) for bone, row in actor.rest.items()}
    hips = np.zeros((len(times), 3))
    for channel in clip.channels:
        if channel.path == "translation":
            columns = [np.interp(times, channel.times, channel.values[:, axis]) for axis in range(3)]
            hips = np.stack(columns, axis=1) - actor.skeleton.at[channel.node]
        else:
            local[channel.node] = Rotation.from_quat(slerped(channel, times))
    return times, local, *actor.skeleton.forward(local, hips)


def slerped(channel, times):
    before = np.clip(np.searchsorted(channel.times, times, side="right") - 1, 0, len(channel.times) - 2)
    shares = (times - channel.times[before]) / (channel.times[before + 1] - channel.times[before])
    rows = np.zeros((len(times), 4))
    for key in np.unique(before):
        here = before == key
        rows[here] = between(channel.values[key], channel.values[key + 1], shares[here].clip(0.0, 1.0), turning=True)
    return rows


def degrees_apart(some, others):
    return float(2 * np.degrees(np.arccos(np.clip(np.abs(np.asarray(some) @ np.asarray(others)), 0.0, 1.0))))


# --- what there is ---------------------------------------------------------------------------------------------------


def test_clips_are_the_promised_ones(clips):
    assert tuple(clips) == NAMES


def test_clips_move_bones_of_the_body_only(clips):
    for clip in clips.values():
        moved = {channel.node for channel in clip.channels}
        assert moved <= set(PARENTS) - {"LeftEye", "RightEye", "Jaw"}, clip.name
        assert {channel.path for channel in clip.channels if channel.node != "Hips"} <= {"rotation"}


def test_clips_last_as_long_as_such_movements_do(played):
    lengths = {name: float(times[-1]) for name, (times, *_) in played.items()}
    assert lengths["idle"] == pytest.approx(8.0)
    assert lengths["idle_shift"] == pytest.approx(12.0)
    assert 1.0 <= lengths["nod"] <= 1.5
    assert all(2.0 <= lengths[name] <= 3.3 for name in library.GESTURES if name not in ("nod", "shake"))


def test_every_gesture_moves_what_it_is_about(actor, played):
    for name, parts in {
        "greeting": ("RightHand",), "goodbye": ("RightHand",), "thumbs_up": ("RightHand",),
        "present_left": ("LeftHand",), "present_right": ("RightHand",), "explain": ("LeftHand", "RightHand"),
    }.items():  # fmt: skip
        places = played[name][3]
        for part in parts:
            rise = places[part][:, 1] - actor.rest_places[part][1]
            assert rise.max() > 0.3 * actor.arm_length, (name, part)
    for name, axis, least in (("nod", 0, 8.0), ("shake", 1, 8.0), ("bow", 0, 30.0)):
        head = played[name][2]["Head"].as_euler("YXZ", degrees=True)[:, {0: 1, 1: 0}[axis]]
        assert np.abs(head).max() > least, name


# --- seams -----------------------------------------------------------------------------------------------------------


def test_loops_close_without_a_jerk(clips):
    for name in (*library.IDLES, *library.STATES):
        for channel in clips[name].channels:
            assert np.array_equal(channel.values[0], channel.values[-1]), (name, channel.node)
            if channel.path != "rotation" or len(channel.times) < 3:
                continue
            before = turn_rate(channel, -2, -1)
            after = turn_rate(channel, 0, 1)
            assert np.linalg.norm(after - before) < 4.0, (name, channel.node)  # degrees a second


def turn_rate(channel, first, second):
    start, end = Rotation.from_quat(channel.values[[first, second]])
    return np.degrees((end * start.inv()).as_rotvec()) / (channel.times[second] - channel.times[first])


def test_gestures_start_and_end_at_rest(actor, clips):
    for name in library.GESTURES:
        for channel in clips[name].channels:
            rest = actor.rest[channel.node] if channel.path == "rotation" else actor.skeleton.at["Hips"]
            for end in (0, -1):
                assert np.abs(channel.values[end]) == pytest.approx(np.abs(rest), abs=1e-6), (name, channel.node)


def test_keys_left_out_are_not_missed():
    times = np.linspace(0.0, 2.0, 61)
    rows = about(np.array([1.0, 0.0, 0.0]), 30 * np.sin(2 * times) + 10 * np.sin(9 * times)).as_quat()
    kept = kept_keys(times, rows, tolerance=0.1, turning=True)
    assert len(kept) < len(times)
    for first, last in pairwise(kept):
        inner = np.arange(first, last + 1)
        shares = (times[inner] - times[first]) / (times[last] - times[first])
        guess = between(rows[first], rows[last], shares, turning=True)
        assert max(degrees_apart(a, b) for a, b in zip(rows[inner], guess, strict=True)) <= 0.1 + 1e-6


def test_library_is_small(clips):
    """Numbers of all clips, as 32-bit floats."""
    size = sum(4 * (channel.times.size + channel.values.size) for clip in clips.values() for channel in clip.channels)
    assert size < 150_000


# --- bodies ----------------------------------------------------------------------------------------------------------


def test_feet_stay_where_they_are(actor, played):
    for name, (_, _, _, places) in played.items():
        for side in SIDES:
            for bone in ("Foot", "ToeBase"):
                slide = np.linalg.norm(places[f"{side}{bone}"] - actor.rest_places[f"{side}{bone}"], axis=1).max()
                assert slide < 5 * MM, (name, side, bone)


def test_weight_goes_onto_one_leg_and_back(actor, played):
    hips = played["idle_shift"][3]["Hips"][:, 0]
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    assert hips.max() > 0.025 * leg
    assert abs(hips[0]) < 0.004 * leg
    assert abs(hips[-1]) < 0.004 * leg


def test_hands_never_enter_head_or_trunk(actor, played):
    for name, (times, _, turned, places) in played.items():
        for side in SIDES:
            along = turned[f"{side}Hand"].apply(actor.hands[side].along)
            for share in (0.0, 0.35, 0.7, 1.0):
                points = places[f"{side}Hand"] + share * actor.hand_length * along
                for solid in actor.figure.solids:
                    own = turned[solid.bone].inv().apply(points - places[solid.bone]) + actor.skeleton.at[solid.bone]
                    deepest = solid.depth(own)
                    assert deepest.max() < 0.02, (name, side, solid.bone, times[deepest.argmax()])


def test_elbows_and_knees_bend_their_own_way(actor, played):
    for name, (_, _, turned, _) in played.items():
        for side in SIDES:
            limb = actor.limbs[side]
            upper, lower = (
                turned[bone].apply(way) for bone, way in zip((limb.upper, limb.lower), limb.bind, strict=True)
            )
            bend = np.degrees(np.arccos(np.clip((upper * lower).sum(axis=1), -1.0, 1.0)))
            assert bend.max() < 145, (name, side)
            hinge = turned[limb.upper].apply(limb.bind_hinge)
            assert ((np.cross(upper, lower) * hinge).sum(axis=1) > -0.02).all(), (name, side)
            shin = turned[f"{side}Leg"].apply(actor.skeleton.offset(f"{side}Foot"))
            thigh = turned[f"{side}UpLeg"].apply(actor.skeleton.offset(f"{side}Leg"))
            forward = turned[f"{side}UpLeg"].apply([0.0, 0.0, 1.0])
            assert (((thigh - shin) * forward).sum(axis=1) > -0.02).all(), (name, side)


def test_wrists_and_forearms_stay_within_their_range(actor, played):
    for name, (_, local, turned, _) in played.items():
        for side in SIDES:
            limb = actor.limbs[side]
            fore = turned[limb.lower].apply(limb.bind[1])
            hand = turned[limb.end].apply(actor.hands[side].along)
            assert np.degrees(np.arccos(np.clip((fore * hand).sum(axis=1), -1.0, 1.0))).max() < 72, (name, side)
            for bone in (limb.lower, limb.end):
                assert np.abs(twist(local[bone], limb.bind[1])).max() < 80, (name, bone)


def test_nothing_snaps(played):
    for name, (times, local, _, _) in played.items():
        for bone, turns in local.items():
            rate = np.degrees((turns[:-1].inv() * turns[1:]).magnitude()) / np.diff(times)
            assert rate.max() < 900, (name, bone)


# --- the rest pose ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", [25.0, 45.0, 90.0])
def test_arms_hang_the_same_whatever_the_bind_pose(spread):
    skeleton = grown_up(spread)
    actor = Actor(skeleton, Figure.guessed(skeleton))
    reference = grown_up(40.0)
    other = Actor(reference, Figure.guessed(reference))
    for bone in ("LeftForeArm", "LeftHand", "RightHand"):
        assert actor.rest_places[bone] == pytest.approx(other.rest_places[bone], abs=2 * MM)


def test_rest_pose_is_relaxed(actor):
    places, turns = actor.rest_places, actor.rest_turns
    assert set(rest_pose(actor.skeleton)) == set(actor.skeleton.bones)
    for side in SIDES:
        shoulder, wrist = places[f"{side}Arm"], places[f"{side}Hand"]
        assert wrist[1] < shoulder[1] - 0.8 * actor.arm_length
        limb = actor.limbs[side]
        upper, lower = turns[limb.upper].apply(limb.bind[0]), turns[limb.lower].apply(limb.bind[1])
        assert 8 < np.degrees(np.arccos(upper @ lower)) < 30
        out = 1.0 if side == "Left" else -1.0
        assert turns[limb.end].apply(actor.hands[side].palm)[0] * out < -0.7  # palms to the thighs
        assert places[f"{side}Foot"][1] == pytest.approx(actor.skeleton.at[f"{side}Foot"][1], abs=MM)


def test_sides_are_not_mirror_images(actor):
    left, right = actor.rest["LeftForeArm"], actor.rest["RightForeArm"] * [1, -1, -1, 1]
    assert 0.5 < degrees_apart(left, right) < 15


def test_skinning_follows_the_bones(actor):
    skeleton = actor.skeleton
    points = np.stack([skeleton.at["LeftHand"], skeleton.at["Head"], skeleton.at["RightFoot"]])
    weights = {bone: np.eye(3)[row] for row, bone in enumerate(("LeftHand", "Head", "RightFoot"))}
    expected = [actor.rest_places[bone] for bone in weights]
    assert posed(points, weights, skeleton, actor.rest) == pytest.approx(np.array(expected))
    moved = posed(points, weights, skeleton, actor.rest, hips=np.array([0.1, 0.0, 0.0]))
    assert moved == pytest.approx(np.array(expected) + np.array([0.1, 0.0, 0.0]))


def test_skeleton_names_what_it_lacks():
    with pytest.raises(ValueError, match="Head"):
        Skeleton({"Hips": (None, (0.0, 1.0, 0.0))})


# --- mouths ----------------------------------------------------------------------------------------------------------

TARGETS = {"HeadMesh": ["jawOpen", "viseme_PP", "viseme_aa", "viseme_O"], "LashesMesh": ["eyeBlinkLeft"]}


def test_mouth_loops_close_and_stay_within_weights():
    for speech in mouth.SPEECHES:
        names = sorted({f"viseme_{viseme}" for _, viseme, _ in speech.beats})
        clip = next(clip for clip in mouth.clips({"HeadMesh": names}) if clip.name == speech.name)
        (channel,) = clip.channels
        assert np.array_equal(channel.values[0], channel.values[-1])
        assert channel.values.min() >= 0
        assert channel.values.sum(axis=1).max() <= 1 + 1e-9
        assert (channel.values.max(axis=0) > 0.2).all()


def test_mouth_clips_move_visemes_of_the_meshes_that_have_them():
    lively, calm = mouth.clips(TARGETS)
    assert (lively.name, calm.name) == ("mouth", "mouth_calm")
    for clip in (lively, calm):
        (channel,) = clip.channels
        assert (channel.node, channel.path) == ("HeadMesh", "weights")
        assert channel.values.shape == (len(channel.times), 4)
        assert not channel.values[:, 0].any()
    assert lively.channels[0].values[:, 2].max() > calm.channels[0].values[:, 2].max()


def test_lips_close_when_a_sound_closes_them():
    times, weights = mouth.curves(mouth.LIVELY)
    at = int(np.abs(times - 0.86).argmin())  # a P
    assert weights["PP"][at] > 0.9
    assert sum(weights[viseme][at] for viseme in weights if viseme != "PP") < 0.1


def test_other_mouths_talk_the_same_loop():
    for clip in (*mouth.jaw_clips(18.0), *mouth.scaled_clips("MouthMesh", (1.0, 0.05, 1.0))):
        (channel,) = clip.channels
        assert clip.name in ("mouth", "mouth_calm")
        assert channel.values[0] == pytest.approx(channel.values[-1])
    turns = Rotation.from_quat(mouth.jaw_clips(18.0)[0].channels[0].values).as_euler("xyz", degrees=True)
    assert 10 < turns[:, 0].max() <= 18
