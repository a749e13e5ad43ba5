"""OpenAI's API of our own server, through OpenAI's own client library and as raw JSON."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import math
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import openai
import pytest
import soundfile

from fakes.live_server import LiveServer, live_server
from fakes.scripted_engine import ScriptedEngine, pieces_of
from fakes.until import wait_until
from visavis.protocol.rest import SpeechResult
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError
from visavis.tts.mp3_stream import Mp3Stream

pytestmark = pytest.mark.contract

TEXT = "您好，您的订单A1023已经发货。Thank you!"
PATH = "/v1/audio/speech"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(allowed_origins=("https://shop.example",)) as running:
        yield running


@pytest.fixture
def client(server: LiveServer) -> Iterator[openai.OpenAI]:
    with client_of(server) as made:
        yield made


@pytest.fixture
def http(server: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as made:
        yield made


def client_of(server: LiveServer, **options: Any) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/v1", api_key="anything", timeout=60, max_retries=0, **options)


class Gate:
    """An engine's script stops here until a test, in another thread, lets it go on."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def __call__(self, sentence: Sentence) -> Iterator[Any]:
        # Before the first sound: the test may have heard it, and open the gate, before the engine is here again.
        self._loop = asyncio.get_running_loop()
        first, *others = pieces_of(sentence, 8 * 1600)
        yield first
        yield self._event
        yield from others

    def open(self) -> None:
        self._loop.call_soon_threadsafe(self._event.set)


def events_of(content: str) -> list[dict[str, Any]]:
    parts = content.split("\n\n")
    assert parts.pop() == ""
    assert all(part.startswith("data: ") and "\n" not in part for part in parts)
    return [json.loads(part.removeprefix("data: ")) for part in parts]


@pytest.mark.parametrize("form", ["mp3", "opus", "flac", "wav", "pcm"])
def test_the_client_gets_sound(client: openai.OpenAI, form: Any) -> None:
    answer = client.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format=form)
    samples, rate_hz = sound_of(answer.content, form)
    assert 2 < len(samples) / rate_hz < 15
    assert np.abs(samples).max() > 0.05
    media_type = {"mp3": "audio/mpeg", "opus": "audio/ogg"}.get(form, f"audio/{form}")
    assert answer.response.headers["content-type"] == media_type
    told = client.get(answer.response.headers["x-visavis-track"].removeprefix("/v1"), cast_to=dict[str, Any])
    # A decoder gives the samples that the track was made for; only of an MP3 that is streamed nobody knows the end.
    assert -0.001 < len(samples) / rate_hz - told["duration_ms"] / 1000 < (0.12 if form == "mp3" else 0.001)


def test_mp3_is_the_usual_form(client: openai.OpenAI) -> None:
    answer = client.audio.speech.create(model="tts-1", voice="alloy", input="Hello.")
    assert answer.response.headers["content-type"] == "audio/mpeg"
    assert len(sound_of(answer.content, "mp3")[0]) > 5000


def test_raw_samples_are_at_24_khz(client: openai.OpenAI) -> None:
    seconds = []
    for form in ("wav", "pcm"):
        made = client.audio.speech.create(model="visavis", voice="espeak:en", input="Hello.", response_format=form)
        samples, rate_hz = sound_of(made.content, form)
        seconds.append(len(samples) / rate_hz)
    assert rate_hz == 24_000
    assert seconds[0] == pytest.approx(seconds[1], abs=0.02)


async def test_the_asynchronous_client_streams(server: LiveServer) -> None:
    async with (
        openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key="anything", timeout=60) as client,
        client.audio.speech.with_streaming_response.create(
            model="gpt-4o-mini-tts", voice="marin", input=TEXT, response_format="wav", instructions="warmly"
        ) as answer,
    ):
        content = b"".join([part async for part in answer.iter_bytes()])
    assert content.startswith(b"RIFF\xff\xff\xff\xff")
    samples, rate_hz = sound_of(content, "wav")
    assert len(samples) > 2 * rate_hz


