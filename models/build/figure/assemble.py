"""Puts the figure into files: the model, its clips, and the two poorer variants that tests of fallbacks need."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figure import measures, merge, palette, stature
from figure.anatomy import Figure
from figure.shapes import Targets
from gltf.writer import Encoding, Material, Writer
from mesh.part import Array, Part, grid_triangles
from motion import library, mouth
from motion.clip import Clip
from motion.rest import rest_pose
from motion.skeleton import Bones, Skeleton

ROOT = "Pip"
LICENCE = "CC0-1.0: no rights reserved"
LIVELINESS = 1.3
DRAWN_MOUTH = "DrawnMouth"
DRAWN_REST = (1.0, 0.16, 1.0)


class Assembly:
    """What every file is made of: `meshes` of the finished figure, its `bones`, how it stands, its `body` clips."""

    def __init__(self, figure: Figure, targets: Targets) -> None:
        self.figure = figure
        self.meshes = merge.merged(figure, targets)
        self.bones: Bones = stature.grown(figure.bones)
        skeleton, room = Skeleton(self.bones), stature.room()
        self.rest = rest_pose(skeleton, room)
        self.body: list[Clip] = library.clips(skeleton, room, LIVELINESS)

    @property
    def talk(self) -> list[Clip]:
        """The talking loops on morph targets."""
        return mouth.clips({name: list(part.targets) for name, part in self.meshes.items() if part.targets})

    def _begun(self, encoding: Encoding, bones: Bones) -> Writer:
        writer = Writer(encoding)
        writer.node(ROOT)
        writer.bones(bones, ROOT, self.rest)
        return writer

    def model(self, encoding: Encoding) -> bytes:
        """The figure with everything."""
        return self._model(encoding, self.meshes, [*self.body, *self.talk])

    def with_jaw(self) -> bytes:
        """No morph targets; the jaw bone talks."""
        plain = {name: replace(part, targets={}) for name, part in self.meshes.items()}
        return self._model("draco", plain, [*self.body, *mouth.jaw_clips(float(np.degrees(measures.JAW_OPEN)))])

    def _model(self, encoding: Encoding, meshes: dict[str, Part], motion: list[Clip]) -> bytes:
        writer = self._begun(encoding, self.bones)
        skin = writer.skin(self.bones)
        for name, part in meshes.items():
            material = writer.material(merge.SURFACES[name])
            mesh = writer.mesh(name, part, material, part.targets, list(self.bones))
            writer.node(name, mesh=mesh, skin=skin)
        for clip in motion:
            writer.clip(clip)
        return writer.to_bytes([ROOT, *meshes], LICENCE)

    def movement(self) -> bytes:
        """The body's clips on bare bones; a player applies them to the model by node name."""
        writer = self._begun("plain", self.bones)
        for clip in self.body:
            writer.clip(clip)
        return writer.to_bytes([ROOT], LICENCE)

    def mouth(self) -> bytes:
        """The talking loops on stand-ins of the meshes: one triangle of no size each, with the targets' names."""
        writer = Writer("plain")
        writer.node(ROOT)
        for name in {channel.node: None for clip in self.talk for channel in clip.channels}:
            dot = Part(np.zeros((3, 3)), np.array([[0, 1, 2]]), np.ones((3, 3)))
            still = {target: np.zeros((3, 3)) for target in self.meshes[name].targets}
            material = writer.material(merge.SURFACES[name])
            writer.node(name, ROOT, mesh=writer.mesh(name, dot, material, still, None))
        for clip in self.talk:
            writer.clip(clip)
        return writer.to_bytes([ROOT], LICENCE)

    def still(self) -> bytes:
        """Neither morph targets nor a jaw bone; a drawn mouth, a node of its own, grows and shrinks."""
        bones: Bones = {name: place for name, place in self.bones.items() if name != "Jaw"}
        writer = self._begun("draco", bones)
        skin = writer.skin(bones)
        meshes = merge.merged(_without_lips(self.figure), {}, leave_out=("PipMouth",))
        for name, part in meshes.items():
            if "Jaw" in part.weights:
                part.weights["Head"] = part.weights["Head"] + part.weights.pop("Jaw")
            mesh = writer.mesh(name, part, writer.material(merge.SURFACES[name]), {}, list(bones))
            writer.node(name, mesh=mesh, skin=skin)
        drawn, place = _drawn_mouth(self.figure)
        mesh = writer.mesh(DRAWN_MOUTH, drawn, writer.material(Material("DrawnMouth", 0.8)), {}, None)
        offset = place - np.array(bones["Head"][1])
        at = [round(float(value), 6) for value in offset]
        writer.node(DRAWN_MOUTH, "Head", mesh=mesh, translation=at, scale=list(DRAWN_REST))
        for clip in (*self.body, *mouth.scaled_clips(DRAWN_MOUTH, DRAWN_REST)):
            writer.clip(clip)
        return writer.to_bytes([ROOT, *meshes], LICENCE)


def _without_lips(figure: Figure) -> Figure:
    """The figure with lips of skin, pressed flat, for a mouth that is drawn over them."""
    face, fields = figure.parts["PipFace"], figure.fields
    lips = ((fields.ring >= -1) & (fields.ring <= 2))[:, None]
    flat = np.outer((np.abs(fields.ring - 1) < 0.5) * measures.LIP_BULGE, [0, 0, 1])
    plain = replace(
        face, positions=face.positions - flat, colours=np.where(lips, palette.SKIN, face.colours), normals=None
    )
    return Figure({**figure.parts, "PipFace": plain}, figure.skin, figure.bones)


def _drawn_mouth(figure: Figure) -> tuple[Part, Array]:
    """A dark rounded shape with lips, and the place of its middle in the finished figure."""
    fields = figure.fields
    lips = fields.points[(fields.ring == 1) & (np.abs(fields.x) < 1e-6)]
    place = np.array([0.0, lips[:, 1].mean() + 0.001, lips[:, 2].max() + 0.0010])
    half = measures.MOUTH_HALF_WIDTH * 0.82
    turn = np.arange(24) * (2 * np.pi / 24)
    rings, colours = [], []
    edges = (0.0, 0.62, 0.80, 0.82, 1.0)
    for size in edges:
        colour = palette.MOUTH if size <= 0.80 else palette.LIP
        x, y = half * size * np.cos(turn), 0.67 * half * size * np.sin(turn)
        rings.append(np.stack([x, y, -0.0045 * (x / half) ** 2], axis=1) * measures.SCALE)
        colours.append(np.tile(colour, (24, 1)))
    triangles = grid_triangles(len(edges), 24, closed=True)[:, ::-1]
    return Part(np.concatenate(rings), triangles, np.concatenate(colours)), stature.placed(place)
