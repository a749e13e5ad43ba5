"""What the front end refuses."""

from __future__ import annotations

from typing import Literal

TextErrorCode = Literal["empty_text", "text_too_long", "invalid_ssml", "invalid_text"]


class TextError(ValueError):
    """The text cannot be spoken. The message names what was received; ``code`` is for machines."""

    def __init__(self, message: str, code: TextErrorCode) -> None:
        super().__init__(message)
        self.code: TextErrorCode = code
