"""Threads of a recogniser on this machine: so many utterances are worked on at a time, the others wait their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

P = ParamSpec("P")
R = TypeVar("R")


class LocalWork:
    """A pool of threads."""

    def __init__(self, name: str, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=f"visavis-listen-{name}")

    async def run(self, call: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Result of the call. A cancelled caller abandons a call that runs, and one that waits is not made."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: call(*args, **kwargs))

    async def close(self) -> None:
        """Let running calls end and drop those that wait."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)


def samples_of(pcm: bytes) -> NDArray[np.float32]:
    """16-bit little-endian sound as numbers from -1 to 1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)
