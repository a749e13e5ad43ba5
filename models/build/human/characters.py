"""Who there is: every choice about a person that is not code."""

from __future__ import annotations

from dataclasses import dataclass

from human.eyes.look import BrowLook, EyeLook
from human.hair.look import CROP, LOB, HairLook
from human.outfit.look import MAN, WOMAN, OutfitLook
from human.shape import Build
from human.skin.look import SkinLook


@dataclass(frozen=True)
class Character:
    """A person. Owners of skin, hair and outfit add their own choices as fields of their own types."""

    name: str
    title: str
    title_zh: str
    description: str
    female: bool
    build: Build
    hair: HairLook
    skin: SkinLook
    eyes: EyeLook
    brows: BrowLook
    outfit: OutfitLook


MEI = Character(
    name="mei",
    title="Mei",
    title_zh="小美",
    description="A young woman in business dress who looks after visitors.",
    female=True,
    hair=LOB,
    skin=SkinLook(
        base=(0.905, 0.770, 0.698),
        flush=(0.880, 0.500, 0.450),
        shade=(0.720, 0.490, 0.410),
        lip=(0.765, 0.365, 0.375),
        lip_inside=(0.560, 0.205, 0.225),
        lip_strength=0.66,
        lip_gloss=0.75,
        blush=0.15,
        liner=0.80,
        shadow=(0.700, 0.460, 0.400),
        shadow_strength=0.30,
        lid_crease=0.85,
        stubble=0.0,
        freckles=0.10,
        pores=0.75,
        scalp=(0.110, 0.082, 0.072),
        nail=(0.905, 0.665, 0.625),
        brow_tint=0.34,
    ),
    outfit=WOMAN,
    eyes=EyeLook(
        iris=((0.265, 0.155, 0.100), (0.160, 0.095, 0.066), (0.050, 0.034, 0.030)),
        iris_radius_m=0.0061,
        pupil=0.36,
        sclera=(0.855, 0.835, 0.822),
        upper_lash_m=0.0078,
        lower_lash_m=0.0036,
        upper_lashes=56,
        lower_lashes=44,
        curl=0.85,
        lash_thickness=1.0,
        lash=(0.075, 0.055, 0.050),
        shell_shade=0.78,
    ),
    brows=BrowLook(
        line=(
            (-0.0180, 0.0190),
            (-0.0120, 0.0205),
            (-0.0020, 0.0222),
            (0.0080, 0.0232),
            (0.0160, 0.0222),
            (0.0235, 0.0180),
        ),
        half_m=(0.0022, 0.0031, 0.0030, 0.0025, 0.0017, 0.0006),
        colour=(0.235, 0.165, 0.135),
        density=1.0,
    ),
    build=Build(
        gender=0.0,
        height=0.55,
        weight=0.38,
        proportions=0.8,
        cup=0.45,
        race={"asian": 0.7, "caucasian": 0.3},
        details={
            "head/head-oval": 0.3,
            "head/head-invertedtriangular": 0.3,
            "chin/chin-width-decr": 0.25,
            "chin/chin-height-decr": 0.25,
            "chin/chin-jaw-drop-decr": 0.4,
            "eyes/*-eye-scale-incr": 0.85,
            "eyes/*-eye-height2-incr": 0.36,
            "eyes/*-eye-height1-incr": 0.05,
            "eyes/*-eye-height3-incr": 0.15,
            "eyes/*-eye-corner2-up": 0.22,
            "eyes/*-eye-trans-out": 0.1,
            "nose/nose-scale-horiz-decr": 0.4,
            "nose/nose-width3-decr": 0.4,
            "nose/nose-scale-vert-decr": 0.3,
            "nose/nose-point-up": 0.15,
            "nose/nose-scale-depth-decr": 0.1,
            "mouth/mouth-angles-up": 0.65,
            "mouth/mouth-scale-horiz-decr": 0.0,
            "mouth/mouth-upperlip-volume-incr": 0.22,
            "mouth/mouth-lowerlip-volume-incr": 0.2,
            "mouth/mouth-scale-vert-decr": 0.22,
            "mouth/mouth-upperlip-height-decr": 0.1,
            "ears/*-ear-scale-decr": 0.35,
            "ears/*-ear-wing-decr": 0.6,
            "neck/neck-scale-horiz-decr": 0.5,
            "neck/neck-scale-depth-decr": 0.3,
            "cheek/*-cheek-volume-incr": 0.12,
            "forehead/forehead-scale-vert-decr": 0.3,
            "torso/measure-shoulder-dist-decr": 0.9,
            "torso/torso-scale-horiz-decr": 0.25,
            "arms/*-upperarm-fat-decr": 0.5,
            "arms/*-upperarm-shoulder-muscle-decr": 0.8,
            "arms/*-upperarm-scale-depth-decr": 0.4,
            "arms/*-upperarm-scale-horiz-decr": 0.4,
            "arms/*-lowerarm-scale-depth-decr": 0.25,
            "arms/*-lowerarm-scale-horiz-decr": 0.25,
            "head/head-scale-horiz-decr": 0.22,
            "cheek/*-cheek-bones-incr": 0.25,
            "eyes/*-eye-bag-decr": 0.4,
            "nose/nose-flaring-decr": 0.35,
            "nose/nose-point-width-decr": 0.35,
            "nose/nose-width1-decr": 0.15,
            "nose/nose-base-down": 0.12,
            "mouth/mouth-cupidsbow-incr": 0.35,
            "mouth/mouth-lowerlip-height-decr": 0.15,
            "mouth/mouth-trans-up": 0.12,
            "chin/chin-prominent-incr": 0.12,
            "mouth/mouth-scale-depth-decr": 0.2,
        },
    ),
)

