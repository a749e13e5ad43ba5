"""Shapes the base mesh into a person by adding up the source's targets."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from human.body import Body
from human.source import Source
from mesh.part import Array


@dataclass(frozen=True)
class Build:
    """Sliders 0–1, ½ the average; everybody is a young adult. `gender` 0 is a woman, 1 a man.

    `race` mixes the source's three head shapes; `details` are its detail targets, `*` standing for both sides.
    """

    gender: float
    height: float = 0.5
    weight: float = 0.5
    muscle: float = 0.5
    proportions: float = 0.5
    cup: float = 0.5
    race: dict[str, float] = field(default_factory=lambda: {"asian": 1.0})
    details: dict[str, float] = field(default_factory=dict)


def shaped(source: Source, build: Build) -> Body:
    """The body of a build, feet on the ground, with the source's face units."""
    points = source.base.points.copy()
    for name, share in _macro(build).items():
        if share > 1e-6 and source.has_target(name):
            points += share * source.target(name)
    for pattern, share in build.details.items():
        for name in {pattern.replace("*", "l"), pattern.replace("*", "r")}:
            points += share * source.target(name)
    points[:, 1] -= points[source.vertex_groups["body"], 1].min()
    return Body(source, points, {name: unit.copy() for name, unit in source.face_units.items()})


def _three(value: float, low: str, middle: str, high: str) -> dict[str, float]:
    return {low: max(0.0, 1 - 2 * value), middle: 1 - abs(2 * value - 1), high: max(0.0, 2 * value - 1)}


def _macro(build: Build) -> dict[str, float]:
    """Target → share. Those of two averages are the base mesh itself and have no file."""
    out: dict[str, float] = {}
    heights = {"minheight": max(0.0, 1 - 2 * build.height), "maxheight": max(0.0, 2 * build.height - 1)}
    shapes = {
        "uncommonproportions": max(0.0, 1 - 2 * build.proportions),
        "idealproportions": max(0.0, 2 * build.proportions - 1),
    }
    for gender, of_gender in {"female": 1 - build.gender, "male": build.gender}.items():
        for race, of_race in build.race.items():
            out[f"macrodetails/{race}-{gender}-young"] = of_gender * of_race
        for muscle, of_muscle in _three(build.muscle, "minmuscle", "averagemuscle", "maxmuscle").items():
            for weight, of_weight in _three(build.weight, "minweight", "averageweight", "maxweight").items():
                share = of_gender * of_muscle * of_weight
                frame = f"{gender}-young-{muscle}-{weight}"
                out[f"macrodetails/universal-{frame}"] = share
                for height, of_height in heights.items():
                    out[f"macrodetails/height/{frame}-{height}"] = share * of_height
                for shape, of_shape in shapes.items():
                    out[f"macrodetails/proportions/{frame}-{shape}"] = share * of_shape
                if gender == "female":
                    for cup, of_cup in _three(build.cup, "mincup", "averagecup", "maxcup").items():
                        out[f"breast/{frame}-{cup}-averagefirmness"] = share * of_cup
    return out


def moved(points: Array, by: dict[str, Array], shares: dict[str, float]) -> Array:
    """Points with displacements added by share: `moved(body.points, body.units, {"jawOpen": 0.5})`."""
    out = points.copy()
    for name, share in shares.items():
        out += share * by[name]
    return np.asarray(out)
