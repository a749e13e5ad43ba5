"""``visavis listen``."""

from __future__ import annotations

from typing import Final

import click

from visavis.commands.lazy_group import LazyGroup

_VERBS: Final = {
    "engines": "Show each recogniser, where it runs, and what it lacks.",
    "try": "Have a recording recognised.",
}


@click.group(cls=LazyGroup, prefix="listen_", subcommands=_VERBS)
def command() -> None:
    """The recognisers that understand visitors who speak.

    \b
    Examples:
      visavis listen engines
      visavis listen try question.wav
      visavis listen try question.wav --engine azure --language zh,en
    """
