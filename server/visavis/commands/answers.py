"""``visavis answers``."""

from __future__ import annotations

import importlib
from typing import Final

import click

_VERBS: Final = {
    "check": "Say everything that is wrong with a file, and which questions collide.",
    "test": "Show what would be answered to a question, or to a file of them.",
    "import": "Turn a table of questions and answers into a YAML file.",
}
"""Each is ``command`` of the module ``visavis.commands.answers_<verb>``, and what it does."""


class _Verbs(click.Group):
    """Imports a subcommand when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _VERBS:
            return None
        command: click.Command = importlib.import_module(f"visavis.commands.answers_{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_VERBS.items()))


@click.group(cls=_Verbs)
def command() -> None:
    """Approved answers: what is said, word for word, to questions that are known.

    \b
    A file is a list of answers, each with the questions that it is for:
      answers:
        - id: return
          questions: [怎么退货, 不喜欢可以退吗, How do I return something?]
          answer: "[gesture:explain]收到货七天之内都可以退。"

    \b
    Examples:
      visavis answers check answers.yaml
      visavis answers test answers.yaml "我想退货"
      visavis answers import faq.csv -o answers.yaml
    """
