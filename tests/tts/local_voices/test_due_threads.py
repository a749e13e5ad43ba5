"""Threads that serve whoever runs dry first, and let go of what nobody waits for."""

from __future__ import annotations

import asyncio
import threading

import pytest

from visavis.tts.engine import EngineError
from visavis.tts.local_voices.due_threads import DueThreads

pytestmark = pytest.mark.unit

PATIENCE_S = 30.0


async def test_most_urgent_first_and_errors_come_back() -> None:
    threads = DueThreads("test", 1)
    gate, order = threading.Event(), []
    first = asyncio.create_task(threads.run(0, lambda: gate.wait(PATIENCE_S), lambda: None))
    await asyncio.sleep(0)
    later = [
        asyncio.create_task(threads.run(due, lambda due=due: order.append(due), lambda: None)) for due in (3, 1, 2)
    ]
    await asyncio.sleep(0)
    gate.set()
    assert await first is True
    await asyncio.gather(*later)
    assert order == [1, 2, 3]
    with pytest.raises(ZeroDivisionError):
        await threads.run(0, lambda: 1 / 0, lambda: None)
    await threads.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("test-")]


async def test_who_leaves_stops_what_runs_and_what_waits_is_not_begun() -> None:
    threads = DueThreads("test", 1)
    running, stopped, begun = threading.Event(), threading.Event(), []

    def work() -> None:
        running.set()
        assert stopped.wait(PATIENCE_S)

    first = asyncio.create_task(threads.run(0, work, stopped.set))
    second = asyncio.create_task(threads.run(1, lambda: begun.append("second"), lambda: None))
    assert await asyncio.to_thread(running.wait, PATIENCE_S)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert await threads.run(2, lambda: "third", lambda: None) == "third"
    assert (stopped.is_set(), begun) == (True, [])
    await threads.close()
    with pytest.raises(EngineError, match="closed"):
        await threads.run(0, lambda: None, lambda: None)


async def test_closing_fails_what_waits() -> None:
    threads = DueThreads("test", 1)
    gate, running = threading.Event(), threading.Event()

    def work() -> None:
        running.set()
        assert gate.wait(PATIENCE_S)

    first = asyncio.create_task(threads.run(0, work, lambda: None))
    assert await asyncio.to_thread(running.wait, PATIENCE_S)
    waiting = asyncio.create_task(threads.run(1, lambda: None, lambda: None))
    await asyncio.sleep(0)
    closing = asyncio.create_task(threads.close())
    with pytest.raises(EngineError, match="was closed"):
        await waiting
    gate.set()
    await asyncio.gather(first, closing)
