"""The engine that docs/engines.md teaches with: as short as it says, and one that ``visavis`` can use."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from tts.sentences import english

from fakes.asked_engine import refusal
from fakes.parrot_fixture import FIXTURE, KEY, parrot
from parrot_engine import ParrotEngine, ParrotSettings
from visavis.cli import main

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples/parrot_engine.py"


def test_the_documentation_shows_just_this_code() -> None:
    shown = re.search(r"```python\n(.*?)```", (ROOT / "docs/engines.md").read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert shown[1] == EXAMPLE.read_text("utf-8")
    assert len(shown[1].splitlines()) <= 120


def test_it_speaks_from_the_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import asyncio
    import threading

    ready, done, urls = threading.Event(), threading.Event(), []

    async def serve() -> None:
        async with parrot() as service:
            urls.append(service.server.url)
            ready.set()
            await asyncio.to_thread(done.wait, 120)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(30)
        monkeypatch.setenv("VISAVIS_EXTRA_ENGINES", "parrot_engine:ParrotEngine")
        monkeypatch.setenv("VISAVIS_PARROT_KEY", KEY)
        monkeypatch.setenv("VISAVIS_PARROT_URL", urls[0])
        out = tmp_path / "hello.wav"
        result = CliRunner().invoke(main, ["speak", "Hello there.", "--voice", "parrot:polly", "--out", str(out)])
        assert result.exit_code == 0, result.output
    finally:
        done.set()
        thread.join()
    sound, rate_hz = soundfile.read(out)
    assert rate_hz == 24_000
    assert 0.3 < len(sound) / rate_hz < 1.5
    assert np.abs(sound).max() > 0.05


async def test_a_service_that_is_silent_or_not_there() -> None:
    async with FIXTURE.open() as stand_in:
        assert stand_in.hold is not None
        stand_in.hold()
        url = stand_in.engine._settings.url  # type: ignore[attr-defined]
        impatient = ParrotEngine(ParrotSettings(key=stand_in.engine._settings.key, url=url, timeout_s=1.0))  # type: ignore[attr-defined]
        await impatient.start()
        assert (await refusal(impatient)).code == "engine_timeout"
        await impatient.close()
    gone = ParrotEngine(ParrotSettings(key=ParrotSettings().key, url=url))
    gone._load()
    assert (await refusal(gone, sentence=english("my pin is seven."))).code == "engine_unavailable"
    await gone.close()
