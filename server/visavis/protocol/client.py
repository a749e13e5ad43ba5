"""Messages from the client to the server."""

from typing import Annotated, Literal

from pydantic import Field

from visavis.protocol.base import LARGEST_COUNT, Count, Message
from visavis.protocol.channels import ChannelSpace
from visavis.protocol.codecs import Codec

UtteranceId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""Chosen by whoever asks for the speech; unique within the session."""

TurnId = Annotated[str, Field(min_length=1, max_length=56, pattern=r"^[A-Za-z0-9._:-]+$")]
"""Chosen by the page; unique within the session. The utterances of its answer are called by it: ``t1.0``, ``t1.1`` …"""

Token = Annotated[str, Field(min_length=1, max_length=4096)]
"""A signed session token (a JWT). It travels in messages only, never in an address."""

Emotion = Literal["neutral", "happy", "sad", "angry", "surprised", "relaxed", "concerned"]
SpeakingStyle = Literal["whisper", "neutral", "clear", "shout"]


class Hello(Message):
    """The first message of a session."""

    type: Literal["hello"] = "hello"
    protocol_version: str = Field(pattern=r"^\d{1,4}\.\d{1,4}$")
    client: str = Field(default="", max_length=200)
    """Name and version of the client, for the operator's log."""
    channel_space: ChannelSpace = "arkit52"
    """The space in which this client wants its tracks: the one its model has morph targets for."""
    codecs: tuple[Codec, ...] = Field(default=("pcm",), max_length=8)
    """What this client wants to play. The server chooses among them what suits it best, ``pcm`` where there is
    nothing else, and names its choice with each utterance."""
    token: Token | None = Field(default=None, repr=False)
    """Who this is, where the server asks for it."""
    resume: str | None = Field(default=None, min_length=1, max_length=100, repr=False)
    """What came with this page's one-time code: the connection goes on with that session, so that the host which
    commands it still finds it. One that is unknown or late begins a new session."""


class Codecs(Message):
    """From now on this client plays these: what could be decoded was still being found out at ``hello``, or a decoder
    has failed. It counts for utterances that have not begun to be prepared; a server tells in ``welcome`` what it can
    do, and one that tells nothing does not know this message."""

    type: Literal["codecs"] = "codecs"
    codecs: tuple[Codec, ...] = Field(max_length=8)
    """As in ``hello``."""


class RenewToken(Message):
    """A fresh token of the same subject, before the one that this session began with ends."""

    type: Literal["token"] = "token"
    token: Token = Field(repr=False)


class AskCode(Message):
    """Asks for a one-time code, by which a host can bind this session and send it commands."""

    type: Literal["ask_code"] = "ask_code"


class SpeechOptions(Message):
    """What is to be said and how, whoever asks for it."""

    text: str
    """Plain text, or SSML when ``ssml`` is true. In plain text nothing is interpreted but stage directions:
    ``[gesture:greeting]`` and ``[emotion:happy]`` are not said, and come as marks of that name at their place."""
    ssml: bool = False
    voice: str | None = Field(default=None, max_length=200)
    """Name of a voice from ``describe``; by default the best one for the language."""
    language: str | None = Field(default=None, max_length=35)
    """BCP 47 code of the main language; found from the text by default."""
    rate: float = Field(default=1.0, ge=0.5, le=2.0)
    """Speed factor."""
    pitch: float = Field(default=0.0, ge=-12.0, le=12.0)
    """Semitones up or down."""
    volume: float = Field(default=1.0, ge=0.0, le=1.0)
    """Linear gain."""
    emotion: Emotion | None = None
    """What the face shows meanwhile; handed back in ``utterance_start``."""
    style: SpeakingStyle = "neutral"
    """How widely jaw and lips move. The voice stays as it is, and lips that must touch do so in every style."""


class Speak(SpeechOptions):
    """Say something. Utterances are spoken in the order in which they were asked for."""

    type: Literal["speak"] = "speak"
    id: UtteranceId


class SpeakAudio(Message):
    """Say a recording. Its sound follows at once in ``audio`` frames of this id, from sample 0 on, the last one
    ``final``; with that one it takes its place among the utterances. All that follows is as for ``speak``."""

    type: Literal["speak_audio"] = "speak_audio"
    id: UtteranceId
    sample_rate_hz: int = Field(ge=8000, le=48000)
    samples: int = Field(ge=1, le=LARGEST_COUNT)
    """Of all its frames together."""
    text: str = ""
    """What is said in it, as plain text: lips and captions follow it. Without a text the mouth's shapes are recognised
    in the sound, and there are no captions."""
    language: str | None = Field(default=None, max_length=35)
    """BCP 47 code of the text's main language; found from the text by default."""
    emotion: Emotion | None = None
    style: SpeakingStyle = "neutral"