@pytest.mark.parametrize("form", ["wav", "pcm", "mp3", "opus"])
def test_the_first_sound_comes_before_the_last_is_made(form: Any) -> None:
    """The engine makes its second word only when the first has been read."""
    gate = Gate()
    with (
        live_server({"scripted": ScriptedEngine(gate)}, warm_up=False) as server,
        client_of(server) as client,
        client.audio.speech.with_streaming_response.create(
            model="visavis", voice="one", input="hello there", response_format=form
        ) as answer,
    ):
        parts = answer.iter_bytes()
        content = next(parts)
        assert content
        gate.open()
        content += b"".join(parts)
    samples, rate_hz = sound_of(content, form)
    assert len(samples) / rate_hz == pytest.approx(2 * 1.6, abs=0.15)


@pytest.mark.parametrize(
    ("asked", "voice"),
    [
        ("alloy", "espeak:zh"),
        (None, "espeak:zh"),
        ("", "espeak:zh"),
        ({"id": "espeak:en-male"}, "espeak:en-male"),
        ("espeak:en", "espeak:en"),
        ("en", "espeak:en"),
    ],
)
def test_voices(http: httpx.Client, asked: Any, voice: str) -> None:
    body = {"model": "visavis-espeak", "input": "您好。", "voice": asked, "stream_format": "sse", "track": "viseme15"}
    answer = http.post(PATH, json={**body, "response_format": "pcm"})
    assert answer.status_code == 200, answer.text
    told = events_of(answer.text)[0]["voice"]
    assert told == voice


def test_speed(http: httpx.Client) -> None:
    lengths = {}
    for speed in (0.25, 0.5, 1.0, 2.0, 4.0):
        answer = http.post(PATH, json={"model": "tts-1", "input": TEXT, "speed": speed, "response_format": "pcm"})
        lengths[speed] = len(answer.content)
        assert answer.headers.get("x-visavis-speed") == {0.25: "0.5", 4.0: "2"}.get(speed)
    assert lengths[0.5] > 1.3 * lengths[1.0] > 1.3 * 1.3 * lengths[2.0]
    assert lengths[0.25] == pytest.approx(lengths[0.5], rel=0.02)
    assert lengths[4.0] == pytest.approx(lengths[2.0], rel=0.02)


@pytest.mark.parametrize("space", ["viseme15", "arkit52"])
def test_events_carry_the_track_before_its_sound(http: httpx.Client, space: str) -> None:
    body = {"model": "visavis", "input": TEXT, "response_format": "pcm", "stream_format": "sse", "track": space}
    answer = http.post(PATH, json=body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    begin, *others, done = events_of(answer.text)
    assert (begin["type"], begin["text"], begin["channel_space"], begin["fps"]) == (
        "visavis.track.begin",
        TEXT,
        space,
        60,
    )
    width = len(begin["channels"])
    frames = samples = 0
    words = []
    for event in others:
        if event["type"] == "speech.audio.delta":
            samples += len(base64.b64decode(event["audio"])) // 2
            assert frames * 24_000 / 60 >= samples - 24_000 / 60
        else:
            assert event["type"] == "visavis.track.delta"
            assert event["first_frame"] == frames
            assert len(base64.b64decode(event["rows"])) == width * event["frames"]
            frames += event["frames"]
            words += [begin["text"][word["start"] : word["end"]] for word in event["words"]]
            assert {"sentences", "marks"} <= set(event)
    assert frames == pytest.approx(samples / 24_000 * 60, abs=1)
    assert "Thank" in words
    assert done["type"] == "speech.audio.done"
    usage = done["usage"]
    assert usage["input_tokens"] == len(TEXT)
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


def test_events_without_a_track_are_openais_own(client: openai.OpenAI) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input="Hello.", response_format="wav", stream_format="sse"
    ) as answer:
        events = events_of("".join(answer.iter_text()))
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    assert events[-1]["type"] == "speech.audio.done"
    sound = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert len(sound_of(sound, "wav")[0]) > 5000


