"""The GLB writer: what is put in comes out again, in every encoding, and nonsense is refused by name."""

import io
import json

import numpy as np
import pytest
from glb_file import GlbFile

pytestmark = pytest.mark.unit
pytest.importorskip("meshoptimizer", reason="pip install -r models/build/requirements.txt")
pytest.importorskip("cv2", reason="pip install -r models/build/requirements.txt")
ENCODINGS = ["plain", "draco", "meshopt"]
BONES = {"Hips": (None, (0.0, 1.0, 0.0)), "Head": ("Hips", (0.0, 1.5, 0.05))}


def ball(seed=0, *, rigid=False, rows=14, columns=17):
    """A bumpy globe with everything a part can have."""
    from mesh.part import Part, grid_triangles, vertex_normals

    rng = np.random.default_rng(seed)
    v, u = np.meshgrid(np.linspace(0.05, 0.95, rows), np.linspace(0, 0.9, columns), indexing="ij")
    u, v = u.ravel(), v.ravel()
    around, up = 2 * np.pi * u, np.pi * v
    points = np.stack([np.sin(up) * np.cos(around), np.cos(up), np.sin(up) * np.sin(around)], axis=1)
    points = points * (0.1 + 0.005 * rng.random((len(points), 1))) + [0, 1.5, 0]
    triangles = grid_triangles(rows, columns)
    normals = vertex_normals(points, triangles)
    tangents = np.concatenate([np.cross(normals, [0.0, 1.0, 0.0]), np.ones((len(points), 1))], axis=1)
    tangents[:, :3] /= np.linalg.norm(tangents[:, :3], axis=1, keepdims=True)
    move, turn = np.zeros_like(points), np.zeros_like(points)
    move[:40] = 0.01 * rng.standard_normal((40, 3))
    turn[:40] = 0.2 * rng.standard_normal((40, 3))
    share = np.ones(len(points)) if rigid else 0.1 + 0.8 * rng.random(len(points))
    return Part(
        points, triangles, rng.random((len(points), 3)),
        weights={"Head": share} if rigid else {"Head": share, "Hips": 1 - share},
        normals=normals, uv=np.stack([u, v], axis=1), tangents=tangents,
        targets={"second": -move, "first": move}, target_normals={"first": turn},
    )  # fmt: skip


def surface(name="Paint", **changes):
    from mesh.surface import Surface, Texture

    pixels = np.random.default_rng(1).integers(0, 255, (64, 32, 3), dtype=np.uint8)
    given = {
        "colour": (0.5, 0.25, 1.0, 1.0),
        "colour_map": Texture("paint", pixels),
        "normal_map": Texture("bumps", pixels, colour=False),
    }
    return Surface(name, "cloth", 0.7, **(given | changes))


def written(tmp_path, parts, **options):
    from gltf.pack import glb

    path = tmp_path / "model.glb"
    path.write_bytes(glb(parts, BONES, **{"encoding": "plain", **options}))
    return GlbFile(path)


def nearest(stored, part):
    """For every stored vertex the one of the part that it is; every one of the part's must be somewhere."""
    distance = np.linalg.norm(stored["POSITION"][:, None] - part.positions[None], axis=2)
    match = distance.argmin(axis=1)
    assert distance.min(axis=1).max() < 5e-5
    assert set(match) == set(range(part.size))
    return match


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_part_survives_vertex_by_vertex(tmp_path, encoding):
    part = ball()
    file = written(tmp_path, {"BallMesh": (part, surface())}, encoding=encoding)
    stored, triangles = file.primitive("BallMesh")
    match = nearest(stored, part)
    assert len(triangles) == len(part.triangles)
    assert {frozenset(match[row]) for row in triangles} == {frozenset(row) for row in part.triangles.tolist()}
    assert np.abs(stored["NORMAL"][:, :3] - part.normals[match]).max() < 0.012
    assert np.abs(stored["TEXCOORD_0"] - part.uv[match]).max() < 2e-4
    assert np.abs(stored["TANGENT"] - part.tangents[match]).max() < 0.012
    from gltf.attributes import linear

    assert np.abs(stored["COLOR_0"][:, :3] - linear(part.colours[match])).max() < 0.003
    for name, delta in part.targets.items():
        assert np.abs(file.targets("BallMesh")[name] - delta[match]).max() < 4.7e-5, name
    assert np.abs(file.targets("BallMesh", "NORMAL")["first"] - part.target_normals["first"][match]).max() < 0.021
    assert not file.targets("BallMesh", "NORMAL")["second"].any()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_skinned_parts_keep_their_shares(tmp_path, encoding):
    part = ball()
    file = written(tmp_path, {"BallMesh": (part, surface())}, encoding=encoding)
    stored, _ = file.primitive("BallMesh")
    match = nearest(stored, part)
    head = np.where(stored["JOINTS_0"] == 1, stored["WEIGHTS_0"], 0).sum(axis=1)
    assert np.abs(head - part.weights["Head"][match]).max() < 0.005
    assert stored["WEIGHTS_0"].sum(axis=1) == pytest.approx(1.0)


