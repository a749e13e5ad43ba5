"""What faces do, measured on the meshes: lips and lids that meet, the mouth of every sound, nothing poking through.

Measured on the people as shipped, and as built where the source of their bodies has been fetched before.
"""

import re
import subprocess
import sys

import numpy as np
import pytest
from base_mesh import base_mesh
from conftest import ROOT
from glb_file import GlbFile

pytestmark = pytest.mark.unit

PEOPLE = ("mei", "jun")
ORIGINS = ("low", "medium", "high", "built")  # the levels of detail shipped, and what they are made from
WEB = ROOT / "web" / "src" / "core"
VISEMES = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
INNER = ("TeethMesh", "TongueMesh")


class Face:
    """A head and what is in its mouth, with the edges of lips and lids as vertex numbers of the head."""

    def __init__(self, head, inner, edges):
        from human import measure

        self.measure, self.head, self.inner = measure, head, inner
        opened = head.posed({"jawOpen": 1.0})
        self.edges = {
            name: measure.chain(head, np.array(points), opened, upper="upper" in name) for name, points in edges.items()
        }
        teeth = inner["TeethMesh"]
        moving = np.linalg.norm(teeth.targets["jawOpen"], axis=1) > 1e-4
        self.upper_teeth, self.lower_teeth = np.flatnonzero(~moving), np.flatnonzero(moving)

    def lips(self, weights):
        """(opening along the edge, width, protrusion) in millimetres."""
        posed = self.head.posed(weights)
        upper, lower = self.edges["upper_lip"], self.edges["lower_lip"]
        opening = self.measure.openings(posed, self.head.points, upper, lower)
        return (
            opening * 1000,
            self.measure.width(posed, upper) * 1000,
            self.measure.protrusion(posed, upper, lower) * 1000,
        )

    def lids(self, side, weights):
        upper, lower = self.edges[f"{side}_upper_lid"], self.edges[f"{side}_lower_lid"]
        return self.measure.openings(self.head.posed(weights), self.head.points, upper, lower) * 1000


def _shipped(name, level):
    from human import measure

    folder = ROOT / "models" / "glb" / name
    files = sorted(folder.glob(f"*_{level}.glb"))
    assert files, f"models/glb/{name} has no {level} GLB: python3 run.py models {name}"
    file = GlbFile(files[0])
    shapes = {}
    for mesh in ("HeadMesh", *INNER):
        attributes, triangles = file.primitive(mesh)
        shapes[mesh] = measure.Shape(attributes["POSITION"].astype(float), triangles, file.targets(mesh))
    edges = file.named("meshes")["HeadMesh"].get("extras", {}).get("visavis", {}).get("edges")
    assert edges is not None, f"{files[0].name} does not say where the edges of lips and lids are"
    return Face(shapes.pop("HeadMesh"), shapes, edges)


def _built(name):
    pytest.importorskip("scipy", reason="pip install -r models/build/requirements.txt")
    from human import measure, mouth, visemes
    from human.body import HEAD, LEFT_SOCKET, MOUTH, RIGHT_SOCKET
    from human.characters import EVERYBODY
    from human.correct import corrected
    from human.edges import edges
    from human.shape import shaped
    from human.source import VERTICES

    body = corrected(shaped(base_mesh(), EVERYBODY[name].build))
    targets = visemes.targets(body)
    assert all(target.shape == (VERTICES, 3) for target in targets.values())
    quads = body.island_quads(HEAD, MOUTH, LEFT_SOCKET, RIGHT_SOCKET)
    used, flat = np.unique(quads, return_inverse=True)
    quads = flat.reshape(quads.shape)
    head = measure.Shape(
        body.points[used],
        np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]),
        {target: delta[used] for target, delta in targets.items()},
    )
    parts = mouth.build(body, targets)
    inner = {
        mesh: measure.Shape(parts[mesh][0].positions, parts[mesh][0].triangles, parts[mesh][0].targets)
        for mesh in INNER
    }
    return Face(head, inner, edges(body))


