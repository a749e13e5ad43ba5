"""Sentences: where they end, what punctuation their tokens carry, how long ones are cut."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import Analysis, analyse

pytestmark = pytest.mark.unit


def _parts(analysis: Analysis) -> list[str]:
    return [analysis.written[s.written_start : s.written_end] for s in analysis.sentences]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("您好。请问有什么可以帮您？谢谢！", ["您好。", "请问有什么可以帮您？", "谢谢！"]),
        ("真的吗？！太好了……好的", ["真的吗？！", "太好了……", "好的"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("（好的。）再见", ["（好的。）", "再见"]),
        ("第一行\n第二行", ["第一行\n", "第二行"]),
        ("版本3.5已发布。请更新；谢谢", ["版本3.5已发布。", "请更新；", "谢谢"]),
        ("见https://a.cn/b.html。再见", ["见https://a.cn/b.html。", "再见"]),
        ("Hello, Mr. Smith. How are you?", ["Hello, Mr. Smith.", "How are you?"]),
        ("It is 3.5 km, e.g. there. Yes.", ["It is 3.5 km, e.g. there.", "Yes."]),
        ("J. K. Rowling wrote it. I read it.", ["J. K. Rowling wrote it.", "I read it."]),
        ("Apples, pears, etc. We sell them.", ["Apples, pears, etc.", "We sell them."]),
        ('"Go." "No."', ['"Go."', '"No."']),
        ("a line that\nwraps here. End", ["a line that\nwraps here.", "End"]),
        ("。，！好。。", ["。，！好。。"]),
    ],
)
def test_split(written: str, parts: list[str]) -> None:
    analysis = analyse(written)
    assert _parts(analysis) == parts
    assert all(sentence.ends_sentence for sentence in analysis.sentences)


@pytest.mark.parametrize(
    ("written", "punctuation"),
    [
        ("好，好。", [",", "."]),
        ("好、好：好；好", [",", ":", ";", ""]),
        ("好——好", [",", ""]),
        ("好（好）好", [",", ",", ""]),
        ("好？！", ["?"]),
        ("好！？", ["?"]),
        ("好……", ["."]),
        ("好\n好", [".", ""]),
        ("Go, go!", [",", "!"]),
        ("“好”", [""]),
    ],
)
def test_punctuation_stands_on_the_token_before_it(written: str, punctuation: list[str]) -> None:
    assert [t.punctuation for s in analyse(written).sentences for t in s.tokens] == punctuation


def test_groups_of_a_telephone_number_are_set_apart() -> None:
    (sentence,) = analyse("拨打138-0013-8000").sentences
    assert [t.spoken for t in sentence.tokens if t.punctuation] == ["八", "三"]


def test_a_sentence_of_comfortable_length_is_not_cut() -> None:
    (sentence,) = analyse("这是一句话" * 12 + "。").sentences
    assert sentence.ends_sentence


def test_a_long_opening_is_cut_behind_a_clause_so_that_speech_starts_early() -> None:
    long = "感谢您致电我们的客户服务中心，今天我们为您准备了几项新的优惠活动，请您稍后在应用里查看详情"
    first, second, last = analyse(f"{long}。{long}。").sentences
    assert (first.ends_sentence, len(first.tokens), first.tokens[-1].punctuation) == (False, 31, ",")
    assert second.ends_sentence
    assert last.ends_sentence


def test_an_opening_without_a_clause_is_left_whole() -> None:
    (sentence,) = analyse(
        "感谢您致电我们的客户服务中心今天我们为您准备了几项新的优惠活动请您稍后在应用里查看详情。"
    ).sentences
    assert sentence.ends_sentence


def test_a_telephone_number_is_never_cut() -> None:
    sentences = analyse(
        "请您在方便的时候随时拨打我们的热线138-0013-8000或者400-820-8820，我们全体同事都很高兴为您服务"
    ).sentences
    assert [s.tokens[-1].spoken for s in sentences] == ["务"]
    sentences = analyse("我们的热线是138-0013-8000-0000，" * 8).sentences
    assert len(sentences) > 1
    assert {s.tokens[0].spoken for s in sentences} == {"我"}


def test_a_long_sentence_is_cut_at_its_commas() -> None:
    clause = "这是一个比较长的分句"
    sentences = analyse("，".join([clause] * 12) + "。").sentences
    assert [s.ends_sentence for s in sentences] == [False] * (len(sentences) - 1) + [True]
    assert all(12 <= len(s.tokens) <= 66 for s in sentences)
    assert all(s.tokens[-1].punctuation == "," for s in sentences[:-1])


def test_a_long_sentence_without_commas_is_cut_between_words() -> None:
    sentences = analyse("银行业务" * 50).sentences
    assert len(sentences) >= 3
    assert all(len(s.tokens) <= 66 for s in sentences)
    assert all("".join(t.spoken for t in s.tokens).startswith(("银行", "业务")) for s in sentences)


def test_a_long_english_sentence_is_cut_at_about_two_hundred_letters() -> None:
    analysis = analyse("this is one more clause of the sentence, " * 12)
    lengths = [s.written_end - s.written_start for s in analysis.sentences]
    assert len(lengths) >= 2
    assert max(lengths) <= 225


def test_cut_parts_hold_every_token_once_and_in_order() -> None:
    written = "很长的话" * 100
    analysis = analyse(written)
    assert "".join(t.spoken for s in analysis.sentences for t in s.tokens) == written
