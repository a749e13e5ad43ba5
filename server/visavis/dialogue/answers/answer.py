"""What one approved answer holds, and the file that holds them all. No behaviour, but the rules of each field."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from visavis.protocol.client import Emotion

from .spoken import check_spoken

QUESTION_CHARS: Final = 200
TEXT_CHARS: Final = 2000
QUESTIONS_OF_ONE: Final = 200
ANSWERS_MAX: Final = 20_000
_ADDRESS: Final = re.compile(r"https://[^\s/?#@\\<>\"'`]+(?:[/?#][^\s\\<>\"'`]*)?|/(?![/\\])[^\s\\<>\"'`]*")
_LANGUAGE: Final = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"


def _check_question(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("it holds no letter and no digit; write what a visitor would ask")
    return text


def _check_address(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise ValueError("write an address that begins with https://, or a path of the same site that begins with /")
    return address


def _check_flat(text: str) -> str:
    if any(ord(character) < 0x20 for character in text):
        raise ValueError("write it in one line")
    return text


_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_check_flat)]
Question = Annotated[_Line, StringConstraints(max_length=QUESTION_CHARS), AfterValidator(_check_question)]
"""As a visitor may ask it, in one line."""
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_check_address)]
"""``https://…``, or a path of the same site: nothing that could run in the page or be read on the way."""
Spoken = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_CHARS), AfterValidator(check_spoken)
]
"""What is said, with stage directions such as ``[gesture:bow]`` where they are to happen."""
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Title = Annotated[_Line, StringConstraints(max_length=100)]


class _Part(BaseModel):
    """A misspelt field must be heard of, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Link(_Part):
    """Something to open."""

    title: Title
    url: Address


class Picture(_Part):
    """Something to look at."""

    url: Address
    alt: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_check_flat)] = ""
    """What it shows, for those who cannot see it."""


class Reply(_Part):
    """A button under the answer."""

    title: Title
    say: Question
    """What pressing it asks; the title by default."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        """A text alone is both."""
        if isinstance(value, str):
            return {"title": value, "say": value}
        if isinstance(value, dict) and "title" in value:
            return {"say": value["title"], **value}
        return value


class Answer(_Part):
    """Questions, and what is said to them."""

    id: Id
    """Stays the same when the wording changes: statistics and recordings go by it."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=QUESTIONS_OF_ONE)]
    """The first is the one that is shown when it is asked back ("did you mean …")."""
    answers: Annotated[tuple[Spoken, ...], Field(min_length=1, max_length=10)]
    """Wordings of the same answer; whoever speaks chooses."""
    language: Annotated[str, StringConstraints(max_length=35, pattern=_LANGUAGE)] | None = None
    """BCP 47 code of what is said; found from the text by default."""
    tags: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    emotion: Emotion | None = None
    gesture: Annotated[str, StringConstraints(pattern=r"^[^\s\[\]:](?:[^\[\]:\n]{0,38}[^\s\[\]:])?$")] | None = None
    """A gesture of the avatar, made as the answer begins."""
    links: Annotated[tuple[Link, ...], Field(max_length=10)] = ()
    pictures: Annotated[tuple[Picture, ...], Field(max_length=10)] = ()
    replies: Annotated[tuple[Reply, ...], Field(max_length=8)] = ()


Synonyms = Annotated[tuple[Annotated[_Line, StringConstraints(max_length=40)], ...], Field(min_length=2, max_length=50)]
"""Words that mean the same to this desk."""


class AnswerFile(_Part):
    """A whole file."""

    answers: Annotated[tuple[Answer, ...], Field(min_length=1, max_length=ANSWERS_MAX)]
    synonyms: Annotated[tuple[Synonyms, ...], Field(max_length=2000)] = ()
