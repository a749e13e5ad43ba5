"""The same frames as :func:`visavis.protocol.framing.encode_frame` makes, without building models.

A busy server writes thousands of frames a second on its event loop; a hand-made header costs 1 µs where the models
cost 9. Tests hold both to the same result.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from pydantic_core import to_json

from visavis.protocol.codecs import Codec
from visavis.protocol.frames import MarkEvent, SentenceEvent, WordEvent

_LENGTH = struct.Struct("<I")


def encode_events(words: Sequence[WordEvent], sentences: Sequence[SentenceEvent], marks: Sequence[MarkEvent]) -> bytes:
    """The tail of a track header, from ``words`` to the closing brace. The costly part: made once, off the loop."""
    return to_json({"words": words, "sentences": sentences, "marks": marks})[1:]


def encode_track(
    utterance_id: str, first_frame: int, frames: int, channels: int, *, final: bool, events: bytes, rows: bytes
) -> bytes:
    """A track frame; ``events`` comes from :func:`encode_events`. The id must be a valid ``UtteranceId``."""
    header = b'{"type":"track","id":"%s","first_frame":%d,"frames":%d,"channels":%d,"final":%s,%s' % (
        utterance_id.encode(),
        first_frame,
        frames,
        channels,
        b"true" if final else b"false",
        events,
    )
    return _frame(header, rows)


def encode_audio(
    utterance_id: str, first_sample: int, samples: int, *, final: bool, codec: Codec, payload: bytes
) -> bytes:
    """An audio frame; ``payload`` as ``codec`` wants it. The id must be a valid ``UtteranceId``."""
    header = b'{"type":"audio","id":"%s","first_sample":%d,"samples":%d,"final":%s,"codec":"%s"}' % (
        utterance_id.encode(),
        first_sample,
        samples,
        b"true" if final else b"false",
        codec.encode(),
    )
    return _frame(header, payload)


def _frame(header: bytes, payload: bytes) -> bytes:
    # The payload starts on a multiple of 4 bytes, so that samples can be read in place.
    padding = b" " * (-len(header) % 4)
    return b"".join((_LENGTH.pack(len(header) + len(padding)), header, padding, payload))
