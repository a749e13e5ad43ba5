"""What an answer consists of, in the order in which it comes."""

from __future__ import annotations

from dataclasses import dataclass, field

from visavis.protocol.client import Emotion
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import AnswerSource, ShownButton, ShownLink, ShownPicture


@dataclass(frozen=True, slots=True)
class Begun:
    """The language model writes its first token."""

    after_ms: float


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch that is said in one go."""

    spoken: str = field(repr=False)
    """For the voice, with stage directions; empty where nothing is to be said."""
    language: str | None = None
    """BCP 47 code; found from the text by default."""
    emotion: Emotion | None = None
    silent: str = field(default="", repr=False)
    """For the screen alone: lines of a table, of code."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Something to look at or to press."""

    links: tuple[ShownLink, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    buttons: tuple[ShownButton, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person is to take over."""

    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something failed; a line that says so follows."""

    code: ErrorCode
    message: str
    """For people; never quotes the conversation."""
    retryable: bool


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more comes."""

    source: AnswerSource
    answer_id: str | None = None
    tokens: tuple[int, int] | None = None
    """Of the prompt and of the answer, as the service counts them."""


Part = Begun | Said | Shown | HandOver | Trouble | Done
