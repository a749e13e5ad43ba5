"""A file of approved answers, checked as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .answer import Answer, AnswerFile
from .csv_file import read_csv
from .encoding import EncodingError, decode
from .placed import Placed
from .problems import AnswersError, Problem, shown
from .yaml_file import read_yaml

BYTES_MAX: Final = 16 << 20
QUESTIONS_MAX: Final = 100_000
SUFFIXES: Final = (".yaml", ".yml", ".csv", ".tsv")
_ADVICE: Final = {
    "missing": "the field is missing; write it",
    "extra_forbidden": "no field of this name is known; remove it or mend its spelling",
    "string_type": "a text must stand here",
    "tuple_type": "a list must stand here: lines that begin with '- '",
    "model_type": "fields must stand here: lines such as 'title: …'",
    "string_too_long": "it is too long; at most {max_length} characters are taken",
    "string_too_short": "it is empty; write a text or remove the field",
    "too_short": "the list is empty; at least {min_length} must stand here",
    "too_long": "the list is too long; at most {max_length} are taken",
    "literal_error": "write one of {expected}",
}
_PATTERNS: Final = {
    "id": "an id has letters, digits, '.', '_' and '-', at most 64, and begins with a letter or a digit",
    "language": "write a language code, such as zh, en or zh-HK",
    "gesture": "write the name of a gesture, at most 40 characters, without brackets and colons",
}


@dataclass(frozen=True, slots=True)
class AnswerBook:
    """The answers of one file."""

    name: str
    """The file's name."""
    answers: tuple[Answer, ...]
    synonyms: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    """Line of each answer in the file."""
    encoding: str

    @property
    def questions(self) -> int:
        """All wordings of all questions together."""
        return sum(len(answer.questions) for answer in self.answers)


def load_answers(path: Path) -> AnswerBook:
    """The answers in ``path``, a .yaml, .yml, .csv or .tsv file. Raises :class:`AnswersError` with all problems."""
    name = path.name
    if path.suffix.lower() not in SUFFIXES:
        raise AnswersError(name, [Problem(0, "", "", f"the name must end in one of {', '.join(SUFFIXES)}")])
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise AnswersError(name, [Problem(0, "", "", "this is no file but a device or a pipe, which may have no end")])
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise AnswersError(name, [Problem(0, "", "", f"it cannot be read: {error.strerror or error}")]) from None
    return parse_answers(content, name)


def parse_answers(content: bytes, name: str) -> AnswerBook:
    """The answers in a file's ``content``; the ending of ``name`` tells its form. Raises :class:`AnswersError`."""
    if len(content) > BYTES_MAX:
        raise AnswersError(name, [Problem(0, "", "", f"it is too large; at most {BYTES_MAX >> 20} MiB are read")])
    table = name.lower().endswith((".csv", ".tsv"))
    try:
        text, encoding = decode(content) if table else (_utf8(content), "utf-8")
    except EncodingError as error:
        raise AnswersError(name, [Problem(error.line, "", "", str(error))]) from None
    placed, problems = read_csv(text) if table else read_yaml(text)
    if placed.value is None and not problems:
        problems.append(Problem(1, "", "", "the file is empty; write 'answers:' and below it '- id: …'"))
    _take_short_forms(placed)
    book = None
    if placed.value is not None:
        try:
            book = AnswerFile.model_validate(placed.value)
        except ValidationError as error:
            problems += [_problem(placed, each) for each in error.errors(include_url=False) if not _follows(each)]
    problems += _doubled_ids(placed)
    if book is not None and sum(len(answer.questions) for answer in book.answers) > QUESTIONS_MAX:
        problems.append(Problem(0, "", "", f"it has more than {QUESTIONS_MAX} questions"))
    if problems or book is None:
        raise AnswersError(name, problems)
    lines = tuple(placed.line_of(("answers", index)) for index in range(len(book.answers)))
    return AnswerBook(name, book.answers, book.synonyms, lines, encoding)


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EncodingError(line, f"byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8") from None


def _take_short_forms(placed: Placed) -> None:
    """``answer`` and ``question`` for one, and one text where a list may stand."""
    if not isinstance(placed.value, dict) or not isinstance(answers := placed.value.get("answers"), list):
        return
    for index, answer in enumerate(answers):
        if not isinstance(answer, dict):
            continue
        for short, field in (("question", "questions"), ("answer", "answers")):
            if short in answer and field not in answer:
                answer[field] = answer.pop(short)
                placed.lines[("answers", index, field)] = placed.line_of(("answers", index, short))
                placed.names.setdefault(("answers", index, field), f"answers[{index}].{short}")
        for field in ("questions", "answers", "tags", "replies"):
            if isinstance(answer.get(field), str):
                answer[field] = [answer[field]]


def _follows(detail: ErrorDetails) -> bool:
    """Whether a list is told to be too short only because its members are wrong, which is told of each."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _problem(placed: Placed, detail: ErrorDetails) -> Problem:
    path = detail["loc"]
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "value_error":
        told = detail["msg"].removeprefix("Value error, ")
    elif kind == "string_pattern_mismatch":
        told = _PATTERNS.get(str(path[-1]), "it has another form than is expected")
    else:
        told = _ADVICE.get(kind, detail["msg"]).format_map(context)
    received = "" if kind == "missing" else shown(detail["input"])
    return Problem(placed.line_of(path), placed.name_of(path), received, told)


def _doubled_ids(placed: Placed) -> list[Problem]:
    answers = placed.value.get("answers") if isinstance(placed.value, dict) else None
    lines: dict[str, int] = {}
    problems = []
    for index, answer in enumerate(answers if isinstance(answers, list) else []):
        if not isinstance(answer, dict) or not isinstance(given := answer.get("id"), str):
            continue
        line = placed.line_of(("answers", index, "id"))
        if given in lines:
            told = f"the id stands in line {lines[given]} already; each answer has one of its own"
            problems.append(Problem(line, placed.name_of(("answers", index, "id")), shown(given), told))
        lines.setdefault(given, line)
    return problems
