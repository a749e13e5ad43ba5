"""A chunk as the binary frames that carry it, the same on a websocket and in a REST stream."""

from __future__ import annotations

from collections.abc import Iterator

from visavis.protocol.quick_frames import encode_audio, encode_track
from visavis.tts.chunk import UtteranceChunk


def frames_of(utterance_id: str, chunk: UtteranceChunk) -> Iterator[bytes]:
    """The track frame, unless it would say nothing, then the audio frame."""
    if chunk.frames or chunk.final or chunk.words or chunk.sentences or chunk.marks:
        yield encode_track(
            utterance_id,
            chunk.first_frame,
            chunk.frames,
            chunk.channels,
            final=chunk.final,
            events=chunk.events,
            rows=chunk.rows,
        )
    yield encode_audio(
        utterance_id,
        chunk.first_sample,
        chunk.samples,
        final=chunk.final,
        codec=chunk.codec,
        payload=chunk.payload,
    )
