"""Files of answers: everything that is wrong is told at once, with its line, and nothing is guessed."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.dialogue.answers.load import BYTES_MAX, load_answers, parse_answers
from visavis.dialogue.answers.problems import AnswersError, Problem

pytestmark = pytest.mark.unit

EXAMPLE = Path(__file__).parents[3] / "examples" / "answers" / "parcel_shop.yaml"


def _problems(text: str | bytes, name: str = "a.yaml") -> tuple[Problem, ...]:
    with pytest.raises(AnswersError) as caught:
        parse_answers(text.encode() if isinstance(text, str) else text, name)
    return caught.value.problems


def test_the_example_is_read_with_all_its_parts() -> None:
    book = load_answers(EXAMPLE)
    by_id = {answer.id: answer for answer in book.answers}
    back = by_id["return-zh"]
    assert back.questions[0] == "怎么退货"
    assert back.answers[0].startswith("[gesture:explain]")
    assert (back.pictures[0].url, back.replies[0].say) == ("/help/return.png", "退款多久到账")
    assert by_id["stuck-zh"].emotion == "concerned"
    assert (by_id["stuck-zh"].replies[0].title, by_id["stuck-zh"].replies[0].say) == ("找人工", "转人工客服")
    assert len(by_id["track-zh"].answers) == 2
    assert ("运费", "邮费", "快递费") in book.synonyms
    lines = EXAMPLE.read_text("utf-8").splitlines()
    assert all(f"id: {answer.id}" in lines[line - 1] for answer, line in zip(book.answers, book.lines, strict=True))


def test_every_mistake_is_told_at_once_with_line_field_value_and_advice() -> None:
    text = """\
answers:
  - id: a b
    questions: ["???", 怎么退货]
    answer: "[gesture wave] "
    emotion: jolly
    links:
      - {title: 订单, url: "javascript:alert(1)"}
  - id: fine
    question: 几点上班
    anwser: 九点
