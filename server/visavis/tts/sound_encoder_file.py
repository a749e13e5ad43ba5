"""FLAC, MP3 and Ogg Opus by libsndfile, which writes to a place in memory from which its bytes are handed on."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
import soundfile
import soxr

from visavis.tts.mp3_info import id3_comment, is_placeholder, stream_info
from visavis.tts.sound_encoder import SoundForm

_KINDS: Final[dict[SoundForm, tuple[str, str]]] = {
    "flac": ("FLAC", "PCM_16"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
    "ogg": ("OGG", "OPUS"),
}
_RATES_HZ: Final[dict[SoundForm, tuple[int, ...]]] = {
    "mp3": (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
    "ogg": (8000, 12_000, 16_000, 24_000, 48_000),
}
"""What the form knows; sound of another rate is brought up to the next."""
_PAGE_MS: Final = 200.0
"""An Ogg stream is handed on in pages of so much; the library's own are of a second."""
_SET_PAGE_LATENCY_MS: Final = 0x1302
"""``SFC_SET_OGG_PAGE_LATENCY_MS`` of ``sndfile.h``, which soundfile has no name for."""


class FileEncoder:
    """One file in the making. ``whole`` keeps it back until its header is complete."""

    def __init__(self, form: SoundForm, sample_rate_hz: int, *, whole: bool, comment: str | None = None) -> None:
        rates = _RATES_HZ.get(form, (sample_rate_hz,))
        rate_hz = next((rate for rate in rates if rate >= sample_rate_hz), rates[-1])
        self._resampler = None
        if rate_hz != sample_rate_hz:
            self._resampler = soxr.ResampleStream(sample_rate_hz, rate_hz, 1, dtype="int16", quality="HQ")
        self._form = form
        self._whole = whole
        self._fed = False
        self._begun = False
        self._place = _Place()
        kind, subtype = _KINDS[form]
        self._file = soundfile.SoundFile(self._place, "w", rate_hz, 1, format=kind, subtype=subtype)
        # Of an MP3 the library would write it where it writes the delay, so that is done here.
        self._before = id3_comment(comment) if form == "mp3" and comment is not None else b""
        if comment is not None and form != "mp3":
            self._file.comment = comment
        if form == "ogg":
            _set_page_latency(self._file)

    def push(self, pcm: bytes) -> bytes:
        """More samples in, what is ready out."""
        samples = np.frombuffer(pcm, dtype="<i2")
        self._fed = self._fed or len(samples) > 0
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples)
        self._file.write(samples)
        return b"" if self._whole else self._taken()

    def finish(self) -> bytes:
        """The rest."""
        if self._resampler is not None:
            self._file.write(self._resampler.resample_chunk(np.zeros(0, dtype=np.int16), last=True))
        if not self._fed:
            # Of no sound at all the library would write no file that anybody can open.
            self._file.write(np.zeros(1, dtype=np.int16))
        self._file.close()
        return self._taken()

    def _taken(self) -> bytes:
        made = self._place.take()
        if self._form == "mp3" and not self._begun and is_placeholder(made):
            # The library comes back to its first frame at the end, when it is on its way.
            made = stream_info(made)
        if made and not self._begun:
            made = self._before + made
        self._begun = self._begun or bool(made)
        return made


class _Place(io.RawIOBase):
    """Where a file is written. What was taken is gone: nothing that is written over it later counts."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = bytearray()
        self._taken = 0
        self._at = 0

    def take(self) -> bytes:
        made = bytes(self._kept)
        self._kept.clear()
        self._taken += len(made)
        return made

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = memoryview(data).cast("B")  # type: ignore[arg-type]
        surplus = min(len(content), max(0, self._taken - self._at))
        start = self._at + surplus - self._taken
        self._kept[start : start + len(content) - surplus] = content[surplus:]
        self._at += len(content)
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._taken + len(self._kept)}[whence]
        self._at = origin + offset
        return self._at

    def tell(self) -> int:
        return self._at


def _set_page_latency(file: soundfile.SoundFile) -> None:
    value = soundfile._ffi.new("double *", _PAGE_MS)
    soundfile._snd.sf_command(file._file, _SET_PAGE_LATENCY_MS, value, soundfile._ffi.sizeof("double"))
