"""Which answer is found for a question, and when none is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from visavis.dialogue.answers.load import AnswerBook, load_answers, parse_answers
from visavis.dialogue.answers.matcher import Matcher, Thresholds
from visavis.dialogue.answers.trial import Expectation, Result, try_all

pytestmark = pytest.mark.unit

EXAMPLE = Path(__file__).parents[3] / "examples" / "answers" / "parcel_shop.yaml"
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_answers(EXAMPLE))


@pytest.fixture(scope="module")
def results(matcher: Matcher) -> list[tuple[str, Result]]:
    """Kind of each labelled question, and what came of it."""
    return _tried(matcher, HERE / "questions.csv")


@pytest.fixture(scope="module")
def unseen() -> list[tuple[str, Result]]:
    """As above, of a desk that nothing was chosen by."""
    return _tried(Matcher(load_answers(HERE / "phone_desk.yaml")), HERE / "phone_desk_questions.csv")


def _tried(matcher: Matcher, path: Path) -> list[tuple[str, Result]]:
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    tried = try_all(matcher, [Expectation(row["question"], row["expected"]) for row in rows])
    return [(row["kind"], result) for row, result in zip(rows, tried, strict=True)]


def _share(results: list[tuple[str, Result]], kinds: set[str], verdicts: set[str]) -> float:
    of_kind = [result for kind, result in results if kind in kinds]
    return sum(result.verdict in verdicts for result in of_kind) / len(of_kind)


def test_the_labelled_questions(results: list[tuple[str, Result]]) -> None:
    """The bounds are well below what tests/bench/test_answer_matching.py prints."""
    assert len(results) >= 150
    answered = [result for _, result in results if result.outcome.kind == "answer"]
    assert sum(result.right for result in answered) / len(answered) >= 0.92
    assert _share(results, {"paraphrase"}, {"answered"}) >= 0.55
    assert _share(results, {"paraphrase"}, {"answered", "asked back"}) >= 0.82
    assert _share(results, {"typo"}, {"answered"}) >= 0.8
    assert _share(results, {"near miss"}, {"wrong answer"}) <= 0.12
    assert _share(results, {"out of domain"}, {"left alone"}) >= 0.85


def test_the_labelled_questions_of_a_desk_that_nothing_was_chosen_by(unseen: list[tuple[str, Result]]) -> None:
    answered = [result for _, result in unseen if result.outcome.kind == "answer"]
    assert sum(result.right for result in answered) / len(answered) >= 0.92
    assert _share(unseen, {"paraphrase", "typo"}, {"answered"}) >= 0.5
    assert _share(unseen, {"paraphrase", "typo"}, {"answered", "asked back"}) >= 0.82
    assert _share(unseen, {"near miss", "out of domain"}, {"wrong answer"}) <= 0.12


def test_the_file_s_own_questions_are_answered_by_their_own_answer(matcher: Matcher) -> None:
    for answer in matcher.book.answers:
        for question in answer.questions:
            outcome = matcher.match_words(question)
            first = outcome.candidates[0]
            assert (outcome.kind, first.answer.id, first.exact, first.score) == ("answer", answer.id, True, 1.0)
            assert first.why == "the same question"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("怎么退货？？", "return-zh"),
        ("　怎 么 退 货 ", "return-zh"),
        ("WHERE IS MY PARCEL", "track-en"),
        ("Ｗｈｅｒｅ’s my parcel?", "track-en"),
        ("電子發票在哪裡下載", "invoice-zh"),
        ("我的快弟到那里了", "track-zh"),
        ("我忘记了蜜码怎么办", "password-zh"),
        ("forgot my pasword", "password-en"),
        ("我的單子怎麼取消", "cancel-zh"),
    ],
)
def test_width_case_signs_script_slips_and_synonyms_do_not_count(matcher: Matcher, asked: str, found: str) -> None:
    outcome = matcher.match_words(asked)
    assert (outcome.kind, outcome.candidates[0].answer.id) == ("answer", found)


@pytest.mark.parametrize(
    "asked", ["", " ", "？", "请问一下", "怎么办", "please", "zxcvb", "🙂", "9" * 10_000, "今天天气怎么样"]
)
def test_what_says_nothing_or_is_about_something_else_finds_nothing(matcher: Matcher, asked: str) -> None:
    outcome = matcher.match_words(asked)
    assert (outcome.kind, outcome.candidates) == ("none", ())


def test_what_two_answers_may_mean_is_asked_back() -> None:
    book = _book({"a": ["退货的运费"], "b": ["退货的时间"]})
    outcome = Matcher(book).match_words("退货")
    assert outcome.kind == "suggest"
    assert {candidate.answer.id for candidate in outcome.candidates} == {"a", "b"}


def test_at_most_three_are_asked_back_best_first() -> None:
    book = _book(
        {name: [f"发票{word}"] for name, word in zip("abcde", ["抬头", "金额", "邮寄", "税号", "作废"], strict=True)}
    )
    outcome = Matcher(book).match_words("发票")
    scores = [candidate.score for candidate in outcome.candidates]
    assert (outcome.kind, len(scores), scores) == ("suggest", 3, sorted(scores, reverse=True))


def test_thresholds_decide(matcher: Matcher) -> None:
    score = matcher.ranked("我想退货呢")[0].score
    assert 0.4 < score < 1
    strict = Matcher(matcher.book, thresholds=Thresholds(answer=min(1.0, score + 0.001), suggest=0.15))
    assert strict.match_words("我想退货呢").kind == "suggest"
    closed = Matcher(matcher.book, thresholds=Thresholds(answer=1.0, suggest=min(1.0, score + 0.001)))
    assert closed.match_words("我想退货呢").kind == "none"
    with pytest.raises(ValueError, match="suggest <= answer"):
        Thresholds(answer=0.2, suggest=0.3)


async def test_a_search_off_the_loop_finds_the_same(matcher: Matcher) -> None:
    for asked in ("怎么退货", "我要退货", "天气"):
        assert await matcher.match(asked) == matcher.match_words(asked)


def test_the_best_of_many_is_found_among_ten_thousand() -> None:
    questions = {f"q{number}": [f"产品{number}的型号{number * 7919 % 10007}怎么安装"] for number in range(10_000)}
    large = Matcher(_book(questions))
    small = Matcher(_book({name: questions[name] for name in ("q4242", "q17", "q9999")}))
    asked = f"型号{4242 * 7919 % 10007}的产品4242怎样安装"
    assert (
        large.match_words(asked).candidates[0].answer.id == small.match_words(asked).candidates[0].answer.id == "q4242"
    )
    assert large.ranked(asked, 3)[0].answer.id == "q4242"


def _book(questions: dict[str, list[str]]) -> AnswerBook:
    rows = "\n".join(f"{name},{'|'.join(wordings)},答案" for name, wordings in questions.items())
    return parse_answers(f"id,question,answer\n{rows}\n".encode(), "a.csv")
