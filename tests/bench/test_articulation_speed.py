"""What the co-articulation solver costs: CPU per second of audio and per call, at the chunk sizes a session uses."""

from __future__ import annotations

import random
import time

import pytest

from visavis.protocol.channels import CHANNELS
from visavis.speech.articulation import Articulator
from visavis.speech.cues import Cue

pytestmark = pytest.mark.bench

SPEECH = (
    ["PP"] * 8 + ["FF"] * 4 + ["DD"] * 10 + ["nn"] * 12 + ["kk"] * 8 + ["SS"] * 6 + ["CH"] * 6 + ["RR"] * 4
    + ["TH"] * 2 + ["aa"] * 16 + ["E"] * 9 + ["I"] * 9 + ["O"] * 6 + ["U"] * 7 + ["sil"] * 4
)  # fmt: skip
"""Visemes about as often as they occur."""
CUES_A_SECOND = 13


def speech(seconds: int) -> list[Cue]:
    rng = random.Random(1)
    cues, at = [], 0.0
    for _ in range(seconds * CUES_A_SECOND):
        end = at + rng.uniform(40, 115)
        cues.append(Cue(rng.choice(SPEECH), at, end))
        at = end
    return cues


@pytest.mark.parametrize("space", list(CHANNELS))
@pytest.mark.parametrize("cues_a_chunk", [1, CUES_A_SECOND, 3 * CUES_A_SECOND, 5 * CUES_A_SECOND])
def test_cost(space: str, cues_a_chunk: int) -> None:
    cues = speech(30)
    chunks = [cues[at : at + cues_a_chunk] for at in range(0, len(cues), cues_a_chunk)]
    best = float("inf")
    rows = 0
    for _ in range(9):
        articulator = Articulator(space)  # type: ignore[arg-type]
        start = time.process_time()
        for chunk in chunks:
            articulator.push(chunk)
        articulator.finish(cues[-1].end_ms)
        best = min(best, time.process_time() - start)
        rows = articulator.frames
    print(
        f"\n{space}, {cues_a_chunk / CUES_A_SECOND:.2f} s a chunk: {best / len(chunks) * 1e3:.3f} ms a call,"
        f" {best * 1e6 / cues[-1].end_ms:.3f} ms a second of audio, {rows} rows"
    )
    assert rows >= 29 * 60
