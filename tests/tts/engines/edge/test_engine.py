"""The edge engine through the real package, against a service on this machine."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from tts.sentences import english, mandarin

from fakes.asked_engine import SECRET, pcm_of, refusal, say, stop_in_the_middle, timed
from fakes.edge_service import LETTER_MS, RATE_HZ, Answer, EdgeService, Turn, edge_service, mp3
from fakes.socket_stand_in import until_gone
from fakes.sounds import buzz
from visavis.tts.engine import EngineError, Prosody
from visavis.tts.engines.edge import EdgeEngine
from visavis.tts.engines.edge.settings import EdgeSettings
from visavis.tts.given_timing import believable, words_of_characters

pytestmark = pytest.mark.contract

HELLO = english("Hello there, Bob.")
EMMA = "edge:en-US-EmmaMultilingualNeural"
LETTER_SAMPLES = RATE_HZ * LETTER_MS // 1000


@asynccontextmanager
async def engine_for(service: EdgeService, **options: Any) -> AsyncIterator[EdgeEngine]:
    engine = EdgeEngine(EdgeSettings(**options))
    await engine.start()
    yield engine
    await engine.close()


async def refused(answer: Answer, **options: Any) -> EngineError:
    async with edge_service() as service, engine_for(service, **options) as engine:
        service.answer = answer
        error = await refusal(engine)
        await service.server.until_idle()
        return error


def samples_of(pcm: bytes) -> np.ndarray[Any, np.dtype[np.int16]]:
    return np.frombuffer(pcm, "<i2")


async def test_sound_and_words_come_in_pieces() -> None:
    async with edge_service() as service, engine_for(service) as engine:
        pieces = await say(engine, HELLO, voice=EMMA)
        assert service.heard() == ["Hello there, Bob."]
        assert "en-US, EmmaMultilingualNeural" in service.turns[0].voice
        assert service.turns[0].prosody == {"pitch": "+0Hz", "rate": "+0%", "volume": "+0%"}
        await service.server.until_idle()
    assert sum(bool(piece.pcm) for piece in pieces) > 1
    told = timed(pieces, HELLO)
    assert "".join(letter for letter, _, _ in told) == "HellothereBob"
    assert told[5] == ("t", 6 * LETTER_SAMPLES, 7 * LETTER_SAMPLES)


async def test_the_sound_is_where_it_was_said() -> None:
    """Silence, then a buzz: the encoder's delay is taken out."""

    async def late(turn: Turn) -> None:
        quiet = np.zeros(RATE_HZ // 2, dtype=np.float32)
        await turn.audio(mp3(np.concatenate([quiet, buzz(0.5, RATE_HZ)]), RATE_HZ))

    async with edge_service() as service, engine_for(service) as engine:
        service.answer = late
        heard = np.abs(samples_of(pcm_of(await say(engine, HELLO, voice=EMMA))).astype(float))
    assert abs(int(np.argmax(heard > 1500)) - RATE_HZ // 2) < RATE_HZ // 400


async def test_rate_and_pitch_are_passed_on() -> None:
    async with edge_service() as service, engine_for(service) as engine:
        await say(engine, HELLO, Prosody(rate=1.25, pitch_semitones=-12), EMMA)
        await say(engine, HELLO, Prosody(rate=0.5, pitch_semitones=12), "edge:zh-CN-YunxiNeural")
    told = [(turn.prosody["rate"], turn.prosody["pitch"]) for turn in service.turns]
    assert told == [("+25%", "-105Hz"), ("-50%", "+120Hz")]


async def test_chinese_words_tell_the_tokens_that_they_are() -> None:
    text = mandarin("您好吗", "nin2 hao3 ma5.")
    async with edge_service() as service, engine_for(service) as engine:
        service.words = lambda text: list(re.finditer("您好|吗", text))
        pieces = await say(engine, text)
        assert service.heard() == ["您好吗."]
    assert [letter for letter, _, _ in timed(pieces, text)] == ["吗"]


@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
@pytest.mark.parametrize("channels", [1, 2])
async def test_another_rate_and_two_channels(rate_hz: int, channels: int) -> None:
    import soxr

    def other(sound: Any) -> bytes:
        resampled = soxr.resample(sound, RATE_HZ, rate_hz)
        return mp3(resampled if channels == 1 else np.column_stack([resampled, resampled]), rate_hz)

    async with edge_service() as service, engine_for(service) as engine:
        service.sound = other
        pcm = pcm_of(await say(engine, HELLO, voice=EMMA))
    assert len(pcm) / 2 / RATE_HZ == pytest.approx(17 * LETTER_MS / 1000, abs=0.08)
    assert np.abs(samples_of(pcm)).max() > 3000


async def test_odd_times_cost_only_the_times() -> None:
    async def odd(turn: Turn) -> None:
        await turn.word("nonsense", -5, 0)
        await turn.word("Bob", 10**7, 1)
        await turn.audio(mp3(buzz(0.5, RATE_HZ), RATE_HZ))

    async with edge_service() as service, engine_for(service) as engine:
        service.answer = odd
        pieces = await say(engine, HELLO, voice=EMMA)
    told = words_of_characters(HELLO, [character for piece in pieces for character in piece.characters])
    assert believable(HELLO, told, len(pcm_of(pieces)) // 2) == ()
    assert len(pcm_of(pieces)) > RATE_HZ // 2


async def test_a_long_text_is_several_requests_on_one_line_of_time() -> None:
    words = english(" ".join(["well"] * 170) + ".")
    async with edge_service() as service, engine_for(service) as engine:
        pieces = await say(engine, words, voice=EMMA)
        assert len(service.heard()) == 2
    onsets = [onset for _, onset, _ in timed(pieces, words)]
    assert len(onsets) == 4 * 170
    assert onsets == sorted(onsets)
    assert onsets[-1] < len(pcm_of(pieces)) // 2


@pytest.mark.parametrize(("status", "code"), [(401, "engine_refused"), (429, "engine_busy"), (500, "engine_failed")])
async def test_handshakes_that_are_refused(status: int, code: str) -> None:
    async with edge_service() as service, engine_for(service) as engine:
        service.server.fail(status)
        error = await refusal(engine)
    assert error.code == code
    assert error.retry_after_s == (7.0 if status == 429 else None)


async def test_a_cut_a_silence_nothing_and_nonsense() -> None:
    async def cut(turn: Turn) -> None:
        await turn.audio(mp3(buzz(1.0, RATE_HZ), RATE_HZ))
        turn.connection.transport.abort()

    async def farewell(turn: Turn) -> None:
        await turn.audio(mp3(buzz(1.0, RATE_HZ), RATE_HZ))
        await turn.connection.close(1011)

    async def silent(turn: Turn) -> None:
        await until_gone(turn.connection)

    async def nothing(turn: Turn) -> None:
        pass

    async def noise(turn: Turn) -> None:
        await turn.audio(b"x" * 2000)

    async def page(turn: Turn) -> None:
        await turn.audio(b"<html>", "text/html")

    async def unreadable(turn: Turn) -> None:
        await turn.text_frame("audio.metadata", {"Metadata": [{"Type": "WordBoundary"}]})

    for broken in (cut, farewell):
        error = await refused(broken)
        assert (error.code, error.retryable) == ("engine_failed", True)
    error = await refused(silent, timeout_s=1.0)
    assert (error.code, error.retryable) == ("engine_timeout", True)
    assert "without sound" in str(await refused(nothing))
    for wrong in (noise, page, unreadable):
        assert (await refused(wrong)).code == "engine_failed"


async def test_nobody_there_and_an_unknown_voice() -> None:
    async with edge_service() as service:
        gone = f"{service.server.url}/edge/v1?TrustedClientToken=x"
    async with engine_for(service) as engine:
        with patch("edge_tts.communicate.WSS_URL", gone):
            assert (await refusal(engine)).code == "engine_unavailable"
    async with edge_service() as service, engine_for(service, voices="nobody=en") as engine:
        assert (await refusal(engine)).code == "voice_unknown"


async def test_closing_in_the_middle_lets_the_service_go() -> None:
    async with edge_service() as service, engine_for(service) as engine:
        service.hold()
        await stop_in_the_middle(engine)
        await service.server.until_idle()


async def test_the_text_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with edge_service() as service, engine_for(service) as engine:
        await say(engine, SECRET, voice=EMMA)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("websockets.server")]
    assert not [line for line in ours if "seven" in line]


async def test_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    assert EdgeEngine.missing() is None
    voices = await EdgeEngine().voices()
    assert (voices[0].title, voices[0].languages, voices[0].default_for) == ("晓晓", ("zh", "en"), ("zh",))
    assert [voice.name for voice in voices if "en" in voice.default_for] == [EMMA]
    monkeypatch.setenv("VISAVIS_EDGE_VOICES", "zh-CN-XiaoyiNeural, en-IE-EmilyNeural=en-IE/en")
    named = await EdgeEngine().voices()
    assert [(voice.name, voice.languages) for voice in named] == [
        ("edge:zh-CN-XiaoyiNeural", ("zh",)),
        ("edge:en-IE-EmilyNeural", ("en-IE", "en")),
    ]
