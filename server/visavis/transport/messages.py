"""Reads what a client sent, and says exactly what is wrong with what is no message."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from visavis.protocol.client import ClientMessage, UtteranceId
from visavis.protocol.errors import ErrorCode

M = TypeVar("M")
MESSAGES: Final[TypeAdapter[ClientMessage]] = TypeAdapter(ClientMessage)
TYPES: Final = ", ".join(message.model_fields["type"].default for message in get_args(get_args(ClientMessage)[0]))
_ID: Final[TypeAdapter[str]] = TypeAdapter(UtteranceId)
_ASKS_FOR_SPEECH: Final = ("speak", "speak_audio", "ask", "listen_start")
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
SHOWN_CHARACTERS: Final = 60
SHOWN_PROBLEMS: Final = 3
SECRET: Final = frozenset({"token", "resume", "code", "key", "secret"})
"""Fields whose values no message quotes."""


class MalformedError(ValueError):
    """Not a message of ours. ``code`` is for machines, the text names what was received and what is accepted.

    ``utterance_id`` is the id of the speech that was asked for, as far as that can be read.
    """

    def __init__(self, code: ErrorCode, message: str, utterance_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.utterance_id = utterance_id


def parse_message(text: str) -> ClientMessage:
    """One message from JSON text. Raises :class:`MalformedError`."""
    return read_message(MESSAGES, TYPES, text)


def read_message(messages: TypeAdapter[M], types: str, text: str) -> M:
    """One of ``messages``, whose ``types`` an error names, from JSON text. Raises :class:`MalformedError`."""
    try:
        return messages.validate_json(text)
    except (ValidationError, UnicodeEncodeError) as error:
        whole = _without_half_characters(text)
        if whole is None:
            if isinstance(error, UnicodeEncodeError):
                raise MalformedError(ErrorCode.BAD_MESSAGE, "not JSON") from None
            raise _malformed(error, _asked_for(text), types) from None
    try:
        return messages.validate_json(whole)
    except ValidationError as error:
        raise _malformed(error, _asked_for(whole), types) from None


def _asked_for(text: str) -> str | None:
    """Id of the speech that a broken message asks for: its sender waits for it."""
    try:
        content = json.loads(text)
        if isinstance(content, dict) and content.get("type") in _ASKS_FOR_SPEECH:
            return _ID.validate_python(content.get("id"), strict=True)
    except (ValueError, RecursionError):
        pass
    return None


def describe_errors(problems: Sequence[Mapping[str, Any]]) -> str:
    """The first few validation errors of a body, one after the other, for people."""
    texts = [_describe(problem) for problem in problems[:SHOWN_PROBLEMS]]
    more = f" (and {len(problems) - SHOWN_PROBLEMS} more)" if len(problems) > SHOWN_PROBLEMS else ""
    return "; ".join(texts) + more


def _without_half_characters(text: str) -> str | None:
    """The same message with every half of a surrogate pair replaced; None when there are none, or it is no JSON.

    Scripts cut strings in the middle of an emoji. That is no reason to leave the rest unsaid.
    """
    if not _HALF.search(text):
        return None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return json.dumps(content, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _malformed(error: ValidationError, utterance_id: str | None, types: str) -> MalformedError:
    first = error.errors(include_url=False)[0]
    match first["type"]:
        case "union_tag_invalid":
            tag = str(first["ctx"]["tag"])
            text = f"no message has the type {_shown(tag)}; types are: {types}"
            return MalformedError(ErrorCode.UNKNOWN_TYPE, text)
        case "union_tag_not_found":
            return MalformedError(ErrorCode.BAD_MESSAGE, f'a message has a "type", one of: {types}')
        case "model_attributes_type" | "model_type" | "dict_type":
            kind = type(first["input"]).__name__
            return MalformedError(ErrorCode.BAD_MESSAGE, f"a message is a JSON object, got {kind}")
        case _:
            text = describe_errors(error.errors(include_url=False))
            return MalformedError(ErrorCode.BAD_MESSAGE, text, utterance_id)


def _describe(problem: Mapping[str, Any]) -> str:
    kind = problem["type"]
    if kind == "json_invalid":
        return f"not JSON: {problem['ctx']['error']}"
    place = ".".join(str(part) for part in problem["loc"])
    if kind == "extra_forbidden":
        return f"{place}: there is no such field"
    message = problem["msg"][:1].lower() + problem["msg"][1:]
    if kind == "missing":
        return f"{place}: {message}"
    if SECRET.intersection(problem["loc"]):
        return f"{place}: {message}"
    return f"{place}: {message}, got {_shown(problem['input'])}"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return f"{type(value).__name__} of {len(value)}"
    text = ascii(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
