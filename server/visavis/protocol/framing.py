"""Binary framing: a little-endian uint32 header length, the JSON header, then the raw payload."""

from __future__ import annotations

import struct
from typing import Final

from pydantic import TypeAdapter, ValidationError

from visavis.protocol.frames import AudioHeader, FrameHeader, TrackHeader

_LENGTH: Final = struct.Struct("<I")
_ALIGNMENT: Final = 4
MAX_HEADER_BYTES: Final = 1 << 20

_HEADER: Final[TypeAdapter[AudioHeader | TrackHeader]] = TypeAdapter(FrameHeader)


class FrameError(ValueError):
    """A binary frame that is not one of ours; the message says what is wrong with it."""


def encode_frame(header: AudioHeader | TrackHeader, payload: bytes) -> bytes:
    """One binary frame. The header is padded with spaces so that the payload starts on a multiple of 4 bytes and
    samples can be read in place."""
    body = header.model_dump_json(exclude_defaults=False).encode()
    body += b" " * (-len(body) % _ALIGNMENT)
    return b"".join((_LENGTH.pack(len(body)), body, payload))


def decode_frame(frame: bytes) -> tuple[AudioHeader | TrackHeader, memoryview]:
    """Header and payload of one binary frame. Raises :class:`FrameError` on anything malformed."""
    if len(frame) < _LENGTH.size:
        raise FrameError(f"a frame has at least {_LENGTH.size} bytes, got {len(frame)}")
    (length,) = _LENGTH.unpack_from(frame)
    if length > MAX_HEADER_BYTES or length > len(frame) - _LENGTH.size:
        raise FrameError(f"header length {length} does not fit a frame of {len(frame)} bytes")
    start = _LENGTH.size + length
    try:
        header = _HEADER.validate_json(frame[_LENGTH.size : start])
    except ValidationError as error:
        raise FrameError(
            f"bad frame header: {error.error_count()} problems, first: {error.errors()[0]['msg']}"
        ) from error
    payload = memoryview(frame)[start:]
    expected = _payload_bytes(header)
    if expected is not None and len(payload) != expected:
        raise FrameError(f"{header.type} frame announces {expected} payload bytes, has {len(payload)}")
    return header, payload


def _payload_bytes(header: AudioHeader | TrackHeader) -> int | None:
    """What the header announces; None where only a decoder can tell."""
    if isinstance(header, TrackHeader):
        return header.frames * header.channels
    return {"pcm": 2 * header.samples, "opus": None, "none": 0}[header.codec]
