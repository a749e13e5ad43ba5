"""Headers of the binary frames, and the events that ride in them.

An utterance is sent as pairs of frames: track first, then the audio it belongs to, so that a face never waits for
its track. The first pair is small, so that the voice starts at once; later ones are large.
"""

from typing import Annotated, Literal

from pydantic import Field

from visavis.protocol.base import LARGEST_COUNT, Count, Message
from visavis.protocol.client import UtteranceId
from visavis.protocol.codecs import Codec


class WordEvent(Message):
    """One written stretch and when it is heard."""

    start: int = Field(ge=0)
    """First code point in the utterance's written text."""
    end: int = Field(ge=0)
    """Exclusive end in code points."""
    onset_ms: float = Field(ge=0)
    end_ms: float = Field(ge=0)


class SentenceEvent(Message):
    """One sentence of the written text and when it begins."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    onset_ms: float = Field(ge=0)


class MarkEvent(Message):
    """An SSML mark and when it is reached."""

    name: str
    onset_ms: float = Field(ge=0)


class AudioHeader(Message):
    """Payload: the sound from ``first_sample`` on, in the form that ``codec`` names. Samples are counted at the
    utterance's own rate, whatever the form."""

    type: Literal["audio"] = "audio"
    id: UtteranceId
    first_sample: Count
    samples: Count
    final: bool = False
    """True on the last audio of the utterance."""
    codec: Codec = "pcm"
    """As in ``utterance_start``. What a client sends is ``pcm``."""


class TrackHeader(Message):
    """Payload: ``frames`` rows of uint8 weights, one column a channel of the session's channel space."""

    type: Literal["track"] = "track"
    id: UtteranceId
    first_frame: Count
    frames: Count
    channels: int = Field(ge=1, le=LARGEST_COUNT)
    final: bool = False
    """True on the last track frame of the utterance."""
    words: tuple[WordEvent, ...] = ()
    sentences: tuple[SentenceEvent, ...] = ()
    marks: tuple[MarkEvent, ...] = ()


FrameHeader = Annotated[AudioHeader | TrackHeader, Field(discriminator="type")]
