"""Azure's recogniser through the real Speech SDK, against a service on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from fakes.azure_listening import KEY, Answer, AzureListening, Phrase, Turn, azure_listening
from fakes.listened import NOTHING, SECRET, SOUND, leave_after, refusal, understood
from visavis.listen.engines.azure import AzureRecogniser
from visavis.listen.engines.azure import recogniser as recogniser_module
from visavis.listen.engines.azure.settings import AzureListenSettings
from visavis.listen.hearer import Hearer
from visavis.listen.recogniser import Heard, HearingWish, RecogniserError
from visavis.listen.settings import ListenSettings

pytestmark = pytest.mark.contract


@asynccontextmanager
async def recogniser_for(service: AzureListening, **options: Any) -> AsyncIterator[AzureRecogniser]:
    recogniser = AzureRecogniser(AzureListenSettings(**({"key": SecretStr(KEY), "url": service.url} | options)))
    await recogniser.start()
    try:
        yield recogniser
    finally:
        await recogniser.close()


async def refused(caplog: pytest.LogCaptureFixture, status: int = 0, **answers: Answer) -> RecogniserError:
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        for name, answer in answers.items():
            setattr(service, name, answer)
        if status:
            service.server.fail(status)
        error = await refusal(recogniser, caplog, KEY)
        await service.server.until_idle()
        return error


async def test_what_is_understood_while_one_speaks_and_at_the_end() -> None:
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        results = await understood(recogniser, HearingWish(("en",)))
        await service.server.until_idle()
    assert results == [
        Heard("where", False, "en-US"),
        Heard("where is", False, "en-US"),
        Heard("Where is my order?", True, "en-US", 0.9, 18),
    ]
    assert bytes(service.asked[0].pcm) == SOUND


async def test_what_is_asked_for() -> None:
    wish = HearingWish(("zh", "en-GB", "en-US", "yue"), ("小维", "visavis"))
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        await understood(recogniser, wish)
        await understood(recogniser, HearingWish(("zh",)))
        await understood(recogniser, NOTHING)
    assert [asked.languages for asked in service.asked] == [["zh-CN", "en-GB", "zh-HK"], ["zh-CN"], ["zh-CN", "en-US"]]
    assert [asked.hints for asked in service.asked] == [["小维", "visavis"], [], []]


async def test_stretches_of_several_languages_become_one_text() -> None:
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        service.phrases = [Phrase(("我的",), "我的订单。", "zh-CN", 0.8), Phrase(("hello",), "Hello?", "en-US")]
        hearer = Hearer(recogniser, ListenSettings())
        results = [heard async for heard in hearer.hear(spoken(), HearingWish(("zh", "en")))]
    assert [(heard.text, heard.final) for heard in results] == [
        ("我的", False),
        ("我的订单。", False),
        ("我的订单。hello", False),
        ("我的订单。Hello?", False),
        ("我的订单。Hello?", True),
    ]
    assert results[-1].language == "en", "of the longer stretch, in the code that was asked for"


async def spoken() -> AsyncGenerator[bytes, None]:
    for at in range(0, len(SOUND), 3200):
        yield SOUND[at : at + 3200]
        await asyncio.sleep(0)


async def test_nothing_said_is_no_result() -> None:
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        service.phrases = []
        assert await understood(recogniser) == []
        service.phrases = [Phrase((), "")]
        assert await understood(recogniser) == []


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (401, "stt_refused", False),
        (403, "stt_refused", False),
        (429, "stt_busy", True),
        (404, "stt_unavailable", False),
        (500, "stt_failed", True),
        (503, "stt_failed", True),
    ],
)
async def test_refusals(status: int, code: str, retryable: bool, caplog: pytest.LogCaptureFixture) -> None:
    error = await refused(caplog, status)
    assert (error.code, error.retryable) == (code, retryable)


async def test_a_wrong_key(caplog: pytest.LogCaptureFixture) -> None:
    async with azure_listening() as service, recogniser_for(service, key=SecretStr("another key")) as recogniser:
        assert (await refusal(recogniser, caplog, "another key")).code == "stt_refused"


async def test_a_request_that_it_does_not_take(caplog: pytest.LogCaptureFixture) -> None:
    async def bad(turn: Turn) -> None:
        await turn.connection.close(1007, f"Cannot read: {SECRET}")

    error = await refused(caplog, during=bad)
    assert (error.code, error.retryable) == ("stt_failed", False)


async def test_a_cut_in_the_middle(caplog: pytest.LogCaptureFixture) -> None:
    async def cut(turn: Turn) -> None:
        await turn.guess("my pin is")
        turn.connection.transport.abort()

    error = await refused(caplog, during=cut)
    assert (error.code, error.retryable) == ("stt_failed", True)


async def test_what_is_no_json_is_passed_over() -> None:
    async def garbled(turn: Turn) -> None:
        await turn.connection.send(f"X-RequestId:{turn.id}\r\nPath:speech.hypothesis\r\n\r\n{{my pin")

    async with azure_listening() as service, recogniser_for(service) as recogniser:
        service.during = garbled
        assert [heard.text for heard in await understood(recogniser)] == ["Where is my order?"]


async def test_nobody_there(caplog: pytest.LogCaptureFixture) -> None:
    async with azure_listening() as service:
        url = service.url
    recogniser = AzureRecogniser(AzureListenSettings(key=SecretStr(KEY), url=url))
    await recogniser.start()
    error = await refusal(recogniser, caplog, KEY)
    assert (error.code, error.retryable) == ("stt_unavailable", True)
    await recogniser.close()


async def test_a_silent_service_is_left_in_time() -> None:
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        service.hold()
        hearer = Hearer(recogniser, ListenSettings(first_s=1.0, retries=0))
        async with asyncio.timeout(20):
            with pytest.raises(RecogniserError) as caught:
                _ = [heard async for heard in hearer.hear(spoken())]
            await service.server.until_idle()
    assert (caught.value.code, caught.value.retryable) == ("stt_timeout", True)


async def test_one_who_answers_no_handshake_is_left() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    recogniser = AzureRecogniser(AzureListenSettings(key=SecretStr(KEY), url=url))
    await recogniser.start()
    hearer = Hearer(recogniser, ListenSettings(first_s=1.0, retries=0))
    async with asyncio.timeout(20):
        with pytest.raises(RecogniserError, match="told nothing"):
            _ = [heard async for heard in hearer.hear(spoken())]
    await recogniser.close()
    server.close()


async def test_leaving_in_the_middle_leaves_nothing_behind() -> None:
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        before = 0
        for _ in range(6):
            await leave_after(recogniser, 2)
            await service.server.until_idle()
            before = before or native_threads()
        # Threads of ours and of the SDK are used again; none is left behind by an utterance.
        async with asyncio.timeout(20):
            while native_threads() > before + 2 * recogniser_module.THREADS:
                await asyncio.sleep(0.05)


def native_threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


async def test_several_at_once_hear_their_own() -> None:
    async with azure_listening() as service, recogniser_for(service) as recogniser:
        sounds = [bytes([number, 0]) * 16_000 for number in range(1, 6)]
        await asyncio.gather(*(understood(recogniser, NOTHING, sound) for sound in sounds))
    assert sorted(bytes(asked.pcm) for asked in service.asked) == sounds


async def test_what_the_sound_raises_goes_through() -> None:
    async def broken() -> AsyncGenerator[bytes, None]:
        yield SOUND
        raise KeyError("gone")

    async with azure_listening() as service, recogniser_for(service) as recogniser:
        with pytest.raises(KeyError):
            _ = [heard async for heard in recogniser.recognise(broken(), NOTHING)]
        await service.server.until_idle()


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KEY", "REGION", "URL"):
        monkeypatch.delenv(f"VISAVIS_LISTEN_AZURE_{name}", raising=False)
        monkeypatch.delenv(f"VISAVIS_AZURE_{name}", raising=False)
        monkeypatch.delenv(f"AZURE_SPEECH_{name}", raising=False)
    assert AzureRecogniser.missing() == "VISAVIS_LISTEN_AZURE_KEY is not set"
    monkeypatch.setenv("VISAVIS_AZURE_KEY", "of the voice")
    assert AzureRecogniser.missing() == "VISAVIS_LISTEN_AZURE_REGION is not set"
    monkeypatch.setenv("AZURE_SPEECH_REGION", "westeurope")
    assert AzureRecogniser.missing() is None
    monkeypatch.setenv("VISAVIS_LISTEN_AZURE_KEY", KEY)
    settings = AzureListenSettings()
    assert (settings.secret, settings.host) == (KEY, "Azure Speech in westeurope")
    assert KEY not in repr(settings)


async def test_without_a_key_it_does_not_start() -> None:
    with pytest.raises(RecogniserError, match="VISAVIS_LISTEN_AZURE_KEY is not set"):
        await AzureRecogniser(AzureListenSettings(key=SecretStr(""), region="westeurope")).start()
