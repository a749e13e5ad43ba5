"""Likeness of meaning between a question and those of a file."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.dialogue.answers.load import AnswerBook

from .calibration import Calibration, calibrate
from .client import EmbeddingClient
from .errors import EmbeddingError
from .vector_store import VectorStore

logger = logging.getLogger(__name__)

_LASTING: Final = frozenset({"embeddings_refused"})
_LASTING_REST_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class _Ready:
    vectors: NDArray[np.float32]
    calibration: Calibration


class EmbeddedMeaning:
    """Of one file. Until :meth:`prepare` is done, and while the service rests after a failure, it tells nothing, and
    words alone decide. A failure is logged once until the service works again."""

    def __init__(
        self,
        book: AnswerBook,
        client: EmbeddingClient,
        store: VectorStore | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._questions = [question for answer in book.answers for question in answer.questions]
        self._answers = np.asarray(
            [index for index, answer in enumerate(book.answers) for _ in answer.questions], np.int32
        )
        self._client = client
        self._store = store
        self._clock = clock
        self._ready: _Ready | None = None
        self._rests_until = -np.inf
        self._failed = False

    @property
    def ready(self) -> bool:
        """Whether the file's questions have their vectors."""
        return self._ready is not None

    async def prepare(self) -> None:
        """Fetch the vectors of the file's questions, and try again after each rest until they are there.

        What came is kept at once, so nothing is paid for twice.
        """
        while self._ready is None:
            try:
                await self.fetch()
            except EmbeddingError as error:
                self._rest(error)
                await asyncio.sleep(max(self._rests_until - self._clock(), 0.0))
            else:
                self._recovered()

    async def fetch(self) -> None:
        """As :meth:`prepare`, once. Raises :class:`EmbeddingError`."""
        vectors = await self._all()
        calibration = await asyncio.to_thread(calibrate, vectors, self._answers)
        self._ready = _Ready(vectors, calibration)

    async def scores(self, question: str) -> NDArray[np.float32] | None:
        """0 to 1 for each of the file's questions; None where it cannot be told in time."""
        ready = self._ready
        if ready is None or self._clock() < self._rests_until:
            return None
        settings = self._client.settings
        try:
            (vector,) = await self._client.embed([question], settings.question_s)
            if len(vector) != ready.vectors.shape[1]:
                told = f"{settings.host} sent a vector of {len(vector)} numbers, and before of {ready.vectors.shape[1]}"
                raise EmbeddingError(told, code="embeddings_garbled")
        except EmbeddingError as error:
            self._rest(error)
            return None
        self._recovered()
        return await asyncio.to_thread(lambda: ready.calibration.scores(ready.vectors @ vector))

    async def _all(self) -> NDArray[np.float32]:
        client = self._client
        texts = [*dict.fromkeys(self._questions)]
        found: dict[str, NDArray[np.float32]] = {}
        if self._store is not None:
            found = await asyncio.to_thread(self._store.get, client.fingerprint, texts)
        lacking = [text for text in texts if text not in found]
        for start in range(0, len(lacking), client.settings.batch):
            part = lacking[start : start + client.settings.batch]
            fetched = dict(zip(part, await client.embed(part, client.settings.file_s), strict=True))
            found |= fetched
            if self._store is not None:
                await asyncio.to_thread(self._store.put, client.fingerprint, fetched)
        lengths = {len(vector) for vector in found.values()}
        if len(lengths) != 1:
            told = f"{client.settings.host} sent vectors of different lengths: {sorted(lengths)}"
            raise EmbeddingError(told, code="embeddings_garbled")
        return await asyncio.to_thread(lambda: np.stack([found[question] for question in self._questions]))

    def _rest(self, error: EmbeddingError) -> None:
        rest_s = _LASTING_REST_S if error.code in _LASTING else (error.rest_s or self._client.settings.rest_s)
        self._rests_until = self._clock() + rest_s
        if not self._failed:
            self._failed = True
            logger.warning("%s: %s; answers are found by their words alone meanwhile", error.code, error)

    def _recovered(self) -> None:
        if self._failed:
            self._failed = False
            logger.info("%s gives embeddings again", self._client.settings.host)
