"""What a page is told of a recogniser that fails. Which service it is, and what that says, is for the log alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from visavis.protocol.errors import ErrorCode

_TEXTS: Final[Mapping[ErrorCode, str]] = {
    ErrorCode.STT_UNAVAILABLE: "the speech recogniser cannot be reached",
    ErrorCode.STT_REFUSED: "the speech recogniser refuses this server",
    ErrorCode.STT_BUSY: "the speech recogniser is busy",
    ErrorCode.STT_TIMEOUT: "the speech recogniser did not answer in time",
    ErrorCode.STT_LIMIT: "this was too long, or the limit of the speech recogniser is reached",
    ErrorCode.STT_FAILED: "the speech recogniser failed",
}


def fault_text(code: ErrorCode) -> str:
    """For people, by what kind of fault it is."""
    return _TEXTS.get(code, _TEXTS[ErrorCode.STT_FAILED])
