"""Puts an outfit together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from human import skeleton
from human.body import Body
from human.outfit import details, fabric
from human.outfit.cloth import Cloth, finished, joined
from human.outfit.fronts import Fronts
from human.outfit.jacket import Cut
from human.outfit.lapel import Lapels
from human.outfit.look import Colour, OutfitLook
from human.outfit.mannequin import Mannequin
from human.outfit.necktie import neckwear
from human.outfit.shirt import Shirt
from human.outfit.shoes import shoes
from human.outfit.trousers import trousers
from mesh.part import Array, Part
from mesh.part import joined as joined_parts
from mesh.surface import Surface


def build(body: Body, weights: Mapping[str, Array], look: OutfitLook) -> dict[str, tuple[Part, Surface]]:
    """Mesh name → (part in the bind pose, material): SuitMesh, ShirtMesh, NeckwearMesh, TrimMesh, BadgeMesh.

    `weights` bone → share (19158,) are the body's. Parts carry weights, normals, grey shading and coordinates; those
    of a woven material repeat once a tile.
    """
    mannequin = Mannequin(body, weights)
    cut = Cut(mannequin, look)
    fronts = Fronts(cut)
    lapels, shirt = Lapels(fronts), Shirt(fronts)
    suit = [
        _shaded(fronts, lapels, 1.0),
        _shaded(fronts, lapels, -1.0),
        fronts.sleeves(),
        lapels.lapel(1.0),
        lapels.lapel(-1.0),
    ]
    suit += [lapels.collar(), details.flaps(fronts), trousers(cut)]
    linen = [shirt.body(), shirt.cuffs(), shirt.facing()]
    worn = neckwear(
        look.neckwear, shirt.cloth, shirt.seen, shirt.above, fronts.front, shirt.band, fronts.opening_y - 0.03
    )
    if look.neckwear == "scarf":
        linen.append(details.shirt_buttons(shirt.seen, shirt.cloth, shirt.throat[1] - 0.105, fronts.opening_y))
    else:
        linen.append(shirt.collar())
    badge_y = cut.height(look.badge_y)
    place = np.array([max(look.badge_x * cut.tip[0], lapels.edge_x(badge_y) + 0.037), badge_y])

    def part(cloth: Cloth, kind: str | None = None) -> Part:
        return finished(cloth, mannequin, 1 / fabric.TILE_M[kind] if kind else 1.0)

    return {
        "SuitMesh": (part(joined(suit), "wool"), fabric.suit(look)),
        "ShirtMesh": (part(joined(linen), "cotton"), fabric.shirt(look)),
        "NeckwearMesh": (part(worn, "silk"), fabric.neckwear(look)),
        "TrimMesh": (
            joined_parts(
                [
                    _coloured(part(shoes(cut)), look.shoes),
                    _coloured(part(details.jacket_buttons(fronts)), look.button_colour),
                ]
            ),
            fabric.trim(),
        ),
        "BadgeMesh": (part(details.badge(fronts, place)), fabric.badge()),
    }


def _shaded(fronts: Fronts, lapels: Lapels, side: float) -> Cloth:
    half = fronts.half(side)
    shaded = replace(half, tone=half.tone * lapels.contact(half, side))
    return shaded.without(lapels.covers(half, side))


def _coloured(part: Part, colour: Colour) -> Part:
    return replace(part, colours=part.colours * np.array(colour))


def covered(body: Body, look: OutfitLook, weights: Mapping[str, Array] | None = None) -> Array:
    """Whether each source vertex (19158,) lies under clothes in every pose; faces all of whose vertices do can go.

    What is left: head and neck down into the shirt's collar, hands up to a little inside the cuffs.
    """
    mannequin = Mannequin(body, skeleton.weights(body) if weights is None else weights)
    cut = Cut(mannequin, look)
    low, _ = Shirt(Fronts(cut)).band
    points = mannequin.points
    edge = np.interp(points[:, 2], low[::-1, 2], low[::-1, 1])
    hand = mannequin.share("Hand") > 0.02
    at = mannequin.at
    mirrored = np.stack([np.abs(points[:, 0]), points[:, 1], points[:, 2]], axis=1)
    forearm = at["LeftHand"] - at["LeftForeArm"]
    along = (mirrored - at["LeftForeArm"]) @ forearm / (forearm @ forearm)
    arm = mannequin.share("Arm", "Hand") > 0.5
    return np.asarray(np.where(arm, (along < 0.90) & ~(hand & (along > 0.90)), points[:, 1] < edge - 0.016))


def tints(look: OutfitLook) -> list[dict[str, Any]]:
    """What the manifest says about the colours that a page may change."""

    def code(colour: Colour) -> str:
        return "#" + "".join(f"{round(255 * channel):02x}" for channel in colour)

    neck, neck_zh = ("Tie", "领带") if look.neckwear == "tie" else ("Scarf", "丝巾")
    return [
        {"name": "outfit", "title": "Outfit", "title_zh": "服装", "materials": ["Suit"], "default": code(look.jacket),
         "choices": [code(look.jacket), *look.outfit_choices]},
        {"name": "neckwear", "title": neck, "title_zh": neck_zh, "materials": ["Neckwear"],
         "default": code(look.neckwear_colour), "choices": [code(look.neckwear_colour), *look.neckwear_choices]},
        {"name": "shirt", "title": "Shirt", "title_zh": "衬衫", "materials": ["Shirt"], "default": code(look.shirt),
         "choices": [code(look.shirt), "#dfe8f3", "#f3ead9", "#e9d7dc"]},
    ]  # fmt: skip
