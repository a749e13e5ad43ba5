"""Every REST answer that is not a success is a ``Problem`` in JSON, with the status that fits its code; on the routes
that speak OpenAI's API it is what that API answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import Problem
from visavis.session.refusal import RefusalError
from visavis.transport.messages import describe_errors
from visavis.transport.openai_errors import of_validation, openai_error, speaks_openai

STATUS: dict[ErrorCode, int] = {
    ErrorCode.BAD_MESSAGE: 400,
    ErrorCode.TOKEN_MISSING: 401,
    ErrorCode.TOKEN_INVALID: 401,
    ErrorCode.TOKEN_EXPIRED: 401,
    ErrorCode.TOKEN_USED: 401,
    ErrorCode.ORIGIN_REFUSED: 403,
    ErrorCode.CODE_INVALID: 404,
    ErrorCode.UNKNOWN_SESSION: 404,
    ErrorCode.MESSAGE_TOO_LARGE: 413,
    ErrorCode.TEXT_TOO_LONG: 413,
    ErrorCode.AUDIO_TOO_LONG: 413,
    ErrorCode.AUDIO_INVALID: 422,
    ErrorCode.EMPTY_TEXT: 422,
    ErrorCode.INVALID_TEXT: 422,
    ErrorCode.INVALID_SSML: 422,
    ErrorCode.UNKNOWN_VOICE: 422,
    ErrorCode.UNKNOWN_LANGUAGE: 422,
    ErrorCode.UNKNOWN_EMOTION: 422,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.INTERNAL: 500,
    ErrorCode.TOO_MANY_SESSIONS: 503,
    ErrorCode.ENGINE_UNAVAILABLE: 503,
    ErrorCode.ENGINE_FAILED: 503,
    ErrorCode.ENGINE_TIMEOUT: 503,
    ErrorCode.ENGINE_REFUSED: 503,
    ErrorCode.ENGINE_BUSY: 503,
    ErrorCode.BUDGET_SPENT: 503,
    ErrorCode.RELAY_UNAVAILABLE: 503,
}
RETRY_AFTER_S = 2
_NO_TYPE = {"union_tag_invalid", "union_tag_not_found"}


class ProblemError(Exception):
    """Raised in a route; answered as its problem."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        retryable: bool = False,
        status: int | None = None,
        place: tuple[str | None, str | None] = (None, None),
    ) -> None:
        """``place`` is what OpenAI's shape calls ``param`` and ``code``, where the code of ours does not tell them."""
        super().__init__(message)
        self.place = place
        self.problem = Problem(code=code, message=message, retryable=retryable)
        self.status = status if status is not None else STATUS.get(code, 500)


def answer(
    problem: Problem, status: int, path: str = "", place: tuple[str | None, str | None] = (None, None)
) -> Response:
    """The response for a problem of the route at ``path``."""
    headers = {"Retry-After": str(RETRY_AFTER_S)} if problem.retryable and status in {429, 503} else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    content = problem.model_dump_json().encode()
    if speaks_openai(path):
        param, code = place
        content, status = openai_error(problem, status, param=param, code=code)
    return Response(content, status, headers, media_type="application/json")


def install(app: FastAPI, told: Callable[[str, ErrorCode], None]) -> None:
    """Make the application answer every error as a problem; ``told`` hears of each, with the path of its route."""

    def answered(
        request: Request, problem: Problem, status: int, place: tuple[str | None, str | None] = (None, None)
    ) -> Response:
        path = request.url.path
        told(path, problem.code)
        return answer(problem, status, path, place)

    @app.exception_handler(ProblemError)
    async def problem(request: Request, error: ProblemError) -> Response:
        return answered(request, error.problem, error.status, error.place)

    @app.exception_handler(RefusalError)
    async def refusal(request: Request, error: RefusalError) -> Response:
        refused = error.error
        found = Problem(code=refused.code, message=refused.message, retryable=refused.retryable)
        return answered(request, found, STATUS[refused.code])

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        problems = error.errors()
        if problems[0]["type"] in _NO_TYPE:
            found = Problem(code=ErrorCode.BAD_MESSAGE, message=_no_type(problems[0]["ctx"]))
            return answered(request, found, 422)
        if problems[0]["loc"] == ("body",):
            found, status = _no_object(request, problems[0]["type"] == "missing", problems[0]["input"])
            return answered(request, found, status)
        no_json = any(item["type"] == "json_invalid" for item in problems)
        below = [{**item, "loc": item["loc"][1:]} for item in problems]
        found = Problem(code=ErrorCode.BAD_MESSAGE, message=describe_errors(below))
        place = (None, "invalid_json") if no_json else of_validation(below)
        return answered(request, found, 400 if no_json else 422, place)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        detail = error.detail if error.__cause__ is None else _unreadable(error.__cause__)
        text = f"{request.method} {request.url.path}: {detail}"
        code = ErrorCode.MESSAGE_TOO_LARGE if error.status_code == 413 else ErrorCode.BAD_MESSAGE
        response = answered(request, Problem(code=code, message=text), error.status_code)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def internal(request: Request, error: Exception) -> Response:
        text = f"the server failed ({type(error).__name__}); its log says where"
        return answered(request, Problem(code=ErrorCode.INTERNAL, message=text), 500)


def _no_type(told: Mapping[str, Any]) -> str:
    """A body that is one of several, and does not say which."""
    types = str(told.get("expected_tags", "")).replace("'", "")
    return f'"type" is one of: {types}' if types else 'the body has a "type"'


def _no_object(request: Request, empty: bool, content: Any) -> tuple[Problem, int]:
    """The whole body is not what it should be: empty, of another type, or JSON that is no object."""
    if empty:
        text, status = "the body is empty; it is a JSON object", 422
    elif isinstance(content, bytes):
        told = request.headers.get("content-type")
        got = "no Content-Type" if told is None else f"Content-Type {told[:100]!r}"
        text, status = f"the body is sent with Content-Type application/json, got {got}", 415
    else:
        text, status = f"the body is a JSON object, got {type(content).__name__}", 422
    return Problem(code=ErrorCode.BAD_MESSAGE, message=text), status


def _unreadable(cause: BaseException) -> str:
    """Why a body is no JSON, where the parser gives no place."""
    if isinstance(cause, UnicodeDecodeError):
        return f"the body is not UTF-8: byte {cause.start} is {cause.object[cause.start]:#04x}"
    if isinstance(cause, RecursionError):
        return "the body is nested too deeply"
    return "the body holds a number that is too long"
