"""Puts the figure into files: the model, its clips, and the two poorer variants that tests of fallbacks need."""

from __future__ import annotations

import numpy as np

from figure import clips, measures, palette
from figure.anatomy import Figure
from figure.clips import Clip
from figure.shapes import Targets
from gltf.writer import Encoding, Material, Writer
from mesh.part import Array, Part, grid_triangles

ROOT = "Pip"
LICENCE = "CC0-1.0: no rights reserved"
MATERIALS = {
    "PipFace": Material("Skin", 0.62),
    "PipEyes": Material("Eye", 0.30, coat=0.6),
    "PipMouth": Material("Mouth", 0.38),
    "PipBrows": Material("Brow", 0.80),
    "PipHair": Material("Hair", 0.55),
    "PipShirt": Material("Shirt", 0.90),
}
DRAWN_MOUTH = "PipDrawnMouth"
DRAWN_REST = (1.0, 0.16, 1.0)


def model(figure: Figure, targets: Targets, encoding: Encoding, motion: list[Clip]) -> bytes:
    """The figure with its skeleton, `targets` (none: a model without morphs) and clips."""
    writer = Writer(encoding)
    writer.node(ROOT)
    writer.bones(figure.bones, ROOT)
    joints = list(figure.bones)
    skin = writer.skin(figure.bones)
    for name, part in figure.parts.items():
        material = writer.material(MATERIALS[name])
        mesh = writer.mesh(name, part, material, targets.get(name, {}), joints)
        writer.node(name, mesh=mesh, skin=skin)
    for clip in motion:
        writer.clip(clip)
    return writer.to_bytes([ROOT, *figure.parts], LICENCE)


def movement(figure: Figure) -> bytes:
    """Idle and nod on bare bones; a player applies them to the model by node name."""
    writer = Writer("plain")
    writer.node(ROOT)
    writer.bones(figure.bones, ROOT)
    for clip in (clips.idle(), clips.nod()):
        writer.clip(clip)
    return writer.to_bytes([ROOT], LICENCE)


def mouth(targets: Targets) -> bytes:
    """The talking clip on stand-ins of the meshes: one triangle of no size each, with the targets' names."""
    writer = Writer("plain")
    writer.node(ROOT)
    names = {mesh: list(shapes) for mesh, shapes in targets.items()}
    clip = clips.talk(names)
    for channel in clip.channels:
        dot = Part(np.zeros((3, 3)), np.array([[0, 1, 2]]), np.ones((3, 3)))
        still = {target: np.zeros((3, 3)) for target in names[channel.node]}
        material = writer.material(MATERIALS[channel.node])
        writer.node(channel.node, ROOT, mesh=writer.mesh(channel.node, dot, material, still, None))
    writer.clip(clip)
    return writer.to_bytes([ROOT], LICENCE)


def talk(targets: Targets) -> Clip:
    """The talking clip for the whole model."""
    return clips.talk({mesh: list(shapes) for mesh, shapes in targets.items()})


def with_jaw(figure: Figure) -> bytes:
    """No morph targets; the jaw bone talks."""
    return model(figure, {}, "draco", [clips.idle(), clips.jaw_talk(), clips.nod()])


def still(figure: Figure) -> bytes:
    """Neither morph targets nor a jaw bone; a drawn mouth, a node of its own, grows and shrinks."""
    bones = {name: place for name, place in figure.bones.items() if name != "Jaw"}
    writer = Writer("draco")
    writer.node(ROOT)
    writer.bones(bones, ROOT)
    skin = writer.skin(bones)
    fields = figure.fields
    for name, part in figure.parts.items():
        if name == "PipMouth":
            continue
        fixed = Part(part.positions, part.triangles, part.colours, dict(part.weights), normals=part.shading())
        if "Jaw" in fixed.weights:
            fixed.weights["Head"] = fixed.weights["Head"] + fixed.weights.pop("Jaw")
        if name == "PipFace":  # lips of skin, pressed flat, under the drawn mouth
            fixed.colours = np.where(((fields.ring >= -1) & (fields.ring <= 2))[:, None], palette.SKIN, part.colours)
            fixed.positions = part.positions - np.outer((np.abs(fields.ring - 1) < 0.5) * measures.LIP_BULGE, [0, 0, 1])
            fixed.normals = None
        mesh = writer.mesh(name, fixed, writer.material(MATERIALS[name]), {}, list(bones))
        writer.node(name, mesh=mesh, skin=skin)
    drawn, place = _drawn_mouth(figure)
    mesh = writer.mesh(DRAWN_MOUTH, drawn, writer.material(Material("DrawnMouth", 0.8)), {}, None)
    head = np.array(bones["Head"][1])
    writer.node(
        DRAWN_MOUTH,
        "Head",
        mesh=mesh,
        translation=[round(float(value), 6) for value in place - head],
        scale=list(DRAWN_REST),
    )
    for clip in (clips.idle(), clips.node_talk(DRAWN_MOUTH, DRAWN_REST), clips.nod()):
        writer.clip(clip)
    return writer.to_bytes([ROOT, *(name for name in figure.parts if name != "PipMouth")], LICENCE)


def _drawn_mouth(figure: Figure) -> tuple[Part, Array]:
    """A dark rounded shape with lips, and the place of its middle in the world."""
    fields = figure.fields
    lips = fields.points[(fields.ring == 1) & (np.abs(fields.x) < 1e-6)]
    place = np.array([0.0, lips[:, 1].mean() + 0.001, lips[:, 2].max() + 0.0010])
    turn = np.arange(24) * (2 * np.pi / 24)
    rings, colours = [], []
    edges = (0.0, 0.62, 0.80, 0.82, 1.0)
    for size in edges:
        colour = palette.MOUTH if size <= 0.80 else palette.LIP
        x, y = 0.0215 * size * np.cos(turn), 0.0145 * size * np.sin(turn)
        rings.append(np.stack([x, y, -0.0045 * (x / 0.0215) ** 2], axis=1))
        colours.append(np.tile(colour, (24, 1)))
    triangles = grid_triangles(len(edges), 24, closed=True)[:, ::-1]
    return Part(np.concatenate(rings), triangles, np.concatenate(colours)), place
