"""Phones are matched by what they are, whatever the pronunciations differ in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.bench.lipsync.broad import BroadPhone, broad_table
from visavis.bench.lipsync.matching import match

pytestmark = pytest.mark.unit

PHONES = st.lists(st.sampled_from(sorted(broad_table().visemes)), max_size=12)


def said(names: list[str], shift_ms: float = 0.0) -> list[BroadPhone]:
    return [
        BroadPhone(name, 100.0 * index + shift_ms, 100.0 * index + 100 + shift_ms) for index, name in enumerate(names)
    ]


def named(text: str) -> list[BroadPhone]:
    return said(text.split())


@given(PHONES)
def test_equal_sequences_match_one_to_one_however_late(names: list[str]) -> None:
    assert match(said(names), said(names, 250.0)) == [(index, index) for index in range(len(names))]


@given(PHONES, PHONES)
def test_pairs_ascend_and_are_of_one_kind(one: list[str], other: list[str]) -> None:
    pairs = match(said(one), said(other))
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    table = broad_table()
    for left, right in pairs:
        a, b = one[left], other[right]
        assert table.visemes[a] == table.visemes[b] or {a, b} <= table.vowels


def test_a_phone_left_out_or_put_in_unmatches_nothing_else() -> None:
    assert match(named("k ae t s"), named("k ae s")) == [(0, 0), (1, 1), (3, 2)]
    assert match(named("k ae s"), named("k ae t s")) == [(0, 0), (1, 1), (2, 3)]


def test_another_vowel_is_matched_and_another_consonant_is_not() -> None:
    assert match(named("b ih t"), named("b ax t")) == [(0, 0), (1, 1), (2, 2)]
    assert match(named("b ih t"), named("b ih n")) == [(0, 0), (1, 1)]


def test_time_decides_between_equal_labels() -> None:
    truth = [BroadPhone("n", 500, 600)]
    twice = [BroadPhone("n", 0, 100), BroadPhone("n", 510, 600)]
    assert match(truth, twice) == [(0, 1)]
    assert match(twice, truth) == [(1, 0)]


def test_nothing_matches_nothing() -> None:
    assert match([], said(["p"])) == []
