"""Who there is: every choice about a person that is not code."""

from __future__ import annotations

from dataclasses import dataclass

from human.hair.look import CROP, LOB, HairLook
from human.shape import Build


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


MEI = Character(
    name="mei",
    title="Mei",
    title_zh="小美",
    description="A young woman in business dress who looks after visitors.",
    female=True,
    hair=LOB,
    build=Build(
        gender=0.0,
        height=0.55,
        weight=0.38,
        proportions=0.8,
        cup=0.45,
        race={"asian": 0.7, "caucasian": 0.3},
        details={
            "head/head-oval": 0.3,
            "head/head-invertedtriangular": 0.2,
            "chin/chin-width-decr": 0.3,
            "chin/chin-height-decr": 0.25,
            "chin/chin-jaw-drop-decr": 0.4,
            "eyes/*-eye-scale-incr": 0.60,
            "eyes/*-eye-height2-incr": 0.22,
            "eyes/*-eye-height1-incr": 0.05,
            "eyes/*-eye-height3-incr": 0.05,
            "eyes/*-eye-corner2-up": 0.12,
            "eyes/*-eye-trans-out": 0.1,
            "nose/nose-scale-horiz-decr": 0.4,
            "nose/nose-width3-decr": 0.4,
            "nose/nose-scale-vert-decr": 0.3,
            "nose/nose-point-up": 0.15,
            "nose/nose-scale-depth-decr": 0.1,
            "mouth/mouth-angles-up": 0.65,
            "mouth/mouth-scale-horiz-decr": 0.1,
            "mouth/mouth-upperlip-volume-incr": 0.22,
            "mouth/mouth-lowerlip-volume-incr": 0.2,
            "mouth/mouth-scale-vert-decr": 0.15,
            "mouth/mouth-upperlip-height-decr": 0.1,
            "ears/*-ear-scale-decr": 0.35,
            "ears/*-ear-wing-decr": 0.6,
            "neck/neck-scale-horiz-decr": 0.5,
            "neck/neck-scale-depth-decr": 0.3,
            "cheek/*-cheek-volume-incr": 0.35,
            "forehead/forehead-scale-vert-decr": 0.3,
            "torso/measure-shoulder-dist-decr": 0.9,
            "torso/torso-scale-horiz-decr": 0.25,
            "arms/*-upperarm-fat-decr": 0.5,
            "arms/*-upperarm-shoulder-muscle-decr": 0.8,
            "arms/*-upperarm-scale-depth-decr": 0.4,
            "arms/*-upperarm-scale-horiz-decr": 0.4,
            "arms/*-lowerarm-scale-depth-decr": 0.25,
            "arms/*-lowerarm-scale-horiz-decr": 0.25,
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
    build=Build(
        gender=1.0,
        height=0.50,
        weight=0.44,
        muscle=0.55,
        proportions=0.8,
        race={"asian": 0.7, "caucasian": 0.3},
        details={
            "head/head-oval": 0.25,
            "head/head-rectangular": 0.10,
            "chin/chin-width-decr": 0.15,
            "eyes/*-eye-scale-incr": 0.45,
            "eyes/*-eye-height2-incr": 0.15,
            "eyes/*-eye-trans-out": 0.05,
            "nose/nose-scale-horiz-decr": 0.2,
            "nose/nose-width3-decr": 0.2,
            "nose/nose-scale-vert-decr": 0.15,
            "mouth/mouth-angles-up": 0.45,
            "mouth/mouth-lowerlip-volume-incr": 0.1,
            "ears/*-ear-scale-decr": 0.25,
            "ears/*-ear-wing-decr": 0.5,
            "neck/neck-scale-horiz-decr": 0.15,
            "forehead/forehead-scale-vert-decr": 0.15,
            "arms/*-upperarm-fat-decr": 0.3,
            "torso/torso-scale-horiz-decr": 0.1,
        },
    ),
)

EVERYBODY = {person.name: person for person in (MEI, JUN)}
