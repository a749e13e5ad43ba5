"""An engine that tells nothing of its timing drives the face: lips and captions are in step with what is heard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from closures import Closures
from playwright.sync_api import Page

from demo_page import DemoPage
from fakes.forgetful_engine import VOICES
from fakes.rest_answers import parts_of
from running_server import RunningServer, run_server
from visavis.protocol.rest import SpeechResult

pytestmark = pytest.mark.browser

TEXTS = {
    "zh": "您的包裹明天派送，请保持电话畅通，不必排队，也别忘了密码。",
    "en": "Bob met Pam at the bank, and they moved the big piano back home.",
}
MOST_TAKES = 10


@pytest.fixture(scope="module")
def untimed_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("untimed")
    settings = {
        "VISAVIS_EXTRA_ENGINES": "fakes.forgetful_engine:ForgetfulEngine",
        "VISAVIS_CACHE_MB": "0",
        "VISAVIS_DATA_DIR": str(folder),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
    }
    with run_server(folder / "server.log", environment=settings) as server:
        yield server


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lips_and_captions_are_in_step(page: Page, untimed_server: RunningServer, language: str) -> None:
    text = TEXTS[language]
    # The same voice, by the engine that knows its timing.
    request = {"text": text, "voice": VOICES[language]}
    answer = httpx.post(f"{untimed_server.url}/v1/speech", json=request, timeout=30)
    true = SpeechResult.model_validate_json(parts_of(answer)["speech"])
    closures = [(cue.onset_ms / 1000, cue.end_ms / 1000) for cue in true.cues if cue.viseme == "PP"]
    demo = DemoPage(page).open(f"{untimed_server.url}/?model=pip")
    judged = Closures(closures, within_s=0.03)
    for take in range(MOST_TAKES):
        frames = [frame for frame in demo.perform(text, voice=f"forgetful:{language}") if frame.utterance is not None]
        assert max(frame.gap for frame in frames) > 4.0
        judged.look(frames)
        words = "".join(event["detail"]["text"] for event in demo.events("word"))
        assert words == (take + 1) * "".join(character for character in text if character.isalnum())
        if judged.enough:
            break
    assert judged.share_shut >= 0.9
    assert demo.events("error") == []
