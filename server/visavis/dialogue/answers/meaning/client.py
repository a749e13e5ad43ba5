"""Texts to vectors, by OpenAI's client library and whatever address speaks its language."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from visavis.openai_api.client import ApiClient
from visavis.openai_api.fault import faults_as

from .errors import embedding_error, garbled, silent
from .settings import EmbeddingSettings

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse

_LARGEST: Final = 1e30
"""Of a number in a vector; no model gives more than a few."""


class EmbeddingClient:
    """One request at a time gives the vectors of a few texts. ``close`` when done."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        self.settings = settings
        self._client = ApiClient(settings, read_s=settings.file_s)

    @property
    def fingerprint(self) -> str:
        """What makes vectors comparable: address, model, length."""
        settings = self.settings
        return f"{settings.address} {settings.model} {settings.dimensions or ''}"

    async def embed(self, texts: Sequence[str], limit_s: float) -> NDArray[np.float32]:
        """Unit vectors, float32 [texts, dimensions]. Raises :class:`EmbeddingError`."""
        host = self.settings.host
        if not self._client.loaded:
            await asyncio.to_thread(self._client.load)
        options = self._client.options()
        if self.settings.dimensions is not None:
            options["dimensions"] = self.settings.dimensions
        try:
            with faults_as(embedding_error, self.settings):
                async with asyncio.timeout(limit_s):
                    # Asked for by name: the library's own default is a packing that not every server knows.
                    came = await self._client.api.embeddings.with_raw_response.create(
                        model=self.settings.model, input=list(texts), encoding_format="float", **options
                    )
        except TimeoutError:
            raise silent(host) from None
        try:
            answer = came.parse()
        except (ValueError, TypeError, AttributeError):  # the library trusts the form of what came
            raise garbled(host, f"something that is no {self.settings.wants}") from None
        return await asyncio.to_thread(_vectors, answer, len(texts), self.settings.dimensions, host)

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.close()


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
