"""What a test asks of a recogniser of a service: to understand a second of sound, and to fail in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final, cast

import numpy as np
import pytest

from visavis.listen.recogniser import RATE_HZ, Heard, HearingWish, Recogniser, RecogniserError

SOUND: Final = np.rint(9000 * np.sin(np.arange(RATE_HZ) / 7)).astype("<i2").tobytes()
"""A second of a tone."""
SECRET: Final = "my pin is one two three four"
NOTHING: Final = HearingWish()


async def pieces(sound: bytes = SOUND, step: int = 3200) -> AsyncGenerator[bytes, None]:
    for at in range(0, len(sound), step):
        yield sound[at : at + step]
        await asyncio.sleep(0)


async def understood(recogniser: Recogniser, wish: HearingWish = NOTHING, sound: bytes = SOUND) -> list[Heard]:
    return [heard async for heard in recogniser.recognise(pieces(sound), wish)]


async def refusal(recogniser: Recogniser, caplog: pytest.LogCaptureFixture, *secrets: str) -> RecogniserError:
    """The error of an utterance. Neither it nor the log holds what was said or any of ``secrets``."""
    with caplog.at_level(logging.DEBUG), pytest.raises(RecogniserError) as caught:
        await understood(recogniser, HearingWish(("en",), ("secret-hint",)))
    # The stand-in's own server logs what it is sent.
    logged = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("websockets.server")
    )
    for told in (str(caught.value), repr(caught.value), repr(caught.value.__cause__), logged):
        for secret in ("my pin", "secret-hint", *secrets):
            assert secret not in told
    return caught.value


async def leave_after(recogniser: Recogniser, results: int) -> None:
    """Listen to endless sound, and close the iterator after so many results. No task of it is left."""

    async def endless() -> AsyncGenerator[bytes, None]:
        while True:
            yield SOUND[:3200]
            await asyncio.sleep(0.01)

    before = asyncio.all_tasks()
    stream = cast("Any", recogniser.recognise(endless(), NOTHING))
    async with asyncio.timeout(20), aclosing(stream) as closable:
        for _ in range(results):
            await anext(closable)
    async with asyncio.timeout(20):
        while {task for task in asyncio.all_tasks() - before if not _is_of_a_stand_in(task)}:
            await asyncio.sleep(0.005)


def _is_of_a_stand_in(task: asyncio.Task[Any]) -> bool:
    names = f"{getattr(task.get_coro(), '__qualname__', '')}"
    return "StandIn" in names or "Server" in names or "conn_handler" in names
