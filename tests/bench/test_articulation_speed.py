"""What the mouth costs: CPU per second of audio and per call, at the chunk sizes a session uses."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from visavis.protocol.channels import CHANNELS
from visavis.speech.articulation import Articulator
from visavis.speech.cues import Cue, Phone
from visavis.tts.mouth import Mouth

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


RATE_HZ = 22_050
IPA = ("p", "m", "t", "n", "s", "ʃ", "k", "ə", "aɪ", "iː", "ɑː", "uː", "ɛ", "oʊ")


@pytest.mark.parametrize("chunk_seconds", [0.12, 0.4, 4.0])
def test_cost_with_loudness(chunk_seconds: float) -> None:
    """From phones and their sound to rows, as an utterance does it."""
    rng = random.Random(1)
    phones: list[Phone] = []
    at = 0
    while at < 30 * RATE_HZ:
        end = at + round(rng.uniform(0.04, 0.115) * RATE_HZ)
        phones.append(Phone(rng.choice(IPA), at, end, rng.choice((0, 0, 1, 2))))
        at = end
    pcm = np.random.default_rng(1).normal(0, 3000, at).astype("<i2").tobytes()
    step = round(chunk_seconds * RATE_HZ)
    best = float("inf")
    for _ in range(7):
        mouth, told = Mouth(RATE_HZ, "arkit52", "en"), 0
        start = time.process_time()
        for heard in range(0, at, step):
            known = told
            while known < len(phones) and phones[known].end_samples <= heard + step:
                known += 1
            mouth.add(pcm[2 * heard : 2 * (heard + step)], phones[told:known], None)
            mouth.rows_before(heard + step)
            told = known
        mouth.finish(at)
        best = min(best, time.process_time() - start)
    seconds = at / RATE_HZ
    print(f"\n{chunk_seconds} s a chunk, from phones and sound: {best / seconds * 1e3:.3f} ms a second of audio")
    assert told == len(phones) or mouth.take_cues()
