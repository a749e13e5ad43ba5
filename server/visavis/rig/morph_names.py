"""What the names of morph targets mean, by the conventions of ``viseme_maps/morphs-to-channels.json``.

The front end reads the same file by the same rules; ``tests/golden/rigs.json`` is held against both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from visavis.protocol.channels import ARKIT52
from visavis.resources import viseme_maps_dir
from visavis.rig.face_channels import FACE_INDEX

MAP = "morphs-to-channels"

Shares = tuple[tuple[int, float], ...]
"""Face channels, each with its share."""

_SEPARATORS = re.compile(r"[\s_.:-]+")
_SIDED = re.compile(r"(.*)(left|right)")


@dataclass(frozen=True)
class Convention:
    """One way of naming; all names are folded."""

    targets: Mapping[str, Shares]
    needs: frozenset[str] = field(default_factory=frozenset)
    """Only for meshes with one of these targets; for all when empty."""
    anywhere: bool = False
    """Anything may stand before a name."""

    def meaning_of(self, spellings: Sequence[str]) -> Shares:
        """Channels of a target that can be spelt in these ways; none when they say nothing here."""
        for spelling in spellings:
            if spelling in self.targets:
                return self.targets[spelling]
        if self.anywhere:
            for ending, shares in self.targets.items():
                if spellings[0].endswith(ending):
                    return shares
        return ()


def fold(name: str) -> str:
    """A name without what does not matter in it: case and separators."""
    return _SEPARATORS.sub("", name.lower())


@lru_cache(maxsize=1)
def morph_map() -> dict[str, Any]:
    """The data file, read once a process."""
    data: dict[str, Any] = json.loads((viseme_maps_dir() / f"{MAP}.json").read_text("utf-8"))
    return data


@lru_cache(maxsize=1)
def conventions() -> tuple[Convention, ...]:
    """All of them, the first with the most right to a channel: our own names."""
    return (_own_names(), *(_convention(data) for data in morph_map()["conventions"]))


def shares_of(channels: Mapping[str, float]) -> Shares:
    """Names of channels with their shares, as numbers of channels. Raises KeyError for a name that is none."""
    return tuple((FACE_INDEX[name], share) for name, share in channels.items())


def drives_of(names: Sequence[str]) -> dict[int, list[tuple[int, float]]]:
    """What the targets of a mesh move with, by number; those whose names say nothing are left out.

    Case, separators and a leading path (``Face.``) do not matter. Where several conventions have a target for a
    channel, the first of them has it alone. Of targets with the same name the last counts, as in three.
    """
    numbers = {name: number for number, name in enumerate(names)}
    spelt = [((fold(name), fold(name.rpartition(".")[2])), number) for name, number in numbers.items()]
    drives: dict[int, list[tuple[int, float]]] = {}
    taken: set[int] = set()
    for convention in conventions():
        if convention.needs and not any(convention.needs & set(spellings) for spellings, _ in spelt):
            continue
        found: set[int] = set()
        for spellings, number in spelt:
            if number in drives:
                continue
            free = [drive for drive in convention.meaning_of(spellings) if drive[0] not in taken]
            if free:
                drives[number] = free
                found.update(channel for channel, _ in free)
        taken |= found
    return drives


def _own_names() -> Convention:
    targets: dict[str, Shares] = {}
    for name in ARKIT52:
        shares = ((FACE_INDEX[name], 1.0),)
        key = name.lower()
        targets[key] = shares
        if sided := _SIDED.fullmatch(key):
            stem, side = sided.groups()
            targets[stem + side[0]] = targets[side + stem] = shares
    return Convention(targets)


def _convention(data: Mapping[str, Any]) -> Convention:
    targets = {
        fold(prefix + name): shares_of(channels)
        for name, channels in data["targets"].items()
        for prefix in data.get("prefixes", [""])
    }
    return Convention(targets, frozenset(map(fold, data.get("needs", []))), data.get("anywhere", False))
