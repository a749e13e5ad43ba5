"""Recordings over REST, with the real engine, the real aligner and a real socket."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from fakes.live_server import LiveServer, live_server
from fakes.rest_answers import items_of, parts_of, sound_of
from fakes.sounds import buzz, sound_file
from fakes.until import wait_until
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader, TrackHeader
from visavis.protocol.framing import decode_frame
from visavis.protocol.rest import Problem, SpeechResult

pytestmark = pytest.mark.contract

PATH = "/v1/speech/audio"
FRAMES = "application/vnd.visavis.frames"
TEXT = "Bob met Pam at the bank. They moved the big piano."


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(allowed_origins=("https://shop.example",), audio_seconds=10, audio_mb=1) as running:
        yield running


@pytest.fixture
def http(server: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client
        # Memory is given back, whatever the answer was; of one that was streamed a little after its end has come.
        wait_until(lambda: not server.service.sounds.taken_bytes)


@pytest.fixture(scope="module")
def spoken(server: LiveServer) -> tuple[bytes, SpeechResult]:
    """A WAV of our own speech, and when its sounds really are."""
    answer = httpx.post(f"{server.url}/v1/speech", json={"text": TEXT, "voice": "espeak:en"}, timeout=30)
    parts = parts_of(answer)
    return parts["audio"], SpeechResult.model_validate_json(parts["speech"])


def post(http: httpx.Client, content: bytes, **fields: str) -> httpx.Response:
    return http.post(PATH, files={"audio": ("talk.wav", content)}, data=fields)


@pytest.mark.parametrize("space", ["arkit52", "viseme15"])
def test_a_recording_with_its_text(http: httpx.Client, spoken: tuple[bytes, SpeechResult], space: str) -> None:
    wav, true = spoken
    answer = post(http, wav, text=TEXT, language="en-US", channel_space=space, emotion="happy")
    assert answer.status_code == 200, answer.text
    parts = parts_of(answer)
    told = SpeechResult.model_validate_json(parts["speech"])
    assert (told.text, told.voice, told.language, told.emotion) == (TEXT, "recording", "en", "happy")
    samples, rate_hz = sound_of(wav)
    assert sound_of(parts["audio"]) == (samples, rate_hz)
    assert parts["audio"].endswith(wav[-2 * samples :])
    assert told.track.channel_space == space
    assert told.track.frames == math.ceil(samples / rate_hz * 60)
    assert [TEXT[word.start : word.end] for word in told.words] == TEXT.replace(".", "").split()
    late = [abs(word.onset_ms - other.onset_ms) for word, other in zip(told.words, true.words, strict=True)]
    assert np.median(late) < 60
    assert true.confidence is None, "what was synthesised says what it says"
    assert told.confidence is not None
    assert told.confidence > 0.5
    closures = [cue.onset_ms for cue in told.cues if cue.viseme == "PP"]
    for cue in true.cues:
        if cue.viseme == "PP":
            assert min(abs(cue.onset_ms - onset) for onset in closures) < 120


def test_a_wrong_text_shows_in_the_confidence(http: httpx.Client, spoken: tuple[bytes, SpeechResult]) -> None:
    answer = post(http, spoken[0], text="Quarterly figures show wholly different sounds here.", language="en-US")
    told = SpeechResult.model_validate_json(parts_of(answer)["speech"])
    assert told.confidence is not None
    assert told.confidence < 0.5


def test_a_recording_without_a_text_as_a_bare_body(http: httpx.Client) -> None:
    silence = np.zeros(16_000, dtype=np.float32)
    content = sound_file(np.concatenate((silence, buzz(1.0, 16_000), silence)), 16_000, "FLAC")
    answer = http.post(PATH, content=content, headers={"Content-Type": "audio/flac"})
    told = SpeechResult.model_validate_json(parts_of(answer)["speech"])
    assert (told.text, told.language, told.words, told.duration_ms) == ("", "und", (), 3000)
    assert told.confidence is None
    rows = np.array(told.track.weights)
    jaw = rows[:, told.track.channels.index("jawOpen")]
    assert jaw[65:115].min() > 10
    assert rows[:50].sum() == 0
    assert rows[140:].sum() == 0


def test_as_a_stream_and_as_sound(http: httpx.Client) -> None:
    content = sound_file(buzz(2.0, 48_000), 48_000)
    answer = http.post(PATH, files={"audio": ("a", content)}, headers={"Accept": FRAMES})
    first, *others = items_of(answer.content)
    start = json.loads(first)
    assert (start["type"], start["voice"], start["sample_rate_hz"]) == ("utterance_start", "recording", 24_000)
    headers = [decode_frame(item)[0] for item in others]
    assert sum(header.samples for header in headers if isinstance(header, AudioHeader)) == 48_000
    assert sum(header.frames for header in headers if isinstance(header, TrackHeader)) == 120
    answer = http.post(PATH, files={"audio": ("a", content)}, headers={"Accept": "audio/wav"})
    assert sound_of(answer.content) == (48_000, 24_000)


SOUND = sound_file(buzz(0.3, 8000), 8000)
BAD: dict[str, tuple[dict[str, Any], int, ErrorCode, str]] = {
    "no sound": ({"files": {"audio": ("a.wav", b"<html>")}}, 422, ErrorCode.AUDIO_INVALID, "no sound that can be read"),
    "an empty file": ({"files": {"audio": ("a.wav", b"")}}, 422, ErrorCode.AUDIO_INVALID, "empty"),
    "too long a sound": (
        {"files": {"audio": ("a.flac", sound_file(np.zeros(8000 * 11), 8000, "FLAC"))}},
        413,
        ErrorCode.AUDIO_TOO_LONG,
        "longer than 10 s",
    ),
    "too large a file": (
        {"files": {"audio": ("a.wav", bytes((1 << 20) + 10))}},
        413,
        ErrorCode.MESSAGE_TOO_LARGE,
        "1048576 are allowed",
    ),
    "far too large a file": ({"content": bytes(2 << 20)}, 413, ErrorCode.MESSAGE_TOO_LARGE, "at most"),
    "no file": ({"files": {"sound": ("a.wav", SOUND)}}, 422, ErrorCode.BAD_MESSAGE, "no file 'audio'"),
    "two files": (
        {"files": [("audio", ("a", SOUND)), ("audio", ("b", SOUND))]},
        400,
        ErrorCode.BAD_MESSAGE,
        "Too many files",
    ),
    "a field that is none": (
        {"files": {"audio": ("a", SOUND)}, "data": {"txt": "hi"}},
        422,
        ErrorCode.BAD_MESSAGE,
        "txt: there is no such field",
    ),
    "a space that is none": (
        {"files": {"audio": ("a", SOUND)}, "data": {"channel_space": "x"}},
        422,
        ErrorCode.BAD_MESSAGE,
        "channel_space",
    ),
    "nothing to say": (
        {"files": {"audio": ("a", SOUND)}, "data": {"text": "…"}},
        422,
        ErrorCode.EMPTY_TEXT,
        "nothing to say",
    ),
    "an unknown language": (
        {"files": {"audio": ("a", SOUND)}, "data": {"text": "hi", "language": "xx"}},
        422,
        ErrorCode.UNKNOWN_LANGUAGE,
        "'xx'",
    ),
    "JSON": ({"json": {"text": "hi"}}, 415, ErrorCode.BAD_MESSAGE, "multipart/form-data"),
    "a broken form": (
        {"content": b"hello", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        400,
        ErrorCode.BAD_MESSAGE,
        "form cannot be read",
    ),
    "a page of another site": (
        {"files": {"audio": ("a", SOUND)}, "headers": {"Origin": "https://evil.example"}},
        403,
        ErrorCode.ORIGIN_REFUSED,
        "evil.example",
    ),
    "a type that is not had": (
        {"files": {"audio": ("a", SOUND)}, "headers": {"Accept": "image/png"}},
        406,
        ErrorCode.BAD_MESSAGE,
        "image/png",
    ),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_is_wrong_is_told(http: httpx.Client, name: str) -> None:
    request, status, code, said = BAD[name]
    answer = http.post(PATH, **request)
    assert answer.status_code == status, answer.text
    problem = Problem.model_validate_json(answer.content)
    assert problem.code == code
    assert said in problem.message


def test_pages_that_are_allowed_may(http: httpx.Client) -> None:
    answer = http.post(PATH, files={"audio": ("a", SOUND)}, headers={"Origin": "https://shop.example"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"


def test_memory_has_an_end() -> None:
    with (
        live_server(warm_up=False, audio_memory_mb=1, audio_seconds=60) as server,
        httpx.Client(base_url=server.url, timeout=30) as http,
    ):
        answer = http.post(PATH, files={"audio": ("a", SOUND)})
        assert (answer.status_code, answer.json()["code"]) == (429, ErrorCode.RATE_LIMITED)
        assert answer.headers["retry-after"]


def test_a_server_that_takes_none_says_so() -> None:
    with live_server(warm_up=False, audio_seconds=0) as server, httpx.Client(base_url=server.url, timeout=30) as http:
        answer = http.post(PATH, files={"audio": ("a", SOUND)})
        assert (answer.status_code, answer.json()["code"]) == (413, ErrorCode.AUDIO_TOO_LONG)
