"""A page and a server's workers around a session machine, in virtual time: they watch what a conversation promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.session_fixtures import DESCRIBE, RATE_HZ, chunk
from visavis.dialogue.memory import Memory
from visavis.dialogue.response import Done, Part, Said
from visavis.protocol.client import Ask, HeardText, Hello, Interrupt, ListenCancel, ListenStart, PlaybackReport
from visavis.protocol.describe import DialogueOffer, HearingOffer
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader, WordEvent
from visavis.session.conversation import ConversationRules
from visavis.session.effects import (
    CancelAnswer,
    CancelHearing,
    CancelUtterance,
    DropVolunteer,
    Effect,
    EndHearing,
    FeedHearing,
    RefuseVolunteer,
    Send,
    SendChunk,
    StartAnswer,
    StartHearing,
    StartUtterance,
    WakeLater,
    WantChunk,
)
from visavis.session.events import (
    Answered,
    AnsweredAloud,
    ChunkReady,
    Failed,
    HearingFailed,
    HushAsked,
    Opened,
    Received,
    ReceivedSound,
    Transcribed,
    Volunteered,
    Woken,
)
from visavis.session.machine import Identity, SessionMachine
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.sound import Sound, SoundBudget

WORD_MS = 100
TALKATIVE = DESCRIBE.model_copy(
    update={
        "dialogue": DialogueOffer(
            name={"en": "Vi"}, languages=("en",), openings={"en": "Hello."}, suggestions={}, question_chars=50
        ),
        "hearing": HearingOffer(languages=(), interim=True, seconds=5.0),
    }
)


@dataclass(slots=True)
class Playing:
    """An utterance at the page."""

    name: str
    text: str
    turn: str | None
    arrived_ms: float = 0.0
    final: bool = False
    broken: bool = False
    """It failed: what has come is all of it."""
    position_ms: float = 0.0

    @property
    def heard(self) -> str:
        """Each character is a word of a tenth of a second, and counts when half of it was heard."""
        if self.final and not self.broken and self.position_ms >= self.arrived_ms - 60 and self.position_ms > 0:
            return self.text
        known = min(len(self.text), round(self.arrived_ms / WORD_MS))
        return self.text[: min(known, int((self.position_ms + WORD_MS / 2) / WORD_MS))]


@dataclass
class TalkingPage:
    """Feed it actions; whatever is promised and not kept raises. ``sent`` holds all messages to the page."""

    machine: SessionMachine = field(
        default_factory=lambda: SessionMachine(
            Identity("s", "1", bad_messages=1000), TALKATIVE, rules=ConversationRules(0.8), memory=Memory(100_000)
        )
    )
    now: float = 0.0
    sent: list[Any] = field(default_factory=list)
    playing: list[Playing] = field(default_factory=list)
    past: dict[str, Playing] = field(default_factory=dict)
    """Utterances that are over for the page."""
    held: bool = False
    """The page has paused because somebody began to speak."""
    answering: str | None = None
    wishes: list[StartAnswer] = field(default_factory=list)
    """Every answer that was ever wanted."""
    performing: str | None = None
    text: str = ""
    opened: bool = False
    wanted: bool = False
    told: int = 0
    """Words of the utterance that is performed which were given out."""
    silenced: set[str] = field(default_factory=set)
    """Turns and utterances of which nothing may be sent any more."""
    hearings: dict[str, list[bytes]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    alarms: dict[str, float] = field(default_factory=dict)
    phase: str = "idle"
    ends: list[Any] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    listening: str | None = None
    samples: int = 0
    volunteer: str | None = None
    """What an agent has begun unasked, and waits."""
    refused: list[str] = field(default_factory=list)
    sounds: SoundBudget = field(default_factory=lambda: SoundBudget(1 << 20))
    """What sound of answers takes."""

    def __post_init__(self) -> None:
        self.feed(Received(Hello(protocol_version="1.4", channel_space="viseme15")))

    def feed(self, event: Any) -> list[Effect]:
        effects = self.machine.handle(event, self.now)
        for effect in effects:
            self.see(effect)
        return effects

    def say(self, message: Any) -> list[Effect]:
        return self.feed(Received(message))

    def see(self, effect: Effect) -> None:
        match effect:
            case StartUtterance(id=name, order=order):
                assert self.performing is None, "one voice at a time"
                assert not self.held, "nothing is begun while nobody knows whether it is an interruption"
                assert name.partition(".")[0] not in self.silenced
                self.performing, self.text, self.opened, self.wanted, self.told = name, order.text, False, True, 0
            case WantChunk():
                self.wanted = True
            case CancelUtterance(id=name):
                if self.performing == name:
                    self.performing = None
            case SendChunk(id=name, chunk=sent):
                assert not self.held, "nothing is sent meanwhile"
                assert name not in self.silenced, "never speaking after an interrupt"
                assert name.partition(".")[0] not in self.silenced
                for one in self.playing:
                    if one.name == name:
                        one.arrived_ms += sent.duration_ms
                        one.final = sent.final
                if sent.final:
                    self.performing = None
            case StartAnswer(id=name, volunteered=volunteered):
                self.wishes.append(effect)
                assert self.answering is None, "one answer at a time"
                assert name not in self.silenced
                if volunteered:
                    assert name == self.volunteer
                    assert not self.hearings, "who was not asked lets the visitor finish"
                    self.volunteer = None
                self.answering = name
            case CancelAnswer(id=name):
                assert self.answering == name
                self.answering = None
                self.silenced.add(name)
            case DropVolunteer(id=name):
                assert self.volunteer == name
                self.volunteer = None
                self.silenced.add(name)
            case RefuseVolunteer(id=name):
                self.refused.append(name)
            case StartHearing(id=name):
                self.hearings[name] = []
            case FeedHearing(id=name, pcm=pcm):
                self.hearings[name].append(pcm)
            case EndHearing(id=name):
                self.ended.add(name)
            case CancelHearing(id=name):
                del self.hearings[name]
            case WakeLater(name=name, after_s=after_s):
                self.alarms[name] = self.now + after_s
            case Send(message=message):
                self.sent.append(message)
                self.receive(message)
            case _:
                raise AssertionError(effect)

    def receive(self, message: Any) -> None:
        match message.type:
            case "utterance_start":
                self.playing.append(Playing(message.id, message.text, message.turn))
            case "interrupted":
                self.silenced.update(message.ids)
                self.held = False
                self.drop(message.ids)
            case "go_on":
                assert self.held
                self.held = False
            case "turn_state":
                assert message.state != self.phase or message.id is not None
                self.phase = message.state
            case "turn_end":
                heard = "".join(one.heard for one in [*self.past.values(), *self.playing] if one.turn == message.id)
                assert message.heard.replace(" ", "") == heard.replace(" ", ""), "history is what was heard"
                self.ends.append(message)
                self.silenced.add(message.id)

    def drop(self, names: Any) -> None:
        for one in [one for one in self.playing if one.name in names]:
            self.playing.remove(one)
            self.past[one.name] = one

    # What the page does.

    def ask(self, name: str, text: str = "why?") -> list[Effect]:
        if name not in self.used:  # a mistake is refused, and changes nothing
            self.fall_silent()
            self.stop_listening()
        self.used.add(name)
        return self.say(Ask(id=name, text=text))

    def interrupt(self, name: str | None = None) -> list[Effect]:
        if name is None:
            self.fall_silent()
            self.stop_listening()
        return self.say(Interrupt(id=name))

    def fall_silent(self) -> None:
        """The page stops at once, and tells what was heard."""
        for one in list(self.playing):
            self.drop([one.name])
            self.say(PlaybackReport(id=one.name, position_ms=one.position_ms, state="interrupted"))
        self.held = False

    def stop_listening(self) -> None:
        self.listening = None

    def begin_to_speak(self, name: str, *, push: bool = False, page: bool = False) -> list[Effect]:
        if push and name not in self.used:
            self.fall_silent()
        elif self.playing:
            self.say(PlaybackReport(id=self.playing[0].name, position_ms=self.playing[0].position_ms, state="paused"))
        effects = self.machine.handle(
            Received(
                ListenStart(
                    id=name,
                    sample_rate_hz=RATE_HZ,
                    mode="push" if push else "open",
                    recogniser="page" if page else "server",
                )
            ),
            self.now,
        )
        refused = any(isinstance(one, Send) and one.message.type == "error" for one in effects)
        if not push and not refused:
            self.held = any(isinstance(one, WakeLater) and one.name.startswith("doubt") for one in effects)
        for effect in effects:
            self.see(effect)
        if not refused:
            self.used.add(name)
            self.listening, self.samples = name, 0
        return effects

    def speak_on(self, samples: int, *, final: bool = False) -> list[Effect]:
        if self.listening is None:
            return []
        header = AudioHeader(id=self.listening, first_sample=self.samples, samples=samples, final=final)
        self.samples += samples
        if final:
            self.listening = None
        return self.feed(ReceivedSound(header, memoryview(bytes(2 * samples))))

    def cancel(self, name: str) -> list[Effect]:
        return self.say(ListenCancel(id=name))

    def page_heard(self, name: str, text: str, *, final: bool = False) -> list[Effect]:
        return self.say(HeardText(id=name, text=text, final=final))

    def play(self, seconds: float) -> None:
        """Time goes by, and what is there is heard."""
        left_ms = 1000 * seconds
        while left_ms > 0 and self.playing and not self.held:
            one = self.playing[0]
            step = min(left_ms, one.arrived_ms - one.position_ms)
            one.position_ms += step
            left_ms -= step
            if one.final and one.position_ms >= one.arrived_ms:
                self.drop([one.name])
                self.say(PlaybackReport(id=one.name, position_ms=one.position_ms, state="ended"))
            else:
                self.say(PlaybackReport(id=one.name, position_ms=one.position_ms, state="playing"))
                if step <= 0:
                    break
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        """Time goes by."""
        end = self.now + seconds
        while due := [(at, name) for name, at in self.alarms.items() if at <= end]:
            at, name = min(due)
            del self.alarms[name]
            self.now = max(self.now, at)
            self.feed(Woken(name))
        self.now = end

    # What the server's workers do.

    def perform(self, words: int, *, final: bool = False) -> None:
        """The voice that is at work gives so many words more."""
        if self.performing is None or not self.wanted:
            return
        name = self.performing
        if not self.opened:
            self.opened = True
            self.feed(Opened(name, self.text, "scripted:one", "en", RATE_HZ))
        if self.performing != name:
            return
        self.wanted = False
        words = max(1, min(words, len(self.text) - self.told))
        final = final or self.told + words >= len(self.text)
        if final:
            words = max(1, len(self.text) - self.told)
        piece = _words(self.told, words, final=final)
        self.told += words
        self.feed(ChunkReady(name, piece))

    def fail(self) -> None:
        if self.performing is not None:
            name = self.performing
            self.feed(Failed(name, ErrorCode.ENGINE_FAILED, "x", retryable=False))
            # Whatever of it has come plays on; nothing more does.
            for one in self.playing:
                if one.name == name:
                    one.final = one.broken = True

    def answer(self, part: Part) -> list[Effect]:
        name = self.answering
        if name is None:
            return []
        if isinstance(part, Done):
            self.answering = None
        return self.feed(Answered(name, part))

    def answer_aloud(self, text: str) -> list[Effect]:
        """The agent answers in a voice of its own."""
        if self.answering is None:
            return []
        sound = Sound(bytes(2 * len(text)), RATE_HZ, self.sounds.reserve(2 * len(text)))
        return self.feed(AnsweredAloud(self.answering, sound, text, "en"))

    def begin_unasked(self, name: str) -> list[Effect]:
        """An agent has something to say."""
        if name not in self.used and self.volunteer is None:
            self.volunteer = name
            self.used.add(name)
        return self.feed(Volunteered(name))

    def hush(self, name: str | None = None) -> list[Effect]:
        """An agent wants silence."""
        return self.feed(HushAsked(name))

    def answer_whole(self, *texts: str) -> None:
        for text in texts:
            self.answer(Said(text, "en"))
        self.answer(Done("model"))

    def understand(self, name: str, text: str, *, final: bool) -> list[Effect]:
        if name not in self.hearings:
            return []
        if final:
            del self.hearings[name]
        return self.feed(Transcribed(name, text, final=final, language="en"))

    def misunderstand(self, name: str) -> list[Effect]:
        if self.hearings.pop(name, None) is None:
            return []
        return self.feed(HearingFailed(name, ErrorCode.STT_FAILED, "x", retryable=False))

    def finish(self) -> None:
        """Everything that is under way comes to its end."""
        for _ in range(200):
            for name in list(self.hearings):
                self.understand(name, "", final=True)
            if self.answering is not None:
                self.answer(Done("model"))
            self.perform(100, final=True)
            self.play(1.0)
            if self.machine.conversation.phase == "idle" and not self.playing and not self.machine.waiting:
                break
            self.wait(5.0)

    @property
    def remembered(self) -> list[str]:
        """What the avatar is remembered to have said."""
        return [turn.text for turn in self.machine.conversation.memory.turns if turn.speaker == "avatar"]


def _words(first: int, count: int, *, final: bool) -> UtteranceChunk:
    from dataclasses import replace

    made = chunk(count * WORD_MS / 1000, first_s=first * WORD_MS / 1000, final=final)
    words = tuple(
        WordEvent(start=at, end=at + 1, onset_ms=at * WORD_MS, end_ms=(at + 1) * WORD_MS)
        for at in range(first, first + count)
    )
    return replace(made, words=words)
