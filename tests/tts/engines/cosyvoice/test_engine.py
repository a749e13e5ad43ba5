"""The CosyVoice engine with the real library's messages, against a service on this machine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from tts.sentences import english, mandarin

from fakes.asked_engine import SECRET, pcm_of, refusal, say, stop_in_the_middle, timed
from fakes.cosyvoice_service import (
    CHARACTER_MS,
    KEY,
    Answer,
    CosyVoiceService,
    Task,
    Word,
    cosyvoice_service,
    sound_of,
)
from fakes.socket_stand_in import until_gone
from visavis.tts.engine import EngineError, Prosody
from visavis.tts.engines.cosyvoice import CosyVoiceEngine
from visavis.tts.engines.cosyvoice.settings import CosyVoiceSettings

pytestmark = pytest.mark.contract

GREETING = mandarin("您好", "nin2 hao3, Bob.")
LETTER_SAMPLES = 24 * CHARACTER_MS
PLACES = (0, 1, 4, 5, 6)


@asynccontextmanager
async def engine_for(service: CosyVoiceService, **options: Any) -> AsyncIterator[CosyVoiceEngine]:
    engine = CosyVoiceEngine(CosyVoiceSettings(**({"key": SecretStr(KEY), "url": service.url} | options)))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def refused(answer: Answer, **options: Any) -> EngineError:
    async with cosyvoice_service() as service, engine_for(service, **options) as engine:
        service.answer = answer
        error = await refusal(engine, KEY)
        await service.server.until_idle()
        return error


async def test_sound_and_characters_come_in_pieces() -> None:
    async with cosyvoice_service() as service, engine_for(service) as engine:
        pieces = await say(engine, GREETING)
        await service.server.until_idle()
    assert service.texts == ["您好, Bob."]
    parameters = service.started[0]["parameters"]
    assert service.started[0]["model"] == "cosyvoice-v3-flash"
    assert parameters["word_timestamp_enabled"] is True
    assert (parameters["voice"], parameters["format"], parameters["sample_rate"]) == ("longanhuan", "pcm", 24_000)
    assert "enable_ssml" not in parameters
    assert [len(piece.pcm) % 2 for piece in pieces] == [0, 0, 0]
    assert len(pcm_of(pieces)) == 2 * 8 * LETTER_SAMPLES
    assert timed(pieces, GREETING) == [
        (letter, place * LETTER_SAMPLES, (place + 1) * LETTER_SAMPLES)
        for letter, place in zip("您好Bob", PLACES, strict=True)
    ]


async def test_rate_pitch_and_instructions_are_passed_on() -> None:
    async with cosyvoice_service() as service, engine_for(service, rate_hz=16_000) as engine:
        how = Prosody(rate=1.25, pitch_semitones=12, instructions="温柔" * 60)
        await say(engine, GREETING, how, "cosyvoice:longanyang")
    told = service.started[0]["parameters"]
    assert (told["rate"], told["pitch"], told["sample_rate"], told["voice"]) == (1.25, 2.0, 16_000, "longanyang")
    assert told["instruction"] == "温柔" * 50


async def test_words_of_several_characters_and_of_every_event() -> None:
    """Two words, told twice: in a word of several tokens nobody knows the edge between them."""

    def grouped(words: list[Word]) -> list[Word]:
        bob = words[2] | {"text": "Bob.", "end_index": 8, "end_time": words[4]["end_time"]}
        return [words[0], words[1], bob, words[0], words[1] | {"begin_time": None}, bob]

    async with cosyvoice_service() as service, engine_for(service) as engine:
        service.words = grouped
        told = timed(await say(engine, GREETING), GREETING)
    assert [letter for letter, _, _ in told] == list("您好Bob")
    assert (told[2][1], told[4][2]) == (4 * LETTER_SAMPLES, 7 * LETTER_SAMPLES)


@pytest.mark.parametrize("anew", [True, False])
async def test_a_text_that_the_service_cuts_into_sentences(anew: bool) -> None:
    """It may count the times of each from its own start or from the first one's."""

    async def two(task: Task) -> None:
        first = 0
        for index, part in enumerate(("您好,", " Bob.")):
            await task.sentence("sentence-begin", index, part, [])
            await task.connection.send(sound_of(task, len(part)))
            words: list[Word] = [
                {
                    "text": letter,
                    "begin_index": at,
                    "end_index": at + 1,
                    "begin_time": (at + (0 if anew else first)) * CHARACTER_MS,
                    "end_time": (at + (0 if anew else first) + 1) * CHARACTER_MS,
                }
                for at, letter in enumerate(part)
            ]
            await task.sentence("sentence-end", index, part, words)
            first += len(part)

    async with cosyvoice_service() as service, engine_for(service) as engine:
        service.answer = two
        told = timed(await say(engine, GREETING), GREETING)
    assert [(letter, onset) for letter, onset, _ in told] == [
        (letter, place * LETTER_SAMPLES) for letter, place in zip("您好Bob", PLACES, strict=True)
    ]