"""
    told = {(problem.line, problem.field): problem for problem in _problems(text)}
    assert sorted(told) == [
        (2, "answers[0].id"),
        (3, "answers[0].questions[0]"),
        (4, "answers[0].answer"),
        (5, "answers[0].emotion"),
        (7, "answers[0].links[0].url"),
        (8, "answers[1].answers"),
        (10, "answers[1].anwser"),
    ]
    assert "'a b'" in str(told[2, "answers[0].id"])
    assert "stage direction" in told[4, "answers[0].answer"].told
    assert "'jolly'" in told[5, "answers[0].emotion"].received
    assert "'happy'" in told[5, "answers[0].emotion"].told
    assert "https://" in told[7, "answers[0].links[0].url"].told
    assert "missing" in told[8, "answers[1].answers"].told
    assert "spelling" in told[10, "answers[1].anwser"].told


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("answers:\n  - id: [\n", 3, "no YAML"),
        ("answers:\n\t- id: a\n", 2, "no YAML"),
        ("answers: 3", 1, "a list must stand here"),
        ("- id: a", 1, "fields must stand here"),
        ("answers: []", 1, "at least 1"),
        ("answers: [1]", 1, "fields must stand here"),
        ("answer: a", 1, "known"),
        ("answers:\n- id: a\n  id: b\n  question: c\n  answer: d\n", 3, "stands in line 2 already"),
        ("answers:\n- &x {id: a, question: b, answer: c}\n- *x\n", 2, "anchor"),
        ("answers: !!python/object/apply:os.system [ls]", 1, "fields must stand here"),
        ("a: \x01", 1, "does not allow"),
        ("[" * 2000, 1, "nesting"),
        ("a: " + "{b: " * 20 + "1" + "}" * 20, 1, "nesting"),
    ],
)
def test_what_is_no_file_of_answers_is_refused_where_it_goes_wrong(text: str, line: int, told: str) -> None:
    problems = _problems(text)
    assert (problems[0].line, told in "\n".join(map(str, problems))) == (line, True), problems


def test_scalars_stay_the_text_that_was_written() -> None:
    book = parse_answers(b"answers:\n- {id: 007, questions: [no, 400, 1.50, 12:30], answer: on}\n", "a.yaml")
    assert book.answers[0].id == "007"
    assert book.answers[0].questions == ("no", "400", "1.50", "12:30")
    assert book.answers[0].answers == ("on",)


def test_ids_that_stand_twice_are_told_with_both_lines() -> None:
    text = "answers:\n- {id: a, question: b, answer: c}\n- {id: a, question: d, answer: e}\n"
    assert [str(problem) for problem in _problems(text)] == [
        "line 3: answers[1].id: 'a': the id stands in line 2 already; each answer has one of its own"
    ]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://a.example/", "//evil.example/x", "/\\evil.example", "https://", "data:text/html,x",
     "https://a@b.example/", "https:///x", "a.html", "https://a.example/\nx", "https://a.example/<x>"],
)  # fmt: skip
def test_an_address_that_could_lead_astray_is_refused(address: str) -> None:
    text = yaml.safe_dump({"answers": [{"id": "a", "question": "b", "answer": "c", "pictures": [{"url": address}]}]})
    assert ["pictures[0].url" in problem.field for problem in _problems(text)] == [True]


@pytest.mark.parametrize("address", ["https://a.example", "https://a.example:8443/ü?x=1#y", "/", "/help/a.png?b=c"])
def test_safe_addresses_pass(address: str) -> None:
    text = yaml.safe_dump({"answers": [{"id": "a", "question": "b", "answer": "c", "pictures": [{"url": address}]}]})
    assert parse_answers(text.encode(), "a.yaml").answers[0].pictures[0].url == address


def test_limits() -> None:
    assert "too large" in str(_problems(b" " * (BYTES_MAX + 1))[0])
    assert "200" in str(_problems(f"answers: [{{id: a, question: {'b' * 201}, answer: c}}]")[0])
    many = "\n".join(f"- {{id: '#{index}', question: b, answer: c}}" for index in range(60))
    with pytest.raises(AnswersError) as caught:
        parse_answers(f"answers:\n{many}".encode(), "a.yaml")
    assert len(caught.value.problems) == 60
    assert str(caught.value).endswith("… and 10 more")
    assert caught.value.places == "lines 2, 3, 4, 5, 6 and 55 more"


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    for name, told in (("none.yaml", "No such file"), ("none.txt", "must end in"), (".yaml", "cannot be read")):
        (tmp_path / ".yaml").mkdir(exist_ok=True)
        path = tmp_path / name
        with pytest.raises(AnswersError, match=told):
            load_answers(path if name != ".yaml" else tmp_path / "x.yaml")
    with pytest.raises(AnswersError, match="not UTF-8"):
        parse_answers("answers: 问题".encode("gbk"), "a.yaml")


_TEXT = st.text(string.printable + "问题：答案\u3000|；", max_size=30)


@settings(max_examples=60)
@given(
    st.recursive(_TEXT | st.none() | st.integers(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["answers", "id", "questions", "answer", "links", "url", "title", "replies", "synonyms"]),
        inner, max_size=5), max_leaves=12)
)  # fmt: skip
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_a_place(content: object) -> None:
    text = yaml.safe_dump(content, allow_unicode=True)
    problems: tuple[Problem, ...] = ()
    try:
        read = len(parse_answers(text.encode(), "a.yaml").answers)
    except AnswersError as error:
        read, problems = 0, error.problems
    assert bool(read) != bool(problems)
    assert all(0 <= problem.line <= text.count("\n") + 1 and problem.told for problem in problems)


@settings(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from(["a.yaml", "a.csv"]))
def test_bytes_of_any_kind_never_break_the_reader(content: bytes, name: str) -> None:
    try:
        told = str(parse_answers(content, name))
    except AnswersError as error:
        told = str(error)
    assert told
