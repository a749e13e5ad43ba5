"""The first frame of an MP3 stream: silence for old decoders, in which new ones read how late the sound begins.

Layout after Xing's and LAME's published descriptions of their tags, as FFmpeg and mpg123 read them.
"""

from __future__ import annotations

import struct
from typing import Final

ENCODER_DELAY_SAMPLES: Final = 576
"""By which LAME begins late. A decoder adds its own 529 and drops both."""

_MPEG1: Final = 0b11
_FIRST_TAG_BYTE: Final = {True: 4 + 17, False: 4 + 9}
"""The side information of a mono frame ends here: MPEG 1, else MPEG 2 and 2.5."""
_XING_PART: Final = struct.Struct(">4sII")
_FRAMES_FOLLOW: Final = 1
_ENDLESS_FRAMES: Final = 1_000_000
"""Six hours and more. FFmpeg passes over a tag that tells nothing of the length, and mpg123 drops no delay without a
number of frames; where there are fewer, both stop at the end of the stream."""
_LAME_PART: Final = struct.Struct(">9sBB8sBB3s4sI4s")


def id3_comment(comment: str) -> bytes:
    """A tag for before the stream: ID3v2.3 with one comment in ASCII."""
    content = b"\0eng\0" + comment.encode("ascii")  # encoding Latin-1, language, an empty description
    frame = b"COMM" + struct.pack(">IH", len(content), 0) + content
    size = len(frame)
    return b"ID3\x03\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + frame


def is_placeholder(stream: bytes) -> bool:
    """Whether a stream begins with a frame that holds nothing yet."""
    return len(stream) > 40 and stream[0] == 0xFF and not any(stream[4:40])


def stream_info(stream: bytes) -> bytes:
    """The stream with the delay of its sound in its first frame; index and true length are known to nobody."""
    start = _FIRST_TAG_BYTE[stream[1] >> 3 & 0b11 == _MPEG1]
    delays = (ENCODER_DELAY_SAMPLES << 12).to_bytes(3, "big")
    # Version, method, low pass; gains; flags, rate; delays; mode, gain and preset; length; check sums.
    length = _XING_PART.pack(b"Xing", _FRAMES_FOLLOW, _ENDLESS_FRAMES)
    tag = length + _LAME_PART.pack(b"LAME3.100", 0, 0, bytes(8), 0, 0, delays, bytes(4), 0, bytes(4))
    return stream[:start] + tag + stream[start + len(tag) :]
