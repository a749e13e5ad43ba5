"""Every try of every request is told, with what it took and how it ended."""

from __future__ import annotations

from contextlib import aclosing

import pytest

from fakes.scripted_model import DONE, ScriptedModel
from visavis.dialogue.model.asker import Asker
from visavis.dialogue.model.contract import LanguageModelError, Message, Request, Text, Thinking, Usage
from visavis.dialogue.model.settings import LimitSettings

pytestmark = pytest.mark.unit

REQUEST = Request((Message("user", "my pin is 1234"),), max_tokens=50)
BUSY = LanguageModelError("busy", code="llm_busy", retryable=True)


class Noted:
    """A meter that keeps what it is told."""

    def __init__(self) -> None:
        self.first: list[tuple[str, str]] = []
        self.over: list[tuple[tuple[int, int], str | None]] = []
        self.seconds: list[float] = []

    def first_token(self, provider: str, model: str, seconds: float) -> None:
        self.first.append((provider, model))
        self.seconds.append(seconds)

    def answered(self, provider: str, model: str, seconds: float, tokens: tuple[int, int], error: str | None) -> None:
        self.over.append((tokens, error))
        self.seconds.append(seconds)


def metered(model: ScriptedModel) -> tuple[Asker, Noted]:
    asker = Asker(model, LimitSettings(retries=1), spread=lambda: 0.0)
    asker.meter = noted = Noted()
    return asker, noted


async def test_a_try_that_failed_and_one_that_did_not() -> None:
    asker, noted = metered(ScriptedModel([BUSY], [Thinking(), Text("Yes."), DONE, Usage(31, 7)]))
    async for _ in asker.ask(REQUEST):
        pass
    assert noted.first == [("scripted", "scripted")]
    assert noted.over == [((0, 0), "llm_busy"), ((31, 7), None)]
    assert all(0 <= seconds < 60 for seconds in noted.seconds)


async def test_one_that_was_interrupted_is_neither_whole_nor_free() -> None:
    asker, noted = metered(ScriptedModel([Text("Once upon a time "), Text("there was")]))
    async with aclosing(asker.ask(REQUEST)) as events:
        async for event in events:
            if isinstance(event, Text):
                break
    [((asked, written), error)] = noted.over
    assert error == "cancelled"
    assert asked > 0
    assert written > 0
