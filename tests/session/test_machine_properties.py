"""Whatever comes, in whatever order, the session keeps its promises."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from fakes.session_fixtures import DESCRIBE, LIMITS, chunk
from visavis.protocol.client import Hello, Interrupt, Pause, Ping, PlaybackReport, Resume, Speak, SpeakAudio
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.session.effects import CancelUtterance, Close, Effect, Send, SendChunk, StartUtterance, WantChunk
from visavis.session.events import ChunkReady, Failed, Malformed, Opened, Received, ReceivedSound, UploadLate
from visavis.session.machine import Identity, SessionMachine
from visavis.tts.sound import SoundBudget

pytestmark = pytest.mark.unit

IDS = st.sampled_from(["a", "b", "c", "d", "e", "f"])
STATES = st.sampled_from(["waiting", "playing", "paused", "stalled", "ended", "interrupted"])
LONGEST_CHUNK_S = 4.0

MESSAGES = st.one_of(
    st.builds(Speak, id=IDS, text=st.sampled_from(["hi", "", "x" * 200])),
    st.builds(SpeakAudio, id=IDS, sample_rate_hz=st.just(8000), samples=st.sampled_from([10, 20, 10**6])),
    st.builds(Interrupt, id=st.none() | IDS),
    st.builds(Pause),
    st.builds(Resume),
    st.builds(PlaybackReport, id=IDS, position_ms=st.floats(0, 30_000), state=STATES),
    st.builds(Ping),
)
ACTIONS = st.one_of(
    MESSAGES,
    st.just(Malformed(ErrorCode.BAD_MESSAGE, "x")),
    st.tuples(st.just("chunk"), st.floats(0.05, LONGEST_CHUNK_S), st.booleans()),
    st.just(("fail",)),
    st.tuples(st.just("stray"), IDS),
    st.tuples(st.just("sound"), st.integers(1, 12)),
    st.tuples(st.just("stray sound"), IDS, st.integers(0, 12), st.integers(0, 12), st.booleans()),
    st.just(("late",)),
)


class World:
    """Plays the speaker and the socket, and watches the promises."""

    def __init__(self) -> None:
        self.budget = SoundBudget(100)
        self.machine = SessionMachine(Identity("s", "1", bad_messages=1000), DESCRIBE, self.budget)
        self.uploading: tuple[str, int] | None = None
        """The recording on its way, and how many samples of it have come."""
        self.announced: dict[str, int] = {}
        self.now = 0.0
        self.performing: str | None = None
        self.opened = False
        self.wanted = False
        self.begun: set[str] = set()
        self.stopped: set[str] = set()
        self.finished: set[str] = set()
        self.feed(Received(Hello(protocol_version="1.0")))

    def feed(self, event: Any) -> None:
        self.now += 0.01
        for effect in self.machine.handle(event, self.now):
            self.see(effect)
        lead_ms = 1000 * LIMITS.lead_seconds
        assert self.machine.unheard_ms <= lead_ms + 0.001
        assert self.machine.waiting <= LIMITS.queued_utterances
        assert 0 <= self.budget.taken_bytes <= self.budget.limit_bytes
        if not self.machine.uploading:
            self.uploading = None

    def see(self, effect: Effect) -> None:
        assert not isinstance(effect, Close)
        match effect:
            case StartUtterance(id=name):
                assert self.performing is None, "one at a time"
                assert name not in self.begun, "once"
                self.begun.add(name)
                self.performing, self.opened, self.wanted = name, False, True
            case WantChunk(id=name):
                assert name == self.performing
                self.wanted = True
            case SendChunk(id=name, chunk=sent):
                assert name not in self.stopped | self.finished
                if sent.final:
                    self.finished.add(name)
                    self.performing = None
            case CancelUtterance(id=name):
                if self.performing == name:
                    self.performing = None
            case Send(message=message) if message.type == "interrupted":
                assert self.performing not in message.ids
                self.stopped.update(message.ids)
            case Send(message=message) if message.type == "utterance_start":
                assert message.id not in self.stopped
            case _:
                pass

    def act(self, action: Any) -> None:
        match action:
            case ("chunk", seconds, final):
                if self.performing is None or not self.wanted:
                    return
                if not self.opened:
                    self.opened = True
                    self.feed(Opened(self.performing, "hi", "scripted:one", "en", 8000))
                self.wanted = False
                self.feed(ChunkReady(self.performing, chunk(seconds, final=final)))
            case ("fail",):
                if self.performing is not None:
                    self.feed(Failed(self.performing, ErrorCode.ENGINE_FAILED, "x", retryable=False))
            case ("stray", name):
                # Something that was on its way when the utterance was stopped.
                if name in self.stopped | self.finished:
                    self.feed(ChunkReady(name, chunk(1)))
                    self.feed(Failed(name, ErrorCode.ENGINE_FAILED, "x", retryable=False))
            case ("sound", samples):
                if self.uploading is not None:
                    name, sent = self.uploading
                    samples = min(samples, self.announced[name] - sent)
                    self.uploading = (name, sent + samples)
                    self.sound(name, sent, samples, final=sent + samples == self.announced[name])
            case ("stray sound", name, first, samples, final):
                self.sound(name, first, samples, final=final)
            case ("late",):
                self.feed(UploadLate())
            case SpeakAudio(id=name, samples=samples):
                before = self.machine.uploading
                self.feed(Received(action))
                if self.machine.uploading and not before:
                    self.uploading, self.announced[name] = (name, 0), samples
            case Malformed():
                self.feed(action)
            case message:
                self.feed(Received(message))

    def sound(self, name: str, first: int, samples: int, *, final: bool) -> None:
        header = AudioHeader(id=name, first_sample=first, samples=samples, final=final)
        if self.uploading is not None and self.uploading == (name, first):
            self.uploading = (name, first + samples)
        self.feed(ReceivedSound(header, memoryview(bytes(2 * samples))))


@settings(max_examples=300, deadline=None)
@given(st.lists(ACTIONS, max_size=60))
def test_promises_hold_for_any_course_of_events(actions: list[Any]) -> None:
    world = World()
    for action in actions:
        world.act(action)
    world.feed(Received(Interrupt()))
    assert world.machine.waiting == 0
    assert world.performing is None
    assert world.machine.unheard_ms == 0
    assert not world.machine.uploading
    assert world.budget.taken_bytes == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(ACTIONS, max_size=40))
def test_a_client_that_plays_on_hears_everything_it_asked_for(actions: list[Any]) -> None:
    world = World()
    for action in actions:
        world.act(action)
    world.act(Resume())
    for _ in range(200):
        if not world.machine.waiting:
            break
        world.act(("chunk", 1.0, True))
        for name in sorted(world.begun):
            if name not in world.stopped:
                world.act(PlaybackReport(id=name, position_ms=30_000, state="ended"))
    assert world.machine.waiting == 0
