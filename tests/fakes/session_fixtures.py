"""Small ready-made parts for tests of sessions."""

from __future__ import annotations

from visavis.protocol.channels import CHANNELS
from visavis.protocol.describe import Describe, Limits, VoiceInfo
from visavis.tts.chunk import UtteranceChunk

RATE_HZ = 8000

LIMITS = Limits(
    text_chars=100,
    queued_utterances=4,
    message_bytes=65536,
    lead_seconds=10.0,
    speak_per_minute=600,
    audio_seconds=30.0,
    audio_bytes=1_000_000,
)
DESCRIBE = Describe(
    voices=(
        VoiceInfo(name="scripted:one", engine="scripted", title="One", languages=("zh", "en"), sample_rate_hz=8000),
    ),
    default_voice="scripted:one",
    languages=("zh", "en"),
    channel_spaces=dict(CHANNELS),
    track_fps=60,
    emotions=("happy",),
    styles=("clear",),
    limits=LIMITS,
)


def chunk(seconds: float, *, first_s: float = 0.0, final: bool = False) -> UtteranceChunk:
    """A chunk of silence of a length, in the 15 visemes."""
    frames = round(seconds * 60)
    return UtteranceChunk(
        sample_rate_hz=RATE_HZ,
        first_sample=round(first_s * RATE_HZ),
        pcm=bytes(2 * round(seconds * RATE_HZ)),
        first_frame=round(first_s * 60),
        frames=frames,
        channels=15,
        rows=bytes(15 * frames),
        final=final,
    )
