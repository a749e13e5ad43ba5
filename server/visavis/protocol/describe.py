"""What a server offers, told in the handshake."""

from typing import Literal

from visavis.protocol.base import Message
from visavis.protocol.channels import ChannelSpace


class VoiceInfo(Message):
    """One voice that can be asked for."""

    name: str
    engine: str
    title: str
    """For people, in the voice's own language where that makes sense."""
    languages: tuple[str, ...]
    """BCP 47 codes it reads, its own first."""
    gender: Literal["female", "male", "neutral"] = "neutral"
    sample_rate_hz: int
    default_for: tuple[str, ...] = ()
    """BCP 47 codes of the languages that it speaks when no voice is named."""
    timing: tuple[str, ...] = ()
    """What the engine tells of its timing: blendshapes, phones, characters, words, none."""


class Limits(Message):
    """What the server accepts. Anything beyond is refused with an error, never cut silently."""

    text_chars: int
    """Longest text of one utterance, in code points."""
    queued_utterances: int
    """Utterances that may wait or play at a time in one session."""
    message_bytes: int
    """Longest message from the client."""
    lead_seconds: float
    """How far the server runs ahead of what was heard."""
    speak_per_minute: int
    audio_seconds: float
    """Longest recording that can be spoken; 0 when none can."""
    audio_bytes: int
    """Largest file of ``POST /v1/speech/audio``."""


class DialogueOffer(Message):
    """That the server converses, and how."""

    name: dict[str, str]
    """The avatar's name, by language."""
    languages: tuple[str, ...]
    """BCP 47 codes in which it answers, its usual one first."""
    openings: dict[str, str]
    """What it says to a new visitor, by language, with stage directions: for ``speak``."""
    suggestions: dict[str, tuple[str, ...]]
    """Questions that have an approved answer, by language, to be offered as buttons."""
    question_chars: int
    """Longest question, in code points."""


class HearingOffer(Message):
    """That the server understands speech, and how."""

    languages: tuple[str, ...]
    """BCP 47 codes; empty when the recogniser tells none."""
    interim: bool
    """Whether transcripts come while the visitor speaks."""
    seconds: float
    """Longest stretch of speech."""


class Describe(Message):
    """Everything a client must know to offer choices and to stay within bounds."""

    voices: tuple[VoiceInfo, ...]
    default_voice: str
    languages: tuple[str, ...]
    channel_spaces: dict[ChannelSpace, tuple[str, ...]]
    """Column names of a track in each space, in order."""
    track_fps: int
    emotions: tuple[str, ...]
    styles: tuple[str, ...]
    """How widely a mouth may be asked to move."""
    limits: Limits
    dialogue: DialogueOffer | None = None
    """Null when the server does not converse: then ``ask`` is refused."""
    hearing: HearingOffer | None = None
    """Null when the server recognises no speech: the page's own recogniser may."""
