"""A persona file, checked as a whole, with the line of every mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from visavis.dialogue.answers.placed import Placed
from visavis.dialogue.answers.problems import Problem, shown
from visavis.dialogue.answers.yaml_file import read_yaml

from .persona import Persona, Sayings

BYTES_MAX: Final = 256 << 10
_PROBLEMS_SHOWN: Final = 50
_EVERYWHERE: Final = ("name", "role", "tone")
_ADVICE: Final = {
    "missing": "the field is missing; write it",
    "extra_forbidden": "no field of this name is known; remove it or mend its spelling",
    "string_type": "a text must stand here",
    "tuple_type": "a list must stand here: lines that begin with '- '",
    "dict_type": "a text for each language must stand here: lines such as 'zh: …'",
    "model_type": "fields must stand here",
    "string_too_long": "it is too long; at most {max_length} characters are taken",
    "string_too_short": "it is empty; write a text or remove the field",
    "too_short": "the list is empty",
    "too_long": "the list is too long; at most {max_length} are taken",
    "literal_error": "write one of {expected}",
    "string_pattern_mismatch": "write a language code of two or three small letters, such as zh or en",
}


class PersonaError(ValueError):
    """The file cannot be used. ``problems`` are all that were found."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        lines = [f"{name}, {problem}" if problem.line else f"{name}: {problem}" for problem in self.problems]
        more = len(lines) - _PROBLEMS_SHOWN
        super().__init__("\n".join([*lines[:_PROBLEMS_SHOWN], *([f"… and {more} more"] if more > 0 else [])]))


def load_persona(path: Path | None = None) -> Persona:
    """The persona in ``path``, a YAML file; ours for None. Raises :class:`PersonaError` with all problems."""
    if path is None:
        return parse_persona(files(__package__).joinpath("data", "default.yaml").read_bytes(), "default.yaml")
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise PersonaError(path.name, [Problem(0, "", "", f"it cannot be read: {error.strerror or error}")]) from None
    return parse_persona(content, path.name)


def parse_persona(content: bytes, name: str) -> Persona:
    """The persona in a file's ``content``. Raises :class:`PersonaError`."""
    if len(content) > BYTES_MAX:
        raise PersonaError(name, [Problem(0, "", "", f"it is too large; at most {BYTES_MAX >> 10} KiB are read")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PersonaError(name, [Problem(line, "", "", "this is not UTF-8; save the file as UTF-8")]) from None
    placed, problems = read_yaml(text)
    if placed.value is None and not problems:
        problems.append(Problem(1, "", "", "the file is empty"))
    persona = None
    if placed.value is not None:
        try:
            persona = Persona.model_validate(placed.value)
        except ValidationError as error:
            problems += [_problem(placed, detail) for detail in error.errors(include_url=False)]
    if persona is not None:
        problems += _untold(persona, placed)
    if problems or persona is None:
        raise PersonaError(name, problems)
    return persona


def _untold(persona: Persona, placed: Placed) -> Iterator[Problem]:
    """What is missing in one of the languages that are spoken."""
    told: dict[tuple[str, ...], Mapping[str, object] | None] = {(name,): getattr(persona, name) for name in _EVERYWHERE}
    told |= {("sayings", name): getattr(persona.sayings, name) for name in Sayings.model_fields}
    for path, texts in told.items():
        for language in persona.languages.speaks:
            if texts is not None and language not in texts:
                advice = f"it is not told in {language!r}, which languages.speaks names"
                yield Problem(placed.line_of(path), placed.name_of(path), "", advice)


def _problem(placed: Placed, detail: ErrorDetails) -> Problem:
    # pydantic puts a mark behind a key that is wrong itself.
    path = tuple(part for part in detail["loc"] if part != "[key]")
    kind = detail["type"]
    if kind == "value_error":
        told = detail["msg"].removeprefix("Value error, ")
    else:
        told = _ADVICE.get(kind, detail["msg"]).format_map(detail.get("ctx", {}))
    received = "" if kind == "missing" else shown(detail["input"])
    return Problem(placed.line_of(path), placed.name_of(path), received, told)
