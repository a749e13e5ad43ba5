"""The OpenAI engine through the real client library, against a service on this machine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr
from tts.sentences import AS_IS, english, mandarin

from fakes.http_stand_in import Exchange
from fakes.openai_service import KEY, RATE_HZ, Answer, OpenAIService, openai_service, pcm_of, refuse
from fakes.sounds import buzz, sound_file
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, Prosody, SpeechPiece
from visavis.tts.engines.openai import OpenAIEngine
from visavis.tts.engines.openai.settings import OpenAISettings

pytestmark = pytest.mark.contract

SECRET = english("my pin is one two three four.")


@asynccontextmanager
async def engine_for(service: OpenAIService, **options: Any) -> AsyncIterator[OpenAIEngine]:
    engine = OpenAIEngine(OpenAISettings(**({"key": SecretStr(KEY), "url": service.url, "timeout_s": 10} | options)))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def say(
    engine: OpenAIEngine, sentence: Sentence, prosody: Prosody = AS_IS, voice: str | None = None
) -> list[SpeechPiece]:
    voices = await engine.voices()
    chosen = voices[0] if voice is None else next(found for found in voices if found.name == voice)
    return [piece async for piece in engine.speak(sentence, chosen, prosody, slack_s=0.0)]


async def pcm(engine: OpenAIEngine, sentence: Sentence = SECRET) -> bytes:
    return b"".join(piece.pcm for piece in await say(engine, sentence))


async def refused(answer: Answer, **options: Any) -> EngineError:
    """The error when the service answers so. It never holds the text or the key."""
    async with openai_service() as service, engine_for(service, **options) as engine:
        service.answer = answer
        with pytest.raises(EngineError) as caught:
            await say(engine, SECRET)
        await service.server.until_idle()
    assert "pin" not in str(caught.value)
    assert KEY[:6] not in str(caught.value)
    return caught.value


async def test_a_sentence_is_one_request_whose_sound_comes_as_it_is() -> None:
    async with openai_service() as service, engine_for(service) as engine:
        pieces = await say(engine, mandarin("您好", "nin2 hao3, Bob."))
        assert service.asked == [
            {"model": "gpt-4o-mini-tts", "input": "您好, Bob.", "voice": "marin", "response_format": "pcm"}
        ]
        assert len(pieces) > 1
        assert b"".join(piece.pcm for piece in pieces) == pcm_of(service.sound)


async def test_voice_speed_and_instructions_are_passed_on() -> None:
    async with openai_service() as service, engine_for(service, model="tts-1") as engine:
        await say(engine, english("Hello."), Prosody(rate=1.5, instructions="warm and slow"), "openai:nova")
        asked = service.asked[0]
        assert (asked["model"], asked["voice"], asked["speed"]) == ("tts-1", "nova", 1.5)
        assert asked["instructions"] == "warm and slow"


@pytest.mark.parametrize("form", ["wav", "mp3", "opus", "flac"])
async def test_other_formats_are_decoded(form: str) -> None:
    async with openai_service() as service, engine_for(service, format=form) as engine:
        assert_same_sound(await pcm(engine), service.sound, form)
        assert service.asked[0]["response_format"] == form


@pytest.mark.parametrize("open_end", [True, False])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT", "PCM_U8"])
async def test_a_wav_says_its_own_rate_and_channels(subtype: str, open_end: bool) -> None:
    """Such as comes from servers that give WAV whatever was asked for."""
    mono = buzz(0.6, 44_100)
    stereo = np.stack([mono, mono], axis=1)
    content = sound_file(stereo, 44_100, "WAV", subtype)

    async def answer(exchange: Exchange) -> None:
        await exchange.begin(200, "audio/pcm")
        for at in range(0, len(content), 1001):
            await exchange.chunk(content[at : at + 1001])
        await exchange.end()

    async with openai_service() as service, engine_for(service) as engine:
        service.answer = answer
        assert_same_sound(await pcm(engine), buzz(0.6, RATE_HZ), subtype)


async def test_raw_samples_may_tell_their_rate_and_channels() -> None:
    mono = np.frombuffer(pcm_of(buzz(0.5, 16_000)), dtype="<i2")
    stereo = np.repeat(mono, 2).tobytes()

    async def answer(exchange: Exchange) -> None:
        await exchange.reply(200, stereo, "audio/L16; rate=16000; channels=2")

    async with openai_service() as service, engine_for(service) as engine:
        service.answer = answer
        assert_same_sound(await pcm(engine), buzz(0.5, RATE_HZ), "raw")


async def test_half_a_sample_is_waited_for() -> None:
    content = pcm_of(buzz(0.2, RATE_HZ))

    async def answer(exchange: Exchange) -> None:
        await exchange.begin(200, "application/octet-stream")
        for at in range(0, len(content), 777):
            await exchange.chunk(content[at : at + 777])
        await exchange.chunk(b"x")
        await exchange.end()

    async with openai_service() as service, engine_for(service) as engine:
        service.answer = answer
        assert await pcm(engine) == content


async def test_a_long_sentence_is_several_requests() -> None:
    text = english("word " * 900 + "and, " * 300 + "done.")
    async with openai_service() as service, engine_for(service) as engine:
        await say(engine, text)
        assert len(service.asked) == 2
        assert max(map(len, service.heard())) <= 4096
        assert " ".join(service.heard()).split() == ("word " * 900 + "and, " * 300 + "done.").split()


FAULTS: dict[int, tuple[str, bool, float | None]] = {
    400: ("engine_failed", False, None),
    401: ("engine_refused", False, None),
    403: ("engine_refused", False, None),
    404: ("engine_unavailable", False, None),
    429: ("engine_busy", True, 7.0),
    500: ("engine_failed", True, None),
    503: ("engine_failed", True, None),
}


@pytest.mark.parametrize("status", sorted(FAULTS))
async def test_an_error_has_a_code_and_quotes_nothing(status: int, caplog: pytest.LogCaptureFixture) -> None:
    async def answer(exchange: Exchange) -> None:
        await refuse(exchange, status, "some_code", message=f"no: {exchange.json()['input']} {KEY}")

    with caplog.at_level(logging.INFO):
        error = await refused(answer)
    assert (error.code, error.retryable, error.retry_after_s) == FAULTS[status]
    assert "some_code" in str(error)
    assert "pin" not in caplog.text
    assert KEY not in caplog.text


async def test_a_quota_that_is_used_up_is_not_tried_again() -> None:
    error = await refused(lambda exchange: refuse(exchange, 429, "insufficient_quota"))
    assert (error.code, error.retryable) == ("engine_busy", False)


async def test_the_client_library_does_not_try_again_by_itself() -> None:
    async with openai_service() as service, engine_for(service) as engine:
        service.fail(500)
        with pytest.raises(EngineError):
            await say(engine, SECRET)
        assert len(service.asked) == 1


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


async def test_a_voice_or_model_that_is_not_there() -> None:
    async with openai_service() as service:
        async with engine_for(service, voices="nobody") as engine:
            with pytest.raises(EngineError) as caught:
                await say(engine, SECRET)
            assert (caught.value.code, caught.value.retryable) == ("voice_unknown", False)
        async with engine_for(service, model="gone") as engine:
            with pytest.raises(EngineError, match="no model 'gone'") as caught:
                await say(engine, SECRET)
            assert caught.value.code == "engine_unavailable"


async def test_a_silent_service() -> None:
    async def before_its_head(exchange: Exchange) -> None:
        await exchange.until_gone()

    async def in_mid_audio(exchange: Exchange) -> None:
        await exchange.begin(200, "audio/pcm")
        await exchange.chunk(bytes(1000))
        await exchange.until_gone()

    for answer in (before_its_head, in_mid_audio):
        error = await refused(answer, timeout_s=1.0)
        assert (error.code, error.retryable) == ("engine_timeout", True)


async def test_an_answer_that_breaks_off_is_no_whole_sentence() -> None:
    async def in_chunks(exchange: Exchange) -> None:
        await exchange.begin(200, "audio/pcm")
        await exchange.chunk(bytes(1000))
        exchange.break_off()

    async def before_what_it_promised(exchange: Exchange) -> None:
        await exchange.promise(bytes(1000), 48_000, "audio/pcm")

    for answer in (in_chunks, before_what_it_promised):
        error = await refused(answer)
        assert (error.code, error.retryable) == ("engine_failed", True)
        assert "broke off" in str(error)


async def test_what_is_no_sound_is_told() -> None:
    async def json_error(exchange: Exchange) -> None:
        await refuse(exchange, 200, "server_error", message=exchange.json()["input"])

    async def html(exchange: Exchange) -> None:
        await exchange.reply(200, b"<html>Sign in to the Wi-Fi</html>", "text/html; charset=utf-8")

    async def no_wav(exchange: Exchange) -> None:
        await exchange.reply(200, bytes(2000), "audio/wav")

    async def no_mp3(exchange: Exchange) -> None:
        await exchange.reply(200, b"no sound at all", "audio/mpeg")

    for answer in (json_error, html, no_wav, no_mp3):
        error = await refused(answer)
        assert (error.code, error.retryable) == ("engine_failed", False)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirection_is_followed(status: int) -> None:
    async with openai_service() as elsewhere:

        async def sent_on(exchange: Exchange) -> None:
            await exchange.reply(status, b"", "text/plain", {"Location": f"{elsewhere.url}/audio/speech"})

        error = await refused(sent_on)
        assert (error.code, error.retryable) == ("engine_unavailable", False)
        assert "VISAVIS_OPENAI_URL" in str(error)
        assert elsewhere.authorized == [], "neither the key nor the text"


async def test_no_money_and_a_text_that_is_refused() -> None:
    for status, word, code in [
        (402, None, "engine_busy"),
        (400, "content_filter", "engine_failed"),
        (413, None, "engine_failed"),
    ]:
        error = await refused(partial(refuse, status=status, code=word))
        assert (error.code, error.retryable) == (code, False)


async def test_a_key_that_no_header_can_hold_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    async with openai_service() as service, engine_for(service, key=SecretStr(f"{KEY}密")) as engine:
        with pytest.raises(EngineError, match="no request can be sent") as caught:
            await say(engine, SECRET)
    assert caught.value.code == "engine_failed"
    assert KEY not in str(caught.value)
    assert KEY not in caplog.text


async def test_an_empty_answer() -> None:
    async def empty(exchange: Exchange) -> None:
        await exchange.reply(200, b"", "audio/pcm")

    error = await refused(empty)
    assert (error.code, error.retryable) == ("engine_failed", True)
    assert "without sound" in str(error)


async def test_nobody_listens_there() -> None:
    async with openai_service() as service:
        url = service.url
    engine = OpenAIEngine(OpenAISettings(key=SecretStr(KEY), url=url))
    await engine.start()
    with pytest.raises(EngineError) as caught:
        await say(engine, SECRET)
    assert (caught.value.code, caught.value.retryable) == ("engine_unavailable", True)
    await engine.close()


async def test_leaving_in_mid_sentence_ends_the_request() -> None:
    async with openai_service() as service, engine_for(service) as engine:
        service.hold()
        speaking = engine.speak(SECRET, (await engine.voices())[0], AS_IS, slack_s=0.0)
        assert (await anext(speaking)).pcm
        await speaking.aclose()
        await service.server.until_idle()
        tasks = {task for task in asyncio.all_tasks() if "aiter" in repr(task) or "_sound" in repr(task)}
        assert not tasks


async def test_a_local_server_needs_no_key() -> None:
    async with openai_service() as service, engine_for(service, key=SecretStr("")) as engine:
        service.key = None
        assert await pcm(engine)
        assert service.authorized == [None]


def test_settings_fall_back_to_those_of_the_client_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISAVIS_OPENAI_KEY", "VISAVIS_OPENAI_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert OpenAIEngine.missing() == "VISAVIS_OPENAI_KEY is not set"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-standard")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    settings = OpenAISettings()
    assert settings.secret == "sk-standard"
    assert settings.address == "http://127.0.0.1:9/v1"
    monkeypatch.setenv("VISAVIS_OPENAI_KEY", "sk-own")
    monkeypatch.setenv("VISAVIS_OPENAI_VOICES", "anna=de, mei=zh/en")
    settings = OpenAISettings()
    assert settings.secret == "sk-own"
    assert "sk-own" not in repr(settings)
    assert [(voice.name, voice.languages) for voice in settings.all_voices()] == [
        ("openai:anna", ("de",)),
        ("openai:mei", ("zh", "en")),
    ]
    assert OpenAIEngine.missing() is None


def test_openais_key_is_for_openais_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_OPENAI_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("VISAVIS_OPENAI_URL", "http://voices.example/v1")
    settings = OpenAISettings()
    assert (settings.address, settings.secret) == ("http://voices.example/v1", "")


async def test_it_does_not_start_without_a_key_for_openai_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISAVIS_OPENAI_KEY", "VISAVIS_OPENAI_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EngineError, match="VISAVIS_OPENAI_KEY is not set") as caught:
        await OpenAIEngine().start()
    assert caught.value.code == "engine_unavailable"


def assert_same_sound(pcm: bytes, wanted: np.ndarray[Any, np.dtype[np.float32]], form: str) -> None:
    """As long as what was sent, and nearly the same shape: codecs pad, and lose a little."""
    heard = np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768
    tolerance = 1300 if form == "mp3" else 320 if form == "opus" else 4
    assert abs(len(heard) - len(wanted)) <= tolerance
    middle = slice(4800, 9600)
    best = max(float(np.corrcoef(heard[middle], np.roll(wanted, shift)[middle])[0, 1]) for shift in range(-200, 201))
    assert best > 0.97
