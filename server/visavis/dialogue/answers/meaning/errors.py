"""What went wrong with the embeddings. Nothing that the service says is quoted: it may hold what a visitor asked, or
part of a key."""

from __future__ import annotations

from visavis.openai_api.fault import Fault, FaultKind


class EmbeddingError(Exception):
    """No vectors came. The message is for the operator."""

    def __init__(self, message: str, *, code: str = "embeddings_failed", rest_s: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        """``embeddings_refused``, ``_unavailable``, ``_timeout``, ``_busy``, ``_garbled`` or ``_failed``."""
        self.rest_s = rest_s
        """How long the service asks to be left alone, in seconds."""


def embedding_error(fault: Fault) -> EmbeddingError:
    """No code for what a filter refuses, or is too long: that has failed."""
    kind = FaultKind.FAILED if fault.kind in {FaultKind.FILTERED, FaultKind.LIMIT} else fault.kind
    return EmbeddingError(fault.message, code=f"embeddings_{kind}", rest_s=fault.retry_after_s)


def silent(host: str) -> EmbeddingError:
    """It took too long."""
    return EmbeddingError(f"{host} does not answer in time", code="embeddings_timeout")


def garbled(host: str, told: str) -> EmbeddingError:
    """What came are no vectors that can be compared."""
    return EmbeddingError(f"{host} sent {told}", code="embeddings_garbled")
