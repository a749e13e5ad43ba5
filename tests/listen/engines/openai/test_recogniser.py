"""Transcription through the real client library, against a service on this machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from fakes.http_stand_in import Exchange
from fakes.listened import SECRET, SOUND, refusal, understood
from fakes.transcription_service import (
    KEY,
    Answer,
    Asked,
    TranscriptionService,
    delta,
    done,
    refuse,
    reply,
    segment,
    stream,
    transcription_service,
    verbose,
)
from visavis.listen.engines.openai import OpenAIRecogniser
from visavis.listen.engines.openai.settings import Form, OpenAIListenSettings
from visavis.listen.recogniser import Heard, HearingWish, RecogniserError

pytestmark = pytest.mark.contract

TEXT = "我的订单到哪里了？"
STREAMING, WHISPER, SENSE_VOICE = "gpt-4o-transcribe", "whisper-1", "sense-voice"


@asynccontextmanager
async def recogniser_for(service: TranscriptionService, **options: Any) -> AsyncIterator[OpenAIRecogniser]:
    settings = {"key": SecretStr(KEY), "url": service.url, "model": STREAMING} | options
    recogniser = OpenAIRecogniser(OpenAIListenSettings(**settings))
    await recogniser.start()
    try:
        yield recogniser
    finally:
        await recogniser.close()


async def heard(answer: Answer | None = None, wish: HearingWish | None = None, **options: Any) -> list[Heard]:
    async with transcription_service() as service, recogniser_for(service, **options) as recogniser:
        service.answer = answer
        return await understood(recogniser, wish or HearingWish())


async def refused(answer: Answer | None, caplog: pytest.LogCaptureFixture, **options: Any) -> RecogniserError:
    async with transcription_service() as service, recogniser_for(service, **options) as recogniser:
        service.answer = answer
        error = await refusal(recogniser, caplog, KEY[:7])
        await service.server.until_idle()
        return error


async def test_a_stream_is_told_as_it_is_written() -> None:
    assert await heard() == [
        Heard("我的订单", False, stable_chars=4),
        Heard(TEXT, False, stable_chars=9),
        Heard(TEXT, True, "zh", stable_chars=9),
    ]


async def test_the_long_form_tells_language_and_confidence() -> None:
    (result,) = await heard(model=WHISPER)
    assert (result.text, result.final, result.language) == (TEXT, True, "zh")
    assert result.confidence == pytest.approx(0.905, abs=0.001)


async def test_the_short_form_tells_the_text() -> None:
    assert await heard(model=SENSE_VOICE) == [Heard(TEXT, True, stable_chars=9)]


async def test_what_is_sent() -> None:
    wish = HearingWish(("zh-CN",), ("小维", "visavis"))
    async with transcription_service() as service:
        for options in ({}, {"model": WHISPER}, {"model": SENSE_VOICE, "extra": {"vad_filter": True}}):
            async with recogniser_for(service, **options) as recogniser:
                await understood(recogniser, wish)
    assert [asked.fields for asked in service.asked] == [
        {"model": STREAMING, "response_format": "json", "stream": "true", "language": "zh", "prompt": "小维, visavis"},
        {"model": WHISPER, "response_format": "verbose_json", "language": "zh", "prompt": "小维, visavis"},
        {
            "model": SENSE_VOICE,
            "response_format": "json",
            "language": "zh",
            "prompt": "小维, visavis",
            "vad_filter": "true",
        },
    ]
    assert {(asked.pcm, asked.file_name, asked.rate_hz) for asked in service.asked} == {(SOUND, "speech.wav", 16_000)}


async def test_one_of_several_languages_is_for_the_model_to_find() -> None:
    async with transcription_service() as service, recogniser_for(service) as recogniser:
        await understood(recogniser, HearingWish(("zh-CN", "en-GB")))
        await understood(recogniser, HearingWish(("en-US", "en-GB")))
    assert [asked.fields.get("language") for asked in service.asked] == [None, "en"]


async def test_the_newest_model_takes_lists() -> None:
    async with transcription_service() as service, recogniser_for(service, model="gpt-transcribe") as recogniser:
        await understood(recogniser, HearingWish(("zh-CN", "en"), ("小维", "visavis")))
    assert service.asked[0].lists == {"languages": ["zh", "en"], "keywords": ["小维", "visavis"]}
    assert {"language", "prompt"}.isdisjoint(service.asked[0].fields)


async def test_one_that_does_not_stream_although_it_was_asked_to() -> None:
    async def plain(exchange: Exchange, _asked: Asked) -> None:
        await reply(exchange, {"text": TEXT})

    assert await heard(plain) == [Heard(TEXT, True, stable_chars=9)]


@pytest.mark.parametrize("told", ["", " \n"])
async def test_nothing_said_is_no_result(told: str) -> None:
    async def silence(exchange: Exchange, asked: Asked) -> None:
        if asked.fields.get("stream"):
            await stream(exchange, [done(told)])
        else:
            await reply(exchange, {"text": told})

    assert await heard(silence) == []
    assert await heard(silence, model=WHISPER) == []


async def test_what_whisper_makes_up_is_left_out() -> None:
    async def made_up(exchange: Exchange, _asked: Asked) -> None:
        segments = [segment(" Hello."), segment(" Thanks for watching!", -1.4, 0.9)]
        await reply(exchange, verbose(" Hello. Thanks for watching!", "english", segments))

    (result,) = await heard(made_up, model=WHISPER)
    assert (result.text, result.language) == ("Hello.", "en")


@pytest.mark.parametrize(
    ("told", "text", "language"),
    [
        ("<|zh|><|NEUTRAL|><|Speech|><|withitn|>我的订单到哪里了？", TEXT, "zh"),
        ("🎼我的订单到哪里了？😊", TEXT, None),
        ("<|nospeech|><|Event_UNK|>", None, None),
        ("1 < 2 | 3 > 2", "1 < 2 | 3 > 2", None),
    ],
)
async def test_marks_of_sense_voice_are_no_text(told: str, text: str | None, language: str | None) -> None:
    async def marked(exchange: Exchange, _asked: Asked) -> None:
        await reply(exchange, {"text": told})

    results = await heard(marked, model=SENSE_VOICE)
    assert [(one.text, one.language) for one in results] == ([] if text is None else [(text, language)])


async def test_a_moment_is_not_sent() -> None:
    async with transcription_service() as service, recogniser_for(service) as recogniser:
        assert await understood(recogniser, sound=SOUND[:3198]) == []
        assert service.asked == []


async def test_a_local_server_is_sent_no_key() -> None:
    async with transcription_service() as service, recogniser_for(service, key=SecretStr("")) as recogniser:
        service.key = None
        assert (await understood(recogniser))[-1].text == TEXT
        assert service.authorized == [None]


@pytest.mark.parametrize(
    ("status", "word", "retry_after", "code", "retryable", "retry_after_s"),
    [
        (401, "invalid_api_key", None, "stt_refused", False, None),
        (403, None, None, "stt_refused", False, None),
        (402, None, None, "stt_busy", False, None),
        (404, "model_not_found", None, "stt_unavailable", False, None),
        (429, "rate_limit_exceeded", "7", "stt_busy", True, 7.0),
        (429, None, "7", "stt_busy", True, 7.0),
        (429, "insufficient_quota", "7", "stt_busy", False, None),
        (503, None, "2", "stt_busy", True, 2.0),
        (500, None, None, "stt_failed", True, None),
        (413, None, None, "stt_limit", False, None),
        (400, f"said {SECRET}", None, "stt_failed", False, None),
    ],
)
async def test_a_refusal_has_a_code_and_quotes_nothing(
    status: int,
    word: str | None,
    retry_after: str | None,
    code: str,
    retryable: bool,
    retry_after_s: float | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refusing(exchange: Exchange, _asked: Asked) -> None:
        await refuse(exchange, status, word, f"{SECRET} {KEY}", retry_after)

    error = await refused(refusing, caplog)
    assert (error.code, error.retryable, error.retry_after_s) == (code, retryable, retry_after_s)


async def test_a_wrong_key(caplog: pytest.LogCaptureFixture) -> None:
    error = await refused(None, caplog, key=SecretStr("sk-hear-9876543210"))
    assert error.code == "stt_refused"


@pytest.mark.parametrize(
    "events",
    [
        [delta(SECRET)],
        [],
        [delta("a"), '{"type": "transcript'],
        ["<html>"],
        ["[1]"],
        [{"type": "transcript.text.delta", "delta": {"a": 1}}],
        [{"type": "transcript.text.done"}],
        [{"error": {"message": SECRET, "code": "server_error"}}],
    ],
    ids=str,
)
async def test_a_stream_that_breaks_is_an_error(events: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    async def broken(exchange: Exchange, _asked: Asked) -> None:
        await stream(exchange, events)

    error = await refused(broken, caplog)
    assert (error.code, error.retryable) == ("stt_failed", True)


async def test_too_many_requests_told_in_the_stream(caplog: pytest.LogCaptureFixture) -> None:
    async def busy(exchange: Exchange, _asked: Asked) -> None:
        await stream(exchange, [delta("a"), {"error": {"message": SECRET, "code": "rate_limit_exceeded"}}])

    assert (await refused(busy, caplog)).code == "stt_busy"


async def test_a_connection_that_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    async def cut_stream(exchange: Exchange, _asked: Asked) -> None:
        await stream(exchange, [delta(SECRET)], ends=False)
        exchange.break_off()

    async def cut_body(exchange: Exchange, _asked: Asked) -> None:
        await exchange.promise(b'{"text": "my pin', 500, "application/json")

    async def cut_at_once(exchange: Exchange, _asked: Asked) -> None:
        exchange.break_off()

    assert "broke off" in str(await refused(cut_stream, caplog))
    assert "broke off" in str(await refused(cut_body, caplog, model=WHISPER))
    assert (await refused(cut_at_once, caplog)).code == "stt_unavailable"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[1]", b'"text"', b'{"text": 1}', b"{}", b'{"text": "a", "segments": 7}', b"\xff", b"[" * 9999],
)
async def test_an_answer_that_is_none(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async def garbled(exchange: Exchange, _asked: Asked) -> None:
        await exchange.reply(200, body, "application/json")

    error = await refused(garbled, caplog, model=WHISPER)
    assert (error.code, error.retryable) == ("stt_failed", True)
    assert "no transcription" in str(error)


@pytest.mark.parametrize("status", [200, 302, 500])
async def test_a_body_without_an_end_is_left(status: int, caplog: pytest.LogCaptureFixture) -> None:
    async def endless(exchange: Exchange, _asked: Asked) -> None:
        await exchange.begin(status, "application/json", {"Location": "http://127.0.0.1:9/"})
        await exchange.chunk(b'{"text": "')
        while True:
            await exchange.chunk(b"a" * 65_536)

    async with asyncio.timeout(20):
        error = await refused(endless, caplog, model=WHISPER)
    assert error.code == ("stt_unavailable" if status == 302 else "stt_failed")


async def test_an_event_without_an_end_is_left(caplog: pytest.LogCaptureFixture) -> None:
    async def endless(exchange: Exchange, _asked: Asked) -> None:
        await exchange.begin(200, "text/event-stream")
        await exchange.chunk(b"data: ")
        while True:
            await exchange.chunk(b"a" * 65_536)

    async with asyncio.timeout(20):
        assert (await refused(endless, caplog)).code == "stt_failed"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirection_is_followed(status: int, caplog: pytest.LogCaptureFixture) -> None:
    async with transcription_service() as elsewhere:

        async def sent_on(exchange: Exchange, _asked: Asked) -> None:
            url = f"{elsewhere.url}/audio/transcriptions"
            await exchange.reply(status, b"", "text/plain", {"Location": url})

        error = await refused(sent_on, caplog)
        assert (error.code, error.retryable) == ("stt_unavailable", False)
        assert elsewhere.authorized == [], "neither the key nor the sound"


async def test_an_address_where_nobody_is(caplog: pytest.LogCaptureFixture) -> None:
    async with transcription_service() as service:
        url = service.url
    recogniser = OpenAIRecogniser(OpenAIListenSettings(url=url, model=STREAMING, key=SecretStr(KEY)))
    await recogniser.start()
    error = await refusal(recogniser, caplog, KEY)
    assert (error.code, error.retryable) == ("stt_unavailable", True)
    await recogniser.close()


@pytest.mark.parametrize("begins", [False, True])
async def test_cancelling_closes_the_connection_at_once(begins: bool) -> None:
    async def silent(exchange: Exchange, _asked: Asked) -> None:
        if begins:
            await stream(exchange, [delta("a")], ends=False)
        await exchange.until_gone()

    async with transcription_service() as service, recogniser_for(service) as recogniser:
        service.answer = silent
        task = asyncio.create_task(understood(recogniser))
        async with asyncio.timeout(20):
            while not service.asked:
                await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await service.server.until_idle()
        assert service.abandoned == 1


async def test_a_key_that_no_header_can_hold_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    assert (await refused(None, caplog, key=SecretStr(f"{KEY}密"))).code == "stt_failed"


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert OpenAIRecogniser.missing() == "VISAVIS_LISTEN_OPENAI_MODEL is not set"
    monkeypatch.setenv("VISAVIS_LISTEN_OPENAI_MODEL", "whisper-1")
    assert OpenAIRecogniser.missing() == "VISAVIS_LISTEN_OPENAI_KEY is not set"
    monkeypatch.setenv("VISAVIS_LISTEN_OPENAI_URL", "http://127.0.0.1:8000/v1")
    assert OpenAIRecogniser.missing() is None
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert OpenAIListenSettings().secret == "", "OpenAI's key is for no other address"
    monkeypatch.setenv("VISAVIS_LISTEN_OPENAI_KEY", "k")
    monkeypatch.setenv("VISAVIS_LISTEN_OPENAI_EXTRA", json.dumps({"vad_filter": True}))
    settings = OpenAIListenSettings()
    assert (settings.secret, settings.extra, settings.host) == ("k", {"vad_filter": True}, "127.0.0.1")
    assert KEY not in repr(settings)


@pytest.mark.parametrize(
    ("model", "form", "asked"),
    [
        *(("gpt-4o-mini-transcribe", "auto", "stream"), ("whisper-1", "auto", "verbose_json")),
        *(("Systran/faster-whisper-small", "auto", "verbose_json"), ("iic/SenseVoiceSmall", "auto", "json")),
        ("whisper-1", "json", "json"),
    ],
)
def test_the_form_goes_by_the_model_unless_it_is_told(model: str, form: str, asked: str) -> None:
    assert OpenAIListenSettings(model=model, form=Form(form)).asked_form == asked


def test_cantonese_is_chinese_to_openai() -> None:
    assert OpenAIListenSettings(openai_url="https://api.openai.com/v1").language_code("zh-HK") == "zh"
    assert OpenAIListenSettings(url="http://127.0.0.1:8000/v1").language_code("yue") == "yue"
    assert OpenAIListenSettings().language_code("pt-BR") == "pt"


async def test_without_a_model_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_LISTEN_OPENAI_MODEL", raising=False)
    with pytest.raises(RecogniserError, match="VISAVIS_LISTEN_OPENAI_MODEL is not set") as caught:
        await OpenAIRecogniser().start()
    assert caught.value.code == "stt_unavailable"
