"""A whole utterance as files: WAV, and JSON with track and cues."""

from __future__ import annotations

from typing import Final

from pydantic_core import to_json

from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import Emotion
from visavis.speech.export.label import label
from visavis.speech.track import SPEECH_FORMAT, Track
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.sound_encoder_wav import WavEncoder
from visavis.tts.whole import WholeUtterance

BLOCK_FRAMES: Final = 512
"""So much of a track is written at a time. All of a long one in one call would keep the interpreter's lock, for which
the event loop waits, for a second."""

_AFTER_ROWS: Final = b"]}}"


def wav_bytes(pcm: bytes, sample_rate_hz: int, comment: str | None = None) -> bytes:
    """A WAV file of 16-bit mono samples."""
    encoder = WavEncoder(sample_rate_hz, whole=True, comment=comment)
    return encoder.push(pcm) + encoder.finish()


def result_json(whole: WholeUtterance, space: ChannelSpace, emotion: Emotion | None = None) -> bytes:
    """The JSON of a :class:`~visavis.protocol.rest.SpeechResult`.

    Made without the model: a minute of track is 187,000 numbers, and checking each of our own costs seconds.
    """
    rows = whole.rows
    told = to_json(
        {
            "format": SPEECH_FORMAT,
            "text": whole.written,
            "voice": whole.voice,
            "language": whole.language,
            "sample_rate_hz": whole.sample_rate_hz,
            "duration_ms": round(whole.duration_ms, 3),
            "confidence": whole.confidence if whole.confidence is None else round(whole.confidence, 3),
            "emotion": emotion,
            "aigc": label(whole.pcm),
            "words": whole.words,
            "sentences": whole.sentences,
            "marks": whole.marks,
            "cues": whole.cues,
            "track": {**Track(space, TRACK_FPS, rows[:0]).to_dict(), "frames": len(rows)},
        }
    )
    assert told.endswith(b"[" + _AFTER_ROWS), "the weights are the last of a track, and the track the last of all"
    blocks = [to_json(rows[at : at + BLOCK_FRAMES].tolist())[1:-1] for at in range(0, len(rows), BLOCK_FRAMES)]
    return b"".join((told[: -len(_AFTER_ROWS)], b",".join(blocks), _AFTER_ROWS))
