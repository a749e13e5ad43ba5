"""What a page is told of a language model that fails. Which service it is, and what that says, is for the log alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from visavis.protocol.errors import ErrorCode

_TEXTS: Final[Mapping[ErrorCode, str]] = {
    ErrorCode.LLM_UNAVAILABLE: "the language model cannot be reached",
    ErrorCode.LLM_REFUSED: "the language model refuses this server",
    ErrorCode.LLM_BUSY: "the language model is busy",
    ErrorCode.LLM_TIMEOUT: "the language model did not answer in time",
    ErrorCode.LLM_LIMIT: "the limit of the language model is reached",
    ErrorCode.LLM_FILTERED: "the language model does not answer this",
    ErrorCode.LLM_FAILED: "the language model failed",
}


def fault_text(code: ErrorCode) -> str:
    """For people, by what kind of fault it is."""
    return _TEXTS.get(code, _TEXTS[ErrorCode.LLM_FAILED])
