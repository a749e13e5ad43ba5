"""``visavis answers check``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from visavis.commands.answers_reading import read_answers, size_of

if TYPE_CHECKING:
    from visavis.dialogue.answers.load import AnswerBook
    from visavis.dialogue.answers.review import Pair

_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def command(file: Path, as_json: bool) -> None:
    """Say everything that is wrong with FILE (.yaml, .csv): each mistake with its line, its field and what to do.

    Questions that stand in two answers are a mistake, because only one of them would be given; questions that are
    nearly the same are told, to be looked at.

    Exit status: 0 the file can be used; 2 it cannot, or a question stands in two answers.

    \b
    Examples:
      visavis answers check answers.yaml
      visavis answers check faq.csv --json
    """
    from visavis.dialogue.answers.review import contradictions

    book = read_answers(file, as_json=as_json)
    collisions = contradictions(book)
    near = _near(book, quiet=as_json)
    if as_json:
        told = {
            "file": str(file),
            "valid": not collisions,
            "answers": len(book.answers),
            "questions": book.questions,
            "contradictions": [asdict(pair) for pair in collisions],
            "near_duplicates": [asdict(pair) for pair in near],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(book, near)
        for pair in collisions[:_SHOWN]:
            click.echo(f"Error: {file.name}: the same question in two answers: {pair}; keep one", err=True)
        if len(collisions) > _SHOWN:
            click.echo(f"Error: … and {len(collisions) - _SHOWN} more", err=True)
    if collisions:
        raise click.exceptions.Exit(2)


def _near(book: AnswerBook, *, quiet: bool) -> list[Pair]:
    from visavis.dialogue.answers.matcher import Matcher
    from visavis.dialogue.answers.review import near_duplicates

    found = near_duplicates(Matcher(book))
    with click.progressbar(
        found, length=book.questions, label="comparing", file=sys.stderr, hidden=quiet or book.questions < 1000
    ) as bar:
        return [pair for pair in bar if pair is not None]


def _print(book: AnswerBook, near: list[Pair]) -> None:
    click.echo(f"{book.name}: {size_of(book)}")
    if book.encoding != "utf-8":
        click.echo(f"  encoding   {book.encoding}")
    tags = Counter(tag for answer in book.answers for tag in answer.tags)
    if tags:
        click.echo("  tags       " + ", ".join(f"{tag} {count}" for tag, count in tags.most_common(10)))
    for name, count in (
        ("links", sum(len(answer.links) for answer in book.answers)),
        ("pictures", sum(len(answer.pictures) for answer in book.answers)),
        ("replies", sum(len(answer.replies) for answer in book.answers)),
    ):
        if count:
            click.echo(f"  {name:<10} {count}")
    for pair in near[:_SHOWN]:
        click.echo(f"  nearly the same ({pair.score:.2f}): {pair}")
    if len(near) > _SHOWN:
        click.echo(f"  … and {len(near) - _SHOWN} more pairs that are nearly the same")
