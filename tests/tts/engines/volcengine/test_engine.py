"""The Volcengine engine against a service on this machine."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from tts.sentences import english, mandarin

from fakes.asked_engine import SECRET, pcm_of, refusal, say, stop_in_the_middle, timed
from fakes.socket_stand_in import until_gone
from fakes.volcengine_service import (
    KEY,
    LETTER_S,
    Answer,
    Request,
    VolcengineService,
    Word,
    sound_of,
    volcengine_service,
    words_of,
)
from visavis.tts.engine import EngineError, Prosody
from visavis.tts.engines.volcengine import VolcengineEngine
from visavis.tts.engines.volcengine.settings import VolcengineSettings

pytestmark = pytest.mark.contract

GREETING = mandarin("您好", "nin2 hao3, Bob.")
LETTER_SAMPLES = round(24_000 * LETTER_S)
PLACES = (0, 1, 4, 5, 6)
EXPECTED = [(letter, place * LETTER_SAMPLES) for letter, place in zip("您好Bob", PLACES, strict=True)]
OLD_VOICE = "zh_female_cancan_mars_bigtts"


@asynccontextmanager
async def engine_for(service: VolcengineService, **options: Any) -> AsyncIterator[VolcengineEngine]:
    engine = VolcengineEngine(VolcengineSettings(**({"key": SecretStr(KEY), "url": service.url} | options)))
    await engine.start()
    yield engine
    await engine.close()


async def refused(answer: Answer, **options: Any) -> EngineError:
    async with volcengine_service() as service, engine_for(service, **options) as engine:
        service.answer = answer
        error = await refusal(engine, KEY)
        await service.server.until_idle()
        return error


@pytest.mark.parametrize(("voices", "option"), [("", "enable_subtitle"), (OLD_VOICE, "enable_timestamp")])
async def test_sound_and_characters_come_in_pieces(voices: str, option: str) -> None:
    async with volcengine_service() as service, engine_for(service, voices=voices) as engine:
        pieces = await say(engine, GREETING)
        await service.server.until_idle()
    asked = service.requests[0]
    assert asked.text == "您好, Bob."
    assert asked.audio == {"format": "pcm", "sample_rate": 24_000, option: True}
    assert asked.resource == ("seed-tts-1.0" if voices else "seed-tts-2.0")
    assert [len(piece.pcm) % 2 for piece in pieces] == [0, 0, 0]
    assert len(pcm_of(pieces)) == 2 * 8 * LETTER_SAMPLES
    assert [(letter, onset) for letter, onset, _ in timed(pieces, GREETING)] == EXPECTED


async def test_messages_that_are_packed() -> None:
    async with volcengine_service() as service, engine_for(service) as engine:
        service.packed = True
        pieces = await say(engine, GREETING)
    assert len(pcm_of(pieces)) == 2 * 8 * LETTER_SAMPLES
    assert [(letter, onset) for letter, onset, _ in timed(pieces, GREETING)] == EXPECTED


async def test_rate_pitch_and_instructions_are_passed_on() -> None:
    how = Prosody(rate=0.5, pitch_semitones=-3, instructions="慢一点")
    async with volcengine_service() as service, engine_for(service, rate_hz=16_000) as engine:
        await say(engine, GREETING, how)
    async with volcengine_service() as old, engine_for(old, voices=OLD_VOICE) as engine:
        await say(engine, GREETING, how)
    asked = service.requests[0].parameters
    assert (asked["audio_params"]["speech_rate"], asked["audio_params"]["sample_rate"]) == (-50, 16_000)
    assert json.loads(asked["additions"]) == {"post_process": {"pitch": -3}, "context_texts": ["慢一点"]}
    assert json.loads(old.requests[0].parameters["additions"]) == {"post_process": {"pitch": -3}}


@pytest.mark.parametrize("anew", [True, False])
async def test_a_text_that_the_service_cuts_into_sentences(anew: bool) -> None:
    async def two(request: Request) -> None:
        first = 0
        for part in ("您好,", " Bob."):
            await request.sentence(part, words_of(part, 0 if anew else first))
            first += len(part)

    async with volcengine_service() as service, engine_for(service) as engine:
        service.answer = two
        told = timed(await say(engine, GREETING), GREETING)
    assert [(letter, onset) for letter, onset, _ in told] == EXPECTED


async def test_words_told_twice_and_in_the_other_place() -> None:
    async def twice(request: Request) -> None:
        await request.event(350, {})
        await request.event(352, sound_of(request, 8))
        for event in (351, 364):
            await request.event(event, {"sentence": {"words": words_of(request.text)}})

    async with volcengine_service() as service, engine_for(service) as engine:
        service.answer = twice
        told = timed(await say(engine, GREETING), GREETING)
    assert [(letter, onset) for letter, onset, _ in told] == EXPECTED


@pytest.mark.parametrize(
    "words", [[], [{}, {"word": "您", "startTime": "x", "endTime": 1}], [{"word": 3, "startTime": -1, "endTime": 0}]]
)
async def test_missing_and_odd_times_cost_only_the_times(words: list[Word]) -> None:
    async with volcengine_service() as service, engine_for(service) as engine:
        service.words = lambda _: words
        pieces = await say(engine, GREETING)
    assert timed(pieces, GREETING) == []
    assert len(pcm_of(pieces)) == 2 * 8 * LETTER_SAMPLES


async def test_a_long_text_is_several_requests_on_one_line_of_time() -> None:
    words = english(" ".join(["well"] * 250) + ".")
    async with volcengine_service() as service, engine_for(service) as engine:
        pieces = await say(engine, words)
    assert len(service.requests) == 2
    onsets = [onset for _, onset, _ in timed(pieces, words)]
    assert len(onsets) == 1000
    assert onsets == sorted(onsets)
    assert onsets[-1] < len(pcm_of(pieces)) // 2


@pytest.mark.parametrize(
    ("number", "message", "code", "retryable"),
    [
        (45000000, "quota exceeded for types: concurrency", "engine_busy", True),
        (45000000, "quota exceeded for types: text_words_lifetime", "engine_busy", False),
        (45000000, "speaker permission denied: get resource id: access denied", "voice_unknown", False),
        (45000010, "load grant: requested grant not found in SaaS storage", "engine_refused", False),
        (55000000, "resource ID is mismatched with speaker related resource", "engine_unavailable", False),
        (55000000, "my pin is seven", "engine_failed", True),
        (45000001, "my pin is seven", "engine_failed", False),
    ],
)
async def test_errors_in_frames(number: int, message: str, code: str, retryable: bool) -> None:
    error = await refused(lambda request: request.error(number, message))
    assert (error.code, error.retryable) == (code, retryable)
    finished = await refused(lambda request: request.event(152, {"status_code": number, "message": message}))
    assert (finished.code, finished.retryable) == (code, retryable)


@pytest.mark.parametrize(("status", "code"), [(401, "engine_refused"), (429, "engine_busy"), (500, "engine_failed")])
async def test_handshakes_that_are_refused(status: int, code: str) -> None:
    async with volcengine_service() as service, engine_for(service) as engine:
        service.server.fail(status)
        error = await refusal(engine, KEY)
    assert error.code == code
    assert error.retry_after_s == (7.0 if status == 429 else None)


async def test_keys_of_both_consoles_and_an_unknown_voice() -> None:
    async with volcengine_service() as service, engine_for(service, key=SecretStr("other")) as engine:
        assert (await refusal(engine, "other")).code == "engine_refused"
    async with volcengine_service() as service, engine_for(service, app_id="123") as engine:
        assert pcm_of(await say(engine, GREETING))
        request = service.requests[0].connection.request
        assert request is not None
        assert (request.headers["X-Api-App-Id"], "X-Api-Key" in request.headers) == ("123", False)
    async with volcengine_service() as service, engine_for(service, voices="nobody") as engine:
        assert (await refusal(engine)).code == "voice_unknown"


async def test_a_cut_a_silence_nothing_and_nonsense() -> None:
    async def cut(request: Request) -> None:
        await request.event(352, sound_of(request, 3))
        request.connection.transport.abort()

    async def silent(request: Request) -> None:
        await until_gone(request.connection)

    async def nothing(request: Request) -> None:
        await request.event(350, {})

    error = await refused(cut)
    assert (error.code, error.retryable, "broke off" in str(error)) == ("engine_failed", True, True)
    error = await refused(silent, timeout_s=1.0)
    assert (error.code, error.retryable) == ("engine_timeout", True)
    assert "without sound" in str(await refused(nothing))
    for message in ("<html>", b"", b"\x11\xb4\x10\x00", b"\x11\xb4\x10\x00\0\0\x01\x60\xff\xff\xff\xff", b"\x21" * 40,
                    b"\x11\xb4\x11\x00\0\0\x01\x60\0\0\0\0\0\0\0\x04junk"):  # fmt: skip

        async def nonsense(request: Request, message: str | bytes = message) -> None:
            await request.connection.send(message)

        assert "cannot be read" in str(await refused(nonsense))


async def test_nobody_there() -> None:
    async with volcengine_service() as service:
        url = service.url
    engine = VolcengineEngine(VolcengineSettings(key=SecretStr(KEY), url=url))
    error = await refusal(engine)
    assert (error.code, error.retryable) == ("engine_unavailable", True)


async def test_closing_in_the_middle_lets_the_service_go() -> None:
    async with volcengine_service() as service, engine_for(service) as engine:
        service.hold()
        await stop_in_the_middle(engine)
        await service.server.until_idle()


async def test_neither_text_nor_key_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with volcengine_service() as service, engine_for(service) as engine:
        await say(engine, SECRET)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("websockets.server")]
    assert not [line for line in ours if "seven" in line or KEY in line]
    assert KEY not in repr(VolcengineSettings(key=SecretStr(KEY)))


async def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_VOLCENGINE_KEY", raising=False)
    assert VolcengineEngine.missing() == "VISAVIS_VOLCENGINE_KEY is not set"
    with pytest.raises(EngineError, match="VISAVIS_VOLCENGINE_KEY"):
        await VolcengineEngine().start()
    monkeypatch.setenv("VISAVIS_VOLCENGINE_KEY", KEY)
    assert VolcengineEngine.missing() is None
    voices = await VolcengineEngine().voices()
    assert [(voice.title, voice.default_for) for voice in voices] == [
        ("小何 2.0", ("zh",)), ("儒雅逸辰 2.0", ()), ("Dacey", ("en",))
    ]  # fmt: skip
    settings = VolcengineSettings()
    assert [settings.resource_of(name) for name in ("S_abc", OLD_VOICE, "ICL_x", voices[0].name)] == [
        "seed-icl-2.0", "seed-tts-1.0", "seed-tts-1.0", "seed-tts-2.0"
    ]  # fmt: skip
    assert VolcengineSettings(resource="seed-tts-1.0-concurr").resource_of("x") == "seed-tts-1.0-concurr"
