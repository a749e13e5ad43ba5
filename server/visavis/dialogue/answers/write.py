"""Writes answers as a YAML file that people go on with."""

from __future__ import annotations

from typing import Any, Final

import yaml

from .answer import Answer
from .load import AnswerBook

_WIDTH: Final = 120


class _Dumper(yaml.SafeDumper):
    """Lists stand indented under their field."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def to_yaml(book: AnswerBook) -> str:
    """The file's text; reading it gives the same answers."""
    content: dict[str, Any] = {}
    if book.synonyms:
        content["synonyms"] = [list(group) for group in book.synonyms]
    content["answers"] = [_plain(answer) for answer in book.answers]
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _plain(answer: Answer) -> dict[str, Any]:
    plain = answer.model_dump(mode="json", exclude_defaults=True)
    plain["replies"] = [
        reply.title if reply.title == reply.say else {"title": reply.title, "say": reply.say}
        for reply in answer.replies
    ]
    if not plain["replies"]:
        del plain["replies"]
    return plain
