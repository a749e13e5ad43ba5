"""Texts to vectors, by OpenAI's client library and whatever address speaks its language."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.bounded_errors import bound_error

from .errors import embedding_error, garbled, silent
from .settings import EmbeddingSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import CreateEmbeddingResponse

_CONNECT_S: Final = 5.0
_LARGEST: Final = 1e30
"""Of a number in a vector; no model gives more than a few."""


class EmbeddingClient:
    """One request at a time gives the vectors of a few texts. ``close`` when done."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        self.settings = settings
        self._client: AsyncOpenAI | None = None

    @property
    def fingerprint(self) -> str:
        """What makes vectors comparable: address, model, length."""
        settings = self.settings
        return f"{settings.url} {settings.model} {settings.dimensions or ''}"

    async def embed(self, texts: Sequence[str], limit_s: float) -> NDArray[np.float32]:
        """Unit vectors, float32 [texts, dimensions]. Raises :class:`EmbeddingError`."""
        import openai

        host = self.settings.host
        if self._client is None:
            self._client = await asyncio.to_thread(self._load)
        options: dict[str, Any] = {}
        if self.settings.dimensions is not None:
            options["dimensions"] = self.settings.dimensions
        if not self.settings.secret:
            options["extra_headers"] = {"Authorization": openai.Omit()}
        try:
            async with asyncio.timeout(limit_s):
                # Asked for by name: the library's own default is a packing that not every server knows.
                answer = await self._client.embeddings.create(
                    model=self.settings.model, input=list(texts), encoding_format="float", **options
                )
        except TimeoutError:
            raise silent(host) from None
        except openai.OpenAIError as error:
            raise embedding_error(error, host, self.settings.model) from None
        except (ValueError, TypeError, AttributeError):  # the library trusts the form of what came
            raise garbled(host, "something that is no list of embeddings") from None
        return await asyncio.to_thread(_vectors, answer, len(texts), self.settings.dimensions, host)

    async def close(self) -> None:
        """Close the connections that are kept."""
        if self._client is not None:
            await self._client.close()

    def _load(self) -> AsyncOpenAI:
        import openai

        settings = self.settings
        return openai.AsyncOpenAI(
            http_client=openai.DefaultAsyncHttpxClient(event_hooks={"response": [bound_error]}),
            api_key=settings.secret or "none",
            base_url=settings.url,
            timeout=openai.Timeout(settings.file_s, connect=_CONNECT_S),
            max_retries=0,  # a question cannot wait for another try, and a file tries again later
        )


def _vectors(answer: CreateEmbeddingResponse, count: int, dimensions: int | None, host: str) -> NDArray[np.float32]:
    try:
        rows = sorted(answer.data, key=lambda row: row.index)
        if [row.index for row in rows] != list(range(count)):
            raise garbled(host, f"{len(rows)} vectors for {count} texts")
        vectors = np.asarray([row.embedding for row in rows], np.float64)
    except (ValueError, TypeError, AttributeError):
        raise garbled(host, "vectors of different lengths, or none") from None
    if vectors.ndim != 2 or not vectors.shape[1] or not (np.abs(vectors) < _LARGEST).all():
        raise garbled(host, "vectors that hold no numbers")
    if dimensions is not None and vectors.shape[1] != dimensions:
        raise garbled(host, f"vectors of {vectors.shape[1]} numbers instead of {dimensions}")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (lengths > 0).all():
        raise garbled(host, "a vector of zeros")
    unit: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return unit
