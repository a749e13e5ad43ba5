"""The ElevenLabs engine through the real client library, against a service on this machine."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from tts.sentences import english, mandarin, sentence

from fakes.asked_engine import SECRET, pcm_of, refusal, say, stop_in_the_middle, timed
from fakes.elevenlabs_service import (
    KEY,
    SECONDS_A_CHARACTER,
    Answer,
    Chunk,
    ElevenLabsService,
    alignment,
    chunks_of,
    elevenlabs_service,
    line,
    refuse,
)
from fakes.http_stand_in import Exchange
from visavis.speech.text import Token
from visavis.tts.engine import EngineError, Prosody
from visavis.tts.engines.elevenlabs import ElevenLabsEngine
from visavis.tts.engines.elevenlabs.settings import ElevenLabsSettings

pytestmark = pytest.mark.contract

GREETING = mandarin("您好", "nin2 hao3, Bob.")
LETTER_SAMPLES = round(24_000 * SECONDS_A_CHARACTER)


@asynccontextmanager
async def engine_for(service: ElevenLabsService, **options: Any) -> AsyncIterator[ElevenLabsEngine]:
    given = {"key": SecretStr(KEY), "url": service.server.url} | options
    engine = ElevenLabsEngine(ElevenLabsSettings(**given))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def refused(answer: Answer, **options: Any) -> EngineError:
    async with elevenlabs_service() as service, engine_for(service, **options) as engine:
        service.answer = answer
        error = await refusal(engine, KEY)
        await service.server.until_idle()
        return error


async def test_sound_and_characters_come_in_pieces() -> None:
    async with elevenlabs_service() as service, engine_for(service) as engine:
        pieces = await say(engine, GREETING)
        assert service.asked == [
            {"text": "您好, Bob.", "model_id": "eleven_flash_v2_5", "apply_text_normalization": "off"}
        ]
        assert service.formats == ["pcm_24000"]
        assert len(pieces) == 3
        assert len(pcm_of(pieces)) == 2 * 8 * LETTER_SAMPLES
        places = [0, 1, 4, 5, 6]
        assert timed(pieces, GREETING) == [
            (letter, place * LETTER_SAMPLES, (place + 1) * LETTER_SAMPLES)
            for letter, place in zip("您好Bob", places, strict=True)
        ]


async def test_language_and_speed_are_told_where_the_service_takes_them() -> None:
    async with elevenlabs_service() as service, engine_for(service) as engine:
        await say(engine, english("Hello."), Prosody(rate=1.1))
        await say(engine, english("Hello."), Prosody(rate=2.0), "elevenlabs:JBFqnCBsd6RMkjVDRZzb")
        first, second = service.asked
        assert (first["language_code"], first["voice_settings"]) == ("en", {"speed": 1.1})
        assert second["voice_settings"] == {"speed": 1.2}
    async with elevenlabs_service() as service, engine_for(service, model="eleven_multilingual_v2") as engine:
        await say(engine, english("Hello."))
        assert "language_code" not in service.asked[0]


async def test_times_that_count_from_each_chunk() -> None:
    def anew(chunks: list[Chunk]) -> list[Chunk]:
        edges, text = [0, 2, 5, 8], "您好, Bob."
        for n, chunk in enumerate(chunks):
            # The second and third chunk begin where their first character does.
            chunk["alignment"] = alignment(text, edges[n], edges[n + 1], edges[n])
        return chunks

    async with elevenlabs_service() as service, engine_for(service) as engine:
        service.change = anew
        told = timed(await say(engine, GREETING), GREETING)
    assert [letter for letter, _, _ in told] == list("您好Bob")
    assert all(
        abs(onset - place * LETTER_SAMPLES) < LETTER_SAMPLES
        for (_, onset, _), place in zip(told, (0, 1, 4, 5, 6), strict=True)
    )


async def test_a_character_outside_the_bmp_comes_as_its_halves() -> None:
    rare = sentence(
        Token("zh", "\U00020bb7", 0, 1, "ji2"), Token("zh", "野", 1, 2, "ye3"), Token("zh", "家", 2, 3, "jia1")
    )
    async with elevenlabs_service() as service, engine_for(service) as engine:
        assert [letter for letter, _, _ in timed(await say(engine, rare), rare)] == ["\U00020bb7", "野", "家"]


@pytest.mark.parametrize(
    "told",
    [
        None,
        {"characters": ["您"], "character_start_times_seconds": [], "character_end_times_seconds": []},
        {"characters": ["x", "y"], "character_start_times_seconds": [9, -1], "character_end_times_seconds": [2, 3]},
    ],
)
async def test_missing_and_odd_times_cost_only_the_times(told: Any) -> None:
    async with elevenlabs_service() as service, engine_for(service) as engine:
        service.change = lambda chunks: [chunk | {"alignment": told} for chunk in chunks]
        pieces = await say(engine, GREETING)
    assert len(pcm_of(pieces)) == 2 * 8 * LETTER_SAMPLES
    assert timed(pieces, GREETING) == []


@pytest.mark.parametrize(
    ("sound", "rate_hz"), [("pcm_44100", 44_100), ("pcm_22050", 22_050), ("mp3_44100_128", 44_100)]
)
async def test_other_formats(sound: str, rate_hz: int) -> None:
    async with elevenlabs_service() as service, engine_for(service, format=sound) as engine:
        pieces = await say(engine, GREETING)
        assert (await engine.voices())[0].sample_rate_hz == rate_hz
    assert len(pcm_of(pieces)) / 2 / rate_hz == pytest.approx(8 * SECONDS_A_CHARACTER, abs=0.06)
    assert timed(pieces, GREETING)[-1][1] == round(6 * SECONDS_A_CHARACTER * rate_hz)


async def test_a_long_text_is_several_requests_on_one_line_of_time() -> None:
    words = english(" ".join(["well"] * 1100) + ".")
    async with elevenlabs_service() as service, engine_for(service) as engine:
        pieces = await say(engine, words)
        assert [len(text) <= 5000 for text in service.heard()] == [True, True]
    told = timed(pieces, words)
    assert len(told) == 4400
    assert [onset for _, onset, _ in told] == sorted(onset for _, onset, _ in told)
    assert told[-1][2] <= len(pcm_of(pieces)) // 2


@pytest.mark.parametrize(
    ("status", "word", "code", "retryable"),
    [
        (401, "invalid_api_key", "engine_refused", False),
        (403, "missing_permissions", "engine_refused", False),
        (401, "quota_exceeded", "engine_busy", False),
        (429, "too_many_concurrent_requests", "engine_busy", True),
        (404, "voice_not_found", "voice_unknown", False),
        (404, "model_not_found", "engine_unavailable", False),
        (422, "value_error", "engine_failed", False),
        (500, "internal_error", "engine_failed", True),
    ],
)
async def test_refusals(status: int, word: str, code: str, retryable: bool) -> None:
    error = await refused(lambda exchange: refuse(exchange, status, word))
    assert (error.code, error.retryable) == (code, retryable)
    assert error.retry_after_s == (7.0 if status == 429 else None)


async def test_a_wrong_key_and_an_unknown_voice() -> None:
    async with elevenlabs_service() as service, engine_for(service, key=SecretStr("sk_other")) as engine:
        assert (await refusal(engine, "sk_other")).code == "engine_refused"
    async with elevenlabs_service() as service, engine_for(service, voices="nobody=en") as engine:
        assert (await refusal(engine)).code == "voice_unknown"


async def test_answers_that_are_no_speech() -> None:
    async def nothing(exchange: Exchange) -> None:
        await exchange.begin(200, "application/json")
        await exchange.end()

    async def page(exchange: Exchange) -> None:
        await exchange.reply(200, b"<html>busy</html>", "text/html")

    async def noise(exchange: Exchange) -> None:
        await exchange.reply(200, line({"audio_base64": "!!", "alignment": None}), "application/json")

    async def page_of_error(exchange: Exchange) -> None:
        await exchange.reply(502, b"<html>bad gateway</html>", "text/html")

    assert "without sound" in str(await refused(nothing))
    assert "without sound" in str(await refused(page))
    assert "cannot be read" in str(await refused(noise))
    assert (await refused(page_of_error)).retryable


async def test_a_cut_in_mid_audio_and_a_silent_service() -> None:
    async def cut(exchange: Exchange) -> None:
        await exchange.begin(200, "application/json")
        await exchange.chunk(line(chunks_of("my pin", "pcm_24000")[0]))
        exchange.break_off()

    async def silent(exchange: Exchange) -> None:
        await exchange.begin(200, "application/json")
        await exchange.until_gone()

    error = await refused(cut)
    assert (error.code, error.retryable) == ("engine_failed", True)
    assert "broke off" in str(error)
    error = await refused(silent, timeout_s=1.0)
    assert (error.code, error.retryable) == ("engine_timeout", True)


MOST_SENT = 64 << 20
"""Buffers of the sockets between us hold some megabytes."""


async def test_an_error_without_end_is_left() -> None:
    sent = 0

    async def endless(exchange: Exchange) -> None:
        nonlocal sent
        await exchange.begin(500, "application/json")
        while sent < MOST_SENT:
            await exchange.chunk(bytes(1 << 16))
            sent += 1 << 16

    assert (await refused(endless)).code == "engine_failed"
    assert sent < MOST_SENT


async def test_nobody_there() -> None:
    async with elevenlabs_service() as service:
        url = service.server.url
    engine = ElevenLabsEngine(ElevenLabsSettings(key=SecretStr(KEY), url=url))
    await engine.start()
    error = await refusal(engine)
    assert (error.code, error.retryable) == ("engine_unavailable", True)
    await engine.close()


async def test_closing_in_the_middle_lets_the_service_go() -> None:
    async with elevenlabs_service() as service, engine_for(service) as engine:
        service.hold()
        await stop_in_the_middle(engine)
        await service.server.until_idle()


async def test_neither_text_nor_key_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with elevenlabs_service() as service, engine_for(service) as engine:
        await say(engine, SECRET)
    assert "seven" not in caplog.text
    assert KEY not in caplog.text
    assert KEY not in repr(ElevenLabsSettings(key=SecretStr(KEY)))


async def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_ELEVENLABS_KEY", raising=False)
    monkeypatch.delenv("ELEVENLABS_API_KEY", raising=False)
    assert ElevenLabsEngine.missing() == "VISAVIS_ELEVENLABS_KEY is not set"
    with pytest.raises(EngineError, match="VISAVIS_ELEVENLABS_KEY") as caught:
        await ElevenLabsEngine().start()
    assert caught.value.code == "engine_unavailable"
    monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)
    assert ElevenLabsEngine.missing() is None
    assert ElevenLabsSettings().key.get_secret_value() == KEY
    monkeypatch.setenv("VISAVIS_ELEVENLABS_VOICES", "abc=zh, def")
    first, second = await ElevenLabsEngine().voices()
    assert (first.name, first.languages, first.default_for) == ("elevenlabs:abc", ("zh",), ("zh",))
    assert second.languages[0] == "en"
    monkeypatch.setenv("VISAVIS_ELEVENLABS_VOICES", "abc=")
    with pytest.raises(ValidationError, match="abc="):
        ElevenLabsSettings()
