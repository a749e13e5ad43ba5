"""A small pool of threads for the work that must not run on the event loop: front end, articulation."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

AT_ONCE_MS = 1.0
"""The event loop may be held up for so long."""


class Compute:
    """Runs CPU-bound calls: what takes long in a few threads, in order of arrival; what is done in a moment at once.

    A hop to a thread and back costs up to 0.2 ms, and a thread that has the interpreter lock gives it back to the loop
    after 5 ms at the earliest, so a call of less than a millisecond holds the loop up less when it is made there.
    """

    def __init__(self, threads: int | None = None) -> None:
        # The interpreter runs one of them at a time anyway; the second keeps numpy's unlocked stretches filled.
        count = threads if threads is not None else min(2, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(max_workers=count, thread_name_prefix="visavis-compute")

    async def run(self, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Result of ``call(*args, **kwargs)``, awaited. A cancelled caller abandons the result, not the call."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: call(*args, **kwargs))

    async def run_brief(self, cost_ms: float, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for a call that is known to take about ``cost_ms``: made at once if that is next to nothing."""
        if cost_ms <= AT_ONCE_MS:
            return call(*args, **kwargs)
        return await self.run(call, *args, **kwargs)

    def close(self) -> None:
        """Let running calls end and drop those that wait."""
        self._pool.shutdown(wait=True, cancel_futures=True)
