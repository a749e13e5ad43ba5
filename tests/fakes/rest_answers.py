"""Reads the answers of the REST routes for speech."""

from __future__ import annotations

import io
import struct
import wave
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import httpx


def parts_of(answer: httpx.Response) -> dict[str, Any]:
    """The parts of a ``multipart/mixed`` answer by name."""
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + answer.content)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in message.iter_parts()
    }


def items_of(content: bytes) -> list[bytes]:
    """The items of a stream of frames."""
    items, at = [], 0
    while at < len(content):
        (length,) = struct.unpack_from("<I", content, at)
        items.append(content[at + 4 : at + 4 + length])
        at += 4 + length
    assert at == len(content)
    return items


def sound_of(wav: bytes) -> tuple[int, int]:
    """Samples and rate of a WAV of ours."""
    with wave.open(io.BytesIO(wav)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        return sound.getnframes(), sound.getframerate()
