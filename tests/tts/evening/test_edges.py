"""What begins or ends away from zero is faded; nothing else is touched."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.babble import Sound
from visavis.tts.evening.edges import FADE_MS, Edges

pytestmark = pytest.mark.unit

RATE_HZ = 16_000
FADE = RATE_HZ * FADE_MS // 1000


def edged(sound: Sound, piece: int) -> Sound:
    edges = Edges(RATE_HZ)
    made = [edges.push(sound[at : at + piece]) for at in range(0, len(sound), piece)]
    return np.concatenate([*made, edges.finish()])


@pytest.mark.parametrize("piece", [1, 100, 5000])
def test_an_offset_begins_and_ends_without_a_step(piece: int) -> None:
    sound = np.full(2000, 0.5, dtype=np.float32)
    made = edged(sound, piece)
    around = np.concatenate(([0.0], made, [0.0]))
    assert np.abs(np.diff(around)).max() < 0.02
    assert np.array_equal(made[FADE:-FADE], sound[FADE:-FADE])
    assert len(made) == len(sound)


@pytest.mark.parametrize("piece", [7, 5000])
def test_what_begins_and_ends_in_silence_stays_as_it_is(piece: int) -> None:
    sound = np.sin(np.linspace(0, 20 * np.pi, 2001)).astype(np.float32)
    assert np.array_equal(edged(sound, piece), sound)


@pytest.mark.parametrize("samples", [0, 1, 2, FADE, 2 * FADE - 1])
def test_a_sound_of_a_moment_is_whole(samples: int) -> None:
    made = edged(np.full(samples, 0.5, dtype=np.float32), 3)
    assert len(made) == samples
    assert np.abs(np.diff(np.concatenate(([0.0], made, [0.0])))).max(initial=0.0) <= 0.5
