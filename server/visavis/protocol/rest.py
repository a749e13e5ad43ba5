"""Bodies of the REST routes."""

from typing import Literal

from pydantic import Field

from visavis.protocol.base import Message
from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import Emotion, SpeakingStyle, SpeechOptions
from visavis.protocol.describe import VoiceInfo
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import MarkEvent, SentenceEvent, WordEvent


class SpeechRequest(SpeechOptions):
    """``POST /v1/speech``: the same choices as the ``speak`` message, and the space of the track."""

    channel_space: ChannelSpace = "arkit52"


class AudioSpeechRequest(Message):
    """The fields beside the file in a form for ``POST /v1/speech/audio``."""

    text: str = ""
    """What is said in it, as plain text; without it the mouth is recognised in the sound."""
    language: str | None = Field(default=None, max_length=35)
    emotion: Emotion | None = None
    style: SpeakingStyle = "neutral"
    channel_space: ChannelSpace = "arkit52"


class TrackBody(Message):
    """A whole track in JSON."""

    channel_space: ChannelSpace
    fps: int
    channels: tuple[str, ...]
    frames: int
    weights: tuple[tuple[int, ...], ...]
    """``frames`` rows of weights 0 to 255, one column a channel."""


class CueBody(Message):
    """One timed viseme."""

    viseme: str
    onset_ms: float
    end_ms: float
    intensity: float


class ContentMark(Message):
    """That this was generated, in the words of China's standard GB 45438-2025."""

    Label: str
    """1: generated. 2 and 3, which are for what may be, are never given."""
    ContentProducer: str
    ProduceID: str
    """Of this speech, whatever the form."""
    ReservedCode1: str = ""
    ContentPropagator: str = ""
    PropagateID: str = ""
    ReservedCode2: str = ""


class SpeechResult(Message):
    """The JSON part of an answer of ``POST /v1/speech``; also what ``visavis speak --track`` writes."""

    format: Literal["visavis-speech-1"]
    """What this is, for a file that is read elsewhere and later; the number rises when a reader would stumble."""
    text: str
    voice: str
    language: str
    sample_rate_hz: int
    duration_ms: float
    confidence: float | None = None
    """How surely a recording says the text that came with it, 0 to 1: below 0.25 it probably says something else. Null
    for what was synthesised, and where the text could not be aligned."""
    emotion: Emotion | None = None
    aigc: ContentMark | None = None
    words: tuple[WordEvent, ...]
    sentences: tuple[SentenceEvent, ...]
    marks: tuple[MarkEvent, ...]
    cues: tuple[CueBody, ...]
    track: TrackBody


class VoiceList(Message):
    """``GET /v1/voices``."""

    voices: tuple[VoiceInfo, ...]
    default_voice: str


class RedeemRequest(Message):
    """``POST /v1/sessions/redeem``."""

    code: str = Field(min_length=1, max_length=64, repr=False)
    """As the page shows it; case, spaces and hyphens do not matter."""


class BoundSession(Message):
    """Who redeemed a code may command this session, with this key, until another one does or the page is gone."""

    session_id: str
    key: str = Field(repr=False)
    """For ``Authorization: Bearer`` on the session's commands."""


class CommandAnswer(Message):
    """``POST /v1/sessions/{session_id}/commands``: the page's server has it."""

    delivered: Literal[True] = True


class PageCode(Message):
    """``POST /v1/pages/codes``: what a page of this server shows, for somebody to let it in."""

    code: str = Field(repr=False)
    expires_in_s: float
    secret: str = Field(repr=False)
    """By which the page asks for its token."""


class PageTokenRequest(Message):
    """``POST /v1/pages/token``."""

    secret: str | None = Field(default=None, min_length=1, max_length=100, repr=False)
    """That of the code which the page shows; a browser that was let in before needs none."""


class PageToken(Message):
    """A session token for a page of this server."""

    token: str | None = Field(default=None, repr=False)
    """Null as long as nobody has let the page in."""
    expires_in_s: float | None = None


class PageApproval(Message):
    """``POST /v1/pages/approve``."""

    code: str = Field(min_length=1, max_length=64, repr=False)
    """As the page shows it; case, spaces and hyphens do not matter."""
    name: str = Field(
        default="page", min_length=1, max_length=64, pattern=r"^[A-Za-z0-9\u00c0-\u024f\u3400-\u9fff ._-]+$"
    )
    """Under which the page is counted: Latin or Chinese letters, digits, spaces, ``.``, ``_`` and ``-``."""


class PageApproved(Message):
    """The page is let in."""

    approved: Literal[True] = True


class Problem(Message):
    """Body of every REST answer that is not a success."""

    code: ErrorCode
    message: str
    retryable: bool = False
