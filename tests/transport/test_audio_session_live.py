"""Recordings in a session over a real socket."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import soxr

from fakes.live_server import LiveServer, WireClient, live_server
from fakes.sounds import buzz
from fakes.until import until
from visavis.protocol.frames import AudioHeader
from visavis.protocol.framing import encode_frame
from visavis.transport import session_runner

pytestmark = pytest.mark.contract

RATE_HZ = 16_000
FRAME = 8000


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(audio_seconds=10) as running:
        yield running


def pcm(seconds: float = 2.0) -> bytes:
    return (buzz(seconds, RATE_HZ) * 32767).astype("<i2").tobytes()


def frames_of(name: str, sound: bytes) -> list[bytes]:
    total = len(sound) // 2
    return [
        encode_frame(
            AudioHeader(id=name, first_sample=at, samples=min(FRAME, total - at), final=at + FRAME >= total),
            sound[2 * at : 2 * (at + FRAME)],
        )
        for at in range(0, total, FRAME)
    ]


async def say(client: WireClient, name: str, sound: bytes, **fields: Any) -> None:
    await client.send(type="speak_audio", id=name, sample_rate_hz=RATE_HZ, samples=len(sound) // 2, **fields)
    for frame in frames_of(name, sound):
        await client.socket.send(frame)


async def speech(client: WireClient) -> bytes:
    """A sentence of real speech at RATE_HZ."""
    await client.speak("voice", "您好，欢迎光临。请问您要买什么？")
    spoken = await client.utterance("voice")
    samples = np.frombuffer(b"".join(payload for _, payload in spoken.audios), dtype="<i2")
    return soxr.resample(samples, spoken.start["sample_rate_hz"], RATE_HZ).astype("<i2").tobytes()


@pytest.mark.parametrize("space", ["viseme15", "arkit52"])
async def test_a_recording_comes_back_with_a_track(server: LiveServer, space: str) -> None:
    async with WireClient(server, space=space) as client:
        assert client.welcome["describe"]["limits"]["audio_seconds"] == 10
        voice = await speech(client)
        await say(client, "a", voice, emotion="happy")
        spoken = await client.utterance("a")
    assert (spoken.start["voice"], spoken.start["text"], spoken.start["emotion"]) == ("recording", "", "happy")
    assert b"".join(payload for _, payload in spoken.audios) == voice
    rows = np.frombuffer(b"".join(rows for _, rows in spoken.tracks), dtype=np.uint8).reshape(spoken.frames, -1)
    assert len(rows) == math.ceil(len(voice) / 2 / RATE_HZ * 60)
    moves = np.abs(np.diff(rows.astype(int), axis=0)).max(axis=1) > 2
    assert moves[10:-20].mean() > 0.7


async def test_with_a_text_its_words_are_told(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await say(client, "a", pcm(), text="您好，欢迎光临。", language="zh")
        spoken = await client.utterance("a")
    assert "".join(spoken.words) == "您好欢迎光临"
    onsets = [word.onset_ms for header, _ in spoken.tracks for word in header.words]
    assert onsets == sorted(onsets)


async def test_it_waits_its_turn_among_texts(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.speak("a", "第一句。")
        await say(client, "b", pcm(0.5))
        await client.speak("c", "第三句。")
        for name in "abc":
            await client.utterance(name)


async def test_an_interrupt_stops_it(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await say(client, "a", pcm(8.0))
        while not isinstance(await client.receive(), tuple):
            pass
        await client.send(type="interrupt")
        while not isinstance(received := await client.receive(), dict):
            pass
        assert received == {"type": "interrupted", "ids": ["a"]}
        await client.speak("b", "好的。")
        await client.utterance("b")


async def test_one_that_is_turned_down_may_be_sent_to_its_end(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await say(client, "a", pcm(11.0))
        error = await client.message()
        assert (error["code"], error["id"]) == ("audio_too_long", "a")
        await client.speak("b", "好的。")
        await client.utterance("b")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (encode_frame(AudioHeader(id="x", first_sample=0, samples=1), b"\0\0"), "binary_unexpected"),
        (encode_frame(AudioHeader(id="x", first_sample=0, samples=40_000), bytes(80_000)), "message_too_large"),
        (b"RIFF\0\0\0\0WAVE", "binary_unexpected"),
    ],
    ids=["not announced", "too large", "a file"],
)
async def test_a_frame_that_is_none_is_told_and_the_session_goes_on(
    server: LiveServer, frame: bytes, code: str
) -> None:
    async with WireClient(server) as client:
        await client.socket.send(frame)
        assert (await client.message())["code"] == code
        await client.speak("b", "好的。")
        await client.utterance("b")


async def test_one_that_stops_half_way_is_given_up(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_runner, "UPLOAD_S", 0.1)
    async with WireClient(server) as client:
        await client.send(type="speak_audio", id="a", sample_rate_hz=RATE_HZ, samples=9000)
        await client.socket.send(frames_of("a", pcm())[0])
        error = await client.message()
        assert (error["code"], error["id"], error["retryable"]) == ("audio_invalid", "a", True)
        await until(lambda: not server.service.sounds.taken_bytes)


async def test_who_vanishes_leaves_no_memory_taken(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.send(type="speak_audio", id="a", sample_rate_hz=RATE_HZ, samples=90_000)
        await client.send(type="ping", nonce=1)
        await client.message()
        assert server.service.sounds.taken_bytes == 180_000
        client.socket.transport.abort()
        await server.until_empty()
    assert server.service.sounds.taken_bytes == 0
