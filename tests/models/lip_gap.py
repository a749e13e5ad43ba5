"""How far the lips of a shipped face stand apart while it speaks: its own mesh, moved as the page moves it."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import get_args

import numpy as np
from glb_file import GlbFile, node
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52, VISEME15
from visavis.protocol.client import Emotion
from visavis.speech.cues import Cue
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.whole import WholeUtterance

MOODS: tuple[Emotion, ...] = get_args(Emotion)
CHANNELS = (*ARKIT52, *(f"viseme_{name}" for name in VISEME15))
"""Those of a face, in their order."""
MOMENT_MS = 1000 / 240
"""Finer than any screen: whatever the moments are at which frames are drawn, they are among these."""
_SCRIPT = Path(__file__).with_name("lip_gap.mjs")


@dataclass(frozen=True, eq=False)
class Mouth:
    """The edges of the lips of a face, at rest and as its targets move them."""

    rest: NDArray[np.float64]
    """Points of both edges, upper first, metres: points × 3."""
    moves: NDArray[np.float64]
    """Channel × points × 3."""
    upper: int
    """Points of the upper edge."""
    teeth_m: float
    """Height of the lowest of the upper teeth; they do not move."""

    def gaps_mm(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The widest opening between the edges for each face of ``weights``, faces × channels."""
        heights = self.rest[:, 1] + weights @ self.moves[:, :, 1]
        opened: NDArray[np.float64] = (heights @ self._openings).max(axis=1) * 1000
        return opened

    def over_teeth_mm(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far the middle of the lower lip is above the edge of the upper teeth, seen from the front."""
        middle = (self.upper + len(self.rest)) // 2
        heights = self.rest[middle, 1] + weights @ self.moves[:, middle, 1]
        over: NDArray[np.float64] = (heights - self.teeth_m) * 1000
        return over

    @cached_property
    def _openings(self) -> NDArray[np.float64]:
        """From heights of the points to the opening at places along the edges: a measure that is linear in them."""
        from human import measure

        upper, lower = np.arange(self.upper), np.arange(self.upper, len(self.rest))
        raised = np.zeros((len(self.rest), len(self.rest), 3))
        raised[:, :, 1] = np.eye(len(self.rest))
        return np.stack([measure.openings(points, self.rest, upper, lower) for points in raised])


def mouth_of(file: Path) -> Mouth:
    """Read a GLB; channels move the targets of the same name, as in every model that has them all."""
    from human import measure

    glb = GlbFile(file)
    attributes, triangles = glb.primitive("HeadMesh")
    targets = glb.targets("HeadMesh")
    head = measure.Shape(attributes["POSITION"].astype(float), triangles, targets)
    edges = glb.named("meshes")["HeadMesh"]["extras"]["visavis"]["edges"]
    opened = head.posed({"jawOpen": 1.0})
    upper, lower = (measure.chain(head, np.array(edges[name]), opened, upper=name == "upper_lip")
                    for name in ("upper_lip", "lower_lip"))  # fmt: skip
    used = np.concatenate([upper, lower])
    still = np.zeros((len(used), 3))
    moves = np.stack([targets[name][used] if name in targets else still for name in CHANNELS])
    teeth, _ = glb.primitive("TeethMesh")
    still_teeth = np.linalg.norm(glb.targets("TeethMesh")["jawOpen"], axis=1) < 1e-4
    return Mouth(head.points[used], moves, len(upper), float(teeth["POSITION"][still_teeth, 1].min()))


def drawn_faces(
    utterances: Sequence[WholeUtterance], moods: Sequence[str] = MOODS, articulation: dict[str, float] | None = None
) -> list[dict[str, NDArray[np.float64]]]:
    """For every utterance, by mood: the faces that the page's mixer makes of its track, moments × channels."""
    request = {
        "space": "arkit52",
        "secondsApart": MOMENT_MS / 1000,
        "moods": list(moods),
        "articulation": articulation or {},
        "tracks": [
            {"fps": TRACK_FPS, "frames": len(one.rows), "rows": base64.b64encode(one.rows.tobytes()).decode()}
            for one in utterances
        ],
    }
    done = subprocess.run([node(), str(_SCRIPT)], input=json.dumps(request).encode(), capture_output=True, check=True)
    faces = np.frombuffer(done.stdout, "<f4").reshape(-1, len(CHANNELS)).astype(float)
    found, at = [], 0
    for one in utterances:
        moments = int(len(one.rows) / TRACK_FPS / (MOMENT_MS / 1000))
        found.append({mood: faces[at + n * moments : at + (n + 1) * moments] for n, mood in enumerate(moods)})
        at += len(moods) * moments
    assert at == len(faces)
    return found


def times_ms(faces: NDArray[np.float64]) -> NDArray[np.float64]:
    """When each face is drawn."""
    return np.arange(len(faces)) * MOMENT_MS


def apart_from(
    cues: Sequence[Cue], visemes: frozenset[str], times: NDArray[np.float64], margin_ms: float
) -> NDArray[np.bool_]:
    """Which moments lie within speech and further than ``margin_ms`` from every cue of ``visemes``."""
    apart = (times > cues[0].onset_ms + margin_ms) & (times < cues[-1].end_ms - margin_ms)
    for cue in cues:
        if cue.viseme in visemes:
            apart &= (times < cue.onset_ms - margin_ms) | (times > cue.end_ms + margin_ms)
    return apart
