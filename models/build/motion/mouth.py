"""Talking as a loop, for players that only start and stop a clip: on morph targets, the jaw, or a mouth's size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mesh.part import Array
from motion.clip import Channel, Clip
from motion.reduce import kept_keys
from motion.turn import leaning

_FPS = 30
_PREFIX = "viseme_"


@dataclass(frozen=True)
class Speech:
    """A clip's `name` and length, its `beats`: (second, viseme, weight 0–1), and how far a shape spreads in time."""

    name: str
    seconds: float
    beats: tuple[tuple[float, str, float], ...]
    spread_seconds: float


LIVELY = Speech(
    "mouth",
    3.6,
    (
        (0.10, "nn", 0.6), (0.22, "I", 0.8), (0.38, "kk", 0.5), (0.50, "aa", 0.9), (0.66, "O", 0.7),
        (0.86, "PP", 1.0), (0.98, "aa", 0.8), (1.12, "nn", 0.6), (1.24, "E", 0.8), (1.40, "SS", 0.7), (1.52, "I", 0.7),
        (1.80, "CH", 0.8), (1.94, "U", 0.8), (2.10, "DD", 0.6), (2.22, "aa", 1.0), (2.38, "RR", 0.5), (2.52, "O", 0.8),
        (2.68, "FF", 0.9), (2.80, "E", 0.7), (2.94, "TH", 0.5), (3.08, "aa", 0.7), (3.26, "PP", 0.9), (3.42, "U", 0.4),
    ),
    0.13,
)  # fmt: skip
CALM = Speech(
    "mouth_calm",
    4.4,
    (
        (0.20, "nn", 0.45), (0.40, "E", 0.6), (0.64, "aa", 0.55), (0.88, "PP", 0.9), (1.08, "I", 0.55),
        (1.32, "O", 0.55), (1.75, "DD", 0.45), (1.96, "aa", 0.6), (2.22, "nn", 0.45), (2.44, "U", 0.6),
        (2.90, "SS", 0.5), (3.12, "E", 0.5), (3.36, "FF", 0.7), (3.56, "aa", 0.5), (3.84, "PP", 0.6),
    ),
    0.18,
)  # fmt: skip
SPEECHES = (LIVELY, CALM)
_CLOSED = ("PP", "FF")
_OPENNESS = {"PP": 0.0, "FF": 0.1, "TH": 0.25, "DD": 0.25, "kk": 0.3, "CH": 0.15, "SS": 0.08, "nn": 0.25, "RR": 0.3,
             "aa": 1.0, "E": 0.55, "I": 0.28, "O": 0.62, "U": 0.25}  # fmt: skip


def curves(speech: Speech) -> tuple[Array, dict[str, Array]]:
    """Times (k,) and viseme → weight (k,) over one loop. The first and the last row are the same.

    Shapes overlap as in speech, together never more than 1; lips that close win over what is around them.
    """
    times = np.linspace(0.0, speech.seconds, round(speech.seconds * _FPS) + 1)
    out: dict[str, Array] = {}
    for second, viseme, weight in speech.beats:
        away = np.abs((times - second + speech.seconds / 2) % speech.seconds - speech.seconds / 2)
        spread = speech.spread_seconds * (0.75 if viseme in _CLOSED else 1.0)
        bump = weight * np.where(away < spread, 0.5 + 0.5 * np.cos(np.pi * away / spread), 0.0)
        out[viseme] = np.maximum(out.get(viseme, np.zeros_like(times)), bump)
    closed = np.max([out[viseme] for viseme in _CLOSED if viseme in out], axis=0)
    out = {viseme: bump if viseme in _CLOSED else bump * (1 - closed**0.7) for viseme, bump in out.items()}
    total = np.maximum(np.sum(list(out.values()), axis=0), 1.0)
    for viseme, bump in out.items():
        out[viseme] = bump / total
        out[viseme][-1] = out[viseme][0]
    return times, out


def _openness(speech: Speech) -> tuple[Array, Array]:
    times, weights = curves(speech)
    share = np.sum([_OPENNESS[viseme] * weight for viseme, weight in weights.items()], axis=0)
    kept = kept_keys(times, share[:, None], tolerance=0.03)
    return times[kept], share[kept]


def clips(targets: Mapping[str, Sequence[str]]) -> list[Clip]:
    """`mouth` and `mouth_calm` on weights; `targets` names the morph targets of each mesh node, in their order.

    Meshes that have no viseme get no channel.
    """
    out = []
    for speech in SPEECHES:
        times, weights = curves(speech)
        names = sorted(weights)
        kept = kept_keys(times, np.stack([weights[name] for name in names], axis=1), tolerance=0.08)
        channels = []
        for node, order in targets.items():
            if not any(_PREFIX + name in order for name in names):
                continue
            table = np.zeros((len(kept), len(order)))
            for name in names:
                if _PREFIX + name in order:
                    table[:, list(order).index(_PREFIX + name)] = weights[name][kept]
            channels.append(Channel(node, "weights", times[kept], table))
        out.append(Clip(speech.name, tuple(channels)))
    return out


def jaw_clips(open_degrees: float, jaw: str = "Jaw") -> list[Clip]:
    """The same two on the jaw's rotation, for a figure without morph targets; `open_degrees` opens it widest."""
    out = []
    for speech in SPEECHES:
        times, share = _openness(speech)
        out.append(Clip(speech.name, (Channel(jaw, "rotation", times, leaning(open_degrees * share).as_quat()),)))
    return out


def scaled_clips(node: str, rest: tuple[float, float, float]) -> list[Clip]:
    """The same two on the size of a mouth that is a node of its own; `rest` is its scale when shut."""
    out = []
    for speech in SPEECHES:
        times, share = _openness(speech)
        scale = [rest[0] * (1 - 0.25 * share), rest[1] + (1 - rest[1]) * share, np.full_like(share, rest[2])]
        out.append(Clip(speech.name, (Channel(node, "scale", times, np.stack(scale, axis=1)),)))
    return out