def test_a_part_on_one_bone_hangs_on_it_unskinned(tmp_path):
    file = written(tmp_path, {"BallMesh": (ball(rigid=True), surface())})
    nodes = file.json["nodes"]
    (mesh,) = (number for number, node in enumerate(nodes) if node["name"] == "BallMesh")
    assert mesh in file.named("nodes")["Head"]["children"]
    assert "skin" not in nodes[mesh]
    assert nodes[mesh]["translation"] == pytest.approx([0.0, -1.5, -0.05])
    assert "JOINTS_0" not in file.primitive("BallMesh")[0]


def test_targets_come_in_the_order_asked_for(tmp_path):
    file = written(tmp_path, {"BallMesh": (ball(), surface())}, target_order=("first", "absent", "second"))
    assert file.named("meshes")["BallMesh"]["extras"]["targetNames"] == ["first", "second"]


def test_normals_turn_only_where_asked(tmp_path):
    file = written(tmp_path, {"BallMesh": (ball(), surface())}, turned=frozenset())
    assert file.targets("BallMesh", "NORMAL") == {}


def test_images_are_webp_in_the_size_of_the_level_with_a_small_fallback(tmp_path):
    from PIL import Image

    file = written(tmp_path, {"BallMesh": (ball(), surface())}, texture_size=32)
    (material,) = file.json["materials"]
    assert material["extras"] == {"visavis": {"kind": "cloth"}}
    texture = file.json["textures"][material["pbrMetallicRoughness"]["baseColorTexture"]["index"]]
    webp = file.json["images"][texture["extensions"]["EXT_texture_webp"]["source"]]
    plain = file.json["images"][texture["source"]]
    assert (webp["mimeType"], plain["mimeType"]) == ("image/webp", "image/jpeg")
    assert Image.open(io.BytesIO(file.view(webp["bufferView"]))).size == (16, 32)
    assert Image.open(io.BytesIO(file.view(plain["bufferView"]))).format == "JPEG"
    assert "EXT_texture_webp" in file.json["extensionsUsed"]
    assert "EXT_texture_webp" not in file.json["extensionsRequired"], "readers without WebP show the fallback"


def test_a_surface_and_its_images_are_stored_once(tmp_path):
    look = surface()
    file = written(tmp_path, {"OneMesh": (ball(), look), "TwoMesh": (ball(3), look)})
    assert [len(file.json[kind]) for kind in ("materials", "textures", "images")] == [1, 2, 4]


def test_textures_within_extensions_are_written(tmp_path):
    from mesh.surface import Texture

    gloss = Texture("gloss", np.full((8, 8, 3), 9, np.uint8), colour=False)
    look = surface(extensions={"KHR_materials_clearcoat": {"clearcoatFactor": 1.0, "clearcoatTexture": gloss}})
    file = written(tmp_path, {"BallMesh": (ball(), look)})
    (material,) = file.json["materials"]
    number = material["extensions"]["KHR_materials_clearcoat"]["clearcoatTexture"]["index"]
    assert file.json["textures"][number]["name"] == "gloss"


def test_clips_keep_their_poses(tmp_path):
    from motion.clip import Channel, Clip

    turns = np.array([[0, 0, 0, 1], [0.6, 0, 0, 0.8], [0, 0, 0, 1.0]])
    clip = Clip("bob", (Channel("Head", "rotation", np.array([0, 0.5, 1.0]), turns),))
    file = written(tmp_path, {"BallMesh": (ball(), surface())}, clips=[clip])
    (animation,) = file.json["animations"]
    (sampler,) = animation["samplers"]
    assert file.rows(sampler["output"]) == pytest.approx(turns, abs=4e-5)
    assert file.rows(sampler["input"]).ravel() == pytest.approx([0, 0.5, 1.0])