@pytest.mark.parametrize(
    "words",
    [
        [],
        [{}],
        [
            {"text": "您", "begin_index": 0, "begin_time": "x", "end_time": 3},
            {"text": "z", "begin_time": -9, "end_time": 1},
        ],
    ],
)
async def test_missing_and_odd_times_cost_only_the_times(words: list[Word]) -> None:
    async with cosyvoice_service() as service, engine_for(service) as engine:
        service.words = lambda _: words
        pieces = await say(engine, GREETING)
    assert timed(pieces, GREETING) == []
    assert len(pcm_of(pieces)) == 2 * 8 * LETTER_SAMPLES


async def test_a_long_text_is_several_messages_of_one_task() -> None:
    async def short(task: Task) -> None:
        await task.connection.send(sound_of(task, 1))

    async with cosyvoice_service() as service, engine_for(service) as engine:
        service.answer = short
        pieces = await say(engine, english(" ".join(["well"] * 2500) + "."))
    assert len(service.started) == 1
    assert len(service.texts) == 2
    assert sum(text.count("well") for text in service.texts) == 2500
    assert len(pcm_of(pieces)) == 2 * 2 * LETTER_SAMPLES


@pytest.mark.parametrize(
    ("told", "code", "retryable"),
    [
        ("InvalidApiKey", "engine_refused", False),
        ("Model.AccessDenied", "engine_refused", False),
        ("Throttling.RateQuota", "engine_busy", True),
        ("Arrearage", "engine_busy", False),
        ("ModelNotFound", "engine_unavailable", False),
        ("InternalError", "engine_failed", True),
        ("InvalidParameter", "engine_failed", False),
        ("my pin is seven", "engine_failed", False),
    ],
)
async def test_tasks_that_fail(told: str, code: str, retryable: bool) -> None:
    error = await refused(lambda task: task.fail(told, f"{KEY}: my pin is seven"))
    assert (error.code, error.retryable) == (code, retryable)


@pytest.mark.parametrize(("status", "code"), [(401, "engine_refused"), (429, "engine_busy"), (500, "engine_failed")])
async def test_handshakes_that_are_refused(status: int, code: str) -> None:
    async with cosyvoice_service() as service, engine_for(service) as engine:
        service.server.fail(status)
        error = await refusal(engine, KEY)
    assert error.code == code
    assert error.retry_after_s == (7.0 if status == 429 else None)


async def test_a_wrong_key_and_an_unknown_voice() -> None:
    async with cosyvoice_service() as service, engine_for(service, key=SecretStr("sk-other")) as engine:
        assert (await refusal(engine, "sk-other")).code == "engine_refused"
    async with cosyvoice_service() as service, engine_for(service, voices="nobody") as engine:
        assert (await refusal(engine)).code == "voice_unknown"


