"""The form in which questions are compared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.dialogue.answers.fold import fold
from visavis.dialogue.answers.synonyms import Synonyms
from visavis.dialogue.answers.terms import terms_of, words_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("怎么 退货？！", "怎么退货"),
        ("ＶＩＰ會員，積分", "vip会员积分"),
        ("電子發票在哪裡下載", "电子发票在哪里下载"),
        ("I can't, won't, don't", "i can not will not do not"),
        ("Where’s it? I've LOST it.", "where is it i have lost it"),
        ("a_b-c", "a b c"),
        ("…", ""),
    ],
)
def test_what_does_not_count_is_gone(written: str, folded: str) -> None:
    assert fold(written) == folded


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_text_can_be_folded_and_taken_apart(text: str) -> None:
    folded = fold(text)
    terms = terms_of(folded)
    assert words_of(folded) == terms.words
    assert all(0 < weight <= 1 for view in terms for weight in view.values())


def test_synonyms_become_the_first_of_their_group() -> None:
    synonyms = Synonyms([["快递", "包裹"], ["parcel", "package", "small packet"], ["运费", "快递费"], ["退货", "快递"]])
    for written, unified in (
        ("我的包裹呢", "我的快递呢"),
        ("快递费多少", "运费多少"),
        ("两个packages", "两个parcel"),
        ("my packaged small packets", "my packaged parcel"),
        ("repackage package", "repackage parcel"),
        ("", ""),
    ):
        assert synonyms.unify(fold(written)) == unified
    assert Synonyms().unify("快递") == "快递"


def test_a_slip_of_sound_or_letters_leaves_the_sounds_alone() -> None:
    assert terms_of("快弟到了").sounds.keys() == terms_of("快递到了").sounds.keys()
    for slip in ("parcle", "parrcel"):
        assert terms_of(slip).sounds == terms_of("parcel").sounds
    assert terms_of("parcels").words == terms_of("parcel").words


def test_grammar_counts_little() -> None:
    words = terms_of("请问怎么退货").words
    assert words["退货"] > 5 * max(words["怎么"], words["请问"])
