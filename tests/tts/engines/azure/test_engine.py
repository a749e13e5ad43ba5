"""The Azure engine through the real Speech SDK, against a service on this machine."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from pydantic import SecretStr, ValidationError
from tts.sentences import AS_IS, english, mandarin, sentence

from fakes.asked_engine import SECRET, pcm_of, refusal, say, stop_in_the_middle, timed
from fakes.azure_service import KEY, Answer, AzureService, Part, Turn, azure_service, parts_of
from fakes.azure_speech import opening_at, rows_of, sound_of, syllables_of
from fakes.socket_stand_in import until_gone
from fakes.until import until
from visavis.speech.text import Manner, Token
from visavis.tts.engine import EngineError, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.azure import AzureEngine
from visavis.tts.engines.azure import engine as engine_module
from visavis.tts.engines.azure.sdk_request import SdkRequest
from visavis.tts.engines.azure.settings import AzureSettings

pytestmark = pytest.mark.contract

TEXT = "Hello there, Bob and Pam."
HELLO = english(TEXT)
JENNY, XIAOXIAO, NANAMI = "azure:en-US-JennyNeural", "azure:zh-CN-XiaoxiaoNeural", "azure:ja-JP-NanamiNeural"
RATE_HZ = 24_000


@asynccontextmanager
async def engine_for(service: AzureService, **options: Any) -> AsyncIterator[AzureEngine]:
    engine = AzureEngine(AzureSettings(**({"key": SecretStr(KEY), "url": service.url} | options)))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def refused(answer: Answer | None = None, status: int = 0, **options: Any) -> EngineError:
    async with azure_service() as service, engine_for(service, **options) as engine:
        service.answer = answer
        if status:
            service.server.fail(status)
        error = await refusal(engine, KEY)
        await service.server.until_idle()
        return error


def rows_in(pieces: list[SpeechPiece]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.concatenate([piece.blendshapes for piece in pieces if piece.blendshapes is not None])


async def test_all_that_is_told_comes_through() -> None:
    async with azure_service() as service, engine_for(service) as engine:
        pieces = await say(engine, HELLO, voice=JENNY)
        await service.server.until_idle()
    syllables = syllables_of(TEXT)
    assert pcm_of(pieces) == sound_of(syllables, RATE_HZ).tobytes()
    assert sum(bool(piece.pcm) for piece in pieces) > 3
    assert [letter for letter, _, _ in timed(pieces, HELLO)] == list("HellothereBobandPam")
    visemes = [viseme for piece in pieces for viseme in piece.visemes]
    assert [viseme.symbol for viseme in visemes] == ["0", *["21", "2"] * len(syllables), "0"]
    assert visemes[1].onset_samples == pytest.approx(syllables[0].onset_s * RATE_HZ, abs=1)
    sent = rows_of(syllables)
    assert (rows_in(pieces) == np.rint(sent[:, :52] * 255)).all(), "and nothing of the last three columns"


async def test_what_is_asked_for() -> None:
    marked = sentence(
        Token("en", "Tom", 0, 3, punctuation=","),
        Token("en", "AT&T<b>", 4, 8, marks=("nod",), manner=Manner(rate=0.5)),
        trailing_marks=("bow",),
    )
    async with azure_service() as service, engine_for(service) as engine:
        pieces = await say(engine, marked, Prosody(rate=1.2, pitch_semitones=-2), JENNY)
        asked = service.asked[0]
        await say(engine, mandarin("您好", "nin2 hao3."), voice=XIAOXIAO)
    assert asked.voice == "en-US-JennyNeural"
    assert asked.text == "Tom, AT&T<b>"
    assert '<prosody rate="+20%" pitch="-2.00st">' in asked.ssml
    assert asked.blendshapes
    assert service.asked[1].ssml.count("您好") == 1, "whole words, not cut by bookmarks"
    assert [mark.name for piece in pieces for mark in piece.marks] == ["nod", "bow"]


async def test_blendshapes_only_where_the_locale_has_them() -> None:
    async with azure_service() as service, engine_for(service) as engine:
        pieces = await say(engine, HELLO, voice=NANAMI)
        assert not service.asked[0].blendshapes
        voices = {voice.name: voice for voice in await engine.voices()}
    assert not any(piece.blendshapes is not None for piece in pieces)
    assert voices[NANAMI].timing == {Timing.VISEMES, Timing.CHARACTERS}
    assert voices[NANAMI].viseme_map == "azure-ja-jp-to-viseme15"
    assert voices[XIAOXIAO].timing == {Timing.VISEMES, Timing.CHARACTERS, Timing.BLENDSHAPES}
    async with azure_service() as service, engine_for(service, blendshapes=False) as engine:
        await say(engine, HELLO, voice=XIAOXIAO)
        assert not service.asked[0].blendshapes


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 44_100, 48_000])
async def test_other_rates(rate_hz: int) -> None:
    async with azure_service() as service, engine_for(service, rate_hz=rate_hz) as engine:
        pieces = await say(engine, HELLO, voice=JENNY)
        assert service.asked[0].rate_hz == rate_hz
        assert {voice.sample_rate_hz for voice in await engine.voices()} == {rate_hz}
    assert pcm_of(pieces) == sound_of(syllables_of(TEXT), rate_hz).tobytes()
    last = [viseme.onset_samples for piece in pieces for viseme in piece.visemes][-1]
    assert last == pytest.approx(syllables_of(TEXT)[-1].end_s * rate_hz, abs=1)


async def test_a_sample_that_is_cut_in_two_and_half_a_one_at_the_end() -> None:
    whole = sound_of(syllables_of(TEXT), RATE_HZ).tobytes()

    def halves(parts: list[Part]) -> list[Part]:
        return [whole[:4801], whole[4801:9000], whole[9000:] + b"\7"]

    async with azure_service() as service, engine_for(service) as engine:
        service.change = halves
        pieces = await say(engine, HELLO, voice=JENNY)
    assert all(len(piece.pcm) % 2 == 0 for piece in pieces)
    assert pcm_of(pieces) == whole


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (401, "engine_refused", False),
        (403, "engine_refused", False),
        (429, "engine_busy", True),
        (404, "engine_unavailable", False),
        (500, "engine_failed", True),
        (503, "engine_failed", True),
    ],
)
async def test_refusals(status: int, code: str, retryable: bool) -> None:
    error = await refused(status=status)
    assert (error.code, error.retryable) == (code, retryable)


async def test_a_wrong_key_and_an_unknown_voice() -> None:
    async with azure_service() as service, engine_for(service, key=SecretStr("another key")) as engine:
        assert (await refusal(engine, "another key")).code == "engine_refused"

    async def unknown(turn: Turn) -> None:
        await turn.connection.close(1007, "Unsupported voice en-US-JennyNeural.")

    async def bad(turn: Turn) -> None:
        await turn.connection.close(1007, "Cannot read: my pin is seven")

    assert (await refused(unknown)).code == "voice_unknown"
    assert (await refused(bad)).code == "engine_failed"


async def test_a_silent_service() -> None:
    async def silent(turn: Turn) -> None:
        await until_gone(turn.connection)

    error = await refused(silent, timeout_s=1.0)
    assert (error.code, error.retryable) == ("engine_timeout", True)


async def test_silence_in_mid_audio() -> None:
    async with azure_service() as service, engine_for(service, timeout_s=1.0) as engine:
        service.hold()
        assert (await refusal(engine)).code == "engine_timeout"
        await service.server.until_idle()


async def test_a_cut_in_mid_audio() -> None:
    came: list[SpeechPiece] = []

    async def cut(turn: Turn) -> None:
        await turn.begin()
        for part in parts_of(turn.asked)[:-5]:
            await turn.part(part)
        turn.connection.transport.abort()

    async with azure_service() as service, engine_for(service) as engine:
        service.answer = cut
        voice = (await engine.voices())[0]
        pieces = engine.speak(HELLO, voice, AS_IS, slack_s=0)
        with pytest.raises(EngineError, match="broke off") as caught:
            await gather(pieces, came)
    assert (caught.value.code, caught.value.retryable) == ("engine_failed", True)
    assert pcm_of(came)


async def gather(pieces: AsyncIterator[SpeechPiece], came: list[SpeechPiece]) -> None:
    async for piece in pieces:
        came.append(piece)  # noqa: PERF401 - what came before a fault is wanted


async def test_an_empty_answer_and_nobody_there() -> None:
    async def empty(turn: Turn) -> None:
        await turn.begin()
        await turn.end()

    assert "without sound" in str(await refused(empty))
    async with azure_service() as service:
        url = service.url
    engine = AzureEngine(AzureSettings(key=SecretStr(KEY), url=url))
    await engine.start()
    error = await refusal(engine)
    assert (error.code, error.retryable) == ("engine_unavailable", True)
    await engine.close()


async def test_one_who_answers_no_handshake_is_left() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    engine = AzureEngine(AzureSettings(key=SecretStr(KEY), url=url, timeout_s=1.0))
    await engine.start()
    assert (await refusal(engine)).code == "engine_timeout"
    await engine.close()
    server.close()


async def test_closing_in_the_middle_leaves_nothing_behind() -> None:
    async with azure_service() as service, engine_for(service) as engine:
        service.hold()
        before = 0
        for _ in range(6):
            await stop_in_the_middle(engine)
            await service.server.until_idle()
            before = before or native_threads()
        # Threads of ours and of the SDK are used again; none is left behind by a sentence.
        async with asyncio.timeout(20):
            while native_threads() > before + engine_module.THREADS:
                await asyncio.sleep(0.05)


def native_threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


async def test_closing_at_once_and_by_cancelling() -> None:
    async with azure_service() as service, engine_for(service) as engine:
        voice = (await engine.voices())[0]
        service.hold()
        saying = asyncio.create_task(say(engine, HELLO))
        await asyncio.sleep(0)
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
        unused = cast("Any", engine.speak(HELLO, voice, AS_IS, slack_s=0))
        await unused.aclose()
        await service.server.until_idle()


DOCUMENT = (
    '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">'
    '<voice name="en-US-JennyNeural">Hello there.</voice></speak>'
)


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_request_that_ends_as_soon_as_it_has_begun_is_gone(streamed: bool) -> None:
    def at_once(settings: AzureSettings) -> None:
        request = SdkRequest(settings, lambda told: None)
        if streamed:
            request.begin_stream("en-US-JennyNeural", AS_IS)
            request.write("Hello there.")
        else:
            request.begin(DOCUMENT)
        request.end()

    async with azure_service() as service:
        service.hold()
        settings = AzureSettings(key=SecretStr(KEY), url=service.url)
        for _ in range(10):
            # Nobody waits for this thread when the test fails: the service is silent, and so it would never end.
            ending = threading.Thread(target=at_once, args=(settings,), daemon=True)
            ending.start()
            await until(lambda ending=ending: not ending.is_alive())  # type: ignore[misc]
        await service.server.until_idle()


async def test_a_listener_who_is_slow_holds_the_service_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.tts.engines.azure.talk.MOST_WAITING", 2)
    async with azure_service() as service, engine_for(service) as engine:
        voice = next(voice for voice in await engine.voices() if voice.name == JENNY)
        sounds = 0
        pieces = cast("Any", engine.speak(HELLO, voice, AS_IS, slack_s=0))
        async with aclosing(pieces):
            async for piece in pieces:
                sounds += len(piece.pcm)
                await asyncio.sleep(0.002)
    assert sounds == 2 * len(sound_of(syllables_of(TEXT), RATE_HZ))


async def test_several_speak_at_the_same_time() -> None:
    async with azure_service() as service, engine_for(service) as engine:
        every = await asyncio.gather(*(say(engine, english(f"{'Hello ' * n}there."), voice=JENNY) for n in range(1, 7)))
    for n, pieces in enumerate(every, 1):
        assert pcm_of(pieces) == sound_of(syllables_of(f"{'Hello ' * n}there."), RATE_HZ).tobytes()


async def test_neither_text_nor_key_is_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, "visavis")
    async with azure_service() as service, engine_for(service) as engine:
        await say(engine, SECRET)
        service.server.fail(401)
        await refusal(engine, KEY)
    told = caplog.text + "".join(capfd.readouterr()) + repr(AzureSettings(key=SecretStr(KEY)))
    assert "seven" not in told
    assert KEY not in told


async def streamed(
    engine: AzureEngine, texts: AsyncIterator[str], voice: Voice, prosody: Prosody = AS_IS
) -> list[SpeechPiece]:
    return [piece async for piece in engine.speak_stream(texts, voice, prosody)]


async def test_a_text_that_is_still_being_written() -> None:
    go_on = asyncio.Event()
    heard: list[SpeechPiece] = []

    async def written() -> AsyncIterator[str]:
        for piece in ("", " Hello ", "the"):
            yield piece
        await go_on.wait()
        yield "re, Bob."

    # Who writes slowly is not the service's fault.
    async with azure_service() as service, engine_for(service, timeout_s=2.0) as engine:
        voice = next(voice for voice in await engine.voices() if voice.name == JENNY)
        async for piece in engine.speak_stream(written(), voice, Prosody(rate=1.2, pitch_semitones=2)):
            if piece.pcm and not go_on.is_set() and not pcm_of(heard):
                # It is heard before it is written to the end, which takes longer than the service may be silent.
                asyncio.get_running_loop().call_later(2.5, go_on.set)
            heard.append(piece)
        await service.server.until_idle()
        asked = service.asked[0].context["synthesis"]["input"]
    text = "".join(service.pieces)
    assert text == " Hello there, Bob."
    assert (asked["voiceName"], asked["rate"], asked["pitch"]) == ("en-US-JennyNeural", "+20%", "+2.00st")
    assert len(pcm_of(heard)) > RATE_HZ
    characters = [known for piece in heard for known in piece.characters]
    assert "".join(text[known.index] for known in characters) == "HellothereBob"
    assert [known.onset_samples for known in characters] == sorted(known.onset_samples for known in characters)


async def test_a_text_that_breaks_off_and_one_that_is_empty() -> None:
    async def broken() -> AsyncIterator[str]:
        yield "Hello "
        raise ValueError("no more of it")

    async def nothing() -> AsyncIterator[str]:
        yield " "

    async def whole() -> AsyncIterator[str]:
        yield "Hello there."

    async with azure_service() as service, engine_for(service) as engine:
        voice = (await engine.voices())[0]
        with pytest.raises(ValueError, match="no more of it"):
            await streamed(engine, broken(), voice)
        assert await streamed(engine, nothing(), voice) == []
        await service.server.until_idle()
        service.server.fail(401)
        with pytest.raises(EngineError) as caught:
            await streamed(engine, whole(), voice)
        assert caught.value.code == "engine_refused"


async def test_closing_a_stream_lets_the_service_go() -> None:
    async def endless() -> AsyncIterator[str]:
        while True:
            yield "well "
            await asyncio.sleep(0.01)

    async with azure_service() as service, engine_for(service) as engine:
        voice = (await engine.voices())[0]
        pieces = cast("Any", engine.speak_stream(endless(), voice, AS_IS))
        async with asyncio.timeout(20), aclosing(pieces) as closable:
            assert (await anext(closable)).pcm
        await service.server.until_idle()


async def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "AZURE_SPEECH_KEY",
        "AZURE_SPEECH_REGION",
        *[f"VISAVIS_AZURE_{x}" for x in ("KEY", "REGION", "URL", "ENDPOINT")],
    ):
        monkeypatch.delenv(name, raising=False)
    assert AzureEngine.missing() == "VISAVIS_AZURE_KEY is not set"
    monkeypatch.setenv("AZURE_SPEECH_KEY", KEY)
    assert AzureEngine.missing() == "VISAVIS_AZURE_REGION is not set"
    with pytest.raises(EngineError, match="VISAVIS_AZURE_REGION") as caught:
        await AzureEngine().start()
    assert caught.value.code == "engine_unavailable"
    monkeypatch.setenv("AZURE_SPEECH_REGION", "westeurope")
    assert AzureEngine.missing() is None
    assert AzureEngine().fingerprint() == "westeurope"
    assert AzureSettings().stream_url == "wss://westeurope.tts.speech.microsoft.com/cognitiveservices/websocket/v2"
    monkeypatch.setenv("VISAVIS_AZURE_ENDPOINT", "https://mine.cognitiveservices.azure.com/")
    assert AzureSettings().host == "mine.cognitiveservices.azure.com"
    assert not AzureSettings().is_bare_host
    monkeypatch.setenv("VISAVIS_AZURE_VOICES", "zh-TW-HsiaoYuNeural, en-GB-RyanNeural, zh-HK-WanLungNeural, x=de/en")
    voices = await AzureEngine().voices()
    assert [voice.languages for voice in voices] == [
        ("zh-TW", "zh", "en"), ("en-GB", "en"), ("yue", "en"), ("de", "en")
    ]  # fmt: skip
    assert [Timing.BLENDSHAPES in (voice.timing or ()) for voice in voices] == [False, True, False, False]
    monkeypatch.setenv("VISAVIS_AZURE_VOICES", "abc=")
    with pytest.raises(ValidationError, match="abc="):
        AzureSettings()


def test_the_stand_in_opens_its_mouth_when_it_is_loud() -> None:
    syllables = syllables_of(TEXT)
    at = np.arange(len(rows_of(syllables))) / 60
    assert np.corrcoef(opening_at(syllables, at), rows_of(syllables)[:, 17])[0, 1] > 0.99
