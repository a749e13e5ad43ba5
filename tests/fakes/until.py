"""Waiting for what another task, thread or process does a little later than what a test has seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

SOON_S = 20.0


async def until(true: Callable[[], object], limit_s: float = SOON_S) -> None:
    """Wait until the condition is true; fails with ``TimeoutError`` when that takes more than ``limit_s`` seconds."""
    async with asyncio.timeout(limit_s):
        while not true():
            await asyncio.sleep(0.005)


def wait_until(true: Callable[[], object], limit_s: float = SOON_S) -> None:
    """The same for a test without a loop."""
    deadline = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not true within {limit_s:g} s")
        time.sleep(0.005)
