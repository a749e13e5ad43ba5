"""Eyes with all that lies around them: eyeballs, the film between the lids, lashes, brows."""

from __future__ import annotations

from human.body import Body
from human.eyes import brows as brow_parts
from human.eyes import iris, lashes, shell
from human.eyes.eyeball import IRIS_SHARE, Level, eyeball
from human.eyes.look import BrowLook, EyeLook
from human.eyes.margins import SIDES
from mesh.part import Array, Part
from mesh.surface import Surface, Texture

__all__ = ["BrowLook", "EyeLook", "Level", "build"]


def build(
    body: Body, targets: dict[str, Array], look: EyeLook, brow: BrowLook, level: Level = "high"
) -> dict[str, tuple[Part, Surface]]:
    """EyeLeftMesh, EyeRightMesh, EyeShellMesh, LashesMesh and BrowsMesh, bound to their bones.

    `targets` displace all 19158 source vertices; a part carries those that move it. The eyes turn by `eyeLook…`.
    """
    out: dict[str, tuple[Part, Surface]] = {}
    ball = _eye_surface(look)
    for side in SIDES:
        out[f"Eye{side}Mesh"] = (eyeball(body, side, look.iris_radius_m, level), ball)
    film = Texture("eye_shell", shell.shell_image(look, 256, 128), clamp=True, share=0.25)
    out["EyeShellMesh"] = (
        shell.shell(body, targets, look, level),
        Surface(
            "EyeShell",
            "eye_shell",
            1.0,
            colour_map=film,
            alpha="BLEND",
            extensions={"KHR_materials_specular": {"specularFactor": 0.0}},
        ),
    )
    hairs = Texture("lashes", lashes.lash_image(look, 1024, 256), clamp=True, share=0.5)
    out["LashesMesh"] = (
        lashes.lashes(body, targets, look, level),
        Surface("Lashes", "lash", 0.9, colour_map=hairs, alpha="BLEND", double_sided=True),
    )
    strokes = Texture("brows", brow_parts.brow_image(brow, 512, 160), clamp=True, share=0.5)
    out["BrowsMesh"] = (
        brow_parts.brows(body, targets, brow, level),
        Surface("Brows", "brow", 0.85, colour_map=strokes, alpha="BLEND"),
    )
    return out


def _eye_surface(look: EyeLook) -> Surface:
    return Surface(
        "Eye",
        "eye",
        0.45,
        colour_map=Texture("eye_colour", iris.eye_colour(look, 1024), clamp=True, share=0.5),
        normal_map=Texture("eye_normal", iris.iris_normals(256, look.pupil), colour=False, clamp=True, share=0.125),
        extensions={
            "KHR_materials_clearcoat": {"clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.03},
            "KHR_materials_specular": {"specularFactor": 0.25},
        },
        told={"iris": [0.5, 0.5, IRIS_SHARE / 2]},
    )
