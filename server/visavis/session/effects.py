"""What a session wants done. Effects are carried out in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from visavis.dialogue.response.before import Before
from visavis.protocol.codecs import Codec
from visavis.protocol.server import ErrorMessage, ServerMessage
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.order import Order, SoundOrder


@dataclass(frozen=True, slots=True)
class Send:
    """Send a JSON message."""

    message: ServerMessage


@dataclass(frozen=True, slots=True)
class SendChunk:
    """Send a chunk as its track frame and its audio frame."""

    id: str
    chunk: UtteranceChunk


@dataclass(frozen=True, slots=True)
class StartUtterance:
    """Begin to perform; tell ``Opened`` and the first ``ChunkReady``, or ``Failed``."""

    id: str
    order: Order | SoundOrder
    slack_ms: float = 0.0
    """What the client has left to hear before: whoever runs dry first is served first."""
    codec: Codec = "pcm"
    """The form in which the client wants its sound."""


@dataclass(frozen=True, slots=True)
class WantChunk:
    """Perform one more chunk of this utterance and tell ``ChunkReady`` or ``Failed``."""

    id: str


@dataclass(frozen=True, slots=True)
class CancelUtterance:
    """Stop performing, and drop what of it was not written to the socket yet."""

    id: str


@dataclass(frozen=True, slots=True)
class StartAnswer:
    """Find the answer to what was asked; tell it by the ``Answer…`` events, ``AnswerDone`` last. One at a time."""

    id: str
    question: str = field(repr=False)
    language: str | None
    voice: str | None
    unheard: bool = False
    """Nothing was understood: say so."""
    spoken: bool = False
    """It was said, not typed."""
    before: Before = field(default_factory=Before)
    """What the turn before left behind."""
    volunteered: bool = False
    """Nobody asked: whoever volunteered may speak now."""


@dataclass(frozen=True, slots=True)
class CancelAnswer:
    """Nothing more of it is wanted: whoever generates it stops."""

    id: str


@dataclass(frozen=True, slots=True)
class DropVolunteer:
    """What was volunteered and not begun is not wanted any more."""

    id: str


@dataclass(frozen=True, slots=True)
class RefuseVolunteer:
    """What was volunteered cannot be taken."""

    id: str
    error: ErrorMessage


@dataclass(frozen=True, slots=True)
class StartHearing:
    """Recognise the speech that follows by ``FeedHearing``; tell ``Transcribed``, or ``HearingFailed``."""

    id: str
    sample_rate_hz: int
    language: str | None


@dataclass(frozen=True, slots=True)
class FeedHearing:
    """More of it: signed 16-bit little-endian samples."""

    id: str
    pcm: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndHearing:
    """That was all of it: the final transcript is wanted."""

    id: str


@dataclass(frozen=True, slots=True)
class CancelHearing:
    """Nothing of it is wanted."""

    id: str


@dataclass(frozen=True, slots=True)
class WakeLater:
    """Tell ``Woken`` of this name after a time; an earlier one of the name counts no more."""

    name: str
    after_s: float


@dataclass(frozen=True, slots=True)
class Close:
    """Close the socket after what was sent before."""

    code: int


TurnEffect = (
    StartAnswer
    | CancelAnswer
    | DropVolunteer
    | RefuseVolunteer
    | StartHearing
    | FeedHearing
    | EndHearing
    | CancelHearing
    | WakeLater
)
"""What a conversation wants done."""
Effect = Send | SendChunk | StartUtterance | WantChunk | CancelUtterance | TurnEffect | Close
