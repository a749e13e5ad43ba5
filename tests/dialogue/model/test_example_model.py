"""The model that docs/dialogue.md teaches with: as it is shown, and one that converses."""

from __future__ import annotations

import re
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from echo_model import EchoModel
from visavis.dialogue.clauses import Clause
from visavis.dialogue.model import registry
from visavis.dialogue.model.acts import ActReader
from visavis.dialogue.model.asker import Asker
from visavis.dialogue.model.contract import Message, Request
from visavis.dialogue.model.reply import Replied, Reply
from visavis.dialogue.model.settings import LimitSettings

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[3]


def test_the_documentation_shows_just_this_code() -> None:
    shown = re.search(r"```python\n(.*?)```", (ROOT / "docs/dialogue.md").read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert shown[1] == (ROOT / "examples/echo_model.py").read_text("utf-8")


async def test_it_converses(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("echo", "echo_model:EchoModel", registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: (point,))
    model = registry.load_model("echo")
    assert isinstance(model, EchoModel)
    reply = Reply(Asker(model, LimitSettings()), ActReader())
    events = [event async for event in reply.events(Request((Message("user", "Where is my order?"),)))]
    assert [event.spoken for event in events if isinstance(event, Clause)] == ["You said: Where is my order?"]
    assert isinstance(events[-1], Replied)
    assert events[-1].usage.completion_tokens == 6