@pytest.fixture(scope="module", params=[f"{origin}-{name}" for origin in ORIGINS for name in PEOPLE])
def face(request):
    origin, name = request.param.split("-")
    return _built(name) if origin == "built" else _shipped(name, origin)


def _table(file, name):
    """A table of numbers by name out of a TypeScript source, nested one level if its values are tables."""
    text = re.search(rf"{name}[^=]*= (?:faceOf\()?(\{{.*?\n\}})", (WEB / file).read_text(), re.DOTALL).group(1)
    nested = re.findall(r"(\w+): \{([^{}]*)\}", text)
    numbers = {key: _numbers(body) for key, body in nested}
    return numbers or _numbers(text)


def _numbers(text):
    return {key: float(value) for key, value in re.findall(r"(\w+): ([\d.]+)", text)}


def _weights(face, shares):
    return {
        full: share
        for name, share in shares.items()
        for full in ([name] if name in face.head.targets else [f"{name}Left", f"{name}Right"])
    }


def _moods():
    moods = _table("emotion.ts", "EMOTIONS")
    assert {"neutral", "happy", "sad", "angry", "surprised", "relaxed", "concerned"} <= set(moods)
    return moods


def _spoken(face, mood, viseme):
    """The face of a sound in a mood, the mood giving way to closed lips as the mixer has it."""
    yields = _table("regions.ts", "PARTS_LIPS")
    assert yields["jawOpen"] == 1
    shares = {name: share * (1 - yields.get(name, 0) * (viseme == "PP")) for name, share in mood.items()}
    weights = _weights(face, shares)
    return {**weights, f"viseme_{viseme}": 1.0}


def test_every_viseme_and_arkit_channel_is_there(face):
    names = set(
        re.findall(
            r"\b[a-z]+[A-Za-z]+\b", re.search(r"ARKIT52.*?\n\)", (WEB / "channels.ts").read_text(), re.DOTALL).group()
        )
    )
    arkit = {name for name in names if re.match(r"(eye|jaw|mouth|brow|cheek|nose|tongue)[A-Z]", name)}
    assert len(arkit) == 52
    wanted = arkit | {f"viseme_{name}" for name in VISEMES}
    carried = set(face.head.targets) | {name for shape in face.inner.values() for name in shape.targets}
    assert wanted - carried <= {"viseme_sil"}


def test_lips_meet_at_rest(face):
    opening, _, _ = face.lips({})
    assert np.abs(opening).max() < 0.3


@pytest.mark.parametrize("mood", ["neutral", "happy", "sad", "angry", "surprised", "relaxed", "concerned"])
def test_lips_meet_in_p_b_m_in_every_mood(face, mood):
    opening, _, _ = face.lips(_spoken(face, _moods()[mood], "PP"))
    assert np.abs(opening).max() < 0.5


@pytest.mark.parametrize(
    "unit",
    ["mouthSmile", "mouthFrown", "mouthDimple", "mouthPress", "mouthStretch", "mouthPucker", "mouthRollLower",
     "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthLeft", "cheekPuff", "jawForward", "jawRight"],
)  # fmt: skip
def test_lips_stay_closed_in_what_does_not_part_them(face, unit):
    opening, _, _ = face.lips(_weights(face, {unit: 1.0}))
    assert np.abs(opening).max() < 0.5


def test_an_open_jaw_with_closed_mouth_keeps_the_lips_together(face):
    for weight in (0.3, 1.0):
        opening, _, _ = face.lips({"jawOpen": weight, "mouthClose": weight})
        assert np.abs(opening).max() < 0.6


def test_f_lays_the_lower_lip_against_the_upper_teeth(face):
    posed = face.head.posed({"viseme_FF": 1.0})
    teeth = face.inner["TeethMesh"].points[face.upper_teeth]
    assert face.measure.bite(posed, face.edges["lower_lip"], teeth) < 0.0012
    opening, _, _ = face.lips({"viseme_FF": 1.0})
    assert 2 < opening.max() < 6


