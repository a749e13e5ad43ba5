"""Limits and failures of sessions, with an engine that follows a script."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from fakes.live_server import WireClient, live_server
from fakes.scripted_engine import RATE_HZ, ScriptedEngine, pieces_of, tone
from fakes.until import until
from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, SpeechPiece

pytestmark = pytest.mark.contract


def scripted(engine: ScriptedEngine, **settings: object):
    return live_server({"scripted": engine}, warm_up=False, **settings)


async def test_a_full_house_says_try_again_later() -> None:
    with scripted(ScriptedEngine(), max_sessions=1) as server:
        async with WireClient(server), WireClient(server, greet=False) as second:
            error = await second.message()
            assert (error["code"], error["retryable"]) == ("too_many_sessions", True)
            await second.socket.wait_closed()
            assert second.socket.close_code == 1013
        await server.until_empty()
        async with WireClient(server):
            pass


async def test_who_says_nothing_is_sent_away() -> None:
    with scripted(ScriptedEngine(), hello_timeout_s=0.05) as server:
        async with WireClient(server, greet=False) as client:
            assert (await client.message())["code"] == "hello_expected"
            await client.socket.wait_closed()
            assert client.socket.close_code == 1008
        await server.until_empty()


async def test_an_engine_that_breaks_is_told_and_the_next_is_spoken() -> None:
    broken = iter([True])

    def say(sentence: Sentence) -> list[SpeechPiece | Exception]:
        pieces = pieces_of(sentence)
        return [*pieces[:1], EngineError("the voice broke")] if next(broken, False) else list(pieces)

    with scripted(ScriptedEngine(say)) as server:
        async with WireClient(server) as client:
            await client.speak("a", "one two three")
            await client.speak("b", "four five six")
            while not isinstance(received := await client.receive(), dict) or received["type"] != "error":
                pass
            assert (received["id"], received["code"], received["message"]) == ("a", "engine_failed", "the voice broke")
            await client.utterance("b")


async def test_an_engine_that_hangs_is_given_up() -> None:
    # The event belongs to the server's loop; nobody ever sets it.
    with scripted(ScriptedEngine(lambda _: [asyncio.Event()]), engine_first_s=0.05) as server:
        async with WireClient(server) as client:
            await client.speak("a", "one two three")
            assert (await client.message())["type"] == "utterance_start"
            error = await client.message()
            assert (error["code"], error["retryable"]) == ("engine_timeout", True)


async def test_interrupting_frees_the_engine() -> None:
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence), asyncio.Event()])
    with scripted(engine) as server:
        async with WireClient(server) as client:
            await client.speak("a", "one two three")
            while not isinstance(await client.receive(), tuple):
                pass
            assert engine.running == 1
            await client.send(type="interrupt")
            while not isinstance(received := await client.receive(), dict):
                pass
            assert received["type"] == "interrupted"
            await client.send(type="ping")
            assert (await client.message())["type"] == "pong"
            await until(lambda: not engine.running)


async def test_too_many_wait() -> None:
    with scripted(ScriptedEngine(lambda _: [asyncio.Event()]), queued_utterances=2) as server:
        async with WireClient(server) as client:
            for name in "abc":
                await client.speak(name, "hello")
            codes = [message.get("code") for message in [await client.message(), await client.message()]]
            assert "queue_full" in codes


async def test_too_many_a_minute() -> None:
    with scripted(ScriptedEngine(), speak_per_minute=1) as server:
        async with WireClient(server) as client:
            await client.speak("a", "hello")
            await client.utterance("a")
            await client.speak("b", "hello")
            error = await client.message()
            assert (error["code"], error["retryable"], error["id"]) == ("rate_limited", True, "b")


async def test_a_peer_that_does_not_read_is_not_buffered_without_bound() -> None:
    made_s = 0

    def say(_: Sentence) -> Iterator[SpeechPiece]:
        nonlocal made_s
        for at in range(4000):
            made_s += 1
            middle, end = at * RATE_HZ + 4000, (at + 1) * RATE_HZ
            yield SpeechPiece(tone(RATE_HZ), (Phone("m", at * RATE_HZ, middle), Phone("ɑː", middle, end)))

    with scripted(ScriptedEngine(say), lead_seconds=300, cache_mb=0) as server:
        async with WireClient(server, max_queue=1) as client:
            await client.speak("a", "hello")
            await client.message()
            for _ in range(200):
                # It claims to hear what it never reads, so that the lead does not hold the server back.
                await client.send(type="playback", id="a", position_ms=80_000_000, state="playing")
            await client.send(type="ping")
            await until(lambda: made_s >= 200)
            # Held back when no more is made for a second, however slow the machine; else all 4000 are.
            before, still = made_s, 0
            while still < 50 and made_s < 4000:
                await asyncio.sleep(0.02)
                before, still = made_s, still + 1 if made_s == before else 0
            assert made_s < 2000
            client.socket.transport.abort()
        await server.until_empty()


async def test_closing_the_server_closes_the_engine() -> None:
    engine = ScriptedEngine()
    with scripted(engine) as server:
        assert engine.started
        async with WireClient(server) as client:
            await client.speak("a", "hello")
            await client.utterance("a")
        assert not engine.closed
    assert engine.closed


async def test_an_engine_from_an_import_path() -> None:
    with live_server(engines=None, extra_engines=("fakes.position_engine:PositionEngine",), warm_up=False) as server:
        async with WireClient(server, space="arkit52") as client:
            await client.speak("clock", "seconds=1", voice="position:clock")
            spoken = await client.utterance("clock")
    assert spoken.samples == 24_000
    assert spoken.frames == 60
