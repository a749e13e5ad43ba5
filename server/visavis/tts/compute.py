"""A small pool of threads for the work that must not run on the event loop: front end, articulation."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Compute:
    """Runs short CPU-bound calls in order of arrival, a few at a time.

    A hop costs about 0.1 ms, so callers batch: one call a chunk, not one a phone.
    """

    def __init__(self, threads: int | None = None) -> None:
        # The interpreter runs one of them at a time anyway; the second keeps numpy's unlocked stretches filled.
        count = threads if threads is not None else min(2, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(max_workers=count, thread_name_prefix="visavis-compute")

    async def run(self, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Result of ``call(*args, **kwargs)``, awaited. A cancelled caller abandons the result, not the call."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: call(*args, **kwargs))

    def close(self) -> None:
        """Let running calls end and drop those that wait."""
        self._pool.shutdown(wait=True, cancel_futures=True)
