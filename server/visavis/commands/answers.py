"""``visavis answers``."""

from __future__ import annotations

from typing import Final

import click

from visavis.commands.lazy_group import LazyGroup

_VERBS: Final = {
    "check": "Say everything that is wrong with a file, and which questions collide.",
    "test": "Show what would be answered to a question, or to a file of them.",
    "import": "Turn a table of questions and answers into a YAML file.",
}


@click.group(cls=LazyGroup, prefix="answers_", subcommands=_VERBS)
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