def test_the_track_is_at_the_address_that_the_answer_names(http: httpx.Client) -> None:
    answer = http.post(PATH, json={"model": "tts-1", "input": TEXT, "response_format": "wav", "track": "arkit52"})
    samples, rate_hz = sound_of(answer.content, "wav")
    address = answer.headers["x-visavis-track"]
    told = SpeechResult.model_validate_json(http.get(address).content)
    assert (told.text, told.sample_rate_hz, told.track.channel_space) == (TEXT, rate_hz, "arkit52")
    assert told.duration_ms == pytest.approx(len(samples) * 1000 / rate_hz, abs=0.01)
    assert told.track.frames == math.ceil(len(samples) / rate_hz * 60)
    assert told.words
    assert told.cues
    table = http.get(address, headers={"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(table.text.splitlines()) == told.track.frames + 1
    assert http.get(address, headers={"Accept": "text/vtt"}).text.startswith("WEBVTT")
    assert '"viseme":"PP"' not in http.get(address, params={"form": "vtt"}).text
    assert '{"viseme":' in http.get(address, params={"form": "visemes-vtt"}).text
    assert http.get(address, params={"form": "live-link"}).text.startswith("Timecode")
    assert http.get(address, headers={"Accept": "image/png"}).status_code == 406


def test_a_track_without_a_wish_has_visemes(http: httpx.Client) -> None:
    answer = http.post(PATH, json={"model": "tts-1", "input": "Hello.", "response_format": "wav"})
    address = answer.headers["x-visavis-track"]
    assert http.get(address).json()["track"]["channel_space"] == "viseme15"
    refused = http.get(address, params={"form": "live-link"})
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "form")


def test_a_track_may_be_asked_for_while_it_is_made() -> None:
    gate = Gate()

    async def both(server: LiveServer) -> tuple[httpx.Response, bytes]:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
            body = {"model": "visavis", "input": "hello there", "response_format": "pcm"}
            async with http.stream("POST", PATH, json=body) as answer:
                asking = asyncio.create_task(http.get(answer.headers["x-visavis-track"]))
                parts = answer.aiter_bytes()
                sound = await anext(parts)
                assert not asking.done()
                gate.open()
                sound += b"".join([part async for part in parts])
                return await asking, sound

    with live_server({"scripted": ScriptedEngine(gate)}, warm_up=False) as server:
        answer, sound = asyncio.run(both(server))
    assert answer.json()["duration_ms"] == pytest.approx(len(sound) / 2 / 24, abs=1)


def test_nobody_guesses_a_track(http: httpx.Client) -> None:
    answer = http.get(f"{PATH}/0123456789abcdefghijkl/track")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["visavis", "visavis-flite", "visavis-espeak"]
    for name in ("visavis", "visavis-espeak", "tts-1", "gpt-4o-mini-tts-2025-12-15"):
        model = client.models.retrieve(name)
        assert (model.id, model.object, model.owned_by) == (name, "model", "visavis")
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-9")
    assert caught.value.code == "model_not_found"


WRONG: dict[str, tuple[dict[str, Any], type[openai.APIStatusError], str, str]] = {
    "model": ({"model": "gpt-9"}, openai.NotFoundError, "model", "model_not_found"),
    "voice": ({"voice": "nobody"}, openai.BadRequestError, "voice", "voice_not_found"),
    "other engine": (
        {"model": "visavis-espeak", "voice": "azure:zh-CN-XiaoxiaoNeural"},
        openai.BadRequestError,
        "voice",
        "voice_not_found",
    ),
    "empty": ({"input": "  "}, openai.BadRequestError, "input", "empty_string"),
    "only signs": ({"input": "……"}, openai.BadRequestError, "input", "empty_string"),
    "long": ({"input": "x" * 5001}, openai.BadRequestError, "input", "string_above_max_length"),
    "slow": ({"speed": 0.1}, openai.BadRequestError, "speed", "invalid_value"),
    "aac": ({"response_format": "aac"}, openai.BadRequestError, "response_format", "invalid_value"),
    "language": ({"extra_body": {"language": "xx"}}, openai.BadRequestError, "language", "language_not_found"),
    "unknown": ({"extra_body": {"pitch": 3}}, openai.BadRequestError, "pitch", "unknown_parameter"),
    "number": ({"input": 5}, openai.BadRequestError, "input", "invalid_type"),
    "missing": ({"extra_body": {"input": None}}, openai.BadRequestError, "input", "invalid_type"),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_errors_raise_the_exception_of_the_client(client: openai.OpenAI, name: str) -> None:
    given, kind, param, code = WRONG[name]
    with pytest.raises(openai.APIStatusError) as caught:
        client.audio.speech.create(**{"model": "visavis", "voice": "alloy", "input": "hi"} | given)
    assert type(caught.value) is kind
    assert (caught.value.param, caught.value.code) == (param, code)
    assert caught.value.type == "invalid_request_error"
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["message"]


def test_errors_before_the_route_have_the_same_shape(http: httpx.Client) -> None:
    json_type = {"Content-Type": "application/json"}
    large = http.post(PATH, content=b'{"input": "' + b"x" * 100_000 + b'"}', headers=json_type)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "message_too_large")
    broken = http.post(PATH, content=b"{", headers=json_type)
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "invalid_json")
    form = http.post(PATH, data={"input": "hi"})
    assert (form.status_code, form.json()["error"]["type"]) == (400, "invalid_request_error")
    method = http.get(PATH)
    assert (method.status_code, method.json()["error"]["type"]) == (405, "invalid_request_error")


