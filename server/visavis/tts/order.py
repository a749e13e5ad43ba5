"""What is to be said and how: the request behind an utterance, whoever made it."""

from __future__ import annotations

from dataclasses import dataclass, field

from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import SpeakingStyle
from visavis.tts.engine import Prosody
from visavis.tts.sound import Sound
from visavis.tts.sound_stream import SoundStream


@dataclass(frozen=True, slots=True)
class Order:
    """A request for speech. Two equal orders sound the same, so an order is also the key under which sound is kept."""

    text: str = field(repr=False)
    """Plain text, or SSML. Kept out of ``repr``: what a visitor says must not reach a log."""
    space: ChannelSpace
    ssml: bool = False
    voice: str | None = None
    language: str | None = None
    prosody: Prosody = field(default_factory=Prosody)
    style: SpeakingStyle = "neutral"
    """How widely the mouth moves."""
    urgent: bool = True
    """Somebody waits in silence: the first chunk is small. Otherwise chunks are large from the start."""
    engine: str | None = None
    """Where no voice is named: the engine whose best voice for the language speaks."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundOrder:
    """A recording that is to be said. Each is its own: what a visitor sends is kept no longer than it is heard."""

    sound: Sound | SoundStream
    space: ChannelSpace
    text: str = field(default="", repr=False)
    """What is said in it, as plain text; empty when nobody knows. A stream is heard as it comes, without its text."""
    language: str | None = None
    style: SpeakingStyle = "neutral"
    urgent: bool = True
