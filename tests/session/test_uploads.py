"""Recordings on their way into a session: announced, frame after frame, then an utterance like any other."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.session_fixtures import DESCRIBE, chunk
from visavis.protocol.client import Hello, Interrupt, Speak, SpeakAudio
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.session.effects import Close, Effect, Send, StartUtterance
from visavis.session.events import ChunkReady, Opened, Received, ReceivedSound, UploadLate
from visavis.session.machine import Identity, SessionMachine
from visavis.tts.order import SoundOrder
from visavis.tts.sound import SoundBudget

pytestmark = pytest.mark.unit


class Client:
    def __init__(self, budget_bytes: int = 1 << 20, describe: Any = DESCRIBE, *, greeted: bool = True) -> None:
        self.budget = SoundBudget(budget_bytes)
        self.machine = SessionMachine(Identity("s1", "9.9", bad_messages=3), describe, self.budget)
        if greeted:
            self.say(Hello(protocol_version="1.1", channel_space="viseme15"))

    def feed(self, event: Any) -> list[Effect]:
        return self.machine.handle(event, 100.0)

    def say(self, message: Any) -> list[Effect]:
        return self.feed(Received(message))

    def announce(self, name: str, samples: int = 100, **fields: Any) -> list[Effect]:
        return self.say(SpeakAudio(id=name, sample_rate_hz=8000, samples=samples, **fields))

    def send(self, name: str, first: int, samples: int, *, final: bool = False) -> list[Effect]:
        header = AudioHeader(id=name, first_sample=first, samples=samples, final=final)
        return self.feed(ReceivedSound(header, memoryview(bytes(range(256)) * samples)[: 2 * samples]))


def codes(effects: list[Effect]) -> list[str]:
    return [e.message.code for e in effects if isinstance(e, Send) and e.message.type == "error"]


def test_a_recording_is_an_utterance_once_all_of_it_has_come() -> None:
    client = Client()
    assert client.announce("a", text="您好", language="zh", emotion="happy", style="shout") == []
    assert client.machine.uploading
    assert client.send("a", 0, 60) == []
    [start] = client.send("a", 60, 40, final=True)
    assert isinstance(start, StartUtterance)
    order = start.order
    assert isinstance(order, SoundOrder)
    assert (order.sound.samples, order.sound.sample_rate_hz, order.space) == (100, 8000, "viseme15")
    assert (order.text, order.language, order.style) == ("您好", "zh", "shout")
    assert not client.machine.uploading
    [told] = client.feed(Opened("a", "您好", "recording", "zh", 8000))
    assert (told.message.type, told.message.emotion) == ("utterance_start", "happy")


def test_it_takes_its_place_with_its_last_frame() -> None:
    client = Client()
    client.announce("a")
    [start] = client.say(Speak(id="b", text="hi"))
    assert start.id == "b"
    assert client.send("a", 0, 100, final=True) == []
    client.feed(Opened("b", "hi", "v", "en", 8000))
    effects = client.feed(ChunkReady("b", chunk(0.1, final=True)))
    assert [e.id for e in effects if isinstance(e, StartUtterance)] == ["a"]


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ([(10, 20, False)], "do not follow"),
        ([(0, 50, False), (40, 20, False)], "50 of 100 have come"),
        ([(0, 101, True)], "do not follow"),
        ([(0, 60, True)], "ends after 60 of 100"),
    ],
)
def test_frames_that_do_not_fit_end_it(frames: list[tuple[int, int, bool]], said: str) -> None:
    client = Client()
    client.announce("a")
    effects: list[Effect] = []
    for first, samples, final in frames:
        effects = client.send("a", first, samples, final=final)
    [error] = [effect.message for effect in effects]
    assert (error.code, error.id) == (ErrorCode.AUDIO_INVALID, "a")
    assert said in error.message
    assert not client.machine.uploading
    assert client.budget.taken_bytes == 0
    # What is still on its way is no new mistake.
    assert client.send("a", 60, 40, final=True) == []


def test_frames_of_nothing_are_mistakes_and_too_many_end_the_session() -> None:
    client = Client()
    for _ in range(3):
        assert codes(client.send("x", 0, 10)) == [ErrorCode.BINARY_UNEXPECTED]
    assert isinstance(client.send("x", 0, 10)[-1], Close)


def test_frames_of_what_was_turned_down_are_passed_over() -> None:
    client = Client()
    assert codes(client.announce("long", samples=30 * 8000 + 1)) == [ErrorCode.AUDIO_TOO_LONG]
    for _ in range(10):
        assert client.send("long", 0, 10) == []


def test_one_comes_after_the_other() -> None:
    client = Client()
    client.announce("a")
    assert codes(client.announce("b")) == [ErrorCode.QUEUE_FULL]
    assert client.send("b", 0, 100, final=True) == []
    assert len(client.send("a", 0, 100, final=True)) == 1
    assert client.announce("b") == []


def test_there_is_so_much_memory_and_it_comes_back() -> None:
    client = Client(budget_bytes=250)
    client.announce("a")
    client.send("a", 0, 100, final=True)
    assert codes(client.announce("b")) == [ErrorCode.QUEUE_FULL]
    client.say(Interrupt(id="a"))
    assert client.announce("c") == []


@pytest.mark.parametrize("name", ["a", None])
def test_an_interrupt_stops_it_on_its_way(name: str | None) -> None:
    client = Client()
    client.announce("a")
    client.send("a", 0, 50)
    effects = client.say(Interrupt(id=name))
    assert effects[0].message.ids == ("a",)
    assert not client.machine.uploading
    assert client.send("a", 50, 50, final=True) == []
    assert client.budget.taken_bytes == 0


def test_one_that_does_not_come_is_given_up() -> None:
    client = Client()
    assert client.feed(UploadLate()) == []
    client.announce("a")
    assert codes(client.feed(UploadLate())) == [ErrorCode.AUDIO_INVALID]
    assert client.announce("b") == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "x" * 101}, ErrorCode.TEXT_TOO_LONG),
        ({"text": "x", "language": "xx"}, ErrorCode.UNKNOWN_LANGUAGE),
        ({"samples": 30 * 8000 + 1}, ErrorCode.AUDIO_TOO_LONG),
    ],
)
def test_what_is_known_to_be_wrong_is_told_before_a_frame_comes(fields: dict[str, Any], code: ErrorCode) -> None:
    client = Client()
    effects = client.announce("a", **fields)
    assert codes(effects) == [code]
    assert effects[0].message.id == "a"


def test_a_server_may_take_none() -> None:
    limits = DESCRIBE.limits.model_copy(update={"audio_seconds": 0})
    client = Client(describe=DESCRIBE.model_copy(update={"limits": limits}))
    assert codes(client.announce("a")) == [ErrorCode.AUDIO_TOO_LONG]


def test_an_id_is_used_once() -> None:
    client = Client()
    client.say(Speak(id="a", text="hi"))
    assert codes(client.announce("a")) == [ErrorCode.DUPLICATE_ID]


def test_the_id_of_a_recording_on_its_way_is_taken() -> None:
    client = Client()
    assert client.announce("a") == []
    assert codes(client.say(Speak(id="a", text="hi"))) == [ErrorCode.DUPLICATE_ID]
    assert codes(client.announce("a")) == [ErrorCode.DUPLICATE_ID]


def test_sound_before_hello_ends_the_session() -> None:
    client = Client(greeted=False)
    assert isinstance(client.send("a", 0, 10)[-1], Close)
