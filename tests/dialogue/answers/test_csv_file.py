"""Tables of answers, as people export them."""

from __future__ import annotations

import pytest

from visavis.dialogue.answers.load import AnswerBook, parse_answers
from visavis.dialogue.answers.problems import AnswersError

pytestmark = pytest.mark.unit

CHINESE = """\
编号,标准问题,相似问法,答案,分类,链接,图片,快捷回复,表情
退货,x,,,,,,,
r1,怎么退货,不喜欢可以退吗；东西不合适|想退掉,"七天之内都可以退。
请点“申请退货”。",售后|订单,我的订单 https://shop.example/orders,示意图 /help/return.png,退款多久到账；运费谁出,happy
"""


def _read(text: str, encoding: str = "utf-8", name: str = "faq.csv") -> AnswerBook:
    return parse_answers(text.encode(encoding), name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_heads_in_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    book = _read(CHINESE.replace("退货,x,,,,,,,\n", ""), encoding)
    (answer,) = book.answers
    assert answer.questions == ("怎么退货", "不喜欢可以退吗", "东西不合适", "想退掉")
    assert answer.answers == ("七天之内都可以退。\n请点“申请退货”。",)
    assert answer.tags == ("售后", "订单")
    assert (answer.links[0].title, answer.links[0].url) == ("我的订单", "https://shop.example/orders")
    assert (answer.pictures[0].alt, answer.pictures[0].url) == ("示意图", "/help/return.png")
    assert [reply.say for reply in answer.replies] == ["退款多久到账", "运费谁出"]
    assert (answer.emotion, book.lines) == ("happy", (2,))


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_english_heads_and_other_separators(separator: str) -> None:
    rows = [["ID", "Question", "Similar question 1", "Similar Question 2", "Answer"], ["a", "b?", "c", "d", "e"]]
    book = _read("\r\n".join(separator.join(row) for row in rows))
    assert (book.answers[0].questions, book.answers[0].answers) == (("b?", "c", "d"), ("e",))


def test_rows_without_an_id_get_their_line_and_rows_of_one_id_are_one_answer() -> None:
    assert [answer.id for answer in _read("问题,答案\na,b\n\nc,d\n").answers] == ["row-2", "row-4"]
    book = _read("id,question,answer\nx,a,same\nx,b,same\n")
    assert [(answer.id, answer.questions) for answer in book.answers] == [("x", ("a", "b"))]


def test_mistakes_name_line_and_column() -> None:
    with pytest.raises(AnswersError) as caught:
        _read(CHINESE)
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [(2, "编号"), (2, "答案")]
    with pytest.raises(AnswersError) as caught:
        _read("id,问题,答案,颜色\na,???,b,\nb,问,答,红,多\nc,问,答,\nc,问,别的,\n")
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (1, ""), (2, "问题"), (3, ""), (5, "id")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b"", 1, "empty"),
        (b"a,b\nc,d\n", 1, "name them as in"),
        (b",".join(b"x%d" % number for number in range(300)) + b"\n1,2\n", 1, "more than 200 columns"),
        (b"question,answer\n" + b"a,b\n" * 30_000, 0, "at most 20000"),
        (b'question,answer\n"' + b"a" * 200_000 + b'",b\n', 2, "field larger"),
        ("问题,答案\n".encode() + b'a,"b\n', 2, "quote cells"),
        (b"question,answer\n\xff\xff\x00,b\n", 2, "neither UTF-8 nor GBK"),
        ("question,answer\nça va,très bien où\n".encode("latin-1"), 2, "neither UTF-8 nor GBK"),
        (b"\xff\xfeq", 1, "UTF-16"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, line: int, told: str) -> None:
    with pytest.raises(AnswersError) as caught:
        parse_answers(content, "faq.csv")
    assert (caught.value.problems[0].line, told in str(caught.value)) == (line, True), str(caught.value)
