"""What is no message is told so precisely that its sender can mend it."""

from __future__ import annotations

import json

import hypothesis.strategies as st
import pytest
from hypothesis import given

from visavis.protocol.client import Ping, Speak
from visavis.protocol.errors import ErrorCode
from visavis.transport.messages import MalformedError, parse_message

pytestmark = pytest.mark.unit


def test_a_message() -> None:
    assert parse_message('{"type":"ping","nonce":3}') == Ping(nonce=3)


def test_an_escaped_surrogate_pair_is_one_character() -> None:
    message = parse_message(r'{"type":"speak","id":"a","text":"\ud83d\ude00"}')
    assert isinstance(message, Speak)
    assert message.text == "😀"


def test_half_an_emoji_does_not_leave_the_rest_unsaid() -> None:
    message = parse_message(r'{"type":"speak","id":"a","text":"hi \ud83d there 😀 \ud83d\ude00"}')
    assert isinstance(message, Speak)
    assert message.text == "hi \ufffd there 😀 😀"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", ErrorCode.BAD_MESSAGE, "not JSON"),
        ("{", ErrorCode.BAD_MESSAGE, "not JSON"),
        ("[1]", ErrorCode.BAD_MESSAGE, "JSON object, got list"),
        ('"hello"', ErrorCode.BAD_MESSAGE, "JSON object, got str"),
        ("{}", ErrorCode.BAD_MESSAGE, 'has a "type", one of: hello'),
        ('{"type":"dance"}', ErrorCode.UNKNOWN_TYPE, "'dance'; types are: hello, speak, speak_audio, "),
        ('{"type":"dance"}', ErrorCode.UNKNOWN_TYPE, "resume, codecs, playback, token, ask_code, ping"),
        ('{"type":7}', ErrorCode.UNKNOWN_TYPE, "'7'"),
        ('{"type":"speak","id":"a"}', ErrorCode.BAD_MESSAGE, "speak.text: field required"),
        ('{"type":"speak","id":"a b","text":"x"}', ErrorCode.BAD_MESSAGE, "speak.id"),
        ('{"type":"speak","id":"a","text":"x","rate":9}', ErrorCode.BAD_MESSAGE, "less than or equal to 2, got 9"),
        ('{"type":"speak","id":"a","text":"x","rate":NaN}', ErrorCode.BAD_MESSAGE, "rate"),
        ('{"type":"speak","id":"a","text":"x","sped":2}', ErrorCode.BAD_MESSAGE, "speak.sped: there is no such field"),
        ('{"type":"speak","id":"a","text":{"b":1}}', ErrorCode.BAD_MESSAGE, "got dict of 1"),
        (r'{"type":"speak","id":"\ud800","text":"x"}', ErrorCode.BAD_MESSAGE, "speak.id"),
        (r'{"type":"speak","id":"a","text":"\ud8', ErrorCode.BAD_MESSAGE, "not JSON"),
        ('{"type":"playback","id":"a","position_ms":-1,"state":"playing"}', ErrorCode.BAD_MESSAGE, "position_ms"),
    ],
)
def test_the_error_names_what_came_and_what_is_accepted(text: str, code: ErrorCode, said: str) -> None:
    with pytest.raises(MalformedError) as caught:
        parse_message(text)
    assert caught.value.code is code
    assert said in str(caught.value)


def test_a_long_value_is_not_repeated_whole() -> None:
    with pytest.raises(MalformedError) as caught:
        parse_message(json.dumps({"type": "speak", "id": "x" * 5000, "text": "hi"}))
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("text", "utterance_id"),
    [
        ('{"type":"speak","id":"u1","text":"x","rate":9}', "u1"),
        ('{"type":"speak","id":"u1"}', "u1"),
        ('{"type":"speak_audio","id":"r1","sample_rate_hz":1,"samples":1}', "r1"),
        ('{"type":"speak_audio","id":"r1","sample_rate_hz":8000,"samples":1' + "0" * 400 + "}", "r1"),
        (r'{"type":"speak","id":"u1","text":"\ud83d","rate":9}', "u1"),
        ('{"type":"speak","id":"a b","text":"x"}', None),
        ('{"type":"speak","id":7,"text":"x"}', None),
        ('{"type":"speak","text":"x"}', None),
        ('{"type":["speak"],"id":"u1"}', None),
        ('{"type":"interrupt","id":"u1","all":true}', None),
        ('{"type":"speak","id":"u1","text":"x"', None),
        ('{"type":"speak","id":"u1","text":"x","rate":' + "9" * 5000 + "}", None),
        ('{"type":"speak","id":"u1","text":' + "[" * 20_000, None),
    ],
)
def test_who_asked_for_speech_is_told_for_which(text: str, utterance_id: str | None) -> None:
    with pytest.raises(MalformedError) as caught:
        parse_message(text)
    assert caught.value.utterance_id == utterance_id


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_is_a_message_or_an_error(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_message(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["id", "text", "rate", "voice", "nonce", "state", "position_ms", "protocol_version"])
TYPES = st.sampled_from(["hello", "speak", "interrupt", "pause", "resume", "playback", "ping"])


@given(TYPES, st.dictionaries(FIELDS, JSON, max_size=5))
def test_any_fields_are_a_message_or_an_error(kind: str, fields: dict[str, object]) -> None:
    text = json.dumps({"type": kind, **fields})
    code = None
    try:
        assert parse_message(text).type == kind
    except MalformedError as error:
        code = error.code
    assert code in {None, ErrorCode.BAD_MESSAGE}
