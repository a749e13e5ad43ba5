"""The one libespeak-ng of this process, through ctypes.

The library keeps its state in globals: never use it from two threads at once. Calls release the GIL.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator
from enum import IntEnum, IntFlag
from typing import Final

BUFFER_MS: Final = 2000
"""Audio per callback. Few, long callbacks cost least; two seconds take the library less than 2 ms."""

_SYNCHRONOUS: Final = 2
_PHONEME_EVENTS: Final = 1
_DO_NOT_EXIT: Final = 0x8000
_EVENT: Final = struct.Struct("<iIiiiiQ8s")
# The library sizes its event list so for a given buffer; its end is marked, so a copy of the whole is safe to scan.
_EVENTS_MAX: Final = BUFFER_MS * 200 // 1000 + 20

Event = tuple[int, int, int, bytes]
"""Type, character position (from 1), sample, raw eight bytes of the identifier."""
Sink = Callable[[bytes, list[Event]], bool]
"""Takes PCM and the events within it; returns True to stop the synthesis."""


class EventType(IntEnum):
    """The events that matter here."""

    LIST_END = 0
    WORD = 1
    END = 5
    """A clause is over, its pause included."""
    PHONEME = 7


class Flag(IntFlag):
    """How the text of one synthesis is to be read."""

    UTF8 = 0x1
    SSML = 0x10
    PHONEMES = 0x100
    END_PAUSE = 0x1000


class Parameter(IntEnum):
    """What can be set before a synthesis."""

    RATE = 1
    VOLUME = 2
    PITCH = 3
    RANGE = 4


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class EspeakLibrary:
    """A loaded and initialised library.

    Raises:
        OSError: the library cannot be loaded or refuses its data folder.
    """

    def __init__(self, library_path: str, data_path: str) -> None:
        self._lib = lib = ctypes.CDLL(library_path)
        lib.espeak_Info.restype = ctypes.c_char_p
        lib.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        lib.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        lib.espeak_ListVoices.argtypes = [ctypes.c_void_p]
        rate = lib.espeak_Initialize(_SYNCHRONOUS, BUFFER_MS, data_path.encode(), _PHONEME_EVENTS | _DO_NOT_EXIT)
        if rate <= 0:
            raise OSError(f"espeak-ng cannot use the data folder {data_path!r} (code {rate})")
        self.sample_rate_hz: int = rate
        self._sink: Sink | None = None
        prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._callback = prototype(self._on_audio)
        lib.espeak_SetSynthCallback(self._callback)
        self._voice = ""
        self._ipa = False

    @property
    def version(self) -> str:
        """Such as ``1.52.0``."""
        info: bytes = self._lib.espeak_Info(None)
        return info.decode()

    def voices(self) -> list[dict[str, object]]:
        """Every language voice: ``name``, ``languages`` in the order of preference, ``identifier``, ``gender``."""
        found = []
        listed = self._lib.espeak_ListVoices(None)
        index = 0
        while listed[index]:
            voice = listed[index].contents
            found.append(
                {
                    "name": voice.name.decode("utf-8", "replace"),
                    "languages": list(_languages(voice.languages)),
                    "identifier": voice.identifier.decode("utf-8", "replace"),
                    "gender": {1: "male", 2: "female"}.get(voice.gender, "neutral"),
                }
            )
            index += 1
        return found

    def configure(self, voice: str, *, ipa: bool, parameters: dict[Parameter, int]) -> None:
        """Choose the voice, how phones are named, and the parameters. Raises ValueError for an unknown voice."""
        if voice != self._voice:
            self._voice = ""
            code = self._lib.espeak_SetVoiceByName(voice.encode())
            if code != 0:
                raise ValueError(f"espeak-ng has no voice {voice!r} (code {code})")
            self._voice = voice
        if ipa != self._ipa:
            self._lib.espeak_ng_SetPhonemeEvents(1, int(ipa))
            self._ipa = ipa
        for parameter, value in parameters.items():
            self._lib.espeak_SetParameter(int(parameter), value, 0)

    def synthesize(self, text: str, flags: Flag, sink: Sink) -> None:
        """Speak ``text`` into ``sink``; returns when all is said or the sink has stopped it. Raises RuntimeError."""
        encoded = text.encode()
        self._sink = sink
        try:
            code = self._lib.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, int(flags), None, None)
        finally:
            self._sink = None
        if code != 0:
            raise RuntimeError(f"espeak-ng could not speak (code {code})")

    def _on_audio(self, wave: int | None, count: int, events: int) -> int:
        sink = self._sink
        if sink is None:
            return 1
        found: list[Event] = []
        for kind, _, position, _, _, sample, _, name in _EVENT.iter_unpack(
            ctypes.string_at(events, _EVENT.size * _EVENTS_MAX)
        ):
            if kind == 0:
                break
            if kind in (1, 5, 7):
                found.append((kind, position, sample, name))
        return int(sink(ctypes.string_at(wave, count * 2) if wave and count > 0 else b"", found))


def _languages(address: int | None) -> Iterator[str]:
    """The list is: a priority byte, a zero-terminated code, and so on until a zero priority."""
    while address:
        if ctypes.string_at(address, 1) == b"\0":
            return
        code = ctypes.string_at(address + 1)
        yield code.decode("utf-8", "replace")
        address += len(code) + 2
