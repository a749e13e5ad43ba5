"""Who speaks English when nobody says anything of voices: Flite, and espeak where Flite is not there or has no time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from visavis.commands.studio import studio
from visavis.settings import load_settings
from visavis.tts.order import Order
from visavis.tts.speaker import Speaker
from visavis.tts.whole import WholeUtterance, collect

pytestmark = pytest.mark.contract

HELLO = "Hello, good morning."


async def hear(speaker: Speaker, text: str, language: str | None = None, voice: str | None = None) -> WholeUtterance:
    async with speaker.speak(Order(text, "viseme15", language=language, voice=voice)) as utterance:
        return await collect(utterance)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def speaker() -> AsyncIterator[Speaker]:
    async with studio(load_settings(cache_mb=0)) as speaker:
        yield speaker


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (HELLO, None, "flite:slt"),
        (HELLO, "en", "flite:slt"),
        (HELLO, "en-US", "flite:slt"),
        (HELLO, "en-GB", "flite:awb"),
        (HELLO, "zh", "espeak:zh"),
        ("您好。", None, "espeak:zh"),
        ("您好。Your parcel is here.", None, "espeak:zh"),
        ("Your parcel is on its way to 北京 now.", None, "espeak:en"),
        ("Guten Tag, wie kann ich Ihnen helfen?", None, "espeak:de"),
    ],
)
async def test_the_voice_of_a_text(speaker: Speaker, text: str, language: str | None, expected: str) -> None:
    whole = await hear(speaker, text, language)
    assert whole.voice == expected
    assert whole.words


async def test_without_flite_espeak_speaks_english_and_the_log_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("VISAVIS_FLITE_WASM", "nowhere.wasm")
    with caplog.at_level(logging.INFO):
        async with studio(load_settings(cache_mb=0)) as speaker:
            assert (await hear(speaker, HELLO)).voice == "espeak:en"
            assert (await hear(speaker, HELLO, voice="flite:slt")).voice == "espeak:en"
    assert "engine flite cannot start" in caplog.text
    assert "nowhere.wasm" in caplog.text
    assert HELLO not in caplog.text


async def test_more_than_flite_can_say_in_time_is_said_by_espeak(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("VISAVIS_FLITE_WORKERS", "1")
    monkeypatch.setenv("VISAVIS_FLITE_PATIENCE_S", "0.001")
    texts = [f"Your parcel number {number} left our warehouse early this morning." for number in range(8)]
    async with studio(load_settings(cache_mb=0)) as speaker:
        heard = await asyncio.gather(*(hear(speaker, text) for text in texts))
    assert all(len(whole.words) >= 9 for whole in heard)
    assert "(engine_busy)" in caplog.text
    assert "espeak:en steps in" in caplog.text
    assert "parcel" not in caplog.text
