"""The user's own words: what is found, how it is said, and what a file that is wrong is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.speech.frontend import Analysis, Lexicon, LexiconError, analyse, load_lexicon, use_lexicon
from visavis.speech.frontend.lexicon_file import entry_of

pytestmark = pytest.mark.unit


def _lexicon(**words: str) -> Lexicon:
    return Lexicon(entry_of(word, said) for word, said in words.items())


def _said(analysis: Analysis) -> str:
    return " ".join(t.ipa or t.reading or t.spoken for s in analysis.sentences for t in s.tokens)


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        ({"六安路": "liu4 an1 lu4"}, "在六安路", "zai4 liu4 an1 lu4"),
        ({"六安路": "liù ān lù"}, "在六安路", "zai4 liu4 an1 lu4"),
        # Sandhi goes on across the word, and into it.
        ({"李雨": "li3 yu3"}, "我找李雨", "wo2 zhao3 li2 yu3"),
        # The longest wins, wherever it stands in a run of characters.
        ({"单": "shan4", "单号": "dan1 hao4"}, "请问单号和单", "qing3 wen4 dan1 hao4 he2 shan4"),
        ({"visavis": "/ˈvɪzəvi/"}, "Hello Visavis!", "Hello ˈvɪzəvi"),
        ({"visavis": "/ˈvɪzəvi/"}, "用visavis吧", "yong4 ˈvɪzəvi ba5"),
        ({"QPS": "每秒查询数"}, "QPS是5", "mei2 miao3 cha2 xun2 shu4 shi4 wu3"),
        ({"5G": "five gee"}, "5G and 15G", "five gee and fifteen G"),
        ({"Kwik": "quick"}, "Kwikly Kwik", "Kwikly quick"),
        ({"us": "we", "US": "America"}, "US or us", "America or we"),
        ({"Wi-Fi 7": "wifi seven"}, "a wi-fi 7 router", "a wifi seven router"),
        ({"谷歌": "Google"}, "问谷歌", "wen4 Google"),
        # What is said instead is read like any text, but never by the lexicon again.
        ({"A": "B 12", "B": "A"}, "A!", "B twelve"),
    ],
)
def test_a_word_is_said_as_the_lexicon_has_it(words: dict[str, str], text: str, said: str) -> None:
    assert _said(analyse(text, lexicon=_lexicon(**words))) == said


def test_a_word_keeps_where_it_was_written_and_tells_engines_that_it_was_given() -> None:
    lexicon = _lexicon(visavis="/ˈvɪzəvi/", QPS="queries per second", 六安="liu4 an1")
    tokens = analyse("六安 visavis QPS", lexicon=lexicon, language="en").sentences[0].tokens
    spans = [(t.written_start, t.written_end, t.given) for t in tokens]
    assert spans == [(0, 1, True), (1, 2, True), (3, 10, True), *[(11, 14, False)] * 3]


def test_markup_goes_before_the_lexicon() -> None:
    markup = '<speak>六安和<phoneme alphabet="pinyin" ph="lu4 an1">六安</phoneme></speak>'
    assert _said(analyse(markup, ssml=True, lexicon=_lexicon(六安="liu4 an1"))) == "liu4 an1 he2 lu4 an1"


@pytest.fixture
def used() -> Iterator[None]:
    use_lexicon(_lexicon(visavis="vee za vee"))
    yield
    use_lexicon(None)


@pytest.mark.usefixtures("used")
def test_the_lexicon_of_the_process_holds_for_every_text() -> None:
    assert _said(analyse("visavis")) == "vee za vee"


FILES = {
    "words.json": '{"六安": "liu4 an1", "visavis": "/ˈvɪzəvi/"}',
    "words.toml": '"六安" = "liu4 an1"\nvisavis = "/ˈvɪzəvi/"\n',
    "words.csv": "\ufeffword,said\n# a remark\n六安,liu4 an1\nvisavis,/ˈvɪzəvi/\n\n",
}


@pytest.mark.parametrize("name", FILES)
def test_three_kinds_of_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    lexicon = load_lexicon(path)
    assert len(lexicon) == 2
    assert _said(analyse("六安 visavis", lexicon=lexicon)) == "liu4 an1 ˈvɪzəvi"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", '{\n"六安": "liu4"}', ["line 2", "'六安' has 2 characters", "'liu4' has 1 syllable"]),
        ("a.json", '{\n"六安": "liu4 xing9"}', ["line 2", "'liu4 xing9'", "is no pinyin"]),
        ("a.json", '{"六": "xx4"}', ["line 1", "'xx4' is no syllable"]),
        ("a.json", '{"a": "/n1/"}', ["line 1", "'1' is no sign of the IPA"]),
        ("a.json", '{\n\n"a": 3}', ["line 3", "'a' has 3"]),
        ("a.json", '{"a": ""}', ["'a' has ''"]),
        ("a.json", '{"a": "—"}', ["says nothing"]),
        ("a.json", '{"a": "x",\n "b": "y",\n "a": "z"}', ["line 3", "'a' stands in line 1 already"]),
        ("a.json", '{"!": "x"}', ["'!' holds no letter"]),
        ("a.json", '["a"]', ["line 1", "one object of words"]),
        ("a.json", "{\n,", ["line 2"]),
        ("a.json", "[" * 100_000, ["a.json"]),
        ("a.toml", "a = ", ["line 1"]),
        ("a.toml", 'b = "c"\n[a]\nx = "y"', ["line 2", "'a' has"]),
        ("a.csv", "a,b\nc,d,e", ["line 2", "3 fields"]),
        ("a.csv", "a,b\na,c", ["line 2", "'a' stands in line 1 already"]),
        ("a.csv", f"{'a' * 65},b", ["line 1", "65 characters"]),
        ("a.csv", f"a,{'b ' * 150}", ["line 1", "300 characters"]),
        ("a.txt", "a", ["'.txt'", ".json, .toml and .csv"]),
    ],
)
def test_a_wrong_file_is_told_what_and_where(name: str, content: str, told: list[str], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(path)
    for part in [name, *told]:
        assert part in str(caught.value)


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        load_lexicon(tmp_path / "none.csv")
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n\xff,c")
    with pytest.raises(LexiconError, match="line 2: not UTF-8, byte 0xff"):
        load_lexicon(path)


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=12), max_size=6), st.text(max_size=60)
)
def test_any_words_in_any_text_keep_spans_in_order(words: dict[str, str], text: str) -> None:
    entries = []
    for word, said in words.items():
        try:
            entries.append(entry_of(word, said))
        except ValueError as error:
            assert str(error)  # noqa: PT017
    try:
        analysis = analyse(text + "好" + "".join(words), lexicon=Lexicon(entries))
    except ValueError:
        return
    tokens = [token for sentence in analysis.sentences for token in sentence.tokens]
    assert all(0 <= token.written_start <= token.written_end <= len(analysis.written) for token in tokens)
    starts = [token.written_start for token in tokens]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("words.json", "[" * 50_000, "nested too deeply"),
        ("words.json", '{"a":' + "9" * 9000 + "}", "number that is too long"),
        ("words.toml", "a=" + "[" * 20_000, "nested too deeply"),
        ("words.toml", "a=" + "9" * 9000, "number is too long"),
    ],
)
def test_a_file_that_its_reader_chokes_on(tmp_path: Path, name: str, content: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError, match=said):
        load_lexicon(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    os.mkfifo(path)
    with pytest.raises(LexiconError, match="a device or a pipe"):
        load_lexicon(path)
