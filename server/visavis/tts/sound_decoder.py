"""Decodes one sound file in a process of its own: it comes from strangers, and decoders are written in C.

``python -m visavis.tts.sound_decoder SECONDS`` reads the file from standard input and writes one line of JSON, either
``{"sample_rate_hz": …}`` followed by 16-bit little-endian mono samples, or ``{"code": …, "message": …}``.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from typing import Final

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from visavis.tts.forward_sound import ForwardSoundFile
from visavis.tts.sound import RATES_HZ

FORMATS: Final = {"WAV": "WAV", "WAVEX": "WAV", "FLAC": "FLAC", "OGG": "Ogg Vorbis or Opus", "MP3": "MP3"}
SOURCE_RATES_HZ: Final = (2000, 384_000)
MOST_CHANNELS: Final = 8
MEMORY_BYTES: Final = 2 << 30
CPU_S: Final = 20


class RefusedError(Exception):
    """The file is no sound that can be spoken. ``code`` is one of the wire's."""

    def __init__(self, message: str, code: str = "audio_invalid") -> None:
        super().__init__(message)
        self.code = code


def decode(content: bytes, longest_s: float) -> tuple[NDArray[np.int16], int]:
    """Samples and rate of a file. No more than ``longest_s`` is ever decoded. Raises :class:`RefusedError`."""
    if not content:
        raise RefusedError("the file is empty")
    try:
        with ForwardSoundFile(io.BytesIO(content)) as file:
            mono, rate_hz = _read(file, longest_s), file.samplerate
    except (soundfile.SoundFileError, ValueError, RuntimeError) as error:
        reason = str(getattr(error, "error_string", error)).strip().rstrip(".")[:200]
        known = ", ".join(dict.fromkeys(FORMATS.values()))
        raise RefusedError(f"the file is no sound that can be read ({reason}); known are {known}") from None
    if not len(mono):
        raise RefusedError("the file holds no sound: its length is 0")
    lowest, highest = RATES_HZ
    if not lowest <= rate_hz <= highest:
        mono, rate_hz = soxr.resample(mono, rate_hz, highest).astype(np.float32), highest
    return np.clip(np.rint(mono * 32768), -32768, 32767).astype("<i2"), rate_hz


def _read(file: ForwardSoundFile, longest_s: float) -> NDArray[np.float32]:
    if file.format not in FORMATS:
        raise ValueError(f"its format is {file.format}")
    lowest, highest = SOURCE_RATES_HZ
    if not lowest <= file.samplerate <= highest:
        raise ValueError(f"its sample rate is {file.samplerate} Hz; {lowest} to {highest} can be read")
    if file.channels > MOST_CHANNELS:
        raise ValueError(f"it has {file.channels} channels; {MOST_CHANNELS} can be read")
    # The header may say anything; what counts is what comes.
    most = round(longest_s * file.samplerate)
    blocks, frames = [], 0
    for block in file.pieces():
        frames += len(block)
        if frames > most:
            raise RefusedError(f"the sound is longer than {longest_s:g} s; no more is accepted", "audio_too_long")
        blocks.append(np.nan_to_num(block).mean(axis=1))
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)


def _limit_process() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> int:
    """Decode standard input; returns the exit status."""
    _limit_process()
    out = sys.stdout.buffer
    try:
        samples, rate_hz = decode(sys.stdin.buffer.read(), float(sys.argv[1]))
    except RefusedError as error:
        out.write(json.dumps({"code": error.code, "message": str(error)}).encode() + b"\n")
        return 0
    out.write(json.dumps({"sample_rate_hz": rate_hz}).encode() + b"\n")
    out.write(samples.tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
