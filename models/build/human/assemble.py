"""Puts a person into files: three levels of detail in two encodings, the clips alone, manifest and licence."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from gltf.container import Encoding
from gltf.pack import Packed, bare, packed, target_lists
from human import licence, manifest
from human.edges import edges
from human.levels import BUDGETS, LEVELS, Level
from human.parts import Parts, fixed, of_level, reduced
from human.person import Person
from human.shadow import RAYS, shaded
from human.shots import shots
from mesh.part import Array
from motion import mouth
from motion.skeleton import posed

ENCODINGS: tuple[Encoding, ...] = ("draco", "meshopt")
_VISEMES = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")


@dataclass(frozen=True)
class Draft:
    """How much care a build takes. `scale` shrinks every texture."""

    texels: int = 2048
    rays: int = RAYS
    scale: float = 1.0


FINAL = Draft()
QUICK = Draft(texels=512, rays=8, scale=0.5)


def files(person: Person, levels: Iterable[Level] = LEVELS, draft: Draft = FINAL) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of all there is about a person, the manifest last. Tells what it is doing."""
    started = time.monotonic()

    def tell(what: str) -> None:
        print(f"  {time.monotonic() - started:6.1f} s  {what}", flush=True)

    name = person.character.name
    order = target_order(person)
    tell(f"body and {len(person.targets)} targets")
    base = fixed(person, draft.texels)
    tell("skin, mouth, clothes: " + _counts(base))
    around = of_level(person, "medium")
    shaded(person, base, around, base, draft.rays)
    tell("shade between them")
    done: dict[Level, dict[str, Packed]] = {}
    whole: Array | None = None
    for level in levels:
        own = of_level(person, level)
        shaded(person, own, base, [one for one in own if one.startswith("Hair")], draft.rays)
        parts = reduced(person, {**base, **own}, level)
        tell(f"{level}: {_counts(parts)}")
        budget = BUDGETS[level]
        lists = target_lists(parts, order)
        clips = [*person.clips, *mouth.clips(lists)]
        done[level] = {}
        for encoding in ENCODINGS:
            result = packed(
                parts,
                person.skeleton.bones,
                clips,
                encoding=encoding,
                texture_size=round(budget.texture_px * draft.scale),
                rest=person.rest,
                turned=budget.turned,
                target_order=order,
                notes={"HeadMesh": {"edges": edges(person.body)}},
            )
            done[level][encoding] = result
            file = manifest.file_name(name, level, encoding)
            tell(f"{file}: {len(result.data) / 1000:.0f} kB")
            yield file, result.data
        if whole is None or level == "medium":
            whole = at_rest(person, parts)
            stand_ins = lists
    if whole is None:
        raise ValueError("no level of detail was asked for")
    movement = bare(person.skeleton.bones, person.clips, rest=person.rest)
    yield "movement.glb", movement
    yield "mouth.glb", bare(person.skeleton.bones, mouth.clips(stand_ins), meshes=stand_ins, rest=person.rest)
    text = json.dumps(manifest.describe(person, done, shots(person, whole)), indent=2, ensure_ascii=False)
    yield "LICENSE", licence.text(person.character.title).encode()
    yield "manifest.json", (text + "\n").encode()
    tell("done")


def target_order(person: Person) -> tuple[str, ...]:
    """ARKit's names as the source has them, then the visemes in their usual order."""
    visemes = [f"viseme_{name}" for name in _VISEMES]
    return (*(name for name in person.targets if name not in visemes), *visemes)


def at_rest(person: Person, parts: Parts) -> Array:
    """All vertices (n, 3) in the rest pose."""
    return np.concatenate(
        [posed(part.positions, part.weights, person.skeleton, person.rest) for part, _ in parts.values()]
    )


def _counts(parts: Parts) -> str:
    total = sum(len(part.triangles) for part, _ in parts.values())
    each = ", ".join(f"{name.removesuffix('Mesh')} {len(part.triangles)}" for name, (part, _) in parts.items())
    return f"{total} triangles ({each})"
