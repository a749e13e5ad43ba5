"""Reads a table of questions and answers, as spreadsheets and help desks export it, into the form of the YAML file.

One row is one answer. Several values of one cell stand in lines of their own, or with ``|`` or ``；`` or ``;`` between
them; of links and pictures as ``title https://…``. Columns may be repeated (``相似问1``, ``相似问2``). Rows with the
same id and the same answer are one answer with more questions.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final

from .answer import ANSWERS_MAX
from .column_names import EXAMPLE, column_of
from .placed import Placed
from .problems import Problem, shown

_SEPARATORS: Final = (",", "\t", ";", "；")
_COLUMNS_MAX: Final = 200
_CELL_CHARS: Final = 20_000
_BETWEEN: Final = re.compile(r"[\n|｜;；]+")
_BETWEEN_LINKS: Final = re.compile(r"[\n|｜]+")
_TITLED: Final = re.compile(r"(?:(?P<title>.*?)[\s:：]*)?(?P<url>(?:https?://|/|[a-z]+:)\S*)", re.IGNORECASE)
_LISTS: Final = frozenset({"questions", "variants", "tags", "replies"})


def read_csv(text: str) -> tuple[Placed, list[Problem]]:
    """The table as a mapping with ``answers``, and what is wrong with its form."""
    text = text.lstrip("\ufeff")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    table = _Table()
    try:
        line = 1
        for row in rows:
            if len(table.answers) > ANSWERS_MAX:
                break  # the length is told with everything else
            # A row may hold line breaks: it begins behind the one before.
            table.take(line, [cell.strip() for cell in row])
            line = rows.line_num + 1
    except csv.Error as error:
        told = f"this is no row of a table: {error}; quote cells that hold a quotation mark, and double it inside"
        table.problems.append(Problem(rows.line_num, "", "", told))
    if not table.heads and not table.problems:
        table.problems.append(Problem(1, "", "", f"the table is empty; the first row names the columns: {EXAMPLE}"))
    if not table.answers and table.problems:
        table.placed.value = None
    return table.placed, table.problems


def _separator(text: str) -> str:
    """The sign that divides the first row most often."""
    head = text.lstrip("\n\r").partition("\n")[0]
    return max(_SEPARATORS, key=head.count)


class _Table:
    def __init__(self) -> None:
        self.heads: list[tuple[str, str | None]] = []
        """Each column's head as it is written, and the field."""
        self.answers: list[dict[str, Any]] = []
        self.placed = Placed({"answers": self.answers})
        self.problems: list[Problem] = []
        self._by_id: dict[str, int] = {}

    def take(self, line: int, row: list[str]) -> None:
        if not any(row) or row[0].startswith("#"):
            return
        if not self.heads:
            self._take_heads(line, row)
            return
        if len(row) > len(self.heads) and any(row[len(self.heads) :]):
            told = f"{len(row)} cells under {len(self.heads)} columns; quote cells that hold the separating sign"
            self.problems.append(Problem(line, "", shown(row[len(self.heads)]), told))
            return
        cells: dict[str, list[str]] = {}
        names: dict[str, str] = {}
        for (head, field), cell in zip(self.heads, row, strict=False):
            if field is None or not cell:
                continue
            if len(cell) > _CELL_CHARS:
                told = f"a cell holds at most {_CELL_CHARS} characters"
                self.problems.append(Problem(line, head, shown(cell), told))
                return
            cells.setdefault(field, []).append(cell)
            names.setdefault(field, head)
        self._add(line, _answer_of(cells), names)

    def _take_heads(self, line: int, row: list[str]) -> None:
        if len(row) > _COLUMNS_MAX:
            self.heads = [(row[0], None)]
            self.problems.append(Problem(line, "", shown(row[0]), f"there are more than {_COLUMNS_MAX} columns"))
            return
        self.heads = [(head, column_of(head)) for head in row]
        fields = {field for _, field in self.heads}
        if "answers" not in fields or "questions" not in fields:
            told = f"no column of questions and answers is known by these heads; name them as in: {EXAMPLE}"
            self.problems.append(Problem(line, "", shown(", ".join(row)), told))
            return
        for head, field in self.heads:
            if head and field is None:
                told = "this column is not known; name it as one of those in docs/answers.md, or remove it"
                self.problems.append(Problem(line, "", shown(head), told))

    def _add(self, line: int, answer: dict[str, Any], names: dict[str, str]) -> None:
        if not {field for _, field in self.heads} >= {"questions", "answers"}:
            return  # said at the heads
        given = answer.get("id")
        known = self._by_id.get(given) if given is not None else None
        if known is not None and self.answers[known].get("answers") == answer.get("answers"):
            self.answers[known]["questions"] += answer.get("questions", [])
            return
        index = len(self.answers)
        if given is None:
            answer["id"] = f"row-{line}"
        else:
            self._by_id.setdefault(given, index)
        self.answers.append(answer)
        self.placed.lines[("answers", index)] = line
        for field, head in names.items():
            self.placed.names[("answers", index, "questions" if field == "variants" else field)] = head
        for field in ("questions", "answers"):
            self.placed.names.setdefault(
                ("answers", index, field), next(head for head, known_as in self.heads if known_as == field)
            )


def _answer_of(cells: dict[str, list[str]]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for field, values in cells.items():
        if field in _LISTS:
            # A question mark may be followed by another question, but only a sign that divides ends one.
            target = "questions" if field == "variants" else field
            parts = [part.strip() for value in values for part in _BETWEEN.split(value) if part.strip()]
            answer[target] = [*answer.get(target, []), *parts]
        elif field == "answers":
            answer[field] = values
        elif field in {"links", "pictures"}:
            parts = [part.strip() for value in values for part in _BETWEEN_LINKS.split(value) if part.strip()]
            answer[field] = [_titled(part, "title" if field == "links" else "alt") for part in parts]
        else:
            answer[field] = values[0]
    return answer


def _titled(text: str, name: str) -> dict[str, str]:
    found = _TITLED.fullmatch(text)
    if found is None:
        return {"url": text, **({"title": text} if name == "title" else {})}
    title = (found["title"] or "").strip()
    if name == "title":
        return {"title": title or found["url"], "url": found["url"]}
    return {"url": found["url"], **({"alt": title} if title else {})}
