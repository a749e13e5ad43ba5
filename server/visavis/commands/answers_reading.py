"""Files of answers on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from visavis.commands.failing import BadInputError

if TYPE_CHECKING:
    from visavis.dialogue.answers.load import AnswerBook


def size_of(book: AnswerBook) -> str:
    """``34 answers to 99 questions``."""
    answers, questions = len(book.answers), book.questions
    return f"{answers} answer{'s' * (answers != 1)} to {questions} question{'s' * (questions != 1)}"


def read_answers(path: Path, *, as_json: bool) -> AnswerBook:
    """The answers in ``path``. Ends the command with exit status 2 and all problems of the file."""
    from visavis.dialogue.answers.load import load_answers
    from visavis.dialogue.answers.problems import AnswersError

    try:
        return load_answers(path)
    except AnswersError as error:
        if as_json:
            problems = [
                {"line": problem.line, "field": problem.field, "received": problem.received, "message": problem.told}
                for problem in error.problems
            ]
            click.echo(json.dumps({"file": str(path), "valid": False, "problems": problems}, ensure_ascii=False))
            raise click.exceptions.Exit(2) from None
        raise BadInputError(str(error)) from None