async def test_a_cut_a_silence_nothing_and_nonsense() -> None:
    async def cut(task: Task) -> None:
        await task.connection.send(sound_of(task, 3))
        task.connection.transport.abort()

    async def silent(task: Task) -> None:
        await until_gone(task.connection)

    async def nothing(task: Task) -> None:
        await task.sentence("sentence-begin", 0, task.text, [])

    async def nonsense(task: Task) -> None:
        await task.connection.send("<html>")

    error = await refused(cut)
    assert (error.code, error.retryable, "broke off" in str(error)) == ("engine_failed", True, True)
    error = await refused(silent, timeout_s=1.0)
    assert (error.code, error.retryable) == ("engine_timeout", True)
    assert "without sound" in str(await refused(nothing))
    assert (await refused(nonsense)).code == "engine_failed"


async def test_nobody_there() -> None:
    async with cosyvoice_service() as service:
        url = service.url
    engine = CosyVoiceEngine(CosyVoiceSettings(key=SecretStr(KEY), url=url))
    await engine.start()
    error = await refusal(engine)
    assert (error.code, error.retryable) == ("engine_unavailable", True)


async def test_closing_in_the_middle_lets_the_service_go() -> None:
    async with cosyvoice_service() as service, engine_for(service) as engine:
        service.hold()
        await stop_in_the_middle(engine)
        await service.server.until_idle()


async def test_neither_text_nor_key_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with cosyvoice_service() as service, engine_for(service) as engine:
        await say(engine, SECRET)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("websockets.server")]
    assert not [line for line in ours if "seven" in line or KEY in line]
    assert KEY not in repr(CosyVoiceSettings(key=SecretStr(KEY)))


async def test_the_stand_in_serves_the_librarys_own_client() -> None:
    """What the engine is tested against is what the real client speaks with."""
    import dashscope
    from dashscope.audio.tts_v2 import AudioFormat, ResultCallback, SpeechSynthesizer

    class Heard(ResultCallback):  # type: ignore[misc]
        def __init__(self) -> None:
            self.pcm, self.events, self.complete = b"", 0, False

        def on_data(self, data: bytes) -> None:
            self.pcm += data

        def on_event(self, message: str) -> None:
            self.events += 1

        def on_complete(self) -> None:
            self.complete = True

    heard = Heard()

    def speak(url: str) -> None:
        dashscope.api_key = KEY
        client = SpeechSynthesizer(
            "cosyvoice-v3-flash", "longanyang", AudioFormat.PCM_24000HZ_MONO_16BIT, callback=heard, url=url,
            additional_params={"word_timestamp_enabled": True},
        )  # fmt: skip
        client.streaming_call("您好")
        client.streaming_complete()
        # Its reading thread, a daemon, notices up to 10 s later that it is closed; nobody waits for that.

    async with cosyvoice_service() as service:
        await asyncio.to_thread(speak, service.url)
    assert (heard.complete, heard.events, len(heard.pcm)) == (True, 4, 2 * 2 * LETTER_SAMPLES)


async def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_COSYVOICE_KEY", raising=False)
    monkeypatch.delenv("DASHSCOPE_API_KEY", raising=False)
    assert CosyVoiceEngine.missing() == "VISAVIS_COSYVOICE_KEY is not set"
    with pytest.raises(EngineError, match="VISAVIS_COSYVOICE_KEY"):
        await CosyVoiceEngine().start()
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    assert CosyVoiceEngine.missing() is None
    huan, yang = await CosyVoiceEngine().voices()
    assert (huan.title, huan.languages, huan.default_for) == ("龙安欢", ("zh", "en"), ("zh", "en"))
    assert yang.gender == "male"
    monkeypatch.setenv("VISAVIS_COSYVOICE_VOICES", "loongandy_v3=en")
    assert [voice.name for voice in await CosyVoiceEngine().voices()] == ["cosyvoice:loongandy_v3"]
