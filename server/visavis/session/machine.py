"""The session as a pure state machine: events in, effects out. No socket, no task, no clock of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from visavis.dialogue.memory import Memory
from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import (
    Ask,
    AskCode,
    ClientMessage,
    Codecs,
    HeardText,
    Hello,
    Interrupt,
    ListenCancel,
    ListenStart,
    Pause,
    Ping,
    PlaybackReport,
    RenewToken,
    Resume,
    Speak,
    SpeakAudio,
    TurnTiming,
)
from visavis.protocol.codecs import Codec
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage, Interrupted, Pong, Welcome
from visavis.protocol.version import PROTOCOL_VERSION
from visavis.session.conversation import Conversation, ConversationRules
from visavis.session.effects import Close, Effect, RefuseVolunteer, Send
from visavis.session.events import (
    Admitted,
    Answered,
    AnsweredAloud,
    ChunkReady,
    Event,
    Failed,
    HearingFailed,
    HelloMissing,
    HushAsked,
    Malformed,
    Opened,
    Received,
    ReceivedSound,
    Refused,
    Restored,
    Told,
    Transcribed,
    UploadLate,
    Volunteered,
    Woken,
    WrittenDown,
)
from visavis.session.history import History
from visavis.session.refusal import RefusalError
from visavis.session.requests import check_speak, check_speak_audio
from visavis.session.token_bucket import TokenBucket
from visavis.session.turns import Turns
from visavis.session.uploads import Uploads
from visavis.tts.order import SoundOrder
from visavis.tts.sound import SoundBudget

POLICY_VIOLATION = 1008
"""The websocket close code for a peer that does not keep to the protocol."""
MEMORY_TOKENS = 6000
SOUND_BYTES = 64 << 20
"""Memory for recordings where nobody says how much there is."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this session is, for the handshake."""

    session_id: str
    server_version: str
    token_expires_in_s: float | None = None
    resume: str | None = None
    """By which its client's next connection goes on with the conversation."""
    resumed: bool = False
    codecs: tuple[Codec, ...] = ("pcm",)
    """The forms in which sound may go to this client, if it takes them, best first."""
    bad_messages: int = 50
    """Malformed messages before the session is closed; one more is forgiven every six seconds."""


