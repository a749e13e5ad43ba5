"""Binary messages of Volcengine's speech WebSockets.

Source: Volcengine's reference of the one-way WebSocket V3 (documents 6561/1719100). Integers are big-endian.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any, Final

SENTENCE_START: Final = 350
SENTENCE_END: Final = 351
SOUND: Final = 352
SUBTITLE: Final = 364
FINISHED: Final = 152
FAILED: Final = 153

_VERSION_AND_SIZE: Final = 0x11
_FULL_REQUEST: Final = 0x10
_JSON: Final = 0x10
_ERROR: Final = 0xF
_SOUND_ONLY: Final = 0xB
_WITH_EVENT: Final = 0x4
_GZIP: Final = 0x1
_MOST_UNPACKED_BYTES: Final = 8 << 20


class FrameError(Exception):
    """The message does not follow the protocol."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message of the service: an event with its payload, or an error with its code."""

    event: int = 0
    error_code: int = 0
    payload: bytes = b""

    def json(self) -> dict[str, Any]:
        """The payload, empty where it is no object."""
        try:
            told = json.loads(self.payload)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


def request(content: dict[str, Any]) -> bytes:
    """The message that asks for everything."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return bytes((_VERSION_AND_SIZE, _FULL_REQUEST, _JSON, 0)) + len(body).to_bytes(4, "big") + body


def read(message: bytes) -> Frame:
    """Raises :class:`FrameError`."""
    if len(message) < 8 or message[0] >> 4 != 1:
        raise FrameError("a message is too short or of another version")
    at = (message[0] & 0xF) * 4
    kind, flags, packed = message[1] >> 4, message[1] & 0xF, message[2] & 0xF == _GZIP
    if kind == _ERROR:
        return Frame(error_code=_number(message, at), payload=_sized(message, at + 4, packed)[0])
    if not flags & _WITH_EVENT:
        # Without an event only sound says what it is.
        return Frame(SOUND if kind == _SOUND_ONLY else 0, payload=_sized(message, at, packed)[0])
    event = _number(message, at)
    _, at = _sized(message, at + 4, packed=False)  # the session's or the connection's id
    return Frame(event, payload=_sized(message, at, packed)[0])


def _number(message: bytes, at: int) -> int:
    if at + 4 > len(message):
        raise FrameError("a message is cut")
    return int.from_bytes(message[at : at + 4], "big")


def _sized(message: bytes, at: int, packed: bool) -> tuple[bytes, int]:
    end = at + 4 + _number(message, at)
    if end > len(message):
        raise FrameError("a message is cut")
    content = message[at + 4 : end]
    return (_unpacked(content) if packed and content else content), end


def _unpacked(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(content, _MOST_UNPACKED_BYTES)
    except zlib.error:
        raise FrameError("a message cannot be unpacked") from None
    if unpacker.unconsumed_tail:
        raise FrameError("a message is too long")
    return unpacked
