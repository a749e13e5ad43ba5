"""Speaks approved answers before anybody asks, so that their first sound is there at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from typing import Final

from visavis.dialogue.answers.load import AnswerBook
from visavis.dialogue.response.approved import said_of
from visavis.protocol.channels import ChannelSpace
from visavis.transport.failures import failure_of
from visavis.tts.order import Order
from visavis.tts.speaker import Speaker

logger = logging.getLogger(__name__)

SPACES: Final[tuple[ChannelSpace, ...]] = ("arkit52", "viseme15")
BREATH_S: Final = 0.02
"""Between two answers: visitors come first."""


class PreparedAnswers:
    """Of the file in use. Preparing goes on in the background; whoever asks meanwhile is answered all the same."""

    def __init__(self, speaker: Speaker, limit_bytes: int) -> None:
        self._speaker = speaker
        self._limit_bytes = limit_bytes
        self._task: asyncio.Task[None] | None = None

    async def take(self, book: AnswerBook) -> None:
        """Prepare the answers of this file, in place of those before."""
        await self.close()
        if self._limit_bytes:
            self._task = asyncio.create_task(self._prepare(book), name="answers are spoken in advance")

    async def done(self) -> None:
        """Wait until as much is prepared as will be."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Stop preparing."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _prepare(self, book: AnswerBook) -> None:
        begun = time.monotonic()
        # Of a large file that takes half a second.
        orders = await asyncio.to_thread(lambda: dict.fromkeys(_orders(book)))
        prepared = self._speaker.prepared
        prepared.keep_only(orders)
        for order in orders:
            if order in prepared:
                continue
            if prepared.size_bytes >= self._limit_bytes:
                logger.warning(
                    "%d of %d recordings of approved answers are spoken in advance; VISAVIS_PREPARED_MB allows no more",
                    len(prepared),
                    len(orders),
                )
                return
            try:
                await self._speaker.prepare(order)
            except Exception as error:
                # It is spoken when somebody asks, or fails then with its error told.
                logger.warning("an approved answer cannot be spoken in advance: %s", failure_of(error).code)
            await asyncio.sleep(BREATH_S)
        seconds = time.monotonic() - begun
        logger.info("%d approved answers are spoken in advance, in %.1f s", len(book.answers), seconds)


def _orders(book: AnswerBook) -> Iterator[Order]:
    """The first wording of every answer before the second of any."""
    for wording in range(max(len(answer.answers) for answer in book.answers)):
        for answer in book.answers:
            if wording < len(answer.answers):
                said = said_of(answer, wording)
                for space in SPACES:
                    yield Order(said.spoken, space, language=said.language)
