"""What can happen to a session."""

from __future__ import annotations

from dataclasses import dataclass, field

from visavis.dialogue.memory import Turn as RememberedTurn
from visavis.dialogue.response import Part
from visavis.protocol.client import ClientMessage, Emotion
from visavis.protocol.codecs import Codec
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.protocol.server import ErrorMessage, ServerMessage
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.sound import Sound
from visavis.tts.sound_stream import SoundStream


@dataclass(frozen=True, slots=True)
class Received:
    """The client sent a well-formed message."""

    message: ClientMessage


@dataclass(frozen=True, slots=True)
class ReceivedSound:
    """The client sent a well-formed audio frame: more of a recording."""

    header: AudioHeader
    payload: memoryview


@dataclass(frozen=True, slots=True)
class UploadLate:
    """A recording has not come to its end in time."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """The client sent something that is no message."""

    code: ErrorCode
    message: str
    utterance_id: str | None = None
    """Of the speech that it asks for, if that can be read."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whoever is about to say hello may come in."""

    session_id: str
    token_expires_in_s: float | None = None
    resume: str | None = None
    """By which its next connection is known to be the same session's."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that is not of the session's own making is for its client."""

    message: ServerMessage


@dataclass(frozen=True, slots=True)
class Refused:
    """What the client asked for is not allowed; with ``close``, a close code, the session is over."""

    error: ErrorMessage
    close: int | None = None


@dataclass(frozen=True, slots=True)
class HelloMissing:
    """The client connected and then said nothing in time."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The utterance can be performed; its chunks follow."""

    id: str
    written: str
    voice: str
    language: str
    sample_rate_hz: int
    codec: Codec = "pcm"
    """The form that its chunks are in."""
    pre_skip: int = 0
    """Samples at 48 kHz that a decoder of Opus gives before the first."""


@dataclass(frozen=True, slots=True)
class ChunkReady:
    """The next chunk that was asked for with ``WantChunk``."""

    id: str
    chunk: UtteranceChunk


@dataclass(frozen=True, slots=True)
class Failed:
    """The utterance could not be spoken, or not to its end."""

    id: str
    code: ErrorCode
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The next part of the answer to a turn's question."""

    id: str
    part: Part


@dataclass(frozen=True, slots=True)
class AnsweredAloud:
    """The next part of an answer is sound, by whoever answers in a voice of its own."""

    id: str
    sound: Sound | SoundStream
    text: str = field(default="", repr=False)
    """What is said in it; empty when nobody knows."""
    language: str | None = None
    emotion: Emotion | None = None
    block: str = ""
    """Its maker's name for it."""


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """Whoever answers in a voice of its own tells more of what is said in ``block``."""

    id: str
    """The turn."""
    block: str
    text: str = field(repr=False)
    whole: bool
    """That is all of it."""


@dataclass(frozen=True, slots=True)
class Volunteered:
    """A host's agent has something to say that nobody asked for, as a turn of this id."""

    id: str


@dataclass(frozen=True, slots=True)
class HushAsked:
    """A host's agent wants the avatar to fall silent: at this turn, or whatever it is at."""

    id: str | None


@dataclass(frozen=True, slots=True)
class Transcribed:
    """What was understood of a visitor's speech, so far or, ``final``, of all of it."""

    id: str
    text: str = field(repr=False)
    final: bool
    language: str | None = None


@dataclass(frozen=True, slots=True)
class HearingFailed:
    """It cannot be understood."""

    id: str
    code: ErrorCode
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Woken:
    """The time of a ``WakeLater`` is over."""

    name: str


@dataclass(frozen=True, slots=True)
class Restored:
    """The connection goes on with a conversation: what was heard before."""

    turns: tuple[RememberedTurn, ...]
    summary: str = field(repr=False)


Event = (
    Received
    | ReceivedSound
    | UploadLate
    | Malformed
    | Admitted
    | Told
    | Refused
    | HelloMissing
    | Opened
    | ChunkReady
    | Failed
    | Answered
    | AnsweredAloud
    | WrittenDown
    | Volunteered
    | HushAsked
    | Transcribed
    | HearingFailed
    | Woken
    | Restored
)
