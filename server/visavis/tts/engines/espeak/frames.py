"""Messages between the engine and its worker process: a fixed header, then bytes. No pickle, no text but JSON.

Header: total payload length, kind, job number, little-endian. Only the standard library is used.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import Final

HEADER: Final = struct.Struct("<IBI")
PIECE: Final = struct.Struct("<IHH")
"""Bytes of PCM, number of phones, number of words; the phones, the words and the PCM follow in that order."""
PHONE: Final = struct.Struct("<II8sBB")
"""Onset and end in samples, espeak's name padded with zeros, table (see :class:`Table`), Mandarin tone of its token."""
WORD: Final = struct.Struct("<HII")
"""Token index, onset and end in samples."""


class Kind(IntEnum):
    """What a message is."""

    JOB = 1
    """To the worker: JSON, see ``script``."""
    CANCEL = 2
    """To the worker: stop this job at once. No payload."""
    READY = 3
    """From the worker, once: JSON with the sample rate, the version and the voices."""
    PIECE = 4
    """From the worker: audio and timing, more follows."""
    LAST = 5
    """From the worker: as PIECE, and the job is done."""
    CANCELLED = 6
    """From the worker: the job ended because it was told to."""
    FAILED = 7
    """From the worker: the job, or for job 0 the start, failed. UTF-8 text."""
    END = 8
    """To the worker: no more jobs, leave. An input that ends without it means that the parent died."""


class Table(IntEnum):
    """Which set of names a phone's name is taken from."""

    IPA = 0
    CMN = 1
    EN = 2
    YUE = 3
    # IPA of the library that needs repairs of its own, see ``phones/ipa.json``.
    DE = 4
    JA = 5
    KO = 6
    PT_BR = 7
    RU = 8

    @property
    def is_ipa(self) -> bool:
        """The library writes the names in IPA; else they are its own mnemonics."""
        return self not in (Table.CMN, Table.EN, Table.YUE)


def pack(kind: Kind, job: int, payload: bytes = b"") -> bytes:
    """One message, ready to be written."""
    return HEADER.pack(len(payload), kind, job) + payload
