"""Errors in the shape of OpenAI's API, on the routes that speak it.

Source of the shape: OpenAI's API reference; its client libraries choose their exception by the status alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import Problem

PREFIXES: Final = ("/v1/audio/", "/v1/models")

_STATUS: Final = {413: 400, 415: 400, 422: 400}
"""What is wrong with a request is 400 there. A body that is too large keeps its own status."""
_CODES: Final = {
    ErrorCode.UNKNOWN_VOICE: ("voice_not_found", "voice"),
    ErrorCode.UNKNOWN_LANGUAGE: ("language_not_found", "language"),
    ErrorCode.TEXT_TOO_LONG: ("string_above_max_length", "input"),
    ErrorCode.EMPTY_TEXT: ("empty_string", "input"),
    ErrorCode.INVALID_TEXT: ("invalid_value", "input"),
    ErrorCode.RATE_LIMITED: ("rate_limit_exceeded", None),
    ErrorCode.BAD_MESSAGE: ("invalid_request", None),
    ErrorCode.TOKEN_MISSING: ("invalid_api_key", None),
    ErrorCode.TOKEN_INVALID: ("invalid_api_key", None),
    ErrorCode.TOKEN_EXPIRED: ("invalid_api_key", None),
    ErrorCode.TOKEN_USED: ("invalid_api_key", None),
}
_FIELD_CODES: Final = {
    "missing": "missing_required_parameter",
    "extra_forbidden": "unknown_parameter",
    "string_too_long": "string_above_max_length",
    "string_too_short": "empty_string",
}


def speaks_openai(path: str) -> bool:
    """Whether the route at ``path`` answers in OpenAI's shape."""
    return path.startswith(PREFIXES)


def openai_error(
    problem: Problem, status: int, *, param: str | None = None, code: str | None = None
) -> tuple[bytes, int]:
    """Body and status for a problem."""
    word, place = _CODES.get(problem.code, (problem.code.value, None))
    if problem.code is not ErrorCode.MESSAGE_TOO_LARGE:
        status = _STATUS.get(status, status)
    error = {"message": problem.message, "type": _kind(status), "param": param or place, "code": code or word}
    return json.dumps({"error": error}, ensure_ascii=False).encode(), status


def of_validation(problems: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    """``param`` and ``code`` for the first validation error of a body, whose places are below the body."""
    first = problems[0]
    place = ".".join(str(part) for part in first["loc"]) or None
    return place, _FIELD_CODES.get(
        first["type"], "invalid_type" if first["type"].endswith("_type") else "invalid_value"
    )


def _kind(status: int) -> str:
    if status == 429:
        return "rate_limit_error"
    return "server_error" if status >= 500 else "invalid_request_error"
