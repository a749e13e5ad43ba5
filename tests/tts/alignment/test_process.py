"""The aligner's process: what is asked is answered in time, or refused."""

from __future__ import annotations

import asyncio

import pytest

from visavis.tts.alignment import process
from visavis.tts.alignment.jobs import LearnJob
from visavis.tts.alignment.process import AlignerProcess
from visavis.tts.engine import EngineError

pytestmark = pytest.mark.contract

JOB = LearnJob(None, 20.0)


async def test_a_job_that_takes_too_long_ends_the_process_and_not_the_next_job() -> None:
    worker = AlignerProcess(None)
    try:
        with pytest.raises(EngineError, match="within") as failed:
            await worker.run(JOB, 0.001)
        assert (failed.value.code, failed.value.retryable) == ("engine_timeout", True)
        assert worker.pid is None
        assert await worker.run(JOB, 60) == 0
    finally:
        await worker.close()


async def test_the_queue_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_WAITING_MAX", 3)
    worker = AlignerProcess(None)
    try:
        answers = await asyncio.gather(*(worker.run(JOB, 60) for _ in range(5)), return_exceptions=True)
        assert answers[:3] == [0, 0, 0]
        assert [getattr(error, "code", None) for error in answers[3:]] == ["engine_unavailable"] * 2
        assert await worker.run(JOB, 60) == 0
    finally:
        await worker.close()


async def test_a_job_that_cannot_be_done_is_an_error_of_its_own() -> None:
    worker = AlignerProcess(None)
    try:
        with pytest.raises(EngineError, match="AttributeError"):
            await worker.run("no job", 60)  # type: ignore[arg-type]
        assert await worker.run(JOB, 60) == 0
    finally:
        await worker.close()


async def test_nothing_starts_after_the_end() -> None:
    worker = AlignerProcess(None)
    await worker.close()
    with pytest.raises(EngineError, match="closed"):
        await worker.run(JOB, 60)
