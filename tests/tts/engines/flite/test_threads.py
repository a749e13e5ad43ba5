"""Flite's threads: who runs dry first is served first, who must wait too long is told, a run that hangs is left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import cast

import numpy as np
import pytest
import pytest_asyncio

from visavis.tts.engine import EngineError
from visavis.tts.engines.flite.clause_sound import ClauseSound
from visavis.tts.engines.flite.lexicon import Lexicon
from visavis.tts.engines.flite.program import FliteError, Program, Runner
from visavis.tts.engines.flite.threads import ClauseThreads, Step

pytestmark = pytest.mark.unit

RATE_HZ = 16_000
SILENCE = ClauseSound(np.zeros(160, np.int16), (), ())
LONG_S = 60.0


class NoProgram:
    """Steps of these tests run nothing."""

    @contextmanager
    def runner(self) -> Iterator[None]:
        yield None


Make = Callable[..., ClauseThreads]


@pytest_asyncio.fixture
async def make() -> AsyncIterator[Make]:
    made: list[ClauseThreads] = []

    def threads(size: int = 1, patience_s: float = LONG_S, longest_run_s: float = LONG_S) -> ClauseThreads:
        program = cast("Program", NoProgram())
        made.append(ClauseThreads(program, size, patience_s=patience_s, longest_run_s=longest_run_s))
        return made[-1]

    yield threads
    for one in made:
        await one.close()


def step(log: list[str], name: str, gate: threading.Event | None = None) -> Step:
    def run(runner: Runner, lexicon: Lexicon) -> ClauseSound:
        log.append(name)
        if gate is not None:
            assert gate.wait(LONG_S)
        return SILENCE

    return run


async def said(threads: ClauseThreads, steps: list[Step], slack_s: float = 0.0) -> int:
    async with aclosing(threads.run(steps, RATE_HZ, slack_s=slack_s)) as sounds:
        return len([sound async for sound in sounds])


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG_S):
        while not condition():
            await asyncio.sleep(0.002)


async def test_who_runs_dry_first_is_served_first(make: Make) -> None:
    threads, log, gate = make(), list[str](), threading.Event()
    first = asyncio.create_task(said(threads, [step(log, "first", gate)]))
    await until(lambda: log == ["first"])
    others = [
        asyncio.create_task(said(threads, [step(log, name)], slack_s))
        for name, slack_s in (("later", 30.0), ("soon", 5.0), ("latest", 50.0))
    ]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(first, *others) == [1, 1, 1, 1]
    assert log == ["first", "soon", "later", "latest"]


async def test_who_is_not_served_in_time_is_told_so_and_not_spoken_for(make: Make) -> None:
    threads, log, gate = make(patience_s=1.0), list[str](), threading.Event()
    first = asyncio.create_task(said(threads, [step(log, "first", gate)]))
    await until(lambda: log == ["first"])
    with pytest.raises(EngineError) as busy:
        await said(threads, [step(log, "second")])
    assert (busy.value.code, busy.value.retryable) == ("engine_busy", False)
    gate.set()
    assert await first == 1  # it had begun, so it may take longer
    assert await said(threads, [step(log, "third")]) == 1
    assert log == ["first", "third"]


async def test_who_has_something_else_to_hear_waits_for_longer(make: Make) -> None:
    threads, log, gate = make(patience_s=1.0), list[str](), threading.Event()
    first = asyncio.create_task(said(threads, [step(log, "first", gate)]))
    await until(lambda: log == ["first"])
    second = asyncio.create_task(said(threads, [step(log, "second")], slack_s=LONG_S))
    with pytest.raises(EngineError, match="no thread was free"):
        await said(threads, [step(log, "third")])
    gate.set()
    assert await asyncio.gather(first, second) == [1, 1]


async def test_a_run_that_hangs_is_given_up_and_its_thread_replaced(make: Make) -> None:
    threads, log, gate = make(longest_run_s=1.0), list[str](), threading.Event()
    try:
        with pytest.raises(EngineError) as hung:
            await said(threads, [step(log, "hangs", gate)])
        assert hung.value.code == "engine_timeout"
        assert await said(threads, [step(log, "next")]) == 1
    finally:
        gate.set()


async def test_a_hanging_run_that_nobody_waits_for_is_found_by_the_next(make: Make) -> None:
    threads, log, gate = make(longest_run_s=1.0), list[str](), threading.Event()
    try:
        left = asyncio.create_task(said(threads, [step(log, "hangs", gate)]))
        await until(lambda: log == ["hangs"])
        left.cancel()
        assert await said(threads, [step(log, "next")]) == 1
    finally:
        gate.set()


async def test_a_failing_step_ends_its_sentence_and_nothing_else(make: Make) -> None:
    def fails(runner: Runner, lexicon: Lexicon) -> ClauseSound:
        raise FliteError("Flite crashed")

    threads, log = make(), list[str]()
    with pytest.raises(EngineError, match="crashed"):
        await said(threads, [fails, step(log, "after it")])
    assert await said(threads, [step(log, "next")]) == 1
    assert log == ["next"]


async def test_closing_ends_who_waits_and_every_thread(make: Make) -> None:
    threads, log, gate = make(), list[str](), threading.Event()
    first = asyncio.create_task(said(threads, [step(log, "first", gate)]))
    await until(lambda: log == ["first"])
    second = asyncio.create_task(said(threads, [step(log, "second")]))
    await asyncio.sleep(0)
    closing = asyncio.create_task(threads.close())
    with pytest.raises(EngineError, match="closed"):
        await second
    gate.set()
    await closing
    assert await first == 1
    with pytest.raises(EngineError, match="closed"):
        await said(threads, [step(log, "third")])
