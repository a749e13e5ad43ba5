"""The error of a contract."""

from __future__ import annotations

from typing import ClassVar


class ExtensionError(Exception):
    """An extension could not do its work. Each contract has a subclass, which lists its codes.

    The message is for people and never quotes what a visitor said, what was to be said, or a key. ``code`` is for
    machines. ``retryable`` says whether the same call may succeed later; ``retry_after_s`` in how many seconds, where a
    service tells it.
    """

    usual_code: ClassVar[str]
    """Of whatever has no code of its own."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        retryable: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = self.usual_code if code is None else code
        self.retryable = retryable
        self.retry_after_s = retry_after_s
