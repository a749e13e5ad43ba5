"""The recogniser that docs/hearing.md teaches with: as it is shown, and one that listens."""

from __future__ import annotations

import re
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fakes.listened import SOUND, pieces
from length_recogniser import LengthRecogniser
from visavis.listen import registry
from visavis.listen.hearer import Hearer
from visavis.listen.settings import ListenSettings

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]


def test_the_documentation_shows_just_this_code() -> None:
    shown = re.search(r"```python\n(.*?)```", (ROOT / "docs/hearing.md").read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert shown[1] == (ROOT / "examples/length_recogniser.py").read_text("utf-8")


async def test_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("length", "length_recogniser:LengthRecogniser", registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: (point,))
    recogniser = registry.load_recogniser("length")
    assert isinstance(recogniser, LengthRecogniser)
    results = [heard async for heard in Hearer(recogniser, ListenSettings()).hear(pieces(SOUND, 16_000))]
    assert [(heard.text, heard.final) for heard in results] == [
        ("0.5 seconds", False),
        ("1.0 seconds", False),
        ("1.0 seconds", True),
    ]
