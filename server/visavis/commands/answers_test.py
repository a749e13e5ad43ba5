"""``visavis answers test``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from visavis.commands.answers_reading import read_answers
from visavis.commands.failing import BadInputError
from visavis.commands.ranges import Range
from visavis.commands.speaking import read_stdin
from visavis.commands.text_width import padded

if TYPE_CHECKING:
    from visavis.dialogue.answers.matcher import Matcher
    from visavis.dialogue.answers.outcome import Candidate, Outcome

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
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def command(
    file: Path,
    question: str | None,
    expected: Path | None,
    answer_from: float,
    suggest_from: float,
    at_least: float | None,
    as_json: bool,
) -> None:
    """Show what FILE answers to QUESTION, and what else came near, with scores. QUESTION of - reads one a line from
    standard input.

    Words and sounds are compared; embeddings, where they are configured, come on top of these in the server.

    PAIRS.csv has the columns question and expected: the id of the answer, or nothing where no answer should be given.

    Exit status: 0 shown; 1 fewer are right than --at-least; 2 the file cannot be used.

    \b
    Examples:
      visavis answers test answers.yaml "我想退货"
      visavis answers test answers.yaml - < questions.txt
      visavis answers test answers.yaml --expected pairs.csv --at-least 0.8
    """
    from visavis.dialogue.answers.matcher import Matcher, Thresholds

    if (question is None) == (expected is None):
        raise click.UsageError("give a QUESTION, or --expected PAIRS.csv")
    if at_least is not None and expected is None:
        raise click.UsageError("--at-least belongs to --expected")
    try:
        thresholds = Thresholds(answer_from, suggest_from)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    matcher = Matcher(read_answers(file, as_json=as_json), thresholds=thresholds)
    if expected is not None:
        _compare(matcher, expected, at_least, as_json=as_json)
        return
    assert question is not None
    asked = [line.strip() for line in (read_stdin() if question == "-" else question).splitlines()]
    asked = [each for each in asked if each]
    if not asked:
        raise BadInputError("there is no question")
    for each in asked:
        _show(matcher, each, as_json=as_json)


def _show(matcher: Matcher, question: str, *, as_json: bool) -> None:
    outcome, near = matcher.match_words(question), matcher.ranked(question)
    if as_json:
        told = {"question": question, "outcome": outcome.kind, "candidates": [_plain(each) for each in near]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{question}\n  {_VERDICTS[outcome.kind]}")
    names = max(len(each.answer.id) for each in near)
    for each in near:
        mark = "→" if outcome.kind == "answer" and each.answer.id == outcome.candidates[0].answer.id else " "
        click.echo(f"  {mark} {each.score:.2f}  {each.answer.id:<{names}}  {padded(each.question, 36)}  {each.why}")


def _plain(candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.answer.id,
        "score": round(candidate.score, 4),
        "question": candidate.question,
        "why": candidate.why,
        "answer": candidate.answer.answers[0],
    }


def _compare(matcher: Matcher, path: Path, at_least: float | None, *, as_json: bool) -> None:
    from visavis.dialogue.answers.trial import TrialError, read_trial, try_all

    try:
        pairs = read_trial(path, {answer.id for answer in matcher.book.answers})
    except TrialError as error:
        raise BadInputError(str(error)) from None
    with click.progressbar(
        try_all(matcher, pairs), length=len(pairs), file=sys.stderr, hidden=as_json or len(pairs) < 1000
    ) as bar:
        results = list(bar)
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
