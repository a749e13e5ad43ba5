"""Phones to cues: shapes, merging, silences, and the same cues however the phones arrive."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_cues import LAW
from visavis.speech.cue_builder import CueBuilder, build_cues
from visavis.speech.cues import Cue, Phone

pytestmark = pytest.mark.unit

RATE_HZ = 16000


def script(text: str, *, mandarin: bool = False) -> list[Phone]:
    """``ipa ms [stress or tone]`` separated by bars; ``_`` is silence."""
    phones, at = [], 0
    for entry in text.split("|"):
        ipa, length, *mark = entry.split()
        end = at + int(length) * RATE_HZ // 1000
        number = int(mark[0]) if mark else 0
        stress, tone = (0, number) if mandarin else (number, 0)
        phones.append(Phone("" if ipa == "_" else ipa, at, end, stress, tone))
        at = end
    return phones


def shapes(text: str, language: str = "en") -> list[tuple[str, float, float]]:
    cues = build_cues(script(text, mandarin=language == "zh"), RATE_HZ, language)
    return [(cue.viseme, cue.onset_ms, cue.end_ms) for cue in cues]


def test_bob_met_pam_at_the_bank() -> None:
    text = "b 70|ɑː 150 2|b 65|m 60|ɛ 90 1|t 55|p 85|æ 140 2|m 70|æ 60|t 45|ð 40|ə 50|b 65|æ 170 2|ŋ 70|k 90"
    cues = build_cues(script(text), RATE_HZ)
    assert " ".join(cue.viseme for cue in cues) == "PP aa PP E DD PP aa PP aa DD TH aa PP aa kk"
    assert cues[2] == Cue("PP", 220, 345), "b and m of two words are one closure"
    assert cues[-1] == Cue("kk", 1215, 1375)
    assert cues[1].intensity > cues[3].intensity > cues[8].intensity


def test_the_parcel_arrives_tomorrow_in_mandarin() -> None:
    text = (
        "n 60|in 130 2|t 50|ə 70 5|p 70|ɑu 190 1|k 60|uo 170 3|m 70|iŋ 160 2|tʰ 80|iɛn 180 1|"
        "pʰ 95|ai 200 4|s 110|ʊŋ 230 4"
    )
    cues = build_cues(script(text, mandarin=True), RATE_HZ, "zh-CN")
    assert " ".join(cue.viseme for cue in cues) == "nn I nn DD aa PP aa U kk U O PP I kk DD I E nn PP aa I SS U kk"
    assert [round(cue.onset_ms) for cue in cues if cue.viseme == "PP"] == [310, 800, 1290]
    by_onset = {round(cue.onset_ms): cue for cue in cues}
    assert by_onset[240].intensity < 0.5 * by_onset[380].intensity, "a neutral tone is weak"


def test_h_takes_the_shape_of_the_vowel_after_it() -> None:
    assert shapes("h 50|ɛ 90 2|l 60") == [("E", 0, 140), ("nn", 140, 200)]
    assert shapes("χ 60|uei 180 4", "zh")[0][:2] == ("U", 0)


def test_a_mandarin_glide_is_as_round_as_what_it_glides_into() -> None:
    assert shapes("j 60|y 150 4", "zh") == [("U", 0, 210)]
    assert [viseme for viseme, *_ in shapes("j 60|ʊŋ 150 4", "zh")] == ["U", "kk"]
    assert [viseme for viseme, *_ in shapes("p 60|j 60|ɑʊ 150 4", "zh")] == ["PP", "I", "aa", "U"]
    assert shapes("j 60", "zh") == [("I", 0, 60)]
    assert [viseme for viseme, *_ in shapes("j 60|uː 150 2", "en")] == ["I", "U"]


def test_h_without_a_vowel_is_a_small_opening() -> None:
    assert [cue.viseme for cue in build_cues(script("h 50|p 60"), RATE_HZ)] == ["E", "PP"]
    lone = build_cues(script("h 50"), RATE_HZ)
    assert [(cue.viseme, cue.end_ms) for cue in lone] == [("E", 50)]
    assert lone[0].intensity < 0.5


def test_a_short_silence_does_not_bring_the_mouth_to_rest() -> None:
    assert shapes("s 100|_ 60|ɛ 100") == [("SS", 0, 160), ("E", 160, 260)]


def test_a_short_silence_before_a_stop_is_its_closure() -> None:
    assert shapes("ɛ 100|_ 60|p 40|ɛ 100") == [("E", 0, 100), ("PP", 100, 200), ("E", 200, 300)]


def test_a_pause_is_a_cue_of_silence() -> None:
    assert shapes("ɛ 100|_ 80|ɛ 100") == [("E", 0, 100), ("sil", 100, 180), ("E", 180, 280)]


def test_unspoken_gaps_are_silence_and_leading_and_trailing_silence_stays() -> None:
    phones = [Phone("ɛ", 800, 2400), Phone("s", 4800, 6400), Phone("", 6400, 6800)]
    found = [(cue.viseme, cue.onset_ms, cue.end_ms) for cue in build_cues(phones, RATE_HZ)]
    assert found[:2] == [("sil", 0, 50), ("E", 50, 150)]
    assert found[2:] == [("sil", 150, 300), ("SS", 300, 400), ("sil", 400, 425)]


def test_parts_of_a_diphthong_share_its_time() -> None:
    (first, second) = build_cues(script("aɪ 200 2"), RATE_HZ)
    assert (first.viseme, second.viseme) == ("aa", "I")
    assert first.end_ms == second.onset_ms == pytest.approx(124)
    assert second.end_ms == 200


def test_only_final_cues_are_handed_out() -> None:
    builder = CueBuilder(RATE_HZ)
    phones = script("b 70|m 60|ɛ 90|_ 100")
    assert builder.push(phones[:1]) == []
    assert builder.push(phones[1:2]) == []
    assert builder.push(phones[2:3]) == [Cue("PP", 0, 130)]
    assert [cue.viseme for cue in builder.push(phones[3:])] == ["E", "sil"], "a pause waits for nothing"
    assert builder.finish() == []


def test_bad_phones_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="ends before its onset"):
        build_cues([Phone("a", 100, 50)], RATE_HZ)
    with pytest.raises(ValueError, match="predecessor"):
        build_cues([Phone("a", 100, 200), Phone("b", 50, 300)], RATE_HZ)
    with pytest.raises(ValueError, match="got 0"):
        CueBuilder(0)


def test_overlaps_are_cut_and_phones_without_time_are_dropped() -> None:
    phones = [Phone("a", 0, 1600), Phone("s", 1600, 1600), Phone("m", 1600, 3200)]
    assert [(cue.viseme, cue.end_ms) for cue in build_cues(phones, RATE_HZ)] == [("aa", 100), ("PP", 200)]
    overlapping = [Phone("a", 0, 1600), Phone("m", 1440, 3200)]
    assert [(cue.onset_ms, cue.end_ms) for cue in build_cues(overlapping, RATE_HZ)] == [(0, 100), (100, 200)]


IPA = st.sampled_from([*"pbmftksʃhʔɹlnwjyj", "yɛ", "ɑː", "ə", "iː", "uː", "aɪ", "oʊ", "tʃ", "_", "_", "☃"])


@pytest.mark.parametrize("language", ["en", "zh"])
@LAW
@given(
    sounds=st.lists(st.tuples(IPA, st.integers(0, 200), st.integers(0, 2)), min_size=1, max_size=25),
    cuts=st.lists(st.integers(0, 25), max_size=5),
)
def test_cues_lie_end_to_end_and_do_not_depend_on_the_split(
    language: str, sounds: list[tuple[str, int, int]], cuts: list[int]
) -> None:
    phones = script("|".join(f"{ipa} {length} {stress}" for ipa, length, stress in sounds))
    whole = build_cues(phones, RATE_HZ, language)
    builder = CueBuilder(RATE_HZ, language)
    edges = [0, *sorted(cuts), len(phones)]
    streamed = [cue for a, b in pairwise(edges) for cue in builder.push(phones[a:b])] + builder.finish()
    assert streamed == whole
    assert all(a.end_ms == pytest.approx(b.onset_ms) for a, b in pairwise(whole))
    assert all(a.viseme != b.viseme or a.viseme == "sil" for a, b in pairwise(whole))
    assert all(cue.end_ms > cue.onset_ms and 0 < cue.intensity <= 1 for cue in whole)
    if whole:
        assert whole[0].onset_ms == 0
        assert whole[-1].end_ms == pytest.approx(phones[-1].end_samples * 1000 / RATE_HZ)