class SessionMachine:
    """One client's session. Feed every event to :meth:`handle` and carry out the effects in order.

    Nothing raises for what a client may send: refusals are ``error`` messages, and the session goes on unless a
    ``Close`` follows. After a ``Close`` every further event is ignored.
    """

    def __init__(
        self,
        identity: Identity,
        describe: Describe,
        sounds: SoundBudget | None = None,
        rules: ConversationRules | None = None,
        memory: Memory | None = None,
    ) -> None:
        """``rules`` and ``memory`` are of a conversation, where the server offers one."""
        self._identity = identity
        self._describe = describe
        self._space: ChannelSpace | None = None
        self._closed = False
        self._uploads = Uploads(sounds or SoundBudget(SOUND_BYTES))
        self._turns = Turns(describe.limits, describe.track_fps)
        per_minute = describe.limits.speak_per_minute
        self._speaks = TokenBucket(per_minute, per_minute)
        self._mistakes = TokenBucket(identity.bad_messages, 10)
        self.conversation = Conversation(
            self._turns, describe, rules or ConversationRules(), memory or Memory(MEMORY_TOKENS)
        )
        self._converses = describe.dialogue is not None

    @property
    def history(self) -> History:
        """What was heard, oldest first."""
        return self._turns.history

    @property
    def greeted(self) -> bool:
        """Whether the handshake is done."""
        return self._space is not None

    @property
    def closed(self) -> bool:
        """Whether a ``Close`` was given."""
        return self._closed

    @property
    def waiting(self) -> int:
        """Utterances that wait or play."""
        return len(self._turns)

    @property
    def uploading(self) -> bool:
        """Whether frames of a recording are awaited."""
        return self._uploads.current is not None

    @property
    def unheard_ms(self) -> float:
        """Audio that the client has and has not played."""
        return self._turns.unheard_ms

    def end(self) -> list[Effect]:
        """The connection is gone: give back what is held for it. No event follows. What is returned would have been
        sent; it is for whoever counts turns."""
        self._closed = True
        self._uploads.drop()
        self._turns.forget()
        return self.conversation.close()

    def handle(self, event: Event, now: float) -> list[Effect]:
        """What is to be done about an event. ``now`` is in seconds of any steady clock."""
        if self._closed:
            return []
        effects = self._effects_of(event, now)
        effects = [*effects, *self.conversation.settle(effects, now)]
        self._closed = any(isinstance(effect, Close) for effect in effects)
        return effects

    def _effects_of(self, event: Event, now: float) -> list[Effect]:
        match event:
            case Received(message=message):
                try:
                    return self._received(message, now)
                except RefusalError as refusal:
                    return [Send(refusal.error)]
            case ReceivedSound(header=header, payload=payload) if self.conversation.hears(header.id):
                try:
                    return self.conversation.sound(header, payload, now)
                except RefusalError as refusal:
                    return self._mistake(refusal.error, now)
            case ReceivedSound():
                return self._received_sound(event, now)
            case UploadLate():
                dropped = self._uploads.drop()
                text = "the recording was given up: it has not come to its end in time"
                error = ErrorMessage(code=ErrorCode.AUDIO_INVALID, message=text, retryable=True, id=dropped)
                return [] if dropped is None else [Send(error)]
            case Malformed():
                return self._malformed(event, now)
            case Admitted():
                self._identity = replace(
                    self._identity,
                    session_id=event.session_id,
                    token_expires_in_s=event.token_expires_in_s,
                    resume=event.resume,
                )
                return []
            case Told(message=message):
                return [Send(message)] if self.greeted else []
            case Refused():
                return self._refused(event)
            case HelloMissing():
                if self.greeted:
                    return []
                text = "no message came in time; the first one must be hello"
                return [Send(ErrorMessage(code=ErrorCode.HELLO_EXPECTED, message=text)), Close(POLICY_VIOLATION)]
            case Opened():
                return self._turns.opened(event, self._space or "viseme15")
            case ChunkReady(id=utterance_id, chunk=chunk):
                return self._turns.chunk_ready(utterance_id, chunk)
            case Failed():
                return self._turns.failed(event)
            case Answered():
                return self.conversation.answered(event, now)
            case AnsweredAloud():
                return self.conversation.answered_aloud(event, now)
            case WrittenDown():
                return self.conversation.written_down(event)
            case Volunteered(id=turn_id):
                try:
                    return self.conversation.volunteer(event)
                except RefusalError as refusal:
                    return [RefuseVolunteer(turn_id, refusal.error)]
            case HushAsked(id=turn_id):
                return self.conversation.hush(turn_id)
            case Transcribed():
                return self.conversation.transcribed(event, now)
            case HearingFailed():
                return self.conversation.hearing_failed(event, now)
            case Woken():
                return self.conversation.woken(event, now)
            case Restored(turns=turns, summary=summary):
                self.conversation.memory.restore(turns, summary)
                self._identity = replace(self._identity, resumed=True)
                return []

    def _malformed(self, event: Malformed, now: float) -> list[Effect]:
        asked_for = event.utterance_id
        known = self._turns.knows, self.conversation.knows
        if asked_for is not None and (asked_for == self._uploads.current or any(one(asked_for) for one in known)):
            asked_for = None  # it would tell the client that the first one of this name has failed
        if asked_for is not None:
            self._uploads.turn_down(asked_for)
        return self._mistake(ErrorMessage(code=event.code, message=event.message, id=asked_for), now)

    def _refused(self, event: Refused) -> list[Effect]:
        if event.error.id is not None and not self._turns.knows(event.error.id):
            self._uploads.turn_down(event.error.id)  # frames of a recording may follow
        told = Send(event.error)
        return [told] if event.close is None else [told, Close(event.close)]

    def _mistake(self, error: ErrorMessage, now: float) -> list[Effect]:
        return [Send(error)] if self._mistakes.take(now) else [Send(error), Close(POLICY_VIOLATION)]

    def _received_sound(self, event: ReceivedSound, now: float) -> list[Effect]:
        if self._space is None:
            return self._too_early("an audio frame")
        try:
            whole = self._uploads.add(event.header, event.payload)
            if whole is None:
                return []
            request, sound = whole
            try:
                self._turns.check_room(request.id)
            except RefusalError:
                sound.release()
                raise
        except RefusalError as refusal:
            unexpected = refusal.error.code is ErrorCode.BINARY_UNEXPECTED
            return self._mistake(refusal.error, now) if unexpected else [Send(refusal.error)]
        order = SoundOrder(sound, self._space, request.text, request.language, request.style)
        return self._turns.speak(request.id, order, request.emotion)

    def _too_early(self, got: str) -> list[Effect]:
        text = f"the first message must be hello, got {got}"
        return [Send(ErrorMessage(code=ErrorCode.HELLO_EXPECTED, message=text)), Close(POLICY_VIOLATION)]

    def _received(self, message: ClientMessage, now: float) -> list[Effect]:
        if isinstance(message, Ping):
            return [Send(Pong(nonce=message.nonce))]
        if isinstance(message, Hello):
            return self._hello(message)
        if self._space is None:
            return self._too_early(message.type)
        match message:
            case Codecs(codecs=codecs):
                self._agree(codecs)
                return []
            case Speak():
                return self._speak(message, self._space, now)
            case SpeakAudio():
                return self._speak_audio(message, now)
            case Interrupt(id=utterance_id):
                stopped = self.conversation.interrupt(message)
                if utterance_id is None:
                    return [*self._stop_upload(), *(stopped or [])]
                return self._interrupt(utterance_id) if stopped is None else stopped
            case Pause():
                return self._turns.pause()
            case Resume():
                return self._turns.resume()
            case PlaybackReport():
                turn = self._turns.turn_of(message.id)
                effects = self._turns.report(message)
                return [*effects, *self.conversation.reported(message, turn)]
            case RenewToken() | AskCode():
                text = f"this server knows neither tokens nor codes, got {message.type}"
                raise RefusalError(ErrorCode.BAD_MESSAGE, text)
            case Ask() | ListenStart() | HeardText() | ListenCancel() | TurnTiming():
                return self._converse(message, now)

    def _converse(self, message: Ask | ListenStart | HeardText | ListenCancel | TurnTiming, now: float) -> list[Effect]:
        if not self._converses:
            text = f"this server does not converse, got {message.type}; see VISAVIS_DIALOGUE"
            raise RefusalError(ErrorCode.DIALOGUE_OFF, text, utterance_id=message.id)
        match message:
            case Ask():
                self._check_upload(message.id)
                self._check_rate(message.id, now)
                return self.conversation.ask(message, now)
            case ListenStart():
                return self._listen_start(message, now)
            case HeardText():
                return self.conversation.heard_text(message, now)
            case ListenCancel():
                return self.conversation.listen_cancel(message, now)
            case TurnTiming():
                return self.conversation.timing(message)

    def _hello(self, hello: Hello) -> list[Effect]:
        if self._space is not None:
            raise RefusalError(ErrorCode.BAD_MESSAGE, "hello came twice; a session is greeted once")
        if hello.protocol_version.split(".")[0] != PROTOCOL_VERSION.split(".")[0]:
            text = f"this server speaks protocol {PROTOCOL_VERSION}, the client {hello.protocol_version}; update one"
            return [Send(ErrorMessage(code=ErrorCode.VERSION_MISMATCH, message=text)), Close(POLICY_VIOLATION)]
        self._space = self.conversation.space = hello.channel_space
        self._agree(hello.codecs)
        welcome = Welcome(
            protocol_version=PROTOCOL_VERSION,
            server_version=self._identity.server_version,
            session_id=self._identity.session_id,
            describe=self._describe,
            codecs=self._identity.codecs,
            token_expires_in_s=self._identity.token_expires_in_s,
            resume=self._identity.resume,
            resumed=self._identity.resumed,
        )
        return [Send(welcome)]

    def _agree(self, codecs: tuple[Codec, ...]) -> None:
        """On the form of sound for what is prepared from now on. The server's order counts: it bears the work."""
        self._turns.codec = next((codec for codec in self._identity.codecs if codec in codecs), "pcm")

    def _speak(self, speak: Speak, space: ChannelSpace, now: float) -> list[Effect]:
        order = check_speak(speak, self._describe, space)
        self._check_room(speak.id)
        self._check_rate(speak.id, now)
        return self._turns.speak(speak.id, order, speak.emotion)

    def _speak_audio(self, request: SpeakAudio, now: float) -> list[Effect]:
        try:
            check_speak_audio(request, self._describe)
            self._check_room(request.id)
            self._check_rate(request.id, now)
            self._uploads.begin(request)
        except RefusalError:
            self._uploads.turn_down(request.id)
            raise
        return []

    def _listen_start(self, message: ListenStart, now: float) -> list[Effect]:
        try:
            self._check_upload(message.id)
            self._check_rate(message.id, now)
            return self.conversation.listen_start(message, now)
        except RefusalError:
            self._uploads.turn_down(message.id)  # its sound may follow all the same, and is no mistake
            raise

    def _check_upload(self, name: str) -> None:
        if name == self._uploads.current:
            raise RefusalError(ErrorCode.DUPLICATE_ID, f"id {name!r} is a recording's that is on its way")

    def _check_room(self, utterance_id: str) -> None:
        self._check_upload(utterance_id)
        if self.conversation.knows(utterance_id):
            raise RefusalError(ErrorCode.DUPLICATE_ID, f"id {utterance_id!r} is a turn's of this session")
        self._turns.check_room(utterance_id)

    def _check_rate(self, utterance_id: str, now: float) -> None:
        if not self._speaks.take(now):
            text = (
                f"more than {self._describe.limits.speak_per_minute} utterances a minute; "
                f"try again in {math.ceil(self._speaks.seconds_until_next())} s"
            )
            raise RefusalError(ErrorCode.RATE_LIMITED, text, retryable=True, utterance_id=utterance_id)

    def _interrupt(self, utterance_id: str) -> list[Effect]:
        if utterance_id == self._uploads.current:
            return self._stop_upload()
        return self._turns.interrupt(utterance_id)

    def _stop_upload(self) -> list[Effect]:
        dropped = self._uploads.drop()
        if dropped is None:
            return []
        self._turns.stopped_on_its_way(dropped)
        return [Send(Interrupted(ids=(dropped,)))]
