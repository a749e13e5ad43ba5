"""What the figures count, on alignments whose errors are known."""

import numpy as np
import pytest

from visavis.bench.lipsync.recording import Recording, Span, TimedPhone
from visavis.bench.lipsync.results import Result, as_json, as_table, summarise
from visavis.bench.lipsync.score import Tally

pytestmark = pytest.mark.unit

WORDS = (
    ("", 0, 200),
    ("p", 200, 300),
    ("ɑː", 300, 500),
    ("t", 500, 600),
    ("iː", 600, 800),
    ("m", 800, 900),
    ("", 900, 1000),
)


def phones(shift_ms: float = 0.0, words: tuple[tuple[str, float, float], ...] = WORDS) -> tuple[TimedPhone, ...]:
    shifted = [TimedPhone(ipa, onset + shift_ms, end + shift_ms) for ipa, onset, end in words]
    return (TimedPhone("", 0, shifted[0].end_ms), *shifted[1:-1], TimedPhone("", shifted[-1].onset_ms, 1000))


def recording(closures: tuple[Span, ...] | None = None) -> Recording:
    return Recording("a", "b", "en", "pa tim", np.zeros(16000, np.float32), 16000, phones(), closures=closures)


def result(aligned: tuple[TimedPhone, ...], of: Recording | None = None) -> Result:
    tally = Tally()
    tally.add(of or recording(), aligned)
    return summarise("set", "dtw", tally)


def test_the_truth_is_right_in_everything() -> None:
    found = result(phones())
    assert (found.viseme_frames, found.median_ms, found.mean_ms, found.within_20, found.within_50) == (
        100,
        0,
        0,
        100,
        100,
    )
    assert (found.bilabial_hit, found.bilabial_false, found.closure_cover, found.matched) == (100, 0, 100, 100)
    assert (found.phones, found.closures, found.audio_s) == (5, 2, 1.0)


def test_a_late_alignment_has_its_delay_as_error_and_loses_the_frames_it_is_late_for() -> None:
    found = result(phones(30.0))
    assert (found.median_ms, found.bias_ms, found.within_20, found.within_50) == (30, 30, 0, 100)
    # Each of 5 phones is wrong for 30 of the 700 ms of speech.
    assert found.viseme_frames == pytest.approx(100 * (1 - 5 * 30 / 700), abs=0.1)
    assert found.closure_cover == 70


@pytest.mark.parametrize(
    ("shift_ms", "hit", "false"), [(139.0, 100, 0), (-139.0, 100, 0), (141.0, 0, 100), (-141.0, 0, 100)]
)
def test_a_closure_counts_when_it_is_within_40_ms(shift_ms: float, hit: float, false: float) -> None:
    words = (("", 0, 400), ("p", 400, 500), ("", 500, 1000))
    true = Recording("a", "b", "en", "p", np.zeros(16000, np.float32), 16000, phones(words=words))
    found = result(phones(shift_ms, words), true)
    assert (found.bilabial_hit, found.bilabial_false) == (hit, false)


def test_an_invented_closure_is_false_and_a_missing_one_is_not_hit() -> None:
    invented = (*phones()[:3], TimedPhone("b", 500, 600), *phones()[4:])
    assert result(invented).bilabial_false == pytest.approx(33.3, abs=0.1)
    assert result(phones()[2:]).bilabial_hit == 50


def test_labelled_closures_are_covered_without_their_release() -> None:
    # The label says that lips open at 250, the phone goes on to 300: what is shown after 250 is not asked for.
    found = result(phones(), recording(closures=((200.0, 250.0), (800.0, 900.0))))
    assert (found.closure_cover, found.bilabial_hit, found.bilabial_false) == (100, 100, 0)


def test_an_h_looks_like_the_vowel_after_it() -> None:
    words = (("", 0, 200), ("h", 200, 300), ("iː", 300, 500), ("", 500, 1000))
    without = (("", 0, 200), ("iː", 200, 500), ("", 500, 1000))
    true = Recording("a", "b", "en", "he", np.zeros(16000, np.float32), 16000, phones(words=words))
    assert result(phones(words=without), true).viseme_frames == 100


def test_tallies_add_up() -> None:
    one, other = Tally(methods={"dtw": 1}), Tally(methods={"dtw": 2, "spread": 1})
    one.add(recording(), phones(10.0))
    other.add(recording(), phones(30.0))
    one += other
    assert (one.phones, one.closures, len(one.errors_ms), one.audio_s) == (10, 4, 10, 2.0)
    assert one.methods == {"dtw": 3, "spread": 1}
    assert summarise("set", "dtw", one).median_ms == 20


def test_nothing_to_count_is_none_and_printed_as_a_dash() -> None:
    found = summarise("set", "dtw", Tally())
    assert (found.median_ms, found.bilabial_hit, found.viseme_frames) == (None, None, None)
    assert "–" in as_table([found])
    assert as_json([found])[0]["median_ms"] is None


def test_errors_are_told_by_kind_of_sound() -> None:
    late_vowels = tuple(
        TimedPhone(phone.ipa, phone.onset_ms + 60 * (phone.ipa in {"ɑː", "iː"}), phone.end_ms) for phone in phones()
    )
    kinds = result(late_vowels).kinds
    assert (kinds["vowel"].phones, kinds["vowel"].median_ms, kinds["vowel"].bias_ms, kinds["vowel"].within_50) == (
        2,
        60,
        60,
        0,
    )
    assert (kinds["lips"].phones, kinds["lips"].median_ms, kinds["lips"].within_50) == (2, 0, 100)
    assert set(kinds) == {"vowel", "lips", "stop"}
