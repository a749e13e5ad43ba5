"""Sound as a file of a common form, written while it is made.

Sample ``n`` of what a decoder gives is sample ``n`` of what went in: delays of the encoders are written into the files
where every decoder of the form looks for them, so that the times of a mouth track hold for each form.
"""

from __future__ import annotations

from typing import Final, Literal, Protocol

SoundForm = Literal["wav", "flac", "mp3", "ogg"]

MEDIA_TYPES: Final[dict[SoundForm, str]] = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
}
"""``ogg`` holds Opus."""
FILE_ENDINGS: Final[dict[str, SoundForm]] = {
    ".wav": "wav",
    ".flac": "flac",
    ".mp3": "mp3",
    ".ogg": "ogg",
    ".opus": "ogg",
}
ENCODING_MS_PER_SECOND: Final[dict[SoundForm, float]] = {"wav": 0.01, "flac": 1.0, "mp3": 9.0, "ogg": 60.0}
"""What a second of speech costs, roughly: beyond a moment's work it belongs in a thread."""
RATES_HZ: Final = (8000, 48_000)
"""Rates that can be given."""
BLOCK_BYTES: Final = 96_000
"""So much is encoded at a time where all of it is at hand: one encoder must not hold what the file needs twice."""


class Encoder(Protocol):
    """One file in the making. Not for use by two threads at a time; one that is given up may simply be forgotten."""

    def push(self, pcm: bytes) -> bytes:
        """More signed 16-bit little-endian mono samples in; what is ready of the file out, perhaps nothing."""

    def finish(self) -> bytes:
        """The rest of the file. Nothing may follow."""


def open_encoder(form: SoundForm, sample_rate_hz: int, comment: str | None = None) -> Encoder:
    """An encoder whose output can be sent on as it comes: it never goes back to what it gave.

    So a WAV or FLAC stream does not tell its length, and an MP3 stream tells its delay but not its length: its last
    frame ends in up to 0.1 s of silence. :func:`encoded` writes all of that. ``comment``, in ASCII, stands in the
    file's metadata. Raises ``ValueError`` for rates beyond 8 to 48 kHz.
    """
    return _open(form, sample_rate_hz, comment, whole=False)


def encoded(pcm: bytes, form: SoundForm, sample_rate_hz: int, comment: str | None = None) -> bytes:
    """A whole file, with its length in its header. Takes :data:`ENCODING_MS_PER_SECOND`: call it in a thread."""
    encoder = _open(form, sample_rate_hz, comment, whole=True)
    parts = [encoder.push(pcm[at : at + BLOCK_BYTES]) for at in range(0, len(pcm), BLOCK_BYTES)]
    return b"".join([*parts, encoder.finish()])


def _open(form: SoundForm, sample_rate_hz: int, comment: str | None, *, whole: bool) -> Encoder:
    lowest, highest = RATES_HZ
    if not lowest <= sample_rate_hz <= highest:
        raise ValueError(f"sound of {lowest} to {highest} Hz can be encoded, got {sample_rate_hz}")
    if form == "wav":
        from visavis.tts.sound_encoder_wav import WavEncoder

        return WavEncoder(sample_rate_hz, whole=whole, comment=comment)
    from visavis.tts.sound_encoder_file import FileEncoder

    return FileEncoder(form, sample_rate_hz, whole=whole, comment=comment)
