"""What went wrong while speaking, in the words of the wire."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from visavis.protocol.errors import ErrorCode
from visavis.speech.frontend import TextError
from visavis.tts.engine import EngineError

logger = logging.getLogger(__name__)

_ENGINE_CODES = {
    "voice_unknown": ErrorCode.UNKNOWN_VOICE,
    "language_unknown": ErrorCode.UNKNOWN_LANGUAGE,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an utterance could not be spoken."""

    code: ErrorCode
    message: str
    retryable: bool = False


def failure_of(error: Exception) -> Failure:
    """The failure behind an exception. Of unexpected ones neither log nor peer gets the text: it may quote speech."""
    if isinstance(error, TextError):
        return Failure(_code(error.code, ErrorCode.INVALID_TEXT), str(error))
    if isinstance(error, EngineError):
        code = _ENGINE_CODES.get(error.code) or _code(error.code, ErrorCode.ENGINE_FAILED)
        return Failure(code, str(error), error.retryable)
    logger.error("speaking failed with %s at %s", type(error).__name__, place_of(error))
    return Failure(ErrorCode.INTERNAL, f"the server could not speak this ({type(error).__name__})")


def place_of(error: BaseException) -> str:
    """File and line in which it was raised: what a log may tell of an error that may quote what was said."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return "unknown place" if frame is None else f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}"


def _code(name: str, otherwise: ErrorCode) -> ErrorCode:
    try:
        return ErrorCode(name)
    except ValueError:
        return otherwise