class Ask(Message):
    """The visitor asks something in writing, or by pressing a button: what is being said stops, and the answer follows
    as utterances of the server's own, whose ``turn`` is this id."""

    type: Literal["ask"] = "ask"
    id: TurnId
    text: str
    language: str | None = Field(default=None, max_length=35)
    """BCP 47 code of the question; found from the text by default. The answer's language follows it."""
    voice: str | None = Field(default=None, max_length=200)
    """Who answers; by default the best voice for the answer's language."""


class ListenStart(Message):
    """The visitor begins to speak, as far as the page can tell. The page has paused what was audible.

    Where the server listens, the sound follows in ``audio`` frames of this id, from sample 0 on, the last one
    ``final`` when the visitor has ended; where the page does, ``heard_text`` follows. Whether it was an interruption
    the server tells: ``interrupted`` for one that was, ``go_on`` for one that was not.
    """

    type: Literal["listen_start"] = "listen_start"
    id: TurnId
    """Of the turn that this may become."""
    sample_rate_hz: int = Field(default=16000, ge=8000, le=48000)
    mode: Literal["open", "push"] = "open"
    """``push``: the visitor holds a button, and means it."""
    language: str | None = Field(default=None, max_length=35)
    """BCP 47 code of what will be said, where the page knows; found by the recogniser by default."""
    voice: str | None = Field(default=None, max_length=200)
    """As in ``ask``."""
    recogniser: Literal["server", "page"] = "server"
    speech_ms: float = Field(default=0.0, ge=0.0, le=60_000.0)
    """How long the visitor had been speaking when this was sent: the wait of the voice activity detection."""


class HeardText(Message):
    """What the page's own recogniser has understood. Every one replaces those before it."""

    type: Literal["heard_text"] = "heard_text"
    id: TurnId
    text: str
    final: bool = False
    """The visitor has ended, and this is all of it."""
    language: str | None = Field(default=None, max_length=35)


class ListenCancel(Message):
    """It was no speech, or the visitor has let it be: nothing of it is answered."""

    type: Literal["listen_cancel"] = "listen_cancel"
    id: TurnId


class TurnTiming(Message):
    """What only the page can measure of a turn, for the operator's figures. Sent once, when the answer is audible."""

    type: Literal["turn_timing"] = "turn_timing"
    id: TurnId
    e2e_latency_ms: float = Field(ge=0.0, le=600_000.0)
    """From the end of the visitor's speech, or from sending, to the first audible sample."""
    playback_latency_ms: float | None = Field(default=None, ge=0.0, le=600_000.0)
    """From the arrival of the first sound to its being audible."""
    face_start_skew_ms: float | None = Field(default=None, ge=-60_000.0, le=60_000.0)
    """First mouth frame that is not at rest, less the first audible sample."""
    interruption_stop_ms: float | None = Field(default=None, ge=0.0, le=600_000.0)
    """From the first sign of the visitor's speech to silence, where the turn began with an interruption."""


class Interrupt(Message):
    """Stop speaking at once: one utterance, or everything when ``id`` is null, and with it the answer that is on its
    way."""

    type: Literal["interrupt"] = "interrupt"
    id: UtteranceId | None = None


class Pause(Message):
    """The client has paused its playback; nothing is lost, and the server stops running ahead."""

    type: Literal["pause"] = "pause"


class Resume(Message):
    """The client plays on."""

    type: Literal["resume"] = "resume"


class PlaybackReport(Message):
    """What was really heard. Sent about once a second while playing, and at every change of state."""

    type: Literal["playback"] = "playback"
    id: UtteranceId
    position_ms: float = Field(ge=0.0, le=86_400_000.0)
    """Audible position within the utterance."""
    state: Literal["waiting", "playing", "paused", "stalled", "ended", "interrupted"]
    """``waiting``: nothing is audible before the visitor's first gesture. ``stalled``: the buffer ran empty."""


class Ping(Message):
    """Asks for a ``pong``: browsers cannot send websocket pings, and a half-open socket must be noticed."""

    type: Literal["ping"] = "ping"
    nonce: Count = 0


ClientMessage = Annotated[
    Hello
    | Speak
    | SpeakAudio
    | Ask
    | ListenStart
    | HeardText
    | ListenCancel
    | TurnTiming
    | Interrupt
    | Pause
    | Resume
    | Codecs
    | PlaybackReport
    | RenewToken
    | AskCode
    | Ping,
    Field(discriminator="type"),
]
