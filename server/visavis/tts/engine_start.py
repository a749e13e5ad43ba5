"""Starts the engines of a server: one that cannot start does not keep the others from speaking."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from visavis.extensions.starting import NotStartedError, close_extension, start_extension
from visavis.tts.engine import Engine, EngineError

logger = logging.getLogger(__name__)


async def start_engines(engines: Mapping[str, Engine], limit_s: float) -> tuple[dict[str, Engine], dict[str, str]]:
    """The engines that could be started, in their order, and why each of the others could not.

    They start side by side, each within ``limit_s``. The caller closes those that started.
    """
    starting = [asyncio.create_task(_start(engine, limit_s)) for engine in engines.values()]
    try:
        reasons = await asyncio.gather(*starting)
    except BaseException:
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, return_exceptions=True)
        await asyncio.gather(*(close_extension(engine) for engine in engines.values()))
        raise
    started: dict[str, Engine] = {}
    absent: dict[str, str] = {}
    for (name, engine), reason in zip(engines.items(), reasons, strict=True):
        if reason is None:
            started[name] = engine
        else:
            absent[name] = reason
            logger.error("engine %s cannot start: %s", name, reason)
    return started, absent


async def _start(engine: Engine, limit_s: float) -> str | None:
    try:
        async with asyncio.timeout(limit_s):
            await start_extension(engine)
    except (EngineError, NotStartedError) as error:
        return str(error)
    except TimeoutError:
        await close_extension(engine)
        return f"it did not start within {limit_s:g} s"
    return None