def test_open_vowels_open(face):
    middle = {name: face.lips({f"viseme_{name}": 1.0})[0][20] for name in VISEMES}
    assert middle["aa"] > 10
    assert middle["aa"] > middle["O"] > middle["U"] > 1.5
    assert middle["aa"] > middle["E"] > middle["I"] > 3
    assert 2 < middle["SS"] < 7


def test_an_opening_is_round(face):
    for name in ("aa", "E", "I", "O", "U"):
        opening, _, _ = face.lips({f"viseme_{name}": 1.0})
        assert opening.min() > -0.05
        # One hump without a notch, and fuller than the kite that a fold in the middle would make.
        assert np.all(np.diff(opening[:21]) > -0.15)
        assert np.all(np.diff(opening[20:]) < 0.15)
        assert opening[10] > 0.6 * opening[20]


def test_rounded_vowels_narrow_the_mouth_and_spread_ones_widen_it(face):
    _, rest, forward = face.lips({})
    shape = {name: face.lips({f"viseme_{name}": 1.0})[1:] for name in VISEMES}
    assert shape["U"][0] < shape["O"][0] < 0.85 * rest
    assert shape["I"][0] > shape["E"][0] > 1.03 * rest
    assert shape["SS"][0] > rest
    for name in ("CH", "O", "U"):
        assert shape[name][1] > forward + 3


