"""What went wrong with the embeddings. Nothing that the service says is quoted: it may hold what a visitor asked, or
part of a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visavis.retry_after import retry_after_s

if TYPE_CHECKING:
    from openai import OpenAIError


class EmbeddingError(Exception):
    """No vectors came. The message is for the operator."""

    def __init__(self, message: str, *, code: str = "embeddings_failed", rest_s: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        """``embeddings_refused``, ``_unavailable``, ``_timeout``, ``_busy``, ``_garbled`` or ``_failed``."""
        self.rest_s = rest_s
        """How long the service asks to be left alone, in seconds."""


def embedding_error(error: OpenAIError, host: str, model: str) -> EmbeddingError:
    """The error behind one of the client library's."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return silent(host)
    if isinstance(error, openai.APIConnectionError):
        return EmbeddingError(f"{host} cannot be reached", code="embeddings_unavailable")
    if isinstance(error, openai.APIStatusError):
        status, wait_s = error.status_code, retry_after_s(error.response.headers)
        told = f"{host} answers {status}"
        if status in {401, 403}:
            return EmbeddingError(f"{told}: it does not accept the key", code="embeddings_refused")
        if status == 404:
            return EmbeddingError(f"{told}: no model {model!r}, or no such address", code="embeddings_unavailable")
        if status == 429:
            return EmbeddingError(f"{told}: too many requests", code="embeddings_busy", rest_s=wait_s)
        return EmbeddingError(told, rest_s=wait_s)
    return EmbeddingError(f"the client of {host} failed ({type(error).__name__})")


def silent(host: str) -> EmbeddingError:
    """It took too long."""
    return EmbeddingError(f"{host} does not answer in time", code="embeddings_timeout")


def garbled(host: str, told: str) -> EmbeddingError:
    """What came are no vectors that can be compared."""
    return EmbeddingError(f"{host} sent {told}", code="embeddings_garbled")
