"""The session machine: what it answers, in which order, and how far it runs ahead."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.session_fixtures import DESCRIBE, LIMITS, chunk
from visavis.protocol.client import Hello, Interrupt, Pause, Ping, PlaybackReport, Resume, Speak
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.session.effects import CancelUtterance, Close, Effect, Send, SendChunk, StartUtterance, WantChunk
from visavis.session.events import ChunkReady, Failed, HelloMissing, Malformed, Opened, Received, ReceivedSound
from visavis.session.machine import Identity, SessionMachine

pytestmark = pytest.mark.unit


class Client:
    """Talks to a machine; time stands still unless a test moves it."""

    def __init__(self, *, greeted: bool = True, describe: Any = DESCRIBE) -> None:
        self.machine = SessionMachine(Identity("s1", "9.9", bad_messages=3), describe)
        self.now = 100.0
        if greeted:
            self.say(Hello(protocol_version="1.7", channel_space="viseme15"))

    def feed(self, event: Any) -> list[Effect]:
        return self.machine.handle(event, self.now)

    def say(self, message: Any) -> list[Effect]:
        return self.feed(Received(message))

    def speak(self, name: str, text: str = "hi", **fields: Any) -> list[Effect]:
        return self.say(Speak(id=name, text=text, **fields))

    def open(self, name: str) -> list[Effect]:
        return self.feed(Opened(name, "hi", "scripted:one", "en", 8000))

    def ready(self, name: str, seconds: float, *, final: bool = False) -> list[Effect]:
        return self.feed(ChunkReady(name, chunk(seconds, final=final)))

    def report(self, name: str, position_ms: float, state: str) -> list[Effect]:
        return self.say(PlaybackReport(id=name, position_ms=position_ms, state=state))

    def play_whole(self, name: str, seconds: float = 1.0) -> None:
        """Ask for an utterance and have all of it sent."""
        self.speak(name)
        self.open(name)
        self.ready(name, seconds, final=True)


def kinds(effects: list[Effect]) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def error_of(effects: list[Effect]) -> Any:
    [error] = [effect.message for effect in effects if isinstance(effect, Send) and effect.message.type == "error"]
    return error


def test_hello_is_answered_with_everything_the_client_must_know() -> None:
    [effect] = Client(greeted=False).say(Hello(protocol_version="1.0"))
    assert isinstance(effect, Send)
    welcome = effect.message
    assert (welcome.type, welcome.session_id, welcome.server_version) == ("welcome", "s1", "9.9")
    assert welcome.describe == DESCRIBE


@pytest.mark.parametrize("version", ["0.9", "2.0", "10.1"])
def test_another_major_version_is_turned_away(version: str) -> None:
    effects = Client(greeted=False).say(Hello(protocol_version=version))
    assert error_of(effects).code is ErrorCode.VERSION_MISMATCH
    assert version in error_of(effects).message
    assert effects[-1] == Close(1008)


def test_anything_before_hello_ends_the_session() -> None:
    client = Client(greeted=False)
    effects = client.say(Speak(id="a", text="hi"))
    assert error_of(effects).code is ErrorCode.HELLO_EXPECTED
    assert effects[-1] == Close(1008)
    assert client.say(Hello(protocol_version="1.0")) == []


def test_a_ping_is_answered_even_before_hello() -> None:
    [effect] = Client(greeted=False).say(Ping(nonce=7))
    assert isinstance(effect, Send)
    assert (effect.message.type, effect.message.nonce) == ("pong", 7)


def test_silence_ends_the_session_only_before_hello() -> None:
    assert Client(greeted=False).feed(HelloMissing())[-1] == Close(1008)
    assert Client().feed(HelloMissing()) == []


def test_a_second_hello_is_refused_and_the_session_goes_on() -> None:
    client = Client()
    assert error_of(client.say(Hello(protocol_version="1.0"))).code is ErrorCode.BAD_MESSAGE
    assert kinds(client.speak("a")) == ["StartUtterance"]


def test_one_utterance_from_asking_to_heard() -> None:
    client = Client()
    [start] = client.speak(
        "a", "hello", rate=1.5, pitch=-2, volume=0.5, style="clear", emotion="happy", voice="scripted:one"
    )
    assert isinstance(start, StartUtterance)
    assert (start.order.text, start.order.space, start.order.prosody.rate) == ("hello", "viseme15", 1.5)
    assert start.order.style == "clear"
    [sent] = client.open("a")
    assert isinstance(sent, Send)
    assert (sent.message.type, sent.message.emotion, sent.message.sample_rate_hz) == ("utterance_start", "happy", 8000)
    assert kinds(client.ready("a", 1)) == ["SendChunk", "WantChunk"]
    assert kinds(client.ready("a", 1, final=True)) == ["SendChunk"]
    assert client.report("a", 2000, "ended") == []
    [heard] = client.machine.history
    assert (heard.id, heard.position_ms, heard.duration_ms, heard.interrupted) == ("a", 2000, 2000, False)
    assert client.machine.waiting == 0


def test_utterances_are_performed_in_the_order_they_were_asked_for() -> None:
    client = Client()
    assert kinds(client.speak("a")) == ["StartUtterance"]
    assert client.speak("b") == []
    assert client.speak("c") == []
    client.open("a")
    effects = client.ready("a", 1, final=True)
    assert kinds(effects) == ["SendChunk", "StartUtterance"]
    assert effects[-1].id == "b"


def test_only_speech_that_somebody_waits_for_is_urgent() -> None:
    client = Client()
    [first] = client.speak("a")
    client.speak("b")
    client.open("a")
    second = client.ready("a", 3, final=True)[-1]
    assert isinstance(first, StartUtterance)
    assert isinstance(second, StartUtterance)
    assert (first.order.urgent, second.order.urgent) == (True, False)
    assert (first.slack_ms, second.slack_ms) == (0, 3000)


def test_the_server_never_runs_further_ahead_than_the_lead() -> None:
    client = Client()
    client.speak("a")
    client.open("a")
    assert kinds(client.ready("a", 6)) == ["SendChunk", "WantChunk"]
    assert client.ready("a", 6) == []
    assert client.report("a", 1900, "playing") == []
    assert kinds(client.report("a", 2000, "playing")) == ["SendChunk", "WantChunk"]
    assert client.machine.unheard_ms == pytest.approx(10_000)


def test_the_lead_counts_all_utterances_together() -> None:
    client = Client()
    client.play_whole("a", 8)
    client.speak("b")
    client.open("b")
    assert client.ready("b", 4) == []
    assert kinds(client.report("a", 8000, "ended")) == ["SendChunk", "WantChunk"]


def test_nothing_is_started_while_the_client_has_all_it_may_have() -> None:
    client = Client()
    client.play_whole("a", 10)
    assert client.speak("b") == []
    assert kinds(client.report("a", 100, "playing")) == ["StartUtterance"]


def test_a_chunk_longer_than_the_lead_goes_when_nothing_is_left() -> None:
    client = Client()
    client.speak("a")
    client.open("a")
    assert kinds(client.ready("a", 30)) == ["SendChunk", "WantChunk"]


def test_a_position_beyond_what_was_sent_is_not_believed() -> None:
    client = Client()
    client.speak("a")
    client.open("a")
    client.ready("a", 2)
    client.report("a", 9_000_000, "playing")
    assert client.machine.unheard_ms == 0


def test_a_position_never_goes_back() -> None:
    client = Client()
    client.play_whole("a", 5)
    client.report("a", 3000, "playing")
    client.report("a", 1000, "stalled")
    assert client.machine.unheard_ms == 2000


def test_an_end_reported_before_all_was_sent_drops_nothing() -> None:
    client = Client()
    client.speak("a")
    client.open("a")
    client.ready("a", 1)
    client.report("a", 1000, "ended")
    assert client.machine.waiting == 1
    assert kinds(client.ready("a", 1, final=True)) == ["SendChunk"]


def test_the_next_one_playing_means_that_the_one_before_was_heard() -> None:
    client = Client()
    client.play_whole("a", 2)
    client.play_whole("b", 2)
    client.report("b", 10, "playing")
    assert [(heard.id, heard.position_ms) for heard in client.machine.history] == [("a", 2000)]
    assert client.machine.waiting == 1


def test_a_client_that_waits_for_a_gesture_loses_nothing() -> None:
    client = Client()
    client.play_whole("a", 2)
    client.play_whole("b", 2)
    client.report("b", 0, "waiting")
    assert client.machine.waiting == 2


def test_interrupting_everything() -> None:
    client = Client()
    client.play_whole("a", 3)
    client.report("a", 1200, "playing")
    client.speak("b")
    client.open("b")
    client.speak("c")
    effects = client.say(Interrupt())
    assert kinds(effects) == ["CancelUtterance", "CancelUtterance", "Send"]
    assert effects[-1].message.ids == ("a", "b", "c")
    assert client.ready("b", 1) == []
    assert [(heard.id, heard.position_ms, heard.interrupted) for heard in client.machine.history] == [
        ("a", 1200, True),
        ("b", 0, True),
        ("c", 0, True),
    ]


def test_interrupting_one_lets_the_next_begin() -> None:
    client = Client()
    client.speak("a")
    client.speak("b")
    effects = client.say(Interrupt(id="a"))
    assert kinds(effects) == ["CancelUtterance", "Send", "StartUtterance"]
    assert effects[1].message.ids == ("a",)


def test_interrupting_what_waits_needs_no_cancelling() -> None:
    client = Client()
    client.speak("a")
    client.speak("b")
    effects = client.say(Interrupt(id="b"))
    assert kinds(effects) == ["Send"]


def test_interrupting_what_is_over_is_no_error() -> None:
    client = Client()
    client.play_whole("a")
    client.report("a", 1000, "ended")
    [effect] = client.say(Interrupt(id="a"))
    assert effect.message.ids == ()


def test_the_last_report_of_an_interrupted_utterance_corrects_the_history() -> None:
    client = Client()
    client.play_whole("a", 5)
    client.say(Interrupt())
    client.report("a", 1234, "interrupted")
    [heard] = client.machine.history
    assert heard.position_ms == 1234


def test_a_client_may_stop_by_itself() -> None:
    client = Client()
    client.speak("a")
    client.open("a")
    client.ready("a", 2)
    effects = client.report("a", 700, "interrupted")
    assert kinds(effects) == ["CancelUtterance", "Send"]
    assert effects[-1].message.ids == ("a",)


def test_pause_holds_everything_and_resume_goes_on() -> None:
    client = Client()
    client.speak("a")
    client.open("a")
    assert client.say(Pause()) == []
    assert client.ready("a", 1) == []
    assert client.speak("b") == []
    assert kinds(client.say(Resume())) == ["SendChunk", "WantChunk"]


def test_a_failure_is_told_and_the_next_one_starts() -> None:
    client = Client()
    client.speak("a")
    client.speak("b")
    client.open("a")
    effects = client.feed(Failed("a", ErrorCode.ENGINE_FAILED, "broken", retryable=True))
    assert kinds(effects) == ["CancelUtterance", "Send", "StartUtterance"]
    error = error_of(effects)
    assert (error.code, error.id, error.retryable) == (ErrorCode.ENGINE_FAILED, "a", True)
    assert client.ready("a", 1) == []


def test_more_than_may_wait_is_refused() -> None:
    client = Client()
    for name in "abcd":
        client.speak(name)
    error = error_of(client.speak("e"))
    assert (error.code, error.id, error.retryable) == (ErrorCode.QUEUE_FULL, "e", True)
    client.say(Interrupt(id="b"))
    assert client.speak("e") == []


def test_an_id_is_used_once() -> None:
    client = Client()
    client.play_whole("a")
    live = error_of(client.speak("a"))
    client.report("a", 1000, "ended")
    past = error_of(client.speak("a"))
    # An id in the error would tell the client that the first utterance of that name had failed.
    assert [(error.code, error.id) for error in (live, past)] == [(ErrorCode.DUPLICATE_ID, None)] * 2


@pytest.mark.parametrize(
    ("fields", "code", "named"),
    [
        ({"text": ""}, ErrorCode.EMPTY_TEXT, "empty"),
        ({"text": " \n\t"}, ErrorCode.EMPTY_TEXT, "3 characters"),
        ({"text": "x" * 101}, ErrorCode.TEXT_TOO_LONG, "101"),
        ({"text": "hi", "voice": "nobody"}, ErrorCode.UNKNOWN_VOICE, "'nobody'"),
        ({"text": "hi", "language": "tlh"}, ErrorCode.UNKNOWN_LANGUAGE, "'tlh'"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_at_once(fields: dict[str, str], code: ErrorCode, named: str) -> None:
    client = Client()
    error = error_of(client.say(Speak(id="a", **fields)))
    assert (error.code, error.id) == (code, "a")
    assert named in error.message
    assert client.machine.waiting == 0


def test_a_language_with_a_region_is_read() -> None:
    assert kinds(Client().speak("a", language="zh-CN")) == ["StartUtterance"]


def test_too_many_requests_a_minute() -> None:
    describe = DESCRIBE.model_copy(update={"limits": LIMITS.model_copy(update={"speak_per_minute": 2})})
    client = Client(describe=describe)
    client.speak("a")
    client.speak("b")
    error = error_of(client.speak("c"))
    assert (error.code, error.retryable, error.id) == (ErrorCode.RATE_LIMITED, True, "c")
    client.now += 30
    assert client.speak("c") == []
    assert error_of(client.speak("d")).code is ErrorCode.RATE_LIMITED


def test_bad_messages_are_answered_until_there_are_too_many() -> None:
    client = Client()
    bad = Malformed(ErrorCode.BAD_MESSAGE, "not JSON")
    assert [kinds(client.feed(bad)) for _ in range(3)] == [["Send"]] * 3
    assert client.feed(bad)[-1] == Close(1008)
    assert client.feed(bad) == []


def test_speech_that_was_asked_for_wrongly_is_told_to_have_failed() -> None:
    client = Client()
    wrong = Malformed(ErrorCode.BAD_MESSAGE, "speak.rate: less than or equal to 2", "u1")
    assert error_of(client.feed(wrong)).id == "u1"
    frame = ReceivedSound(AudioHeader(id="u1", first_sample=0, samples=1), memoryview(bytes(2)))
    assert client.feed(frame) == [], "frames of a recording that was asked for so may follow"
    client.say(Speak(id="u1", text="Hello"))
    assert error_of(client.feed(wrong)).id is None, "the first one of this name has not failed"


def test_bad_messages_are_forgiven_with_time() -> None:
    client = Client()
    for _ in range(20):
        assert kinds(client.feed(Malformed(ErrorCode.BAD_MESSAGE, "not JSON"))) == ["Send"]
        client.now += 6


@pytest.mark.parametrize("message", [Interrupt(id="x"), PlaybackReport(id="x", position_ms=0, state="playing")])
def test_an_utterance_nobody_knows(message: Any) -> None:
    error = error_of(Client().say(message))
    assert error.code is ErrorCode.UNKNOWN_UTTERANCE
    assert "'x'" in error.message


def test_effects_name_their_utterance() -> None:
    client = Client()
    client.speak("a")
    client.open("a")
    sent, want = client.ready("a", 1)
    assert isinstance(sent, SendChunk)
    assert want == WantChunk("a")
    assert client.say(Interrupt(id="a"))[0] == CancelUtterance("a")
