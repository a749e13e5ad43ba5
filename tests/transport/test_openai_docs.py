"""The examples of docs/openai.md run as they stand, against a real server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import soundfile

from fakes.live_server import live_server

pytestmark = pytest.mark.contract

DOCS = Path(__file__).parents[2] / "docs" / "openai.md"
SERVER = "http://localhost:8080"


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    examples = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(examples) == 3
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    with live_server() as server:
        for example in examples:
            exec(compile(example.replace(SERVER, server.url), str(DOCS), "exec"), names)
        names["client"].close()
    assert soundfile.info(tmp_path / "hello.mp3").frames > 5000
    printed = capsys.readouterr().out
    assert "jawOpen" in printed
    assert 'data: {"type": "visavis.track.begin"' in printed
    assert 'data: {"type": "speech.audio.done"' in printed
