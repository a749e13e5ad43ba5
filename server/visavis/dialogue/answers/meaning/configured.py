"""Likeness of meaning as the environment asks for it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from visavis.dialogue.answers.load import AnswerBook
from visavis.extensions.environment import read_environment

from .client import EmbeddingClient
from .errors import EmbeddingError
from .meaning import EmbeddedMeaning
from .settings import EmbeddingSettings
from .vector_store import VectorStore

logger = logging.getLogger(__name__)

_FOLDER: Final = "embeddings"


class MeaningMaker:
    """Makes likeness of meaning for each file that is taken into use, all by one client. ``close`` when done."""

    def __init__(self, client: EmbeddingClient, store: VectorStore | None) -> None:
        self._client = client
        self._store = store

    def __call__(self, book: AnswerBook) -> EmbeddedMeaning:
        """Of one file; nothing is fetched yet."""
        return EmbeddedMeaning(book, self._client, self._store)

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.close()


def configured_meaning(cache_folder: Path | None, settings: EmbeddingSettings | None = None) -> MeaningMaker | None:
    """By the variables ``VISAVIS_EMBEDDINGS_…``; None where no model is named, or something lacks, which is logged.
    Raises :class:`EmbeddingError` (``embeddings_unavailable``) where a variable is wrong.

    Vectors are kept in ``cache_folder``; None keeps none.
    """
    settings = settings or embedding_settings()
    if not settings.model:
        return None
    if (lack := settings.missing()) is not None:
        logger.warning("answers are found by their words alone: %s", lack)
        return None
    return MeaningMaker(EmbeddingClient(settings), store_in(cache_folder))


def embedding_settings() -> EmbeddingSettings:
    """From the environment. Raises :class:`EmbeddingError` (``embeddings_unavailable``), which names the variables that
    are wrong, and not what they hold."""
    return read_environment(EmbeddingSettings, lambda told: EmbeddingError(told, code="embeddings_unavailable"))


def store_in(cache_folder: Path | None) -> VectorStore | None:
    """Where vectors are kept; None keeps none."""
    return None if cache_folder is None else VectorStore(cache_folder / _FOLDER)
