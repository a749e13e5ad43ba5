"""The rules of JALI (Edwards, Landreth, Fiume and Singh, ACM TOG 35(4), 2016, section 4.2), one by one.

Those that hold over random sequences are laws in ``test_articulation.py``; what is left out, and why, stands in
``docs/articulation.md``.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes.random_cues import LAW, TONGUE, chain
from visavis.protocol.channels import ARKIT52, VISEME15
from visavis.speech.articulation import articulate
from visavis.speech.cue_builder import build_cues
from visavis.speech.cues import Cue, Phone

pytestmark = pytest.mark.unit

FRAME_MS = 1000 / 60
JAW, PUCKER, CLOSE, ROLL = (ARKIT52.index(name) for name in ("jawOpen", "mouthPucker", "mouthClose", "mouthRollLower"))
PP = VISEME15.index("PP")
vowels = st.sampled_from(["aa", "E", "I", "O", "U"])


def face(cues: list[Cue]) -> NDArray[np.float64]:
    return articulate(cues, cues[-1].end_ms + 200, "arkit52") / 255.0


def at(rows: NDArray[np.float64], time_ms: float) -> NDArray[np.float64]:
    return rows[round(time_ms / FRAME_MS)]


def span(rows: NDArray[np.float64], channel: int, share: float = 0.15) -> tuple[float, float]:
    """When the channel first and last shows a share of its peak, in ms."""
    shown = np.flatnonzero(rows[:, channel] >= share * rows[:, channel].max())
    return shown[0] * FRAME_MS, shown[-1] * FRAME_MS


@LAW
@given(vowel=vowels, duration_ms=st.floats(50, 200), around=st.sampled_from(["PP", "FF"]))
def test_constraint_4_what_is_no_nasal_opens_the_lips_at_some_point(
    vowel: str, duration_ms: float, around: str
) -> None:
    cues = chain([("sil", 200, 1), (around, 80, 1), (vowel, duration_ms, 1), (around, 80, 1)])
    rows = face(cues)
    frames = np.arange(len(rows)) * FRAME_MS
    inside = rows[(frames >= 280) & (frames <= 280 + duration_ms)]
    assert (inside[:, ROLL] < 0.25).any()
    assert (inside[:, JAW] - inside[:, CLOSE]).max() > 0.03


def test_habit_1_a_doubled_viseme_is_one() -> None:
    pop_man = [Phone("ɑː", 0, 1600), Phone("p", 1600, 2800), Phone("m", 2800, 4000), Phone("æ", 4000, 6000)]
    cues = build_cues(pop_man, 16_000)
    assert [cue.viseme for cue in cues] == ["aa", "PP", "aa"]
    closed = articulate(cues, 375)[:, PP] / 255.0
    frames = np.arange(len(closed)) * FRAME_MS
    assert closed[(frames >= 100) & (frames <= 100 + 0.75 * 150)].min() >= 0.9


@pytest.mark.parametrize(("heavy", "channel"), [("U", "mouthPucker"), ("O", "mouthFunnel"), ("CH", "mouthFunnel")])
def test_habit_2_protruded_lips_start_early_and_end_late(heavy: str, channel: str) -> None:
    """Against a spread vowel; s and z are left out: their lips are those of the vowel after them, as in 'soon'."""

    def shown(viseme: str, name: str) -> tuple[float, float]:
        rows = face(chain([("DD", 400, 1), (viseme, 150, 1), ("DD", 400, 1)]))
        return span(rows, ARKIT52.index(name), 0.3)

    early, late = shown(heavy, channel)
    plain_early, plain_late = shown("E", "mouthSmileLeft")
    assert early <= plain_early - FRAME_MS
    assert late >= plain_late + FRAME_MS


@pytest.mark.parametrize("neighbour", [*TONGUE, "E", "I", "SS"])
def test_habit_3_protruded_lips_replace_those_of_their_neighbours(neighbour: str) -> None:
    cues = chain([("sil", 300, 1), (neighbour, 80, 1), ("U", 200, 1), (neighbour, 80, 1), ("sil", 300, 1)])
    rows = face(cues)
    assert at(rows, 355)[PUCKER] >= 0.3 * rows[:, PUCKER].max()
    assert at(rows, 605)[PUCKER] >= 0.3 * rows[:, PUCKER].max()


@pytest.mark.parametrize("contact", ["PP", "FF"])
def test_habit_4_but_go_together_with_lips_that_touch(contact: str) -> None:
    rows = face(chain([("sil", 300, 1), (contact, 80, 1), ("U", 200, 1), (contact, 80, 1), ("sil", 300, 1)]))
    for middle in (340, 620):
        touching = at(rows, middle)
        assert touching[PUCKER] >= 0.15
        assert touching[ROLL] >= 0.4
        assert touching[JAW] - touching[CLOSE] <= 0.1


@pytest.mark.parametrize("tongue", TONGUE)
@pytest.mark.parametrize("vowel", ["aa", "E", "O"])
def test_habit_6_a_sound_of_less_than_a_frame_leaves_the_jaw_where_it_is(tongue: str, vowel: str) -> None:
    """Bilabials are left out: a face without mouthClose would show a gap if its jaw stayed open."""
    short = face(chain([("sil", 200, 1), (vowel, 150, 1), (tongue, FRAME_MS, 1), (vowel, 150, 1)]))
    held = face(chain([("sil", 200, 1), (vowel, 300 + FRAME_MS, 1)]))
    assert at(short, 350)[JAW] >= 0.85 * at(held, 350)[JAW]


@pytest.mark.parametrize("consonant", [*TONGUE, "PP", "FF"])
def test_habit_7_a_longer_one_narrows_it(consonant: str) -> None:
    rows = face(chain([("sil", 200, 1), ("aa", 150, 1), (consonant, 90, 1), ("aa", 150, 1)]))
    middle = at(rows, 395)
    assert middle[JAW] - middle[CLOSE] <= 0.8 * rows[:, JAW].max()


def test_habit_8_duke_is_round_from_end_to_end() -> None:
    rows = face(chain([("sil", 300, 1), ("DD", 80, 1), ("U", 160, 1), ("kk", 90, 1), ("sil", 300, 1)]))
    peak = rows[:, PUCKER].max()
    assert at(rows, 340)[PUCKER] >= 0.5 * peak, "d looks ahead"
    assert at(rows, 580)[PUCKER] >= 0.4 * peak, "k looks back"


def test_the_tongue_has_timing_of_its_own() -> None:
    """Lips move ahead of the jaw, and the tongue last and fastest."""
    rows = articulate(chain([("sil", 400, 1), ("TH", 120, 1), ("sil", 400, 1)]), 920, "arkit52") / 255.0
    tongue, jaw = span(rows, ARKIT52.index("tongueOut")), span(rows, JAW)
    assert tongue[0] >= jaw[0]
    assert tongue[1] <= jaw[1]
    round_ = articulate(chain([("sil", 400, 1), ("U", 160, 1), ("sil", 400, 1)]), 960, "arkit52") / 255.0
    assert span(round_, PUCKER)[0] < span(round_, JAW)[0]
