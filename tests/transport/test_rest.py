"""REST over a real socket with the real default engine."""

from __future__ import annotations

import asyncio
import io
import json
import math
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import soundfile

from fakes.live_server import LiveServer, live_server
from fakes.rest_answers import items_of, parts_of, sound_of
from fakes.scripted_engine import ScriptedEngine, pieces_of
from fakes.until import until, wait_until
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader, TrackHeader
from visavis.protocol.framing import decode_frame
from visavis.protocol.rest import Problem, SpeechResult, VoiceList
from visavis.tts.engine import EngineError

pytestmark = pytest.mark.contract

FRAMES = "application/vnd.visavis.frames"
TEXT = "您好，您的订单A1023已经发货。Thank you!"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(allowed_origins=("https://shop.example",)) as running:
        yield running


@pytest.fixture
def http(server: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.mark.parametrize("space", ["arkit52", "viseme15"])
def test_speech_is_json_and_sound_in_one_answer(http: httpx.Client, space: str) -> None:
    answer = http.post("/v1/speech", json={"text": TEXT, "channel_space": space, "emotion": "happy"})
    assert answer.status_code == 200
    parts = parts_of(answer)
    told = SpeechResult.model_validate_json(parts["speech"])
    samples, rate_hz = sound_of(parts["audio"])
    assert (told.text, told.language, told.emotion, told.sample_rate_hz) == (TEXT, "zh", "happy", rate_hz)
    assert told.duration_ms == pytest.approx(samples * 1000 / rate_hz, abs=0.001)
    assert told.track.channel_space == space
    assert told.track.frames == len(told.track.weights) == math.ceil(samples / rate_hz * 60)
    assert {len(row) for row in told.track.weights} == {len(told.track.channels)}
    assert told.cues[0].onset_ms == 0
    assert told.words
    assert [TEXT[event.start : event.end].strip() for event in told.sentences] == [
        "您好，您的订单A1023已经发货。",
        "Thank you!",
    ]


def test_only_the_sound(http: httpx.Client) -> None:
    answer = http.post("/v1/speech", json={"text": "Hello."}, headers={"Accept": "audio/wav"})
    assert answer.headers["content-type"] == "audio/wav"
    assert sound_of(answer.content)[0] > 5000


@pytest.mark.parametrize(("media_type", "kind"), [("audio/mpeg", "MP3"), ("audio/ogg", "OGG"), ("audio/flac", "FLAC")])
def test_only_the_sound_in_another_form(http: httpx.Client, media_type: str, kind: str) -> None:
    plain = http.post("/v1/speech", json={"text": "Hello."}, headers={"Accept": "audio/wav"})
    answer = http.post("/v1/speech", json={"text": "Hello."}, headers={"Accept": media_type})
    assert answer.headers["content-type"] == media_type
    with soundfile.SoundFile(io.BytesIO(answer.content)) as file, soundfile.SoundFile(io.BytesIO(plain.content)) as wav:
        assert (file.format, wav.format) == (kind, "WAV")
        assert len(file) / file.samplerate == pytest.approx(len(wav) / wav.samplerate, abs=1e-3)


def test_only_the_track(http: httpx.Client) -> None:
    whole = http.post("/v1/speech", json={"text": TEXT, "emotion": "sad"}, headers={"Accept": "application/json"})
    assert whole.headers["content-type"] == "application/json"
    told = SpeechResult.model_validate_json(whole.content)
    assert told.emotion == "sad"
    table = http.post("/v1/speech", json={"text": TEXT}, headers={"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    head, *lines = table.text.splitlines()
    assert head == ",".join(["time_ms", *told.track.channels])
    assert [round(float(weight) * 255) for weight in lines[9].split(",")[1:]] == list(told.track.weights[9])


def test_only_the_captions(http: httpx.Client) -> None:
    answer = http.post("/v1/speech", json={"text": "好<b>。 Thank you!"}, headers={"Accept": "text/vtt, */*;q=0.1"})
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    note, first, second = answer.text.split("\n\n")[1:]
    assert note.startswith("NOTE AI-generated")
    assert "好" in first
    assert "&lt;" in first
    assert second.split("\n")[2].startswith("Thank <00:00:0")


@pytest.mark.parametrize("accept", ["*/*", "application/json, text/plain, */*", "multipart/mixed"])
def test_who_takes_anything_gets_sound_and_track(http: httpx.Client, accept: str) -> None:
    answer = http.post("/v1/speech", json={"text": "Hi."}, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith("multipart/mixed")


def test_a_stream_of_frames(http: httpx.Client) -> None:
    answer = http.post("/v1/speech", json={"text": TEXT, "channel_space": "viseme15"}, headers={"Accept": FRAMES})
    assert answer.headers["content-type"] == FRAMES
    first, *others = items_of(answer.content)
    start = json.loads(first)
    assert (start["type"], start["text"], start["channel_space"]) == ("utterance_start", TEXT, "viseme15")
    samples = frames = 0
    for item in others:
        header, _ = decode_frame(item)
        assert header.id == start["id"]
        if isinstance(header, TrackHeader):
            assert header.first_frame == frames
            frames += header.frames
        else:
            assert header.first_sample == samples
            samples += header.samples
    assert isinstance(header, AudioHeader)
    assert header.final
    assert frames == math.ceil(samples / start["sample_rate_hz"] * 60)


def test_the_stream_and_the_whole_are_the_same_speech(http: httpx.Client) -> None:
    body = {"text": "一二三四五。", "channel_space": "viseme15"}
    whole = parts_of(http.post("/v1/speech", json=body))["audio"]
    stream = items_of(http.post("/v1/speech", json=body, headers={"Accept": FRAMES}).content)[1:]
    frames = [decode_frame(item) for item in stream]
    sound = b"".join(bytes(payload) for header, payload in frames if isinstance(header, AudioHeader))
    assert whole.endswith(sound)
    assert sound_of(whole)[0] == len(sound) // 2


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "no json": ({"content": "{", "headers": {"Content-Type": "application/json"}}, 400, "bad_message"),
    "no text": ({"json": {}}, 422, "bad_message"),
    "misspelt": ({"json": {"text": "hi", "voise": "x"}}, 422, "bad_message"),
    "too fast": ({"json": {"text": "hi", "rate": 9}}, 422, "bad_message"),
    "half a character": (
        {"content": r'{"text":"\ud800"}', "headers": {"Content-Type": "application/json"}},
        422,
        "",
    ),
    "empty": ({"json": {"text": " "}}, 422, "empty_text"),
    "only signs": ({"json": {"text": "……"}}, 422, "empty_text"),
    "only signs, streamed": ({"json": {"text": "……"}, "headers": {"Accept": FRAMES}}, 422, "empty_text"),
    "bad ssml": ({"json": {"text": "<speak>", "ssml": True}}, 422, "invalid_ssml"),
    "unknown voice": ({"json": {"text": "hi", "voice": "nobody"}}, 422, "unknown_voice"),
    "unknown language": ({"json": {"text": "hi", "language": "xx"}}, 422, "unknown_language"),
    "too long": ({"json": {"text": "x" * 6000}}, 413, "text_too_long"),
    "too large": ({"json": {"text": "x" * 100_000}}, 413, "message_too_large"),
    "not acceptable": ({"json": {"text": "hi"}, "headers": {"Accept": "image/png"}}, 406, "bad_message"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_done_is_answered_as_a_problem(http: httpx.Client, name: str) -> None:
    request, status, code = REFUSED[name]
    answer = http.post("/v1/speech", **request)
    problem = Problem.model_validate_json(answer.content)
    assert answer.status_code == status
    assert problem.message
    assert problem.code == (code or problem.code)
    assert answer.headers["cache-control"] == "no-store"


def test_a_body_of_unannounced_length_is_limited_too(http: httpx.Client) -> None:
    def forever() -> Iterator[bytes]:
        yield b'{"text":"'
        for _ in range(100):
            yield b"x" * 4096

    answer = http.post("/v1/speech", content=forever(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "message_too_large")


UNREADABLE: dict[str, tuple[bytes, str | None, int, str]] = {
    "nothing": (b"", "application/json", 422, "the body is empty"),
    "a list": (b"[1]", "application/json", 422, "is a JSON object, got list"),
    "a form": (b"text=hi", "application/x-www-form-urlencoded", 415, "application/x-www-form-urlencoded"),
    "no type": (b'{"text":"hi"}', None, 415, "got no Content-Type"),
    "not UTF-8": (b'{"text":"\xc4\xe3"}', "application/json", 400, "not UTF-8: byte 9 is 0xc4"),
    "too deep": (b"[" * 30_000, "application/json", 400, "nested too deeply"),
    "an endless number": (b'{"text":"hi","rate":' + b"9" * 5000 + b"}", "application/json", 400, "too long"),
}


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_what_is_wrong_with_a_body_is_named(http: httpx.Client, name: str) -> None:
    content, media_type, status, said = UNREADABLE[name]
    answer = http.post("/v1/speech", content=content, headers={"Content-Type": media_type} if media_type else {})
    assert answer.status_code == status
    assert said in Problem.model_validate_json(answer.content).message


@pytest.mark.parametrize("path", ["/v1/session", "/v1/sessions/abc/agent"])
def test_a_websocket_without_an_upgrade_is_told_what_it_lacks(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert (answer.status_code, f"{path} is a websocket" in answer.json()["message"]) == (426, True)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_can_be_asked_for_without_its_body(http: httpx.Client, path: str) -> None:
    answer = http.head(path)
    assert (answer.status_code, answer.content) == (http.get(path).status_code, b"")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/speech", 405), ("GET", "/v1/nothing", 404)])
def test_wrong_ways_are_problems_too(http: httpx.Client, method: str, path: str, status: int) -> None:
    answer = http.request(method, path)
    assert answer.status_code == status
    assert path in Problem.model_validate_json(answer.content).message


def test_voices_and_description(http: httpx.Client) -> None:
    voices = VoiceList.model_validate_json(http.get("/v1/voices").content)
    told = Describe.model_validate_json(http.get("/v1/describe").content)
    assert voices.voices == told.voices
    assert voices.default_voice in {voice.name for voice in voices.voices}
    usual = {language: voice.name for voice in voices.voices for language in voice.default_for}
    assert set(told.languages) <= set(usual)
    assert [usual[language] for language in ("zh", "en", "en-gb", "de")] == [
        "espeak:zh",
        "flite:slt",
        "flite:awb",
        "espeak:de",
    ]


def test_health(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "alive", "sessions": 0}


def test_the_api_page_needs_nothing_from_elsewhere(http: httpx.Client) -> None:
    page = http.get("/docs").text
    assert "/v1/speech" in page
    assert "channel_space" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
    assert http.get("/openapi.json").json()["paths"].keys() >= {"/v1/speech", "/v1/voices", "/healthz"}


def test_pages_of_named_origins_may_ask(http: httpx.Client) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    answer = http.options("/v1/speech", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    other = http.get("/v1/voices", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_too_many_at_a_time() -> None:
    engine = ScriptedEngine(lambda _: [asyncio.Event()])
    with live_server({"scripted": engine}, warm_up=False, max_requests=1, request_timeout_s=2) as server:

        async def both() -> list[httpx.Response]:
            async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
                return await asyncio.gather(
                    *(http.post("/v1/speech", json={"text": f"hello {number}"}) for number in range(2))
                )

        answers = sorted(asyncio.run(both()), key=lambda answer: answer.status_code)
        told = [(answer.status_code, answer.json()["code"]) for answer in answers]
        assert told == [(429, "rate_limited"), (503, "engine_timeout")]
        assert answers[0].headers["retry-after"]
        wait_until(lambda: not engine.running)


def test_an_engine_that_breaks_in_the_middle_of_a_stream() -> None:
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence)[:-1], EngineError("the voice broke")])
    with live_server({"scripted": engine}, warm_up=False) as server:
        answer = httpx.post(
            f"{server.url}/v1/speech",
            json={"text": "one two three four five six"},
            headers={"Accept": FRAMES},
            timeout=30,
        )
        whole = httpx.post(f"{server.url}/v1/speech", json={"text": "one two three four five six"}, timeout=30)
    *_, last = items_of(answer.content)
    assert json.loads(last)["code"] == "engine_failed"
    assert (whole.status_code, whole.json()["message"]) == (503, "the voice broke")


def test_an_engine_that_hangs_in_the_middle_of_a_stream() -> None:
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence), asyncio.Event()])
    with live_server({"scripted": engine}, warm_up=False, request_timeout_s=2) as server:
        answer = httpx.post(
            f"{server.url}/v1/speech", json={"text": "one two three"}, headers={"Accept": FRAMES}, timeout=30
        )
        wait_until(lambda: not engine.running)
    *_, last = items_of(answer.content)
    assert json.loads(last)["code"] == "engine_timeout"


@pytest.mark.parametrize("accept", [FRAMES, "audio/wav"])
async def test_a_client_that_hangs_up_stops_the_engine(accept: str) -> None:
    engine = ScriptedEngine(lambda sentence: [*pieces_of(sentence), asyncio.Event()])
    with live_server({"scripted": engine}, warm_up=False) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        body = b'{"text":"one two three"}'
        head = f"POST /v1/speech HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nContent-Type: application/json\r\n"
        writer.write(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        await until(lambda: engine.running)
        writer.transport.abort()
        await until(lambda: not engine.running)
        del reader


@pytest.mark.parametrize("accept", ["audio/wav", "multipart/mixed", FRAMES])
def test_who_does_not_read_holds_no_place_for_ever(accept: str) -> None:
    body = json.dumps({"text": "one two"}).encode()
    head = f"POST /v1/speech HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nContent-Type: application/json\r\n"
    # Made at once, and more than any buffer on the way takes.
    engine = ScriptedEngine(lambda sentence: pieces_of(sentence, 1_600_000 if len(sentence.tokens) > 1 else 1600))
    with (
        live_server({"scripted": engine}, warm_up=False, max_requests=1, request_timeout_s=8) as server,
        socket.socket() as deaf,
    ):
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        assert deaf.recv(1)
        with httpx.Client(base_url=server.url, timeout=30) as http:
            assert http.post("/v1/speech", json={"text": "hi"}).status_code == 429
            wait_until(lambda: http.post("/v1/speech", json={"text": "hi"}).status_code == 200, 60)


def test_without_an_engine_the_server_says_so() -> None:
    class Broken(ScriptedEngine):
        async def start(self) -> None:
            raise EngineError("no licence", code="engine_unavailable")

    with live_server({"scripted": Broken()}) as server, httpx.Client(base_url=server.url, timeout=30) as http:
        ready = http.get("/readyz")
        assert ready.status_code == 503
        assert any("no licence" in problem for problem in ready.json()["problems"])
        answer = http.post("/v1/speech", json={"text": "hi"})
        assert (answer.status_code, answer.json()["code"]) == (503, ErrorCode.ENGINE_UNAVAILABLE)
