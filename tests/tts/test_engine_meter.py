"""How engines do is told by each try with each sentence, and not of what was kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.scripted_engine import ScriptedEngine
from fakes.understudy import Understudy, company
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError
from visavis.tts.kept_speech import SpeechStore
from visavis.tts.order import Order
from visavis.tts.whole import collect

pytestmark = pytest.mark.unit

BUSY = EngineError("too many requests", code="engine_busy", retryable=True)
TWO = Order("One two. Three four.", "viseme15")


class Noted:
    """A meter that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def first_sound(self, engine: str, seconds: float) -> None:
        assert 0 <= seconds < 60
        self.told.append(f"{engine} speaks")

    def engine_failed(self, engine: str) -> None:
        self.told.append(f"{engine} fails")


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


async def test_each_sentence_of_whoever_says_it(compute: Compute) -> None:
    noted = Noted()
    speaker = company(ScriptedEngine(), None, compute, meter=noted)
    async with speaker.speak(TWO) as utterance:
        await collect(utterance)
    assert noted.told == ["scripted speaks"] * 2


async def test_each_failure_and_who_steps_in(compute: Compute) -> None:
    noted = Noted()
    speaker = company(ScriptedEngine(lambda _: [BUSY]), Understudy(), compute, meter=noted)
    async with speaker.speak(Order("One two.", "viseme15")) as utterance:
        await collect(utterance)
    assert noted.told == ["scripted fails"] * 3 + ["understudy speaks"]


async def test_what_is_kept_costs_no_engine(compute: Compute, tmp_path: Path) -> None:
    noted = Noted()
    engine = ScriptedEngine()
    engine.capabilities = dataclasses.replace(engine.capabilities, keeps=True)
    for _ in range(2):
        store = SpeechStore(tmp_path, 1 << 20)
        speaker = company(engine, None, compute, store=store, meter=noted)
        async with speaker.speak(TWO) as utterance:
            await collect(utterance)
        # What is kept is written in the background: closing waits for it.
        store.close()
    assert noted.told == ["scripted speaks"] * 2
