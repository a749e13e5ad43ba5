"""SSML: what is understood, and how everything else is refused."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import Analysis, TextError, analyse
from visavis.speech.text import PLAIN

pytestmark = pytest.mark.unit


def _ssml(inside: str, **options: str) -> Analysis:
    return analyse(f"<speak>{inside}</speak>", ssml=True, language=options.get("language"))


def _spoken(analysis: Analysis) -> str:
    return " ".join(t.spoken for s in analysis.sentences for t in s.tokens)


def test_the_written_text_is_the_text_content_with_spaces_folded() -> None:
    analysis = analyse(
        '<?xml version="1.0"?>\n<speak version="1.0" xml:lang="en-GB">\n  Hello,\n'
        "  <emphasis>dear</emphasis> Li!\n</speak>",
        ssml=True,
    )
    assert analysis.written.rstrip() == "Hello, dear Li!"
    assert analysis.language == "en"
    assert [analysis.written[t.written_start : t.written_end] for t in analysis.sentences[0].tokens] == [
        "Hello",
        "dear",
        "Li",
    ]


@pytest.mark.parametrize(
    ("attributes", "milliseconds"),
    [
        ('time="300ms"', 300),
        ('time="0.5s"', 500),
        ('time="2s"', 2000),
        ('time="99s"', 10_000),
        ("", 300),
        ('strength="weak"', 150),
        ('strength="x-strong"', 1000),
        ('strength="none"', 0),
        ('time="0ms"', 0),
    ],
)
def test_break(attributes: str, milliseconds: int) -> None:
    (sentence,) = _ssml(f"您<break {attributes}/>好").sentences
    assert [t.break_ms for t in sentence.tokens] == [milliseconds, 0]


def test_a_break_before_all_words_is_a_pause_of_its_own() -> None:
    (sentence,) = _ssml('<break time="1s"/>好').sentences
    pause, word = sentence.tokens
    assert (pause.spoken, pause.break_ms, pause.written_start, pause.written_end) == ("", 1000, 0, 0)
    assert word.spoken == "好"


def test_a_break_keeps_two_numbers_apart() -> None:
    assert _spoken(_ssml("编3<break/>5好")) == "编 三 五 好"


def test_marks_stand_before_the_next_token_or_behind_the_last() -> None:
    (sentence,) = _ssml('您<mark name="a"/><mark name="b"/>好<mark name="end"/>').sentences
    assert [t.marks for t in sentence.tokens] == [(), ("a", "b")]
    assert sentence.trailing_marks == ("end",)


def test_sentences_and_paragraphs_end_sentences() -> None:
    analysis = _ssml("<p><s>Hello there</s><s>Bye</s></p>")
    assert analysis.written == "Hello there Bye"
    assert [len(s.tokens) for s in analysis.sentences] == [2, 1]
    assert _ssml("<s>好</s><s>好</s>").written == "好好"


def test_sub_says_the_alias_and_shows_the_text() -> None:
    analysis = _ssml('<sub alias="世界卫生组织">WHO</sub>说')
    (sentence,) = analysis.sentences
    assert analysis.written == "WHO说"
    assert _spoken(analysis) == "世 界 卫 生 组 织 说"
    assert {(t.written_start, t.written_end) for t in sentence.tokens[:6]} == {(0, 3)}


def test_an_alias_longer_than_a_sentence_is_torn_apart() -> None:
    sentences = _ssml(f'<sub alias="{"很长的话" * 30}">话</sub>').sentences
    assert [len(s.tokens) for s in sentences] == [80, 40]
    assert {(t.written_start, t.written_end) for s in sentences for t in s.tokens} == {(0, 1)}


@pytest.mark.parametrize(
    ("interpretation", "text", "said"),
    [
        ("digits", "1023", "一 零 二 三"),
        ("characters", "AB1", "A B 一"),
        ("characters", "你好", "你 好"),
        ("telephone", "110 119", "幺 幺 零 幺 幺 九"),
        ("cardinal", "13800138000", "一 百 三 十 八 亿 零 一 十 三 万 八 千"),
        ("cardinal", "-5", "负 五"),
        ("ordinal", "3", "第 三"),
        ("date", "11/20", "十 一 月 二 十 日"),
        ("time", "14:30", "十 四 点 三 十 分"),
        ("currency", "¥5.5", "五 点 五 元"),
        ("date", "明天", "明 天"),
        ('date" format="mdy', "10/05/2026", "二 零 二 六 年 十 月 五 日"),
        ('date" format="dmy', "10/05/2026", "二 零 二 六 年 五 月 十 日"),
        ('date" format="yyyymmdd', "20261120", "二 零 二 六 年 十 一 月 二 十 日"),
        ('date" format="md', "1/2", "一 月 二 日"),
        ('date" format="dm', "1.2", "二 月 一 日"),
        ('date" format="my', "5/26", "二 零 二 六 年 五 月"),
        ('date" format="ym', "1998-12", "一 九 九 八 年 十 二 月"),
        ('date" format="y', "2026", "二 零 二 六 年"),
        ('date" format="d', "3", "三 日"),
        ('date" format="mdy', "13/1/2026", "二 零 二 六 年 一 月 十 三 日"),
        ("spell-out", "AB1", "A B 一"),
        ("number", "13800", "一 万 三 千 八 百"),
        ("fraction", "5/3", "三 分 之 五"),
        ('time" format="hms24', "14:30", "十 四 点 三 十 分"),
    ],
)
def test_say_as(interpretation: str, text: str, said: str) -> None:
    analysis = _ssml(f'<say-as interpret-as="{interpretation}">{text}</say-as>', language="zh")
    assert _spoken(analysis) == said
    assert analysis.written == text


def test_lang_changes_the_language_of_numbers() -> None:
    assert _spoken(_ssml('你好<lang xml:lang="en-US">5</lang>')) == "你 好 five"


def test_prosody_and_emphasis_stay_with_their_words_and_keep_the_context_of_numbers() -> None:
    (sentence,) = _ssml(
        '您<prosody rate="80%" pitch="+2st">要<emphasis level="strong">2</emphasis>个</prosody>吗'
    ).sentences
    assert [t.spoken for t in sentence.tokens] == ["您", "要", "两", "个", "吗"]
    assert [round(t.manner.rate, 3) for t in sentence.tokens] == [1, 0.8, 0.656, 0.8, 1]
    assert [t.manner.pitch_semitones for t in sentence.tokens] == [0, 2, 5, 2, 0]
    assert sentence.tokens[0].manner is PLAIN


def test_prosody_covers_what_an_alias_says() -> None:
    (sentence,) = _ssml('<prosody volume="soft"><sub alias="世界">WHO</sub></prosody>好').sentences
    assert [t.manner.volume for t in sentence.tokens] == [0.5, 0.5, 1]


def test_pinyin_of_a_phoneme_is_said_exactly_so() -> None:
    (sentence,) = _ssml('我<phoneme alphabet="x-amazon-pinyin" ph="xiang3hao0">想好</phoneme>').sentences
    assert [(t.reading, t.given) for t in sentence.tokens] == [("wo2", False), ("xiang3", True), ("hao5", True)]
    (sentence,) = _ssml('<phoneme alphabet="sapi" ph="ni 3 hao 3">你好</phoneme>').sentences
    assert [t.reading for t in sentence.tokens] == ["ni3", "hao3"]


def test_ipa_of_a_phoneme_makes_one_word_of_its_text() -> None:
    analysis = _ssml('Say <phoneme ph="təˈmɑːtəʊ suːp"> tomato 1 soup </phoneme>now', language="en")
    (sentence,) = analysis.sentences
    assert [(t.spoken, t.ipa) for t in sentence.tokens] == [
        ("Say", ""), ("tomato-one-soup", "təˈmɑːtəʊ suːp"), ("now", "")
    ]  # fmt: skip
    token = sentence.tokens[1]
    assert analysis.written[token.written_start : token.written_end] == "tomato 1 soup"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<speak>好<voice>a</voice></speak>", ["<voice> is not supported", "one voice", "line 1, column 9"]),
        ('<speak><prosody rate="quick">好</prosody></speak>', ["rate='quick'", "80%"]),
        ('<speak><prosody pitch="5">好</prosody></speak>', ["pitch='5'", "+2st"]),
        ('<speak><prosody volume="200">好</prosody></speak>', ["volume='200'", "+6dB"]),
        ('<speak><prosody range="high">好</prosody></speak>', ["no attribute 'range'", "pitch, rate, volume"]),
        ("<speak><prosody>好</prosody></speak>", ["<prosody> needs rate, pitch or volume"]),
        ('<speak><emphasis level="huge">好</emphasis></speak>', ["level='huge'", "strong, moderate"]),
        ("<speak><phoneme>好</phoneme></speak>", ["<phoneme> needs ph"]),
        ('<speak><phoneme ph="a"> </phoneme>好</speak>', ["<phoneme> needs the text"]),
        ('<speak><phoneme ph="h@">好</phoneme></speak>', ["'@' is no sign of the IPA"]),
        ('<speak><phoneme alphabet="arpabet" ph="a">好</phoneme></speak>', ["alphabet='arpabet'", "ipa"]),
        ('<speak><phoneme alphabet="pinyin" ph="xx3">好</phoneme></speak>', ["'xx3' is no pinyin"]),
        ('<speak><phoneme alphabet="pinyin" ph="hao3">你好</phoneme></speak>', ["1 pinyin syllables for '你好'"]),
        ('<speak><phoneme alphabet="pinyin" ph="hao3">a</phoneme></speak>', ["for 'a'"]),
        ('<speak><phoneme ph="a">b<break/></phoneme></speak>', ["<break> stands inside <phoneme>"]),
        ("<speak>\n  <audio/></speak>", ["<audio>", "line 2, column 3"]),
        ("好<audio/>", ["<audio>", "line 1, column 2"]),
        ("<s>好", ["not well-formed", "line 1"]),
        ("<speak>好 & 坏</speak>", ["not well-formed"]),
        ('<speak><break time="soon"/>好</speak>', ["time='soon'", "300ms"]),
        ('<speak><break strength="huge"/>好</speak>', ["strength='huge'", "x-strong"]),
        ("<speak><break>好</break></speak>", ["<break> must be empty"]),
        ("<speak><mark/>好</speak>", ["<mark> needs a name"]),
        ("<speak><sub>好</sub></speak>", ["<sub> needs an alias"]),
        ('<speak><say-as interpret-as="date" format="xyz">1</say-as></speak>', ["format='xyz'", "dmy"]),
        ('<speak><say-as interpret-as="poem">好</say-as></speak>', ["interpret-as='poem'", "telephone"]),
        ('<speak><lang xml:lang="!">好</lang></speak>', ["xml:lang='!'"]),
        ('<speak><s onclick="x">好</s></speak>', ["no attribute 'onclick'"]),
        ("<speak>好<speak>好</speak></speak>", ["<speak> stands inside another element"]),
        ('<!DOCTYPE a [<!ENTITY b "c">]><speak>&b;</speak>', ["document type"]),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><speak>好</speak>', ["document type"]),
        ("<speak>" + "<emphasis>" * 30 + "好" + "</emphasis>" * 30 + "</speak>", ["nested deeper"]),
    ],
)
def test_refused_with_what_and_where(markup: str, expected: list[str]) -> None:
    with pytest.raises(TextError) as caught:
        analyse(markup, ssml=True)
    assert caught.value.code == "invalid_ssml"
    for part in expected:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    "markup", ["", "  ", "<speak/>", "<speak><break/></speak>", "<speak><sub alias=''>好</sub></speak>"]
)
def test_nothing_to_say(markup: str) -> None:
    with pytest.raises(TextError) as caught:
        analyse(markup, ssml=True)
    assert caught.value.code == "empty_text"


def test_length_counts_text_and_aliases() -> None:
    for markup in (
        f"<speak>{'好' * 51}</speak>",
        f'<speak><sub alias="{"好" * 51}">a</sub></speak>',
        "<speak>" + "<s/>" * 200 + "</speak>",
    ):
        with pytest.raises(TextError) as caught:
            analyse(markup, ssml=True, max_chars=50)
        assert caught.value.code == "text_too_long"
    analyse(f"<speak>{'好' * 50}</speak>", ssml=True, max_chars=50)
