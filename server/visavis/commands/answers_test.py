"""``visavis answers test``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from visavis.commands.answers_meaning import match_by_meaning
from visavis.commands.answers_reading import read_answers
from visavis.commands.failing import BadInputError
from visavis.commands.ranges import Range
from visavis.commands.speaking import read_stdin
from visavis.commands.text_width import padded

if TYPE_CHECKING:
    from visavis.dialogue.answers.load import AnswerBook
    from visavis.dialogue.answers.matcher import Thresholds
    from visavis.dialogue.answers.outcome import Candidate, Outcome
    from visavis.dialogue.answers.trial import Expectation

_VERDICTS = {
    "answer": "answered",
    "suggest": "asked back: did you mean …",
    "none": "not known: no answer comes near",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("question", required=False)
@click.option(
    "--expected",
    type=click.Path(path_type=Path),
    metavar="PAIRS.csv",
    help="Questions with the id that should answer; an empty id for none. Prints how many are right.",
)
@click.option("--answer-from", type=Range(0, 1), default=0.4, show_default=True, help="Score that is answered.")
@click.option("--suggest-from", type=Range(0, 1), default=0.15, show_default=True, help="Score that is asked back.")
@click.option(
    "--at-least", type=Range(0, 1), metavar="SHARE", help="With --expected: fail when fewer are right, for a CI."
)
@click.option("--meaning", is_flag=True, help="Compare embeddings too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def command(
    file: Path,
    question: str | None,
    expected: Path | None,
    answer_from: float,
    suggest_from: float,
    at_least: float | None,
    meaning: bool,
    as_json: bool,
) -> None:
    """Show what FILE answers to QUESTION, and what else came near, with scores. QUESTION of - reads one a line from
    standard input.

    Words and sounds are compared; with --meaning also embeddings, from what VISAVIS_EMBEDDINGS_MODEL, _URL and _KEY
    name.

    PAIRS.csv has the columns question and expected: the id of the answer, or nothing where no answer should be given.

    Exit status: 0 shown; 1 fewer are right than --at-least; 2 the file cannot be used; 3 there are no embeddings.

    \b
    Examples:
      visavis answers test answers.yaml "我想退货"
      visavis answers test answers.yaml - < questions.txt
      visavis answers test answers.yaml --expected pairs.csv --at-least 0.8
    """
    from visavis.dialogue.answers.matcher import Thresholds

    if (question is None) == (expected is None):
        raise click.UsageError("give a QUESTION, or --expected PAIRS.csv")
    if at_least is not None and expected is None:
        raise click.UsageError("--at-least belongs to --expected")
    try:
        thresholds = Thresholds(answer_from, suggest_from)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    book = read_answers(file, as_json=as_json)
    pairs = [] if expected is None else _pairs(expected, book)
    asked = [pair.question for pair in pairs] or _questions(question or "")
    outcomes = (match_by_meaning if meaning else _match_by_words)(book, thresholds, asked)
    if pairs:
        _compare(pairs, outcomes, at_least, as_json=as_json)
        return
    for each, outcome in zip(asked, outcomes, strict=True):
        _show(each, outcome, as_json=as_json)


def _questions(question: str) -> list[str]:
    lines = (read_stdin() if question == "-" else question).splitlines()
    asked = [line.strip() for line in lines if line.strip()]
    if not asked:
        raise BadInputError("there is no question")
    return asked


def _pairs(path: Path, book: AnswerBook) -> list[Expectation]:
    from visavis.dialogue.answers.trial import TrialError, read_trial

    try:
        return read_trial(path, {answer.id for answer in book.answers})
    except TrialError as error:
        raise BadInputError(str(error)) from None


def _match_by_words(book: AnswerBook, thresholds: Thresholds, questions: Sequence[str]) -> list[Outcome]:
    from visavis.dialogue.answers.matcher import Matcher

    matcher = Matcher(book, thresholds=thresholds)
    return [matcher.match_words(question) for question in questions]


def _show(question: str, outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        told = {"question": question, "outcome": outcome.kind, "candidates": [_plain(each) for each in outcome.near]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{question}\n  {_VERDICTS[outcome.kind]}")
    names = max(len(each.answer.id) for each in outcome.near)
    for index, each in enumerate(outcome.near):
        mark = "→" if outcome.kind == "answer" and index == 0 else " "
        click.echo(f"  {mark} {each.score:.2f}  {each.answer.id:<{names}}  {padded(each.question, 36)}  {each.why}")


def _plain(candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.answer.id,
        "score": round(candidate.score, 4),
        "question": candidate.question,
        "why": candidate.why,
        "answer": candidate.answer.answers[0],
    }


def _compare(
    pairs: Sequence[Expectation], outcomes: Sequence[Outcome], at_least: float | None, *, as_json: bool
) -> None:
    from visavis.dialogue.answers.trial import results_of

    results = results_of(pairs, outcomes)
    right = sum(result.right for result in results)
    if as_json:
        told = {
            "questions": len(results),
            "right": right,
            "verdicts": {
                name: sum(r.verdict == name for r in results) for name in sorted({r.verdict for r in results})
            },
            "wrong": [
                {"question": r.question, "expected": r.expected, "verdict": r.verdict, "found": _ids(r.outcome)}
                for r in results
                if not r.right
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for result in results:
            if not result.right:
                click.echo(
                    f"{result.verdict:<16} {padded(result.question, 36)}  expected {result.expected or 'nothing'}"
                )
                for candidate in result.outcome.candidates:
                    click.echo(f"{'':<16}   {candidate.score:.2f}  {candidate.answer.id}: {candidate.question}")
        click.echo(
            f"{right} of {len(results)} right ({right / len(results):.1%}); asked back with the right one counts"
        )
    if at_least is not None and right < at_least * len(results):
        raise click.exceptions.Exit(1)


def _ids(outcome: Outcome) -> list[str]:
    return [candidate.answer.id for candidate in outcome.candidates]
