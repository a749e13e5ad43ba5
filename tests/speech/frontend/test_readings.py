"""Mandarin readings: polyphones, tone sandhi, erhua, in digit pinyin."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import analyse
from visavis.speech.frontend.data_files import load
from visavis.speech.frontend.words import divide

pytestmark = pytest.mark.unit


def _reading(text: str) -> str:
    return " ".join(token.reading for sentence in analyse(text, language="zh").sentences for token in sentence.tokens)


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        # Customer service words with several readings.
        ("请还款", "qing3 huan2 kuan3"),
        ("应还金额", "ying1 huan2 jin1 e2"),
        ("银行行长", "yin2 hang2 hang2 zhang3"),
        ("银行业务", "yin2 hang2 ye4 wu4"),
        ("大夫", "dai4 fu5"),
        ("弹出窗口", "tan2 chu1 chuang1 kou3"),
        ("处长处理", "chu4 zhang3 chu2 li3"),
        ("归还", "gui1 huan2"),
        ("退还", "tui4 huan2"),
        ("还有", "hai2 you3"),
        ("会计", "kuai4 ji4"),
        ("长大", "zhang3 da4"),
        ("长按", "chang2 an4"),
        ("重新调整", "chong2 xin1 tiao2 zheng3"),
        ("重量", "zhong4 liang4"),
        ("空调很便宜", "kong1 tiao2 hen3 pian2 yi5"),
        ("方便", "fang1 bian4"),
        ("不了解", "bu4 liao2 jie3"),
        ("着急", "zhao2 ji2"),
        ("出差", "chu1 chai1"),
        ("发票", "fa1 piao4"),
        ("头发", "tou2 fa5"),
        ("优惠券", "you1 hui4 quan4"),
        # Words that their neighbours decide.
        ("我得走了", "wo2 dei2 zou3 le5"),
        ("说得对", "shuo1 de5 dui4"),
        ("慢慢地说", "man4 man4 de5 shuo1"),
        ("开心地笑", "kai1 xin1 de5 xiao4"),
        ("这块地", "zhe4 kuai4 di4"),
        ("三只猫", "san1 zhi1 mao1"),
        ("只支持", "zhi3 zhi1 chi2"),
        ("正在为您服务", "zheng4 zai4 wei4 nin2 fu2 wu4"),
        ("尾号为8888", "wei3 hao4 wei2 ba1 ba1 ba1 ba1"),
        ("数一数", "shu3 yi5 shu3"),
        # 一 and 不.
        ("一个", "yi2 ge4"),
        ("一天", "yi4 tian1"),
        ("一次", "yi2 ci4"),
        ("一起", "yi4 qi3"),
        ("第一", "di4 yi1"),
        ("唯一", "wei2 yi1"),
        ("星期一", "xing1 qi1 yi1"),
        ("十一个", "shi2 yi1 ge4"),
        ("看一看", "kan4 yi5 kan4"),
        ("1月1日", "yi1 yue4 yi1 ri4"),
        ("1100", "yi4 qian1 yi4 bai3"),
        ("1万", "yi2 wan4"),
        ("不是", "bu2 shi4"),
        ("不好", "bu4 hao3"),
        ("是不是", "shi4 bu5 shi4"),
        # Third tones.
        ("你好", "ni2 hao3"),
        ("展览馆", "zhan2 lan2 guan3"),
        ("我想买好酒", "wo2 xiang3 mai2 hao2 jiu3"),
        # Digits of a code stand alone: no sandhi between them.
        ("验证码9555", "yan4 zheng4 ma2 jiu3 wu3 wu3 wu3"),
        ("拨打110", "bo1 da3 yao1 yao1 ling2"),
        # Spelling: v for ü, erhua, interjections, traditional characters, unknown characters.
        ("绿色旅游战略", "lv4 se4 lv3 you2 zhan4 lve4"),
        ("女儿", "nv3 er2"),
        ("花儿", "hua1 er5"),
        ("嗯，好的", "en4 hao3 de5"),
        ("熊先生", "xiong2 xian1 sheng5"),
        ("銀行行長應還款", "yin2 hang2 hang2 zhang3 ying1 huan2 kuan3"),
        ("二〇二六", "er4 ling2 er4 liu4"),
    ],
)
def test_reading(written: str, reading: str) -> None:
    assert _reading(written) == reading


def test_latin_words_have_no_reading() -> None:
    assert _reading("VIP") == "  "


def test_every_lexicon_word_is_found_as_a_word_and_has_a_reading_for_each_character() -> None:
    for word, reading in load("lexicon_zh")["words"].items():
        assert divide(word) == (word,)
        assert len(reading.split()) == len(word), word
