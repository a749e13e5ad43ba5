"""The laws of the co-articulation solver, over random cue sequences."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import ceil

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fakes.random_cues import LAW, MOUTH, SPACES, TONGUE, chain, cue_sequences, durations_ms, intensities
from visavis.protocol.channels import ARKIT52, CHANNELS, VISEME15, ChannelSpace
from visavis.protocol.client import SpeakingStyle
from visavis.speech.articulation import LOOKAHEAD_MS, REST_PAUSE_MS, Articulator, articulate, frame_count
from visavis.speech.cues import Cue
from visavis.speech.kernels import ANTICIPATION_MS, DECAY_MS, PROTRUSION_MS
from visavis.speech.styles import STYLES, Style
from visavis.speech.track import closed_lip_intervals

pytestmark = pytest.mark.unit

FRAME_MS = 1000 / 60
SMOOTH_STEP = 0.35
"""No weight outside contacts changes more than this from one frame to the next."""
OPENING = ("jawOpen", "mouthFunnel", "mouthLowerDownLeft", "mouthUpperUpLeft")
every_space = pytest.mark.parametrize("space", SPACES)


def end_of(cues: list[Cue]) -> float:
    return cues[-1].end_ms + 150


def solve(cues: list[Cue], space: ChannelSpace = "viseme15") -> NDArray[np.float64]:
    return articulate(cues, end_of(cues), space) / 255.0


def at_ms(weights: NDArray[np.float64], time_ms: float) -> NDArray[np.float64]:
    """What a player shows: frames, linearly interpolated."""
    position = time_ms / FRAME_MS
    before = int(position)
    after = min(before + 1, len(weights) - 1)
    return weights[before] + (weights[after] - weights[before]) * (position - before)


def nearest(weights: NDArray[np.float64], time_ms: float) -> NDArray[np.float64]:
    return weights[round(time_ms / FRAME_MS)]


def meets(cues: list[Cue], viseme: str, onset_ms: float, end_ms: float) -> bool:
    """Whether the other kind of contact is so near that one frame has to serve both sides of their border."""
    return any(cue.viseme == viseme and cue.end_ms > onset_ms - 40 and cue.onset_ms < end_ms + 40 for cue in cues)


@every_space
@LAW
@given(
    cues=st.one_of(cue_sequences(), cue_sequences(st.sampled_from(["PP", "FF", "aa"]))),
    splits=st.lists(st.integers(0, 16), max_size=6),
)
@example(cues=chain([("PP", 20, 1), ("FF", 350, 1), ("sil", 20, 1)]), splits=[])
def test_any_split_gives_the_batch_result(space: ChannelSpace, cues: list[Cue], splits: list[int]) -> None:
    whole = Articulator(space)
    batch = np.concatenate([whole.push(cues), whole.finish(end_of(cues))])
    for cuts in (sorted(splits), range(len(cues) + 1)):
        streamed = Articulator(space)
        edges = [0, *cuts, len(cues)]
        parts = [streamed.push(cues[a:b]) for a, b in pairwise(edges)]
        assert np.array_equal(np.concatenate([*parts, streamed.finish(end_of(cues))]), batch)


@every_space
@LAW
@given(cues=cue_sequences(min_size=2), later=cue_sequences())
def test_pushed_rows_never_wait_longer_than_the_lookahead(
    space: ChannelSpace, cues: list[Cue], later: list[Cue]
) -> None:
    articulator = Articulator(space)
    rows = articulator.push(cues)
    due = int((cues[-1].end_ms - LOOKAHEAD_MS) / FRAME_MS - 1e-6) if cues[-1].end_ms > LOOKAHEAD_MS else 0
    assert len(rows) >= due
    shift = cues[-1].end_ms
    going_on = cues + [replace(cue, onset_ms=cue.onset_ms + shift, end_ms=cue.end_ms + shift) for cue in later]
    assert np.array_equal(articulate(going_on, end_of(going_on), space)[: len(rows)], rows)


@every_space
@LAW
@given(cues=cue_sequences(), duration_ms=st.floats(0.0, 20000.0, allow_nan=False))
def test_frame_count_range_and_type(space: ChannelSpace, cues: list[Cue], duration_ms: float) -> None:
    rows = articulate(cues, duration_ms, space)
    assert rows.dtype == np.uint8
    assert rows.shape == (ceil(duration_ms * 60 / 1000 - 1e-6), len(CHANNELS[space]))


@LAW
@given(cues=cue_sequences())
def test_whole_mouth_weights_sum_to_at_most_one(cues: list[Cue]) -> None:
    rows = articulate(cues, end_of(cues))
    assert int(rows.astype(int).sum(axis=1).max()) <= 255
    assert not rows[:, VISEME15.index("sil")].any()


@every_space
@LAW
@given(cues=cue_sequences(), at=st.integers(0, 15), share=st.floats(0.1, 0.9))
def test_a_cue_cut_in_two_changes_nothing(space: ChannelSpace, cues: list[Cue], at: int, share: float) -> None:
    cue = cues[at % len(cues)]
    middle = cue.onset_ms + share * (cue.end_ms - cue.onset_ms)
    index = cues.index(cue)
    halves = [replace(cue, end_ms=middle), replace(cue, onset_ms=middle)]
    cut = cues[:index] + halves + cues[index + 1 :]
    assert np.array_equal(articulate(cut, end_of(cues), space), articulate(cues, end_of(cues), space))


@LAW
@given(cues=cue_sequences())
def test_bilabials_close_when_they_are_heard(cues: list[Cue]) -> None:
    mouth, face = solve(cues), solve(cues, "arkit52")
    for onset_ms, end_ms in closed_lip_intervals(cues):
        alone = not meets(cues, "FF", onset_ms, end_ms)
        look = at_ms if alone else nearest
        shown = look(mouth, (onset_ms + end_ms) / 2)
        assert shown[VISEME15.index("PP")] >= 0.9
        assert shown.sum() - shown[VISEME15.index("PP")] <= 0.1
        opened = look(face, (onset_ms + end_ms) / 2)
        assert opened[ARKIT52.index("jawOpen")] - opened[ARKIT52.index("mouthClose")] <= 0.02
        assert all(opened[ARKIT52.index(name)] <= 0.06 for name in OPENING if name != "jawOpen")
        if onset_ms > 0 and alone:
            assert at_ms(mouth, onset_ms)[VISEME15.index("PP")] >= 0.9


@LAW
@given(cues=cue_sequences(st.sampled_from(["PP", "aa", "O"]), min_size=2))
def test_closed_lips_cover_three_quarters_of_a_bilabial(cues: list[Cue]) -> None:
    closed = solve(cues)[:, VISEME15.index("PP")] >= 0.9
    for onset_ms, end_ms in closed_lip_intervals(cues):
        frames = range(ceil(onset_ms / FRAME_MS), int((onset_ms + 0.75 * (end_ms - onset_ms)) / FRAME_MS))
        assert all(closed[frame] for frame in frames)


@LAW
@given(cues=cue_sequences())
def test_labiodentals_touch(cues: list[Cue]) -> None:
    mouth, face = solve(cues), solve(cues, "arkit52")
    for cue in (cue for cue in cues if cue.viseme == "FF"):
        middle = (cue.onset_ms + cue.end_ms) / 2
        look = nearest if meets(cues, "PP", cue.onset_ms, cue.end_ms) else at_ms
        assert look(mouth, middle)[VISEME15.index("FF")] >= 0.8
        assert look(face, middle)[ARKIT52.index("mouthRollLower")] >= 0.55
        assert look(face, middle)[ARKIT52.index("jawOpen")] <= 0.15


@LAW
@given(first=st.sampled_from(["PP", "FF"]), onset_ms=st.floats(100, 200), lengths=st.tuples(*[st.floats(20, 90)] * 2))
def test_lips_stay_together_from_one_contact_to_another(
    first: str, onset_ms: float, lengths: tuple[float, float]
) -> None:
    second = "FF" if first == "PP" else "PP"
    mouth = solve(chain([("aa", onset_ms, 1), (first, lengths[0], 1), (second, lengths[1], 1), ("aa", 200, 1)]))
    touching = mouth[:, VISEME15.index("PP")] + mouth[:, VISEME15.index("FF")]
    frames = np.arange(len(mouth)) * FRAME_MS
    assert touching[(frames >= onset_ms) & (frames <= onset_ms + lengths[0] + 0.7 * lengths[1])].min() >= 0.8


@LAW
@given(
    before=st.lists(st.tuples(st.sampled_from(VISEME15), durations_ms, intensities), max_size=4),
    after=st.lists(st.tuples(st.sampled_from(VISEME15), durations_ms, intensities), max_size=4),
    duration_ms=durations_ms,
    one=st.sampled_from(TONGUE),
    other=st.sampled_from(TONGUE),
)
def test_tongue_sounds_leave_the_lips_to_their_neighbours(
    before: list[tuple[str, float, float]],
    after: list[tuple[str, float, float]],
    duration_ms: float,
    one: str,
    other: str,
) -> None:
    def lips(viseme: str, space: ChannelSpace) -> NDArray[np.uint8]:
        cues = chain([*before, (viseme, duration_ms, 1.0), *after])
        if space == "arkit52":
            kept = [i for i, name in enumerate(ARKIT52) if name.startswith("mouth") and name != "mouthClose"]
        else:
            kept = [i for i, name in enumerate(VISEME15) if name not in TONGUE]
        return articulate(cues, end_of(cues), space)[:, kept]

    for space in SPACES:
        assert np.array_equal(lips(one, space), lips(other, space))


@LAW
@given(
    duration_ms=st.floats(40.0, 80.0), vowel=st.sampled_from(["E", "I", "O", "U", "aa"]), stop=st.sampled_from(TONGUE)
)
def test_between_equal_vowels_a_tongue_sound_keeps_their_lips(duration_ms: float, vowel: str, stop: str) -> None:
    cues = chain([("sil", 200, 1), (vowel, 200, 1), (stop, duration_ms, 1), (vowel, 200, 1)])
    held = chain([("sil", 200, 1), (vowel, 400 + duration_ms, 1)])
    lips = [i for i, name in enumerate(ARKIT52) if name.startswith("mouth")]
    with_stop, without = solve(cues, "arkit52")[:, lips], solve(held, "arkit52")[:, lips]
    assert np.abs(with_stop - without).max() <= 0.25 * without.max()


@every_space
@LAW
@given(
    viseme=st.sampled_from([*MOUTH, "PP", "FF"]),
    lead=st.sampled_from(["sil", "nn", "PP", "E"]),
    duration_ms=st.floats(20.0, 4000.0),
    onset_ms=st.floats(300.0, 700.0),
)
def test_anticipation_and_decay_are_bounded(
    space: ChannelSpace, viseme: str, lead: str, duration_ms: float, onset_ms: float
) -> None:
    with_it = chain([(lead, onset_ms, 1), (viseme, duration_ms, 1), ("sil", 600, 1)])
    without = chain([(lead, onset_ms, 1), ("sil", duration_ms + 600, 1)])
    reach = PROTRUSION_MS if viseme in {"O", "U", "CH", "RR"} else ANTICIPATION_MS
    frames = np.arange(frame_count(end_of(with_it))) * FRAME_MS
    rows = solve(with_it, space)
    unaware = frames <= onset_ms - PROTRUSION_MS
    assert np.array_equal(rows[unaware], solve(without, space)[unaware])
    if lead == "sil":
        assert not rows[frames <= onset_ms - reach].any()
    if space == "viseme15" and viseme != lead:
        assert not rows[frames <= onset_ms - reach, VISEME15.index(viseme)].any()
        assert not rows[frames >= onset_ms + duration_ms + DECAY_MS, VISEME15.index(viseme)].any()
    assert not rows[frames >= onset_ms + duration_ms + DECAY_MS].any()


@every_space
@LAW
@given(before=cue_sequences(), pause_ms=st.floats(REST_PAUSE_MS, 900.0), after=cue_sequences())
def test_pauses_bring_the_mouth_to_rest(
    space: ChannelSpace, before: list[Cue], pause_ms: float, after: list[Cue]
) -> None:
    start = before[-1].end_ms
    shift = start + pause_ms
    cues = [*before, Cue("sil", start, shift)]
    cues += [replace(cue, onset_ms=cue.onset_ms + shift, end_ms=cue.end_ms + shift) for cue in after]
    rows = articulate(cues, end_of(cues), space)
    frames = np.arange(len(rows)) * FRAME_MS
    pause = rows[(frames >= start) & (frames < shift)]
    assert (~pause.any(axis=1)).any()
    assert not rows[(frames > start + DECAY_MS) & (frames < shift - DECAY_MS)].any()


@every_space
@LAW
@given(cues=cue_sequences(st.sampled_from(["sil", *MOUTH])))
def test_motion_is_smooth(space: ChannelSpace, cues: list[Cue]) -> None:
    assert np.abs(np.diff(solve(cues, space), axis=0)).max() <= SMOOTH_STEP


@LAW
@given(cues=cue_sequences())
def test_the_face_is_symmetric_and_only_the_mouth_moves(cues: list[Cue]) -> None:
    rows = articulate(cues, end_of(cues), "arkit52")
    for index, name in enumerate(ARKIT52):
        if name.endswith("Left") and f"{name[:-4]}Right" in ARKIT52 and name not in {"jawLeft", "mouthLeft"}:
            assert np.array_equal(rows[:, index], rows[:, ARKIT52.index(f"{name[:-4]}Right")])
        if not name.startswith(("jaw", "mouth", "tongue")) or name in {
            "jawLeft",
            "jawRight",
            "mouthLeft",
            "mouthRight",
        }:
            assert not rows[:, index].any()
    assert (rows[:, ARKIT52.index("mouthClose")] <= rows[:, ARKIT52.index("jawOpen")]).all()


@LAW
@given(vowel=st.sampled_from(["aa", "E", "O"]), sibilant=st.sampled_from(["SS", "CH"]), duration_ms=st.floats(60, 200))
def test_sibilants_narrow_the_jaw(vowel: str, sibilant: str, duration_ms: float) -> None:
    cues = chain([("sil", 200, 1), (vowel, 160, 1), (sibilant, duration_ms, 1), (vowel, 160, 1)])
    jaw = solve(cues, "arkit52")[:, ARKIT52.index("jawOpen")]
    frames = np.arange(len(jaw)) * FRAME_MS
    inside = (frames >= 360) & (frames <= 360 + duration_ms)
    assert jaw[inside].min() <= 0.55 * jaw.max()


@LAW
@given(neighbour=st.sampled_from(["DD", "kk", "nn", "E", "I"]), duration_ms=st.floats(60, 200))
def test_rounded_vowels_round_their_neighbours(neighbour: str, duration_ms: float) -> None:
    pucker = ARKIT52.index("mouthPucker")
    cues = chain([("sil", 200, 1), (neighbour, duration_ms, 1), ("U", 160, 1)])
    just_before = at_ms(solve(cues, "arkit52"), 200 + duration_ms - 40)[pucker]
    assert just_before >= 0.15


def test_a_rounded_vowel_shows_through_a_closure_without_opening_it() -> None:
    cues = chain([("sil", 300, 1), ("PP", 90, 1), ("U", 200, 1)])
    closed = at_ms(solve(cues, "arkit52"), 345)
    assert closed[ARKIT52.index("mouthPucker")] >= 0.2
    assert closed[ARKIT52.index("mouthFunnel")] <= 0.02
    assert closed[ARKIT52.index("jawOpen")] - closed[ARKIT52.index("mouthClose")] <= 0.01


def test_a_vowel_is_in_place_at_its_onset_and_held_to_three_quarters() -> None:
    aa = solve(chain([("sil", 300, 1), ("aa", 240, 1), ("sil", 400, 1)]))[:, VISEME15.index("aa")]
    top = aa.max()
    assert np.interp(300, np.arange(len(aa)) * FRAME_MS, aa) >= 0.7 * top
    assert np.interp(320, np.arange(len(aa)) * FRAME_MS, aa) >= 0.9 * top
    assert np.interp(300 + 180, np.arange(len(aa)) * FRAME_MS, aa) >= 0.9 * top


def test_vowels_between_short_closures_still_open() -> None:
    cues = chain([("PP", 60, 1), ("aa", 60, 1), ("PP", 60, 1), ("aa", 60, 1), ("PP", 60, 1)], 200)
    pp = solve(cues)[:, VISEME15.index("PP")]
    frames = np.arange(len(pp)) * FRAME_MS
    for onset in (260, 380):
        assert pp[(frames >= onset) & (frames < onset + 60)].min() <= 0.4


def test_intensity_scales_shapes_but_not_closures() -> None:
    def peak(intensity: float, viseme: str) -> float:
        cues = chain([("sil", 200, 1), (viseme, 300, intensity), ("sil", 200, 1)])
        return float(solve(cues)[:, VISEME15.index(viseme)].max())

    assert peak(0.5, "aa") == pytest.approx(0.5 * peak(1.0, "aa"), abs=0.01)
    assert peak(0.1, "PP") == 1.0
    assert peak(0.1, "FF") >= 0.8


def test_style_gains_scale_jaw_and_lips_apart_and_never_a_closure() -> None:
    cues = chain([("sil", 200, 1), ("PP", 100, 1), ("aa", 300, 1), ("U", 200, 1)])

    def face(style: tuple[float, float]) -> NDArray[np.float64]:
        articulator = Articulator("arkit52", style=style)
        return np.concatenate([articulator.push(cues), articulator.finish(end_of(cues))]).max(axis=0) / 255

    plain, calm = face((1.0, 1.0)), face(Style(jaw=0.5, lip=0.7))
    for name, gain in (("jawOpen", 0.5), ("mouthPucker", 0.7), ("mouthRollLower", 1.0)):
        index = ARKIT52.index(name)
        assert calm[index] == pytest.approx(gain * plain[index], abs=0.02)


@pytest.mark.parametrize("style", list(STYLES))
@LAW
@given(cues=cue_sequences())
def test_lips_touch_in_every_style(style: SpeakingStyle, cues: list[Cue]) -> None:
    face = Articulator("arkit52", style=STYLES[style]).finish(end_of(cues), cues) / 255.0
    mouth = Articulator("viseme15", style=STYLES[style]).finish(end_of(cues), cues) / 255.0
    plain = solve(cues)
    assert np.abs(mouth[:, VISEME15.index("PP")] - plain[:, VISEME15.index("PP")]).max() <= 0.01
    assert np.abs(mouth[:, VISEME15.index("FF")] - plain[:, VISEME15.index("FF")]).max() <= 0.01
    assert mouth.sum(axis=1).max() <= 1 + 1e-9
    for onset_ms, end_ms in closed_lip_intervals(cues):
        look = nearest if meets(cues, "FF", onset_ms, end_ms) else at_ms
        shown = look(face, (onset_ms + end_ms) / 2)
        assert shown[ARKIT52.index("jawOpen")] - shown[ARKIT52.index("mouthClose")] <= 0.02
        assert all(shown[ARKIT52.index(name)] <= 0.06 for name in OPENING if name != "jawOpen")


def test_styles_are_told_apart_by_jaw_and_lips() -> None:
    cues = chain([("sil", 200, 1), ("aa", 300, 1), ("U", 300, 1), ("I", 300, 1)])
    peaks = {
        style: Articulator("arkit52", style=gains).finish(end_of(cues), cues).max(axis=0)
        for style, gains in STYLES.items()
    }
    jaw, pucker = ARKIT52.index("jawOpen"), ARKIT52.index("mouthPucker")
    assert peaks["whisper"][jaw] < peaks["neutral"][jaw] < peaks["clear"][jaw] < peaks["shout"][jaw]
    assert peaks["whisper"][pucker] < peaks["neutral"][pucker] < peaks["shout"][pucker] < peaks["clear"][pucker]
    assert peaks["shout"][jaw] < 255, "the loudest style still leaves room for a loud vowel"


@pytest.mark.parametrize("fps", [24, 30, 50, 120])
def test_other_frame_rates_show_the_same_motion(fps: int) -> None:
    cues = chain([("sil", 200, 1), ("PP", 90, 1), ("aa", 160, 1), ("U", 120, 1), ("FF", 80, 1), ("E", 150, 1)])
    rows, reference = articulate(cues, 1000, fps=fps) / 255, articulate(cues, 1000) / 255
    assert len(rows) == fps
    for name in ("aa", "U", "E"):
        index = VISEME15.index(name)
        assert rows[:, index].max() == pytest.approx(reference[:, index].max(), abs=0.2)
    closed = rows[:, VISEME15.index("PP")] >= 0.9
    assert closed[round(0.245 * fps)]


def test_a_long_utterance_keeps_no_history() -> None:
    articulator = Articulator("viseme15")
    sizes = set()
    for second in range(120):
        articulator.push(chain([("PP", 100, 1), ("aa", 400, 1), ("FF", 100, 1), ("E", 400, 1)], second * 1000.0))
        sizes.add((len(articulator._timeline._starts), len(articulator._contacts._runs)))
    assert max(sizes) <= (8, 6)
    assert articulator.frames >= 119 * 60


def test_bad_cues_are_refused_by_name_and_change_nothing() -> None:
    articulator = Articulator("viseme15")
    articulator.push([Cue("aa", 0, 100)])
    for bad, told in (
        (Cue("AA", 100, 200), "'AA'"),
        (Cue("aa", 50, 200), "100.000 ms"),
        (Cue("aa", 200, 200), "onset_ms < end_ms"),
        (Cue("aa", 100, float("nan")), "nan"),
        (Cue("aa", 100, float("inf")), "inf"),
        (Cue("aa", 100, 200, 1.5), "1.5"),
    ):
        with pytest.raises(ValueError, match=told):
            articulator.push([Cue("E", 100, 100.5), bad] if bad.onset_ms > 100 else [bad])
    rest = articulator.push([Cue("E", 100, 200)])
    assert np.array_equal(
        np.concatenate([rest, articulator.finish(300)]), articulate([Cue("aa", 0, 100), Cue("E", 100, 200)], 300)
    )


def test_finish_refuses_to_take_rows_back_or_to_run_twice() -> None:
    articulator = Articulator("viseme15")
    articulator.push([Cue("aa", 0, 1000)])
    with pytest.raises(ValueError, match="were handed out"):
        articulator.finish(500)
    assert len(articulator.finish(1000)) + 50 == 60
    with pytest.raises(RuntimeError):
        articulator.push([])


def test_strange_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="'visemes'"):
        Articulator("visemes")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="got 10"):
        Articulator("viseme15", fps=10)
    with pytest.raises(ValueError, match="lip 3"):
        Articulator("viseme15", style=(1.0, 3.0))
