"""The Polly engine through the real AWS library, against a service on this machine."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from tts.sentences import AS_IS, english, mandarin

from fakes.http_stand_in import Exchange
from fakes.polly_fixture import aws_keys
from fakes.polly_service import RATE_HZ, REGION, SECRET_KEY, Answer, PollyFake, polly_service, refuse
from visavis.speech.text import Sentence
from visavis.speech.viseme_map import load_viseme_map
from visavis.tts.engine import EngineError, Prosody, SpeechPiece, Timing, VisemeTiming, WordTiming
from visavis.tts.engines.polly import PollyEngine
from visavis.tts.engines.polly.settings import PollySettings

pytestmark = pytest.mark.contract

SECRET = english("my pin is one two.")
SAMPLES_A_WORD = RATE_HZ // 5


@asynccontextmanager
async def engine_for(service: PollyFake, **options: Any) -> AsyncIterator[PollyEngine]:
    with aws_keys():
        engine = PollyEngine(PollySettings(**({"region": REGION, "url": service.url, "timeout_s": 10} | options)))
        await engine.start()
        try:
            yield engine
        finally:
            await engine.close()


async def say(
    engine: PollyEngine, sentence: Sentence, prosody: Prosody = AS_IS, voice: str = "polly:Joanna"
) -> list[SpeechPiece]:
    chosen = next(found for found in await engine.voices() if found.name == voice)
    return [piece async for piece in engine.speak(sentence, chosen, prosody, slack_s=0.0)]


async def refused(answer: Answer, **options: Any) -> EngineError:
    """The error when the service answers so. It never holds the text or a key."""
    async with polly_service() as service, engine_for(service, **options) as engine:
        service.answer = answer
        with pytest.raises(EngineError) as caught:
            await say(engine, SECRET)
        await service.server.until_idle()
    assert "pin" not in str(caught.value)
    assert SECRET_KEY not in str(caught.value)
    return caught.value


async def test_a_sentence_with_its_visemes_and_words() -> None:
    async with polly_service() as service, engine_for(service) as engine:
        pieces = await say(engine, english("Bob met Pam."))
        assert sum(len(piece.pcm) for piece in pieces) == 2 * 3 * SAMPLES_A_WORD
        assert [word for piece in pieces for word in piece.words] == [
            WordTiming(n, n * SAMPLES_A_WORD, (n + 1) * SAMPLES_A_WORD) for n in range(3)
        ]
        visemes = [viseme for piece in pieces for viseme in piece.visemes]
        assert visemes[:3] == [VisemeTiming("p", 0), VisemeTiming("a", 1280), VisemeTiming("p", SAMPLES_A_WORD)]
        assert visemes[-1] == VisemeTiming("sil", 3 * SAMPLES_A_WORD)
        known = load_viseme_map((await engine.voices())[0].viseme_map)
        assert all(known.get(viseme.symbol) for viseme in visemes)
        sound, marks = sorted(service.asked, key=lambda asked: asked["OutputFormat"], reverse=True)
        assert sound["Text"] == marks["Text"]
        assert (sound["VoiceId"], sound["Engine"], marks["SpeechMarkTypes"]) == (
            "Joanna",
            "neural",
            ["viseme", "word", "ssml"],
        )


async def test_a_word_of_several_tokens_tells_no_edges() -> None:
    async with polly_service() as service, engine_for(service) as engine:
        pieces = await say(engine, mandarin("您好", "nin2 hao3, Bob."), voice="polly:Zhiyu")
        words = [word for piece in pieces for word in piece.words]
        assert [word.token_index for word in words] == [2]
        assert 'xml:lang="cmn-CN"' in service.heard()[0]


async def test_marks_and_speed() -> None:
    plain = english("hello there.")
    marked = replace(plain, tokens=(plain.tokens[0], replace(plain.tokens[1], marks=("nod",))))
    async with polly_service() as service, engine_for(service) as engine:
        pieces = await say(engine, marked, Prosody(rate=1.25))
        assert [(mark.name, mark.onset_samples) for piece in pieces for mark in piece.marks] == [("nod", 800)]
        assert '<prosody rate="125%">' in service.heard()[0]


async def test_a_long_sentence_is_several_requests_with_times_of_one() -> None:
    count = 500
    async with polly_service() as service, engine_for(service) as engine:
        pieces = await say(engine, english("gather " * count))
        assert len(service.heard()) == 3
        words = [word for piece in pieces for word in piece.words]
        assert [word.token_index for word in words] == list(range(count))
        assert words[-1].onset_samples == (count - 1) * SAMPLES_A_WORD


async def test_all_voices_that_the_service_lists() -> None:
    async with polly_service() as service, engine_for(service) as engine:
        voices = {voice.name: voice for voice in await engine.voices()}
        assert list(voices) == ["polly:Joanna", "polly:Kajal", "polly:Matthew", "polly:Zhiyu"]
        assert voices["polly:Zhiyu"].languages == ("zh", "zh-CN")
        assert voices["polly:Zhiyu"].default_for == ("zh", "zh-CN")
        assert voices["polly:Kajal"].languages == ("en", "en-IN", "hi", "hi-IN")
        assert voices["polly:Joanna"].default_for == ("en", "en-US")
        assert voices["polly:Matthew"].gender == "male"


async def test_voices_may_be_named_and_a_generative_one_tells_nothing() -> None:
    async with (
        polly_service() as service,
        engine_for(service, voices="Zhiyu=zh, Joanna=en", engine="generative") as engine,
    ):
        voices = await engine.voices()
        assert [(voice.name, voice.languages, voice.timing) for voice in voices] == [
            ("polly:Zhiyu", ("zh",), {Timing.NONE}),
            ("polly:Joanna", ("en",), {Timing.NONE}),
        ]
        await say(engine, SECRET)
        assert [asked["OutputFormat"] for asked in service.asked] == ["pcm"]


FAULTS: dict[tuple[int, str], tuple[str, bool, float | None]] = {
    (403, "AccessDeniedException"): ("engine_refused", False, None),
    (403, "UnrecognizedClientException"): ("engine_refused", False, None),
    (403, "InvalidSignatureException"): ("engine_refused", False, None),
    (400, "ThrottlingException"): ("engine_busy", True, None),
    (429, "ThrottlingException"): ("engine_busy", True, 7.0),
    (402, "ServiceQuotaExceededException"): ("engine_busy", False, None),
    (400, "EngineNotSupportedException"): ("voice_unknown", False, None),
    (400, "InvalidSsmlException"): ("engine_failed", False, None),
    (500, "ServiceFailureException"): ("engine_failed", True, None),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
async def test_an_error_has_a_code_and_quotes_nothing(fault: tuple[int, str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        error = await refused(lambda exchange: refuse(exchange, *fault))
    assert (error.code, error.retryable, error.retry_after_s) == FAULTS[fault]
    assert "pin" not in caplog.text


async def test_the_aws_library_does_not_try_again_by_itself() -> None:
    async with polly_service() as service, engine_for(service) as engine:
        service.fail(500)
        with pytest.raises(EngineError):
            await say(engine, SECRET)
        assert len(service.heard()) == 1


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
        await exchange.chunk(bytes(10_000))
        exchange.break_off()

    async def before_what_it_promised(exchange: Exchange) -> None:
        await exchange.promise(bytes(10_000), 48_000, "audio/pcm")

    for answer in (in_chunks, before_what_it_promised):
        error = await refused(answer)
        assert (error.code, error.retryable) == ("engine_failed", True)
        assert "broke off" in str(error)


async def test_an_empty_answer() -> None:
    error = await refused(lambda exchange: exchange.reply(200, b"", "audio/pcm"))
    assert (error.code, error.retryable) == ("engine_failed", True)


async def test_speech_without_marks_is_better_than_none(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(exchange: Exchange) -> None:
        await exchange.reply(200, b'{"time":"x"}\nnonsense\n[]\n', "application/x-json-stream")

    for answer in (broken, lambda exchange: refuse(exchange, 500, "ServiceFailureException")):
        async with polly_service() as service, engine_for(service) as engine:
            service.marks = answer
            pieces = await say(engine, SECRET)
            assert sum(len(piece.pcm) for piece in pieces) == 2 * 5 * SAMPLES_A_WORD
            assert not [piece for piece in pieces if piece.words or piece.visemes]
    assert "told no speech marks" in caplog.text
    assert "pin" not in caplog.text


async def test_nobody_listens_there() -> None:
    async with polly_service() as service:
        pass
    async with engine_for(service, voices="Joanna=en") as engine:
        with pytest.raises(EngineError) as caught:
            await say(engine, SECRET)
    assert (caught.value.code, caught.value.retryable) == ("engine_unavailable", True)


async def test_leaving_in_mid_sentence_ends_the_request_and_its_threads() -> None:
    async with polly_service() as service:
        async with engine_for(service) as engine:
            voice = (await engine.voices())[0]
            service.hold()
            speaking = engine.speak(SECRET, voice, AS_IS, slack_s=0.0)
            assert (await anext(speaking)).pcm
            await speaking.aclose()
            await service.server.until_idle()
        async with asyncio.timeout(20):
            while any(thread.name.startswith("visavis-polly") for thread in threading.enumerate()):
                await asyncio.sleep(0.01)


async def test_it_does_not_start_without_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    missing = PollyEngine.missing()
    assert missing is not None
    assert "AWS_ACCESS_KEY_ID" in missing
    engine = PollyEngine(PollySettings(region=REGION))
    with pytest.raises(EngineError, match="no AWS credentials") as caught:
        await engine.start()
    assert caught.value.code == "engine_unavailable"
    await engine.close()
