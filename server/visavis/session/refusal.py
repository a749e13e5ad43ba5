"""A request that is turned down."""

from __future__ import annotations

from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage


class RefusalError(Exception):
    """Carries the error message for the client."""

    def __init__(
        self, code: ErrorCode, message: str, *, retryable: bool = False, utterance_id: str | None = None
    ) -> None:
        super().__init__(message)
        self.error = ErrorMessage(code=code, message=message, retryable=retryable, id=utterance_id)
