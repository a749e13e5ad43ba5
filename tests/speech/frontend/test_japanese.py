"""Japanese words and their readings."""

from __future__ import annotations

import re

import pytest

from visavis.speech.frontend import TextError, analyse, japanese
from visavis.speech.frontend.data_files import load
from visavis.speech.frontend.japanese import kana_reading, words
from visavis.speech.frontend.read_ja import JapaneseReader
from visavis.speech.frontend.reader import Number

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("run", "read"),
    [
        ("東京は", "トーキョー ワ"),
        ("学校へ行く", "ガッコー エ イク"),
        ("本を買った", "ホン ヲ カッタ"),
        ("店に行こう", "ミセ ニ イコー"),
        ("ありません", "アリ マセン"),
        ("こんにちは", "コンニチワ"),
        ("生年月日", "セーネンガッピ"),
        ("営業時間", "エーギョー ジカン"),
        ("予定", "ヨテー"),
        ("むりょう", "ムリョー"),
        ("ルーター", "ルーター"),
    ],
)
def test_words(run: str, read: str) -> None:
    found = words(run)
    assert "".join(surface for surface, _ in found) == run
    assert " ".join(reading for _, reading in found) == read


@pytest.mark.parametrize(
    ("kana", "read"),
    [("がっこう", "ガッコー"), ("せんせい", "センセー"), ("くうき", "クーキ"), ("漢字", ""), ("a", "")],
)
def test_long_vowels_of_kana(kana: str, read: str) -> None:
    assert kana_reading(kana) == read


NUMBERS = {
    "0": "ゼロ",
    "14": "ジューヨン",
    "300": "サンビャク",
    "600": "ロッピャク",
    "1000": "セン",
    "3000": "サンゼン",
    "8800": "ハッセンハッピャク",
    "10000": "イチマン",
    "20001": "ニマンイチ",
    "10000000": "イッセンマン",
    "12340000": "センニヒャクサンジューヨンマン",
    "100000000": "イチオク",
    "1000000000000": "イッチョー",
}


@pytest.mark.parametrize(("number", "said"), NUMBERS.items())
def test_numbers(number: str, said: str) -> None:
    assert JapaneseReader("ja").cardinal(number) == said


COUNTED = (
    "1本イッポン 3本サンボン 6本ロッポン 10本ジュッポン 5本ゴホン 100本ヒャッポン 1個イッコ 8個ハッコ "
    "3階サンガイ 1歳イッサイ 20歳ハタチ 4人ヨニン 1人ヒトリ 14日ジューヨッカ 4時ヨジ 9時クジ "
    "30分サンジュップン 4分ヨンプン 4円ヨエン 9月クガツ 2つフタツ 1週間イッシューカン 6か月ロッカゲツ "
    "2泊ニハク 3泊サンパク"
)


@pytest.mark.parametrize(("number", "counter", "said"), re.findall(r"(\d+)([^ァ-ヺ]+?)([ァ-ヺー]+)", COUNTED))
def test_counters(number: str, counter: str, said: str) -> None:
    assert JapaneseReader("ja").with_counter(Number(number), counter.strip()) == said


def test_every_counter_has_a_reading_in_kana() -> None:
    for counter, data in load("counters_ja")["counters"].items():
        readings = [
            data["reading"],
            *data.get("special", {}).values(),
            *(data[key] for key in ("three",) if key in data),
        ]
        assert all(re.fullmatch("[ァ-ヺー]+", reading) for reading in readings), counter


def test_kana_is_read_without_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(japanese, "_tokenizer", lambda: None)
    japanese._words.cache_clear()
    try:
        tokens = [
            token for s in analyse("こちらは、えんぴつを3ぼん ください", language="ja").sentences for token in s.tokens
        ]
        assert [token.reading for token in tokens] == ["コチラワ", "エンピツオ", "サン", "ボン", "クダサイ"]
        with pytest.raises(TextError, match=r"visavis\[ja\]") as caught:
            analyse("鉛筆をください", language="ja")
        assert caught.value.code == "invalid_text"
    finally:
        japanese._words.cache_clear()
