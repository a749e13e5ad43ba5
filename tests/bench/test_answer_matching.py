"""How well approved answers are found by words and sounds alone, and how fast among many."""

from __future__ import annotations

import csv
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from visavis.dialogue.answers.load import load_answers, parse_answers
from visavis.dialogue.answers.matcher import Matcher, Thresholds
from visavis.dialogue.answers.trial import Expectation, Result, read_trial, try_all

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "answers" / "parcel_shop.yaml"
TESTS = ROOT / "tests" / "dialogue" / "answers"
_SUBJECTS = [
    "快递",
    "退货",
    "退款",
    "订单",
    "发票",
    "会员",
    "地址",
    "密码",
    "商品",
    "充值",
    "流量",
    "宽带",
    "套餐",
    "积分",
]
_ASKED = ["怎么查", "如何修改", "为什么不能", "什么时候可以", "在哪里申请", "需要多少钱", "可以取消吗", "显示失败"]


def test_precision_and_recall() -> None:
    book = load_answers(EXAMPLE)
    rows = list(csv.DictReader((TESTS / "questions.csv").read_text("utf-8").splitlines()))
    expectations = [Expectation(row["question"], row["expected"]) for row in rows]
    halves = _halves(len(rows))
    print(f"\n{len(rows)} questions to {len(book.answers)} answers")
    for answer_from in (0.3, 0.4, 0.5, 0.6, 0.7):
        results = try_all(Matcher(book, thresholds=Thresholds(answer=answer_from)), expectations)
        for name, part in (("all", range(len(rows))), ("fitted", halves[0]), ("held out", halves[1])):
            _tell(f"answer from {answer_from}, {name}", [results[index] for index in part])
    results = try_all(Matcher(book), expectations)
    desk = load_answers(TESTS / "phone_desk.yaml")
    unseen = read_trial(TESTS / "phone_desk_questions.csv", {answer.id for answer in desk.answers})
    _tell("a desk that nothing was chosen by", try_all(Matcher(desk), unseen))
    for (kind, verdict), count in sorted(
        Counter((row["kind"], result.verdict) for row, result in zip(rows, results, strict=True)).items()
    ):
        print(f"  {kind:<14} {verdict:<17} {count}")


def test_milliseconds_among_many() -> None:
    """Of one core, whatever else the machine does."""
    for many in (100, 10_000):
        chance = random.Random(1)
        table = "\n".join(
            f"q{number},{'|'.join(_question(chance) for _ in range(4))},{_question(chance)}"
            for number in range(many // 4)
        )
        started = time.thread_time()
        matcher = Matcher(parse_answers(f"id,question,answer\n{table}\n".encode(), "many.csv"))
        print(f"\n{many} questions: read and indexed in {time.thread_time() - started:.2f} s")
        times_ms = []
        for question in [_question(chance) for _ in range(500)]:
            started = time.thread_time()
            matcher.match_words(question)
            times_ms.append((time.thread_time() - started) * 1000)
        times_ms.sort()
        print(f"{many} questions: median {times_ms[250]:.2f} ms, p95 {times_ms[475]:.2f} ms")


def _question(chance: random.Random) -> str:
    """Two subjects, three characters that make it its own, and what is asked."""
    own = "".join(chr(chance.randrange(0x4E00, 0x6500)) for _ in range(3))
    return f"{chance.choice(_SUBJECTS)}{chance.choice(_SUBJECTS)}{own}{chance.choice(_ASKED)}"


def _halves(count: int) -> tuple[list[int], list[int]]:
    """The same division as when the weights were fitted."""
    order = list(range(count))
    random.Random(3).shuffle(order)
    return order[: count // 2], order[count // 2 :]


def _tell(name: str, results: list[Result]) -> None:
    answered = [result for result in results if result.outcome.kind == "answer"]
    known = [result for result in results if result.expected]
    right = sum(result.verdict == "answered" for result in answered)
    shown = sum(result.verdict in {"answered", "asked back"} for result in known)
    unknown = [result for result in results if not result.expected]
    silent = sum(result.verdict == "left alone" for result in unknown)
    print(
        f"{name}: precision {right / max(len(answered), 1):.3f}, recall {right / len(known):.3f}, "
        f"with those asked back {shown / len(known):.3f}; "
        f"of what no answer is for, {silent} of {len(unknown)} left alone"
    )
