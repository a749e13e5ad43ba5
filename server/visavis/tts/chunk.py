"""The chunk: a stretch of an utterance that travels at once, and how long such stretches are."""

from __future__ import annotations

from dataclasses import dataclass, field

from visavis.protocol.codecs import Codec
from visavis.protocol.frames import MarkEvent, SentenceEvent, WordEvent
from visavis.protocol.quick_frames import encode_events
from visavis.speech.cues import Cue

TRACK_FPS = 60
"""Frames a second of every track."""

ENCODED_SHARE = 8
"""Of the sound's bytes, what its encoded form takes when somebody asks for that: it is kept beside it."""

NO_EVENTS = encode_events((), (), ())


@dataclass(frozen=True, slots=True)
class UtteranceChunk:
    """Audio, and the track rows and events that became final with it. Chunks follow each other without a gap."""

    sample_rate_hz: int
    first_sample: int
    pcm: bytes = field(repr=False)
    """Signed 16-bit little-endian mono."""
    first_frame: int
    frames: int
    channels: int
    rows: bytes = field(repr=False)
    """``frames`` × ``channels`` weights 0 to 255, row after row."""
    words: tuple[WordEvent, ...] = ()
    sentences: tuple[SentenceEvent, ...] = ()
    marks: tuple[MarkEvent, ...] = ()
    events: bytes = field(default=NO_EVENTS, repr=False)
    """Words, sentences and marks as they stand in a track header: encoded once, where the chunk was cut."""
    cues: tuple[Cue, ...] = ()
    """Cues that became known with this chunk; the wire does not carry them, files do."""
    final: bool = False
    """True on the last chunk of the utterance."""
    makeshift: bool = False
    """The mouth is a rough one, because somebody was waiting or no alignment could be had: not worth keeping."""
    codec: Codec = "pcm"
    """The form in which its sound travels."""
    encoded: bytes = field(default=b"", repr=False)
    """Its sound in that form, unless that is ``pcm``."""

    @property
    def samples(self) -> int:
        """Samples of audio in this chunk."""
        return len(self.pcm) // 2

    @property
    def payload(self) -> bytes:
        """What its audio frame carries."""
        return self.pcm if self.codec == "pcm" else self.encoded

    @property
    def duration_ms(self) -> float:
        """Length of the audio in ms."""
        return self.samples * 1000 / self.sample_rate_hz

    @property
    def size_bytes(self) -> int:
        """What keeping this chunk costs, roughly."""
        events = len(self.words) + len(self.sentences) + len(self.marks) + len(self.cues)
        return len(self.pcm) + len(self.pcm) // ENCODED_SHARE + len(self.rows) + 200 * events + 400


@dataclass(frozen=True, slots=True)
class ChunkSchedule:
    """How much audio each chunk carries: little at first, for latency; much later, because messages cost, not bytes."""

    first_seconds: float = 0.12
    growth_seconds: tuple[float, ...] = field(default=(0.4, 1.2))
    steady_seconds: float = 4.0
    lookahead_seconds: float = 0.35
    """Speech beyond a chunk's end that articulation wants to know, because sounds colour those before them."""
    first_wait_seconds: float = 0.06
    """How long the first chunk, once it has its audio, waits for the look-ahead of a slow engine."""
    smallest_seconds: float = 0.1
    """Somebody who waits for a slow engine gets so much: less than its first piece, of which a few ms are held back."""
    margin_seconds: float = 0.3
    """A slow engine's audio is sent on, whatever the size, when the listener has no more than this left."""

    def seconds(self, index: int) -> float:
        """Wanted length of chunk number ``index``."""
        if index == 0:
            return self.first_seconds
        if index <= len(self.growth_seconds):
            return self.growth_seconds[index - 1]
        return self.steady_seconds
