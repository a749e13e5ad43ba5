"""Kokoro's voices: tables of styles, a row of 256 numbers for each length of a text."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.tts.local_voices.model import VoiceFileError

_WIDTH: Final = 256
_BYTES: Final = 4
_MOST_ROWS: Final = 100_000


def style_names(path: Path) -> list[str]:
    """The voices in a file: all of an archive of arrays (``.npz``, also named ``.bin``), else the one of bare numbers,
    which is named as the file. Raises :class:`VoiceFileError`."""
    if not zipfile.is_zipfile(path):
        size = path.stat().st_size
        if not size or size % (_WIDTH * _BYTES):
            raise VoiceFileError(f"{path} holds no styles of Kokoro: it is no archive, and {size} bytes are no rows")
        return [path.stem]
    try:
        with np.load(path, allow_pickle=False) as arrays:
            names = list(arrays.files)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise _broken(path, error) from None
    if not names:
        raise VoiceFileError(f"{path} is an archive without a voice in it")
    return names


def read_style(path: Path, name: str) -> NDArray[np.float32]:
    """One voice, rows × 256. Raises :class:`VoiceFileError`."""
    try:
        if zipfile.is_zipfile(path):
            with np.load(path, allow_pickle=False) as arrays:
                told = np.asarray(arrays[name], np.float32)
        else:
            told = np.fromfile(path, "<f4").astype(np.float32)
        rows: NDArray[np.float32] = told.reshape(-1, _WIDTH)
    except (OSError, ValueError, KeyError, EOFError, MemoryError, zipfile.BadZipFile, zlib.error) as error:
        raise _broken(path, error) from None
    if not 0 < len(rows) <= _MOST_ROWS or not np.isfinite(rows).all():
        raise VoiceFileError(f"{path}: the style {name!r} has {len(rows)} rows that can be used")
    return rows


def _broken(path: Path, error: Exception) -> VoiceFileError:
    return VoiceFileError(f"{path} cannot be read as styles of Kokoro ({type(error).__name__})")
