"""A sentence's sound and timing as bytes: what is kept on disk. Plain data, nothing that could run."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from visavis.speech.cues import Phone
from visavis.tts.engine import CharacterTiming, MarkTiming, SpeechPiece, VisemeTiming, WordTiming

FORMAT: Final = 1
"""Raised whenever what is kept, or how it was made, is no longer what it was."""
_HEAD: Final = struct.Struct("<4sII")
_MAGIC: Final = b"VVSP"
_CHANNELS: Final = 52


class DamagedError(ValueError):
    """These bytes are no kept sentence."""


def joined(pieces: Sequence[SpeechPiece]) -> SpeechPiece:
    """All pieces of a sentence as one."""
    rows = [piece.blendshapes for piece in pieces if piece.blendshapes is not None]
    return SpeechPiece(
        b"".join(piece.pcm for piece in pieces),
        tuple(phone for piece in pieces for phone in piece.phones),
        tuple(word for piece in pieces for word in piece.words),
        tuple(mark for piece in pieces for mark in piece.marks),
        np.concatenate(rows) if rows else None,
        tuple(character for piece in pieces for character in piece.characters),
        tuple(viseme for piece in pieces for viseme in piece.visemes),
    )


def speech_bytes(piece: SpeechPiece) -> bytes:
    """Head, compressed timing, sound, blendshape rows."""
    rows = piece.blendshapes
    timing = {
        "format": FORMAT,
        "phones": [[p.ipa, p.onset_samples, p.end_samples, p.stress, p.tone] for p in piece.phones],
        "words": [[w.token_index, w.onset_samples, w.end_samples] for w in piece.words],
        "marks": [[m.name, m.onset_samples] for m in piece.marks],
        "characters": [[c.index, c.onset_samples, c.end_samples] for c in piece.characters],
        "visemes": [[v.symbol, v.onset_samples] for v in piece.visemes],
        "rows": None if rows is None else len(rows),
    }
    packed = zlib.compress(json.dumps(timing, separators=(",", ":")).encode())
    tail = b"" if rows is None else rows.astype(np.uint8).tobytes()
    return _HEAD.pack(_MAGIC, len(packed), len(piece.pcm)) + packed + piece.pcm + tail


def read_speech(data: bytes) -> SpeechPiece:
    """What :func:`speech_bytes` wrote. Raises :class:`DamagedError`."""
    try:
        magic, packed_bytes, pcm_bytes = _HEAD.unpack_from(data)
        if magic != _MAGIC:
            raise DamagedError("not a kept sentence")
        pcm_at = _HEAD.size + packed_bytes
        timing = json.loads(zlib.decompress(data[_HEAD.size : pcm_at]))
        if timing["format"] != FORMAT:
            raise DamagedError("kept by another version")
        rows = None
        if timing["rows"] is not None:
            rows = np.frombuffer(data, np.uint8, timing["rows"] * _CHANNELS, pcm_at + pcm_bytes)
            rows = rows.reshape(-1, _CHANNELS)
        return SpeechPiece(
            data[pcm_at : pcm_at + pcm_bytes],
            tuple(Phone(*phone) for phone in timing["phones"]),
            tuple(WordTiming(*word) for word in timing["words"]),
            tuple(MarkTiming(*mark) for mark in timing["marks"]),
            rows,
            tuple(CharacterTiming(*character) for character in timing["characters"]),
            tuple(VisemeTiming(*viseme) for viseme in timing["visemes"]),
        )
    except (struct.error, zlib.error, ValueError, KeyError, TypeError) as error:
        raise DamagedError(f"not a kept sentence ({type(error).__name__})") from None
