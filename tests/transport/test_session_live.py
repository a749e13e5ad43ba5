"""Sessions over a real socket with the real default engine."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterator

import pytest

from fakes.live_server import LiveServer, WireClient, live_server

pytestmark = pytest.mark.contract

MIXED = "您好，您的订单A1023已经发货。Thank you, 再见！"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as running:
        yield running


async def test_the_handshake_tells_everything(server: LiveServer) -> None:
    async with WireClient(server) as client:
        assert client.welcome["protocol_version"] == "1.4"
        told = client.welcome["describe"]
        assert {"zh", "en"} <= set(told["languages"])
        assert told["default_voice"] in [voice["name"] for voice in told["voices"]]
        assert len(told["channel_spaces"]["arkit52"]) == 52
        assert told["limits"]["queued_utterances"] == 32


@pytest.mark.parametrize("space", ["viseme15", "arkit52"])
@pytest.mark.parametrize(
    ("text", "language"), [("今天天气很好。", "zh"), ("The weather is fine today.", "en"), (MIXED, "zh")]
)
async def test_an_utterance_arrives_whole(server: LiveServer, text: str, language: str, space: str) -> None:
    async with WireClient(server, space=space) as client:
        await client.speak("u", text, emotion="happy")
        spoken = await client.utterance("u")
    assert (spoken.start["text"], spoken.start["language"]) == (text, language)
    assert (spoken.start["channel_space"], spoken.start["emotion"]) == (space, "happy")
    seconds = spoken.samples / spoken.start["sample_rate_hz"]
    assert seconds > 0.5
    assert spoken.frames == math.ceil(seconds * 60)
    assert any(max(rows) > 150 for _, rows in spoken.tracks if rows)


async def test_words_are_told_in_written_order_at_rising_times(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.speak("u", MIXED)
        spoken = await client.utterance("u")
    onsets = [word.onset_ms for header, _ in spoken.tracks for word in header.words]
    assert onsets == sorted(onsets)
    said = "".join(spoken.words)
    assert said.startswith("您好您的订单")
    assert "Thankyou再见" in said


async def test_ten_utterances_at_once_come_in_order(server: LiveServer) -> None:
    async with WireClient(server) as client:
        for number in range(10):
            await client.speak(f"u{number}", f"这是第{number}句。")
        for number in range(10):
            await client.utterance(f"u{number}")


async def test_two_sessions_do_not_hear_each_other(server: LiveServer) -> None:
    async with WireClient(server) as one, WireClient(server, space="arkit52") as two:
        await one.speak("same", "第一个会话。")
        await two.speak("same", "The second session.")
        first, second = await asyncio.gather(one.utterance("same"), two.utterance("same"))
    assert first.tracks[0][0].channels == 15
    assert second.tracks[0][0].channels == 52


async def test_a_repeated_sentence_is_the_same(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.speak("a", "请稍等，马上就好。")
        first = await client.utterance("a")
        await client.speak("b", "请稍等，马上就好。")
        second = await client.utterance("b")
    assert [payload for _, payload in first.audios] == [payload for _, payload in second.audios]
    assert [payload for _, payload in first.tracks] == [payload for _, payload in second.tracks]


async def test_the_server_waits_for_a_client_that_does_not_report(server: LiveServer) -> None:
    text = "这一句话会说很久很久，因为它有很多很多字。" * 20
    async with WireClient(server) as client:
        await client.speak("long", text)
        start = await client.message()
        samples = 0
        while samples / start["sample_rate_hz"] < 15:
            received = await client.receive()
            assert isinstance(received, tuple)
            samples += getattr(received[0], "samples", 0)
        await client.send(type="ping", nonce=5)
        # Everything that may come before the answer is within the lead of 20 s.
        while isinstance(received := await client.receive(), tuple):
            samples += getattr(received[0], "samples", 0)
        assert received == {"type": "pong", "nonce": 5}
        assert samples / start["sample_rate_hz"] <= 20
        await client.send(type="playback", id="long", position_ms=10_000, state="playing")
        received = await client.receive()
        assert isinstance(received, tuple)


async def test_nothing_of_an_interrupted_utterance_follows(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.speak("long", "说话说到一半的时候，有人打断了我。" * 20)
        await client.speak("next", "这句也不说了。")
        while not isinstance(await client.receive(), tuple):
            pass
        await client.send(type="interrupt")
        while not isinstance(received := await client.receive(), dict):
            pass
        assert (received["type"], sorted(received["ids"])) == ("interrupted", ["long", "next"])
        await client.speak("after", "好的。")
        await client.utterance("after")


async def test_interrupting_the_current_one_lets_the_next_speak(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.speak("long", "说话说到一半的时候，有人打断了我。" * 20)
        await client.speak("next", "下一句。")
        await client.message()
        await client.send(type="interrupt", id="long")
        while not isinstance(received := await client.receive(), dict):
            pass
        assert received["ids"] == ["long"]
        await client.utterance("next")


async def test_pause_stops_the_server_and_resume_goes_on(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.send(type="pause")
        await client.speak("u", "暂停之后再说。")
        await client.send(type="ping", nonce=1)
        assert await client.message() == {"type": "pong", "nonce": 1}
        await client.send(type="resume")
        await client.utterance("u")


BAD_REQUESTS = {
    "empty": ({"text": ""}, "empty_text"),
    "white space": ({"text": " \n\u3000"}, "empty_text"),
    "only signs": ({"text": "……！？"}, "empty_text"),
    "too long": ({"text": "好" * 5001}, "text_too_long"),
    "unknown voice": ({"text": "hi", "voice": "nobody"}, "unknown_voice"),
    "unknown language": ({"text": "hi", "language": "xx"}, "unknown_language"),
    "bad ssml": ({"text": "<speak><p>hi</speak>", "ssml": True}, "invalid_ssml"),
    "dangerous ssml": (
        {"text": '<!DOCTYPE a [<!ENTITY b "c">]><speak>&b;</speak>', "ssml": True},
        "invalid_ssml",
    ),
    "too fast": ({"text": "hi", "rate": 3}, "bad_message"),
    "misspelt": ({"text": "hi", "voise": "x"}, "bad_message"),
}


@pytest.mark.parametrize("name", sorted(BAD_REQUESTS))
async def test_a_bad_request_is_told_and_the_session_goes_on(server: LiveServer, name: str) -> None:
    fields, code = BAD_REQUESTS[name]
    async with WireClient(server) as client:
        await client.send(type="speak", id="bad", **fields)
        error = await client.message()
        assert (error["type"], error["code"]) == ("error", code), error
        assert error["id"] == "bad"
        await client.speak("good", "好的。")
        await client.utterance("good")


BAD_MESSAGES: dict[str, tuple[str | bytes, str]] = {
    "no json": ("hello", "bad_message"),
    "no object": ("[]", "bad_message"),
    "no type": ("{}", "bad_message"),
    "unknown type": ('{"type":"dance"}', "unknown_type"),
    "binary": (b"\x00\x01", "binary_unexpected"),
    "empty binary": (b"", "binary_unexpected"),
    "too large": (json.dumps({"type": "speak", "id": "a", "text": "x" * 100_000}), "message_too_large"),
    "too large in bytes": (
        json.dumps({"type": "speak", "id": "a", "text": "好" * 30_000}, ensure_ascii=False),
        "message_too_large",
    ),
    "second hello": ('{"type":"hello","protocol_version":"1.0"}', "bad_message"),
}


@pytest.mark.parametrize("name", sorted(BAD_MESSAGES))
async def test_a_bad_message_is_told_and_the_session_goes_on(server: LiveServer, name: str) -> None:
    data, code = BAD_MESSAGES[name]
    async with WireClient(server) as client:
        await client.socket.send(data)
        error = await client.message()
        assert (error["type"], error["code"]) == ("error", code), error
        await client.speak("good", "好的。")
        await client.utterance("good")


@pytest.mark.parametrize(
    "text",
    [
        "control \x00\x07\x1b[31m characters",
        "<script>alert(1)</script> hello <speak>there</speak>",
        "half an emoji \ud83d and a whole one 😀",
        "zero\u200bwidth \u202eright to left\u202c and a\u0301ccents",
        "a" * 3000,
    ],
)
async def test_strange_text_is_spoken_or_refused_by_name(server: LiveServer, text: str) -> None:
    async with WireClient(server) as client:
        await client.speak("u", text)
        received = await client.message()
        assert received["type"] == "utterance_start" or received["code"] in {"invalid_text", "empty_text"}
        await client.send(type="interrupt")
        while not isinstance(received := await client.receive(), dict):
            pass
        assert received["type"] == "interrupted"


async def test_anything_before_hello_ends_the_session(server: LiveServer) -> None:
    async with WireClient(server, greet=False) as client:
        await client.speak("u", "hi")
        assert (await client.message())["code"] == "hello_expected"
        await client.socket.wait_closed()
        assert client.socket.close_code == 1008


async def test_another_major_version_is_turned_away(server: LiveServer) -> None:
    async with WireClient(server, greet=False) as client:
        await client.send(type="hello", protocol_version="2.0")
        assert (await client.message())["code"] == "version_mismatch"
        await client.socket.wait_closed()
        assert client.socket.close_code == 1008


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [("http://127.0.0.1:{port}", True), ("https://evil.example", False), ("null", False)],
)
async def test_only_our_own_pages_may_come_in(server: LiveServer, origin: str, welcome: bool) -> None:
    headers = {"Origin": origin.format(port=server.port)}
    async with WireClient(server, greet=False, additional_headers=headers) as client:
        if welcome:
            await client.send(type="hello", protocol_version="1.0")
            assert (await client.message())["type"] == "welcome"
        else:
            assert (await client.message())["code"] == "origin_refused"
            await client.socket.wait_closed()
            assert client.socket.close_code == 1008


async def test_fifty_mistakes_are_enough(server: LiveServer) -> None:
    async with WireClient(server) as client:
        for _ in range(60):
            await client.socket.send("nonsense")
        codes = [(await client.message())["code"] for _ in range(51)]
        assert set(codes) == {"bad_message"}
        await client.socket.wait_closed()
        assert client.socket.close_code == 1008


async def test_a_client_that_vanishes_leaves_nothing_behind(server: LiveServer) -> None:
    clients = [WireClient(server) for _ in range(5)]
    for client in clients:
        await client.__aenter__()
        await client.speak("u", "有人说着说着就不见了，什么也没有留下。" * 20)
        await client.message()
    assert server.service.sessions.sessions >= 5
    for client in clients:
        client.socket.transport.abort()
    await server.until_empty()