def test_skeleton_stands_in_the_rest_pose(tmp_path):
    turn = np.array([0.0, 0.0, 0.6, 0.8])
    file = written(tmp_path, {"BallMesh": (ball(), surface())}, rest={"Head": turn, "Hips": np.array([0, 0, 0, 1.0])})
    assert file.named("nodes")["Head"]["rotation"] == pytest.approx(turn.tolist())
    assert "rotation" not in file.named("nodes")["Hips"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_parts_give_the_same_bytes(encoding):
    from gltf.pack import glb

    first, second = (glb({"BallMesh": (ball(), surface())}, BONES, encoding=encoding) for _ in range(2))
    assert first == second


def test_a_bare_file_has_nodes_and_clips_but_nothing_to_see(tmp_path):
    from gltf.pack import bare
    from motion.clip import Channel, Clip

    clip = Clip("talk", (Channel("FaceMesh", "weights", np.array([0, 1.0]), np.array([[0, 1.0], [0, 0]])),))
    path = tmp_path / "bare.glb"
    path.write_bytes(bare(BONES, [clip], meshes={"FaceMesh": ["jawOpen", "viseme_aa"]}))
    file = GlbFile(path)
    assert set(file.named("nodes")) == {"Avatar", "Hips", "Head", "FaceMesh"}
    assert np.ptp(file.primitive("FaceMesh")[0]["POSITION"]) == 0
    assert file.named("meshes")["FaceMesh"]["extras"]["targetNames"] == ["jawOpen", "viseme_aa"]


class TestRefusals:
    def test_mesh_with_a_bones_name(self, tmp_path):
        with pytest.raises(ValueError, match="'Head' has the name of a bone"):
            written(tmp_path, {"Head": (ball(), surface())})

    def test_weights_over_unknown_bones(self, tmp_path):
        part = ball()
        part.weights["Tail"] = part.weights.pop("Hips")
        with pytest.raises(ValueError, match=r"BallMesh: .*Tail"):
            written(tmp_path, {"BallMesh": (part, surface())})

    def test_vertices_that_follow_nothing(self, tmp_path):
        part = ball()
        for share in part.weights.values():
            share[5] = 0
        with pytest.raises(ValueError, match=r"1 of 238 vertices follow no bone"):
            written(tmp_path, {"BallMesh": (part, surface())})

    def test_numbers_that_are_none(self, tmp_path):
        part = ball()
        part.targets["first"][3, 1] = np.nan
        with pytest.raises(ValueError, match="BallMesh: first: row"):
            written(tmp_path, {"BallMesh": (part, surface())})

    def test_two_surfaces_of_one_name(self, tmp_path):
        with pytest.raises(ValueError, match="two surfaces are called 'Paint'"):
            written(tmp_path, {"OneMesh": (ball(), surface()), "TwoMesh": (ball(), surface())})

    def test_images_that_are_no_bytes(self, tmp_path):
        from mesh.surface import Texture

        wrong = Texture("wrong", np.zeros((4, 4, 3), np.float32))
        with pytest.raises(ValueError, match="'wrong' is float32"):
            written(tmp_path, {"BallMesh": (ball(), surface(colour_map=wrong))})


class TestSimplified:
    def test_keeps_vertices_targets_and_what_is_locked(self):
        from mesh.simplify import simplified

        part = ball(rows=30, columns=40)
        locked = np.zeros(part.size, bool)
        locked[100:140] = True
        small = simplified(part, 600, locked)
        assert len(small.triangles) <= 600
        place = {tuple(point): number for number, point in enumerate(part.positions)}
        of = np.array([place[tuple(point)] for point in small.positions])
        assert set(range(100, 140)) <= set(of.tolist())
        for name, delta in part.targets.items():
            assert np.array_equal(small.targets[name], delta[of])
        assert np.array_equal(small.normals, part.normals[of])

    def test_leaves_small_parts_alone(self):
        from mesh.simplify import simplified

        part = ball()
        assert simplified(part, 10_000) is part


class TestOcclusion:
    def test_a_floor_under_a_roof_is_darker_than_one_in_the_open(self):
        pytest.importorskip("embreex", reason="pip install -r models/build/requirements.txt")
        from mesh.occlusion import Obstacles

        roof = np.array([[-1, 0.1, -1], [1, 0.1, -1], [1, 0.1, 1], [-1, 0.1, 1]], float)
        solid = Obstacles(roof, np.array([[0, 1, 2], [0, 2, 3]]), np.array([1.0, 1.0]))
        floor, up = np.array([[0.0, 0, 0], [9.0, 0, 0]]), np.tile([0.0, 1, 0], (2, 1))
        under, free = solid.openness(floor, up, rays=64, reach_m=0.5)
        assert free == 1.0
        assert under < 0.4

    def test_half_see_through_things_hide_half(self):
        pytest.importorskip("embreex", reason="pip install -r models/build/requirements.txt")
        from mesh.occlusion import Obstacles

        roof = np.array([[-9, 0.1, -9], [9, 0.1, -9], [9, 0.1, 9], [-9, 0.1, 9]], float)
        faces = np.array([[0, 1, 2], [0, 2, 3]])
        dark = [
            1 - Obstacles(roof, faces, np.full(2, share)).openness(
                np.zeros((1, 3)), np.array([[0.0, 1, 0]]), rays=64, reach_m=0.5
            )[0]
            for share in (1.0, 0.5)
        ]  # fmt: skip
        assert dark[1] == pytest.approx(dark[0] / 2)


def test_filters_are_undone_by_the_librarys_decoder():
    from meshoptimizer import decode_filter_exp, decode_filter_oct

    from gltf.filters import fixed, octahedral, stepped

    rng = np.random.default_rng(2)
    values = rng.uniform(-2, 2, (50, 3))
    back = decode_filter_exp(fixed(values, -16).view("u1").ravel(), 50, 12).view("<f4").reshape(50, 3)
    assert np.array_equal(back, stepped(values, -16).astype("f4"))
    vectors = rng.standard_normal((200, 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = octahedral(vectors, None, 10)
    back = decode_filter_oct(rows.view("u1").ravel(), 200, 8).view("<i2").reshape(200, 4)[:, :3] / 32767
    assert np.abs(back - vectors).max() < 0.004


def test_written_json_holds_no_empty_things(tmp_path):
    text = json.dumps(written(tmp_path, {"BallMesh": (ball(), surface())}).json)
    assert not any(empty in text for empty in ("[]", "{}", "null"))
