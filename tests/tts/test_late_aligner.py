"""Aligners that start late, and recordings that do not hold up sentences."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import numpy as np
import pytest

from visavis.speech.text import Sentence
from visavis.tts import late_aligner
from visavis.tts.engine import EngineError
from visavis.tts.late_aligner import LateAligner

pytestmark = pytest.mark.unit

SOUND = np.zeros(10, dtype=np.int16)


class FakeAligner:
    """Counts what happens to it; recordings take until ``go_on``."""

    made: ClassVar[list[FakeAligner]] = []
    broken = 0

    def __init__(self, *, engine: Any = None, data_dir: Any = None) -> None:
        self.data_dir = data_dir
        self.started = self.closed = 0
        self.begun: list[str] = []
        self.aligned: list[str] = []
        self.go_on = asyncio.Event()
        FakeAligner.made.append(self)

    async def start(self) -> None:
        self.started += 1
        if FakeAligner.broken:
            FakeAligner.broken -= 1
            raise EngineError("no voice to compare with")

    async def close(self) -> None:
        self.closed += 1

    async def align(self, *_: Any, language: str, **__: Any) -> str:
        self.aligned.append(language)
        return "aligned"

    async def align_recording(self, text: str, *_: Any, **__: Any) -> str:
        self.begun.append(text)
        await self.go_on.wait()
        return text


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> LateAligner:
    monkeypatch.setattr(late_aligner, "Aligner", FakeAligner)
    FakeAligner.made = []
    FakeAligner.broken = 0
    return LateAligner(data_dir=tmp_path)


async def align(late: LateAligner) -> Any:
    return await late.align(Sentence((), 0, 0), SOUND, 8000, language="en", voice="a:b")


async def test_nothing_starts_before_it_is_needed(late: LateAligner) -> None:
    sentences, recordings = FakeAligner.made
    await late.close()
    assert (sentences.started, sentences.closed, recordings.started) == (0, 0, 0)


async def test_it_starts_once_however_many_ask(late: LateAligner) -> None:
    assert await asyncio.gather(*(align(late) for _ in range(5))) == ["aligned"] * 5
    sentences, recordings = FakeAligner.made
    assert (sentences.started, recordings.started) == (1, 0)
    await late.close()
    assert (sentences.closed, recordings.closed) == (1, 0)


async def test_warming_up_is_for_sentences(late: LateAligner) -> None:
    await late.warm_up()
    sentences, recordings = FakeAligner.made
    assert (sentences.started, recordings.started) == (1, 0)
    assert sentences.aligned == ["zh", "en"]


async def test_one_that_could_not_start_is_tried_again(late: LateAligner) -> None:
    FakeAligner.broken = 1
    with pytest.raises(EngineError):
        await align(late)
    assert await align(late) == "aligned"


async def test_recordings_go_one_by_one_and_sentences_past_them(late: LateAligner) -> None:
    sentences, recordings = FakeAligner.made
    jobs = [asyncio.create_task(late.align_recording(name, SOUND, 8000)) for name in "abc"]
    while not recordings.begun:
        await asyncio.sleep(0)
    assert await align(late) == "aligned"
    assert recordings.begun == ["a"]
    # One that waits can be given up for nothing; one that is under way keeps its turn.
    jobs[1].cancel()
    jobs[0].cancel()
    await asyncio.wait(jobs[:2])
    assert recordings.begun == ["a"]
    recordings.go_on.set()
    assert await jobs[2] == "c"
    assert recordings.begun == ["a", "c"]
    assert (sentences.data_dir is None, recordings.data_dir) == (False, None)


async def test_closing_ends_what_is_under_way(late: LateAligner) -> None:
    job = asyncio.create_task(late.align_recording("a", SOUND, 8000))
    while not FakeAligner.made[1].begun:
        await asyncio.sleep(0)
    await late.close()
    with pytest.raises(asyncio.CancelledError):
        await job
