"""An engine is paid for before it is given a sentence: what the operator allows it to cost is not exceeded."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Protocol

from visavis.extensions.stream import close_stream
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, SpeechPiece


class Refused(Protocol):
    """Why an engine may not be given more now."""

    @property
    def message(self) -> str:
        """For people."""

    @property
    def wait_s(self) -> float:
        """Until it may be given something again."""


class Purse(Protocol):
    """Who knows what engines may still cost."""

    async def pay(self, engine: str, characters: int) -> Refused | None:
        """Count characters that an engine is about to be given; None when it may be given them."""


async def paid(
    purse: Purse, engine: str, sentence: Sentence, speak: Callable[[], AsyncIterator[SpeechPiece]]
) -> AsyncGenerator[SpeechPiece, None]:
    """What ``speak`` gives, once it is paid for. Raises :class:`EngineError` ``budget_spent`` when it cannot be.

    Characters are counted as written. A service that counts markup too counts a little more.
    """
    refused = await purse.pay(engine, sentence.written_end - sentence.written_start)
    if refused is not None:
        raise EngineError(refused.message, code="budget_spent", retry_after_s=refused.wait_s)
    pieces = speak()
    try:
        async for piece in pieces:
            yield piece
    finally:
        await close_stream(pieces)