def test_s_shows_teeth_that_nearly_close(face):
    teeth = face.inner["TeethMesh"].posed({"viseme_SS": 1.0})
    upper, lower = teeth[face.upper_teeth, 1].min(), teeth[face.lower_teeth, 1].max()
    assert (upper - lower) * 1000 < 1.0
    lip = face.head.posed({"viseme_SS": 1.0})[face.edges["upper_lip"]]
    assert (lip[len(lip) // 2, 1] - upper) * 1000 > 1.5


def test_front_vowels_show_the_upper_teeth(face):
    edge = face.inner["TeethMesh"].points[face.upper_teeth, 1].min()
    for name in ("E", "I"):
        lip = face.head.posed({f"viseme_{name}": 1.0})[face.edges["upper_lip"]]
        assert 1.5 < (lip[len(lip) // 2, 1] - edge) * 1000 < 5


def test_the_tongue_makes_the_sounds_that_it_makes(face):
    tongue, teeth = face.inner["TongueMesh"], face.inner["TeethMesh"]
    z = tongue.points[:, 2]
    tip = np.flatnonzero(z > z.max() - 0.05 * np.ptp(z))
    back = np.flatnonzero(np.abs(z - z.min() - 0.36 * np.ptp(z)) < 0.12 * np.ptp(z))
    edge = teeth.points[face.upper_teeth]
    front = edge[:, 2].max()

    def at(name, ids):
        return tongue.posed({f"viseme_{name}": 1.0})[ids]

    # The tongue of the low level is coarse: its tip stands a millimetre lower.
    least = 0.003 if len(tongue.triangles) > 400 else 0.0015
    for name in ("DD", "nn"):
        assert at(name, tip)[:, 1].max() > edge[:, 1].min() + least
        assert at(name, tip)[:, 2].max() < front - 0.003
    assert at("TH", tip)[:, 2].max() > front - 0.001
    assert at("kk", back)[:, 1].max() > at("aa", back)[:, 1].max() + 0.004
    assert (
        tongue.posed({"tongueOut": 1.0})[:, 2].max()
        > face.head.posed({"tongueOut": 1.0})[face.edges["lower_lip"], 2].max() + 0.005
    )


@pytest.mark.parametrize("side", ["left", "right"])
def test_lids_meet_on_a_blink_wherever_the_eye_looks(face, side):
    blink = {f"eyeBlink{side.title()}": 1.0}
    for look in ("Up", "Down", "In", "Out"):
        for amount in (0.0, 0.4, 1.0):
            opening = face.lids(side, {**blink, f"eyeLook{look}{side.title()}": amount})
            assert opening.max() < 0.15
    assert face.lids(side, blink).min() > -1.0


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_blink_closes_evenly(face, side):
    rest = face.lids(side, {})
    assert rest.max() > 6
    for weight in (0.25, 0.5, 0.75):
        opening = face.lids(side, {f"eyeBlink{side.title()}": weight})
        assert np.all(opening < rest * (1 - weight) + 0.2)


def test_the_closed_lids_make_a_smooth_arc(face):
    posed = face.head.posed({"eyeBlinkLeft": 1.0})
    line = posed[face.edges["left_upper_lid"]]
    steps = np.diff(line, axis=0)
    turn = np.diff(np.arctan2(steps[:, 1], steps[:, 0]))
    assert np.abs(turn[1:-1]).max() < 0.35


def test_left_and_right_are_mirror_images(face):
    flip = np.array([-1.0, 1.0, 1.0])
    from_key = {tuple(key): index for index, key in enumerate(np.round(face.head.points * 5000).astype(int))}
    mirrored = [from_key.get(tuple(key)) for key in np.round(face.head.points * flip * 5000).astype(int)]
    pairs = np.array([(one, other) for one, other in enumerate(mirrored) if other is not None])
    assert len(pairs) > 0.3 * len(face.head.points)
    for name, delta in face.head.targets.items():
        if name.endswith("Left"):
            other = face.head.targets[name.removesuffix("Left") + "Right"]
            # Vertices that share a place at rest, as those of touching lips do, need not move alike.
            apart = np.linalg.norm(delta[pairs[:, 0]] - other[pairs[:, 1]] * flip, axis=1) * 1000
            assert np.quantile(apart, 0.97) < 0.1, name


def test_nothing_pokes_through_lips_or_cheeks(face):
    pytest.importorskip("trimesh", reason="pip install -r models/build/requirements.txt")
    pytest.importorskip("embreex", reason="pip install -r models/build/requirements.txt")
    upper, lower = face.edges["upper_lip"], face.edges["lower_lip"]
    found = []
    for mood, shares in _moods().items():
        for viseme in VISEMES:
            weights = _spoken(face, shares, viseme)
            skin = face.head.posed(weights)
            inner = np.concatenate([shape.posed(weights) for shape in face.inner.values()])
            for yaw in (0, 35):
                seen = face.measure.poking(skin, face.head.triangles, inner, skin[upper], skin[lower], yaw)
                if len(seen):
                    found.append((mood, viseme, yaw, len(seen)))
    assert not found


def test_a_poking_tooth_is_found(face):
    pytest.importorskip("trimesh", reason="pip install -r models/build/requirements.txt")
    pytest.importorskip("embreex", reason="pip install -r models/build/requirements.txt")
    upper, lower = face.edges["upper_lip"], face.edges["lower_lip"]
    skin = face.head.posed({})
    teeth = face.inner["TeethMesh"].points + np.array([0.0, 0.0, 0.02])
    assert len(face.measure.poking(skin, face.head.triangles, teeth, skin[upper], skin[lower]))


def test_an_edge_that_is_not_there_is_named():
    from human import measure

    shape = measure.Shape(np.zeros((3, 3)), np.array([[0, 1, 2]]), {})
    with pytest.raises(ValueError, match="1 of 9 points"):
        measure.chain(shape, np.linspace([0, 0, 0], [0.1, 0, 0], 9), shape.points, upper=True)


def test_measuring_needs_no_source():
    """What measures a shipped file imports neither the source's reader nor scipy."""
    code = "import sys; from human import measure; sys.exit(bool({'human.source', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "models" / "build", check=False)
    assert done.returncode == 0