def test_pages_of_other_sites_need_leave(http: httpx.Client) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-stainless-os"}
    allowed = http.options(PATH, headers={"Origin": "https://shop.example", **asked})
    assert allowed.headers["access-control-allow-origin"] == "https://shop.example"
    refused = http.options(PATH, headers={"Origin": "https://evil.example", **asked})
    assert "access-control-allow-origin" not in refused.headers
    body = {"model": "tts-1", "input": "Hello.", "response_format": "pcm"}
    answer = http.post(PATH, json=body, headers={"Origin": "https://shop.example"})
    assert "x-visavis-track" in answer.headers["access-control-expose-headers"].lower()


def failing(sentence: Sentence) -> Any:
    """One word of speech, then an error."""
    yield pieces_of(sentence, 8 * 1600)[0]
    raise EngineError("the engine is out of breath")


def test_a_failure_before_any_sound_is_a_status() -> None:
    def say(sentence: Sentence) -> Any:
        raise EngineError("no breath at all", code="engine_busy", retryable=True)
        yield

    with live_server({"scripted": ScriptedEngine(say)}, warm_up=False) as server, client_of(server) as client:
        with pytest.raises(openai.InternalServerError) as caught:
            client.audio.speech.create(model="visavis", voice="alloy", input="hello there")
        assert (caught.value.status_code, caught.value.code) == (503, "engine_busy")
        assert "retry-after" in caught.value.response.headers
        wait_until(lambda: not len(server.service.tracks))


def test_a_failure_in_mid_sound_is_no_end_of_the_sound() -> None:
    with (
        live_server({"scripted": ScriptedEngine(failing)}, warm_up=False) as server,
        httpx.Client(base_url=server.url, timeout=60) as http,
    ):
        body = {"model": "visavis", "input": "hello there", "response_format": "pcm"}
        with pytest.raises(httpx.RemoteProtocolError):
            http.post(PATH, json=body)
        *_, last = events_of(http.post(PATH, json={**body, "stream_format": "sse"}).text)
        assert last["type"] == "error"
        assert (last["error"]["type"], last["error"]["code"]) == ("server_error", "engine_failed")
        wait_until(lambda: not len(server.service.tracks))


def test_requests_beyond_the_limit_are_told_to_come_back() -> None:
    with live_server({"scripted": ScriptedEngine(Gate())}, warm_up=False, max_requests=1) as server:
        body = {"model": "visavis", "input": "hello there", "response_format": "pcm"}
        with client_of(server) as client, httpx.Client(base_url=server.url, timeout=60) as http:
            with http.stream("POST", PATH, json=body) as held:
                sounds = held.iter_bytes()  # let go of, it would end the connection
                next(sounds)
                with pytest.raises(openai.RateLimitError) as caught:
                    client.audio.speech.create(model="visavis", voice="alloy", input="hi")
                assert caught.value.code == "rate_limit_exceeded"
            wait_until(lambda: not server.service.request_slots.locked())
            wait_until(lambda: not len(server.service.tracks))


def sound_of(content: bytes, form: str) -> tuple[np.ndarray[Any, Any], int]:
    if form == "pcm":
        return np.frombuffer(content, dtype="<i2").astype(np.float32) / 32768, 24_000
    if form == "mp3":  # libsndfile would stop at the length that it guesses
        return np.frombuffer(asyncio.run(decoded_mp3(content)), dtype="<i2").astype(np.float32) / 32768, 24_000
    return soundfile.read(io.BytesIO(content), dtype="float32")  # type: ignore[no-any-return]


async def decoded_mp3(content: bytes) -> bytes:
    stream = Mp3Stream(24_000)
    return await stream.take(content) + await stream.end()
