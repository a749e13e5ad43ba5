"""The mouth of an utterance: the same rows however sound and timing arrive, wider where the voice is louder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes.random_cues import LAW
from visavis.protocol.channels import ARKIT52, VISEME15, ChannelSpace
from visavis.speech.cues import Phone
from visavis.speech.styles import STYLES
from visavis.tts.mouth import Mouth
from visavis.tts.row_sources import FADE_FRAMES

pytestmark = pytest.mark.unit

RATE_HZ = 16_000
MS = RATE_HZ // 1000
SCRIPT = "b 70 0|ɑː 150 2|b 65 0|m 60 0|ɛ 90 1|t 55 0|p 85 0|æ 140 2|_ 300 0|f 70 0|uː 180 2|ə 60 0|m 80 0|aɪ 200 2"


def phones(script: str = SCRIPT) -> list[Phone]:
    found, at = [], 0
    for entry in script.split("|"):
        ipa, length, stress = entry.split()
        found.append(Phone("" if ipa == "_" else ipa, at, at + int(length) * MS, int(stress)))
        at = found[-1].end_samples
    return found


def sound(levels: list[float]) -> bytes:
    """A hum under every phone, so loud as its level."""
    parts = []
    for phone, level in zip(phones(), levels, strict=True):
        time = np.arange(phone.end_samples - phone.onset_samples) / RATE_HZ
        parts.append(np.sin(2 * np.pi * 180 * time) * (0 if not phone.ipa else level) * 20_000)
    return np.concatenate(parts).astype("<i2").tobytes()


LEVELS = [0.5] * len(phones())
SAMPLES = phones()[-1].end_samples


def at_once(pcm: bytes, space: ChannelSpace = "arkit52", **options: object) -> NDArray[np.uint8]:
    mouth = Mouth(RATE_HZ, space, "en", **options)  # type: ignore[arg-type]
    mouth.add(pcm, phones(), None)
    return mouth.finish(SAMPLES)


@LAW
@given(
    levels=st.lists(st.sampled_from([0.05, 0.5, 1.0]), min_size=len(LEVELS), max_size=len(LEVELS)),
    arrivals=st.lists(st.tuples(st.integers(0, SAMPLES), st.integers(0, len(LEVELS))), max_size=8),
    horizons=st.lists(st.integers(0, SAMPLES + 4000), min_size=9, max_size=9),
)
def test_however_sound_and_timing_arrive_the_rows_are_the_same(
    levels: list[float], arrivals: list[tuple[int, int]], horizons: list[int]
) -> None:
    pcm = sound(levels)
    mouth, rows = Mouth(RATE_HZ, "arkit52", "en"), []
    heard = told = 0
    steps = [(max(a for a, _ in arrivals[:n]), max(b for _, b in arrivals[:n])) for n in range(1, len(arrivals) + 1)]
    for (samples, known), horizon in zip([*steps, (SAMPLES, len(LEVELS))], sorted(horizons), strict=False):
        mouth.add(pcm[2 * heard : 2 * samples], phones()[told:known], None)
        heard, told = samples, known
        rows.append(mouth.rows_before(horizon))
    rows.append(mouth.finish(SAMPLES))
    assert np.array_equal(np.concatenate(rows), at_once(pcm))


def test_louder_vowels_open_the_mouth_wider_and_closures_stay() -> None:
    at = next(number for number, phone in enumerate(phones()) if phone.ipa == "æ")
    rows = {level: at_once(sound([*LEVELS[:at], level, *LEVELS[at + 1 :]])).astype(int) for level in (0.12, 0.5, 1.0)}
    middle = (phones()[at].onset_samples + phones()[at].end_samples) // 2 * 60 // RATE_HZ
    jaw = {level: found[middle, ARKIT52.index("jawOpen")] for level, found in rows.items()}
    assert jaw[0.12] < jaw[0.5] - 10
    assert jaw[1.0] >= jaw[0.5]
    for level, found in rows.items():
        for phone in phones():
            if phone.ipa in {"b", "m", "p"}:
                frame = (phone.onset_samples + phone.end_samples) // 2 * 60 // RATE_HZ
                apart = found[frame, ARKIT52.index("jawOpen")] - found[frame, ARKIT52.index("mouthClose")]
                assert apart <= 5, (level, phone)


def test_sound_that_is_switched_off_moves_the_mouth_as_ever() -> None:
    assert at_once(bytes(2 * SAMPLES)).max() > 100


def test_the_loudness_is_waited_for_but_a_pause_is_not() -> None:
    mouth = Mouth(RATE_HZ, "viseme15", "en")
    mouth.add(b"", [Phone("", 0, 400 * MS), Phone("ɑː", 400 * MS, 500 * MS), Phone("", 500 * MS, 900 * MS)], None)
    rows = mouth.rows_before(900 * MS)
    assert 0 < len(rows) < 24
    mouth.add(bytes(2 * 500 * MS), [], None)
    assert len(rows) + len(mouth.rows_before(900 * MS)) > 36


def test_a_style_is_passed_on() -> None:
    pcm, jaw = sound(LEVELS), ARKIT52.index("jawOpen")
    assert at_once(pcm, style=STYLES["whisper"])[:, jaw].max() < at_once(pcm)[:, jaw].max()
    assert at_once(pcm, "viseme15", style=STYLES["whisper"])[:, VISEME15.index("PP")].max() == 255


def native_rows(frames: int, weight: int) -> NDArray[np.uint8]:
    return np.full((frames, 52), weight, dtype=np.uint8)


def perform_by_turns(kinds: str, *, ends_early: bool = False) -> tuple[NDArray[np.uint8], list[int]]:
    """Sentences with phones (p) or rows of their own (n), each as long as the script, in steps of 50 ms."""
    mouth, rows, starts = Mouth(RATE_HZ, "arkit52", "en"), [], []
    pcm, step = sound(LEVELS), 50 * MS
    for number, kind in enumerate(kinds):
        first = number * SAMPLES
        starts.append(-(-first * 60 // RATE_HZ))
        mouth.begin_sentence(first)
        told = 0
        for at in range(0, SAMPLES, step):
            end = min(SAMPLES, at + step)
            coming = [phone for phone in phones()[told:] if phone.end_samples <= end] if kind == "p" else []
            told += len(coming)
            frames = -(-end * 60 // RATE_HZ) - -(-at * 60 // RATE_HZ)
            own = native_rows(frames, 100 + number) if kind == "n" and not (ends_early and at > 600 * MS) else None
            mouth.add(pcm[2 * at : 2 * end], coming, own)
            rows.append(mouth.rows_before(first + end))
    rows.append(mouth.finish(len(kinds) * SAMPLES))
    return np.concatenate(rows), starts


@pytest.mark.parametrize("kinds", ["pn", "np", "npn", "pnnp"])
def test_phones_and_native_rows_may_take_turns_from_sentence_to_sentence(kinds: str) -> None:
    rows, starts = perform_by_turns(kinds)
    alone, _ = perform_by_turns("p" * len(kinds))
    assert len(rows) == -(-len(kinds) * SAMPLES * 60 // RATE_HZ) == len(alone)
    for number, (kind, start, stop) in enumerate(zip(kinds, starts, [*starts[1:], len(rows)], strict=True)):
        inside = rows[start + FADE_FRAMES : stop - 12]
        if kind == "n":
            assert np.all(inside == 100 + number)
            continue
        # Far from a seam the mouth is what it would be among sentences of its kind, but for the loudness before it.
        apart = np.abs(inside.astype(int) - alone[start + FADE_FRAMES : stop - 12])[12:]
        assert apart.max() <= 0.06 * 255
    for start in starts[1:]:
        assert np.abs(np.diff(rows[start - 1 : start + FADE_FRAMES + 2].astype(int), axis=0)).max() < 60, "no jump"


def test_native_rows_alone_are_not_touched() -> None:
    rows, starts = perform_by_turns("nn")
    assert np.all(rows[: starts[1]] == 100)
    assert np.all(rows[starts[1] :] == 101)


def test_where_native_rows_end_early_the_last_is_held() -> None:
    rows, starts = perform_by_turns("np", ends_early=True)
    assert np.all(rows[: starts[1]] == 100)


def test_phones_go_on_where_native_rows_end_within_a_sentence() -> None:
    mouth, half = Mouth(RATE_HZ, "arkit52", "en"), phones()[7].onset_samples
    frames = -(-half * 60 // RATE_HZ)
    mouth.add(sound(LEVELS), phones()[7:], native_rows(frames, 120))
    rows = np.concatenate((mouth.rows_before(half), mouth.finish(SAMPLES)))
    assert len(rows) == -(-SAMPLES * 60 // RATE_HZ)
    assert np.all(rows[:frames] == 120)
    true = at_once(sound(LEVELS))
    assert np.abs(rows[frames + 15 :].astype(int) - true[frames + 15 :]).max() <= 0.06 * 255
