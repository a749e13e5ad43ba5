"""Visitors speak over a real socket; a real client library sends what they say to a stand-in of a service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fakes.conversing_client import ConversingClient
from fakes.http_stand_in import Exchange
from fakes.live_server import LiveServer, live_server
from fakes.scripted_engine import ScriptedEngine
from fakes.transcription_service import KEY, Asked, TranscriptionService, refuse, transcription_service
from fakes.until import until
from visavis.dialogue.persona.load import load_persona

pytestmark = pytest.mark.contract

PERSONA = load_persona()
DESK = """
synonyms:
  - [快递, 包裹]
answers:
  - id: parcel
    questions: [我的订单到哪里了]
    answers: [您的订单明天送到，送货员会先打电话，请保持手机畅通。]
  - id: story
    questions: [讲个故事]
    answers: [从前有座山，山里有座庙，庙里有个老和尚在讲故事，讲的是从前有座山。]
"""
SPEECH = (3000 * np.sin(np.arange(16000) / 5)).astype("<i2").tobytes()


@asynccontextmanager
async def listening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **variables: str
) -> AsyncIterator[tuple[LiveServer, TranscriptionService]]:
    path = tmp_path / "desk.yaml"
    await asyncio.to_thread(path.write_text, DESK, "utf-8")
    async with transcription_service() as service:
        given = {"URL": service.url, "MODEL": "whisper-1", "KEY": KEY}
        monkeypatch.setenv("VISAVIS_LISTEN", "openai")
        monkeypatch.setenv("VISAVIS_LISTEN_RETRIES", "0")
        for name, value in given.items():
            monkeypatch.setenv(f"VISAVIS_LISTEN_OPENAI_{name}", value)
        for name, value in variables.items():
            monkeypatch.setenv(f"VISAVIS_LISTEN_{name}", value)
        with live_server({"scripted": ScriptedEngine()}, warm_up=False, answers=path) as running:
            yield running, service


async def test_a_spoken_question_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(tmp_path, monkeypatch) as (running, service), ConversingClient(running) as page:
        assert page.welcome["describe"]["hearing"]["seconds"] == 60
        await page.begin_to_speak("t1")
        await page.speak_sound("t1", SPEECH)
        end = await page.until("turn_end", id="t1")
        assert (end["source"], end["answer_id"]) == ("approved", "parcel")
        transcript = page.kinds("transcript")[-1]
        assert (transcript["text"], transcript["final"], transcript["language"]) == ("我的订单到哪里了？", True, "zh")
        assert end["metrics"]["end_of_turn_delay_ms"] > 0
        [asked] = service.asked
        assert asked.rate_hz == 16000
        assert np.abs(np.frombuffer(asked.pcm, "<i2").astype(int) - np.frombuffer(SPEECH, "<i2")).max() == 0
        assert [state["state"] for state in page.kinds("turn_state")][:3] == ["listening", "thinking", "speaking"]


async def test_sound_at_another_rate_is_brought_to_the_recognisers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(tmp_path, monkeypatch) as (running, service), ConversingClient(running) as page:
        pcm = (3000 * np.sin(np.arange(48000) * 2 * np.pi * 440 / 48000)).astype("<i2").tobytes()
        await page.begin_to_speak("t1", sample_rate_hz=48000)
        await page.speak_sound("t1", pcm, rate_hz=48000)
        await page.until("turn_end", id="t1")
        heard = np.frombuffer(service.asked[0].pcm, "<i2")
        assert abs(len(heard) - 16000) <= 1
        assert np.argmax(np.abs(np.fft.rfft(heard[:16000]))) == pytest.approx(440, abs=2)


async def test_whoever_speaks_on_interrupts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(tmp_path, monkeypatch) as (running, _), ConversingClient(running) as page:
        page.deaf = True
        await page.ask("t1", "讲个故事")
        await page.until_sound("t1.0")
        await page.heard("t1.0", 650, "paused")
        await page.begin_to_speak("t2", speech_ms=300)
        end = await page.until("turn_end", id="t1")
        assert end["interrupted"]
        text = page.kinds("utterance_start")[0]["text"]
        assert 0 < len(end["heard"]) < len(text)
        assert text.startswith(end["heard"])
        page.deaf = False
        await page.speak_sound("t2", SPEECH)
        assert (await page.until("turn_end", id="t2"))["answer_id"] == "parcel"


async def test_whoever_only_shows_that_they_listen_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(tmp_path, monkeypatch) as (running, service), ConversingClient(running) as page:
        service.text = "嗯嗯。"
        await page.ask("t1", "讲个故事")
        page.deaf = True
        await page.until_sound("t1.0")
        await page.heard("t1.0", 300, "paused")
        await page.begin_to_speak("t2")
        await page.speak_sound("t2", SPEECH[:8000])
        assert (await page.until("go_on"))["id"] == "t2"
        await page.until_whole("t1.0")
        await page.heard("t1.0", 60_000, "ended")
        end = await page.until("turn_end", id="t1")
        assert not end["interrupted"]
        assert end["heard"].endswith("从前有座山。")


async def _silent(exchange: Exchange, asked: Asked) -> None:
    del asked
    await exchange.until_gone()


async def _down(exchange: Exchange, asked: Asked) -> None:
    del asked
    await refuse(exchange, 503, None, "overloaded")


async def _key(exchange: Exchange, asked: Asked) -> None:
    del asked
    await refuse(exchange, 401, "invalid_api_key", "no")


@pytest.mark.parametrize(("fault", "code"), [(_silent, "stt_timeout"), (_down, "stt_failed"), (_key, "stt_refused")])
async def test_a_recogniser_that_fails_is_told_in_the_avatars_own_voice(
    fault: Callable[[Exchange, Asked], Any],
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    # Only the silent one is waited for; the next question must be understood in time however busy the machine is.
    patience = {"FIRST_S": "3"} if fault is _silent else {}
    async with listening(tmp_path, monkeypatch, **patience) as (running, service), ConversingClient(running) as page:
        service.answer = fault
        await page.begin_to_speak("t1", language="zh")
        await page.speak_sound("t1", SPEECH)
        end = await page.until("turn_end", id="t1")
        assert end["source"] == "unheard"
        assert end["heard"] in {PERSONA.line("unheard", "zh", turn) for turn in range(2)}
        error = page.kinds("error")[0]
        assert (error["code"], error["id"]) == (code, "t1")
        assert code in caplog.text
        service.answer = None
        await page.begin_to_speak("t2")
        await page.speak_sound("t2", SPEECH)
        assert (await page.until("turn_end", id="t2"))["answer_id"] == "parcel"


async def test_a_page_that_leaves_while_it_speaks_frees_the_recogniser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(tmp_path, monkeypatch) as (running, service):
        service.answer = _silent
        async with ConversingClient(running) as page:
            await page.begin_to_speak("t1")
            await page.speak_sound("t1", SPEECH)
            await until(lambda: service.asked)
        await running.until_empty()
        await until(lambda: service.abandoned)


async def test_words_of_the_desk_are_told_to_the_recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(tmp_path, monkeypatch) as (running, service), ConversingClient(running) as page:
        await page.begin_to_speak("t1")
        await page.speak_sound("t1", SPEECH)
        await page.until("turn_end", id="t1")
        assert "快递" in service.asked[0].fields.get("prompt", "")


@pytest.mark.parametrize("language", ["zh\r\nX: y", "../../etc", "-", "\u0000", "*"])
async def test_a_language_that_is_none_is_found_by_the_recogniser(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(tmp_path, monkeypatch) as (running, service), ConversingClient(running) as page:
        await page.begin_to_speak("t1", language=language)
        await page.speak_sound("t1", SPEECH)
        assert (await page.until("turn_end", id="t1"))["answer_id"] == "parcel"
        assert "language" not in service.asked[0].fields
