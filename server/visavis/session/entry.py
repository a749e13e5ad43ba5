"""One utterance of a session while it waits, is sent, or plays."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from visavis.protocol.client import Emotion
from visavis.session.heard_words import HeardWords
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.order import Order, SoundOrder


class Phase(Enum):
    """How far an utterance has come."""

    QUEUED = auto()
    OPENING = auto()
    """Being prepared; nothing of it has been sent."""
    SENDING = auto()
    SENT = auto()
    """All of it is at the client, who plays it or will."""


@dataclass(slots=True)
class Entry:
    """Book-keeping of one utterance, in ms of its own audio."""

    id: str
    order: Order | SoundOrder
    emotion: Emotion | None
    turn: str | None = None
    """The turn whose answer it is part of."""
    phase: Phase = Phase.QUEUED
    written: str = ""
    sent_ms: float = 0.0
    position_ms: float = 0.0
    held: UtteranceChunk | None = None
    """A chunk that is ready, while the client is far enough ahead."""
    words: HeardWords = field(default_factory=HeardWords)

    @property
    def unheard_ms(self) -> float:
        """What the client has of it and has not played."""
        return self.sent_ms - self.position_ms