JUN = Character(
    name="jun",
    title="Jun",
    title_zh="小俊",
    description="A young man in business dress who looks after visitors.",
    female=False,
    hair=CROP,
    skin=SkinLook(
        base=(0.850, 0.685, 0.590),
        flush=(0.800, 0.455, 0.395),
        shade=(0.640, 0.430, 0.350),
        lip=(0.715, 0.430, 0.400),
        lip_inside=(0.500, 0.235, 0.230),
        lip_strength=0.55,
        lip_gloss=0.25,
        blush=0.12,
        liner=0.22,
        shadow=(0.640, 0.430, 0.350),
        shadow_strength=0.12,
        lid_crease=0.7,
        stubble=0.20,
        freckles=0.16,
        pores=1.0,
        scalp=(0.090, 0.072, 0.066),
        nail=(0.850, 0.640, 0.580),
        brow_tint=0.42,
        seed=2,
    ),
    outfit=MAN,
    eyes=EyeLook(
        iris=((0.250, 0.148, 0.095), (0.150, 0.090, 0.064), (0.048, 0.034, 0.030)),
        iris_radius_m=0.0060,
        pupil=0.35,
        sclera=(0.845, 0.825, 0.810),
        upper_lash_m=0.0052,
        lower_lash_m=0.0024,
        upper_lashes=36,
        lower_lashes=40,
        curl=0.40,
        lash_thickness=0.75,
        lash=(0.080, 0.062, 0.055),
        shell_shade=0.74,
        seed=6,
    ),
    brows=BrowLook(
        line=(
            (-0.0190, 0.0165),
            (-0.0125, 0.0180),
            (-0.0020, 0.0200),
            (0.0090, 0.0215),
            (0.0180, 0.0205),
            (0.0265, 0.0165),
        ),
        half_m=(0.0030, 0.0043, 0.0044, 0.0038, 0.0026, 0.0009),
        colour=(0.155, 0.120, 0.105),
        density=1.1,
        seed=4,
    ),
    build=Build(
        gender=1.0,
        height=0.50,
        weight=0.44,
        muscle=0.55,
        proportions=0.8,
        race={"asian": 0.7, "caucasian": 0.3},
        details={
            "head/head-oval": 0.25,
            "head/head-rectangular": 0.22,
            "chin/chin-width-decr": 0.05,
            "eyes/*-eye-scale-incr": 0.6,
            "eyes/*-eye-height2-incr": 0.2,
            "eyes/*-eye-trans-out": 0.05,
            "nose/nose-scale-horiz-decr": 0.4,
            "nose/nose-width3-decr": 0.3,
            "nose/nose-scale-vert-decr": 0.15,
            "mouth/mouth-angles-up": 0.45,
            "mouth/mouth-lowerlip-volume-incr": 0.0,
            "ears/*-ear-scale-decr": 0.25,
            "ears/*-ear-wing-decr": 0.5,
            "neck/neck-scale-horiz-decr": 0.15,
            "forehead/forehead-scale-vert-decr": 0.15,
            "arms/*-upperarm-fat-decr": 0.3,
            "torso/torso-scale-horiz-decr": 0.1,
            "head/head-scale-horiz-decr": 0.18,
            "head/head-square": 0.12,
            "chin/chin-prominent-incr": 0.25,
            "eyes/*-eye-bag-decr": 0.4,
            "nose/nose-width1-decr": 0.25,
            "nose/nose-flaring-decr": 0.3,
            "nose/nose-point-width-decr": 0.3,
            "mouth/mouth-upperlip-volume-decr": 0.25,
            "mouth/mouth-scale-vert-decr": 0.3,
            "mouth/mouth-upperlip-height-decr": 0.15,
            "mouth/mouth-lowerlip-height-decr": 0.15,
            "mouth/mouth-cupidsbow-incr": 0.25,
            "mouth/mouth-scale-depth-decr": 0.25,
            "cheek/*-cheek-bones-incr": 0.2,
        },
    ),
)

EVERYBODY = {person.name: person for person in (MEI, JUN)}
