"""What is kept of a voice on disk: a file for each utterance it is learnt from, and its model.

Every file is written whole under another name and then renamed, and an utterance's file is named by its content. So
several processes may share a folder without locks, and none ever reads half a file. A file that cannot be read is
removed with a warning: a model is trained anew from the utterances.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.chain import build_chain
from visavis.speech.alignment.features import CEPSTRA
from visavis.speech.alignment.mixture import Mixtures
from visavis.speech.alignment.voice_model import Heard, VoiceModel

_log = logging.getLogger(__name__)

FORMAT: Final = 1
"""Part of every file's name: what another version has written is not read."""
_VOICES_MAX: Final = 200
_FILE_BYTES_MAX: Final = 64 << 20
_UNREADABLE: Final = (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError, IndexError)


class VoiceFiles:
    """The folder of one voice below ``data_dir``."""

    def __init__(self, data_dir: Path, voice: str) -> None:
        slug = re.sub(r"[^A-Za-z0-9._-]+", "_", voice)[:40].strip("._") or "voice"
        digest = hashlib.sha256(voice.encode()).hexdigest()[:12]
        self._folder = data_dir / "voices" / f"{slug}-{digest}"
        self._model = self._folder / f"model.v{FORMAT}.npz"

    def model_stamp(self) -> int:
        """Changes when the model is written; 0 without one."""
        try:
            return self._model.stat().st_mtime_ns
        except OSError:
            return 0

    def read_model(self) -> tuple[VoiceModel, float] | None:
        """The model, and the seconds it was trained on."""
        data = _read(self._model)
        if data is None:
            return None
        try:
            mixtures = Mixtures(data["weights"], data["means"], data["variances"])
            model = VoiceModel(tuple(str(name) for name in data["names"]), mixtures, data["durations"], data["amounts"])
            _check(model)
            return model, float(data["trained_s"])
        except _UNREADABLE as error:
            _discard(self._model, error)
            return None

    def write_model(self, model: VoiceModel, trained_s: float) -> None:
        """Raises OSError."""
        self._write(
            self._model,
            {
                "names": np.array(model.names),
                "weights": model.mixtures.weights,
                "means": model.mixtures.means,
                "variances": model.mixtures.variances,
                "durations": model.durations,
                "amounts": model.amounts,
                "trained_s": np.array(trained_s),
            },
        )

    def read_heard(self) -> Iterator[tuple[str, Heard]]:
        """Every utterance with its digest."""
        try:
            files = sorted(self._folder.glob(f"*.heard.v{FORMAT}.npz"))
        except OSError:
            return
        for path in files:
            data = _read(path)
            if data is None:
                continue
            try:
                heard = _heard(data)
            except _UNREADABLE as error:
                _discard(path, error)
                continue
            yield path.name.split(".", 1)[0], heard

    def write_heard(self, digest: str, heard: Heard) -> None:
        """Raises OSError."""
        units = heard.chain.units
        spoken = [index for index, unit in enumerate(units) if unit.phone >= 0]
        self._write(
            self._folder / f"{digest}.heard.v{FORMAT}.npz",
            {
                "statics": heard.statics.astype(np.float16),
                "models": np.array([units[index].model for index in spoken]),
                "begins": np.array([index > 0 and units[index - 1].phone < 0 for index in spoken]),
                "path": heard.path,
            },
        )

    def _write(self, path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            _forget_oldest(self._folder.parent)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def digest_of(heard: Heard) -> str:
    """A name for an utterance by its sound: the same recording is not learnt from twice."""
    return hashlib.sha256(heard.statics.astype(np.float16).tobytes()).hexdigest()[:24]


def _read(path: Path) -> dict[str, NDArray[Any]] | None:
    try:
        if path.stat().st_size > _FILE_BYTES_MAX:
            raise ValueError(f"larger than {_FILE_BYTES_MAX} bytes")
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        return None
    except _UNREADABLE as error:
        _discard(path, error)
        return None


def _heard(data: Mapping[str, NDArray[Any]]) -> Heard:
    statics = data["statics"].astype(np.float32)
    chain = build_chain([str(name) for name in data["models"]], [bool(flag) for flag in data["begins"]])
    path = data["path"].astype(np.int32)
    fits = statics.shape == (len(path), CEPSTRA) and len(path) and np.isfinite(statics).all()
    if not fits or path.min() < 0 or path.max() >= len(chain.unit_of):
        raise ValueError("path and sound do not fit")
    return Heard(statics, chain, path)


def _check(model: VoiceModel) -> None:
    mixtures, rows = model.mixtures, len(model.durations)
    shapes = mixtures.means.shape == mixtures.variances.shape and mixtures.means.shape[:2] == mixtures.weights.shape
    if (
        not shapes
        or not rows == len(mixtures.weights) == len(model.amounts)
        or rows % max(1, len(model.names))
        or not rows
    ):
        raise ValueError("shapes do not fit")
    if not (np.isfinite(mixtures.means).all() and (mixtures.variances > 0).all() and (model.durations > 1).all()):
        raise ValueError("numbers out of range")


def _discard(path: Path, error: Exception) -> None:
    _log.warning("%s cannot be read (%s: %s) and is removed; it is learnt anew", path, type(error).__name__, error)
    try:
        path.unlink(missing_ok=True)
    except OSError:
        _log.warning("%s cannot be removed either", path)


def _forget_oldest(folder: Path) -> None:
    """Keep the number of voices within bounds: the one not written to for longest goes."""
    voices = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in voices[: max(0, len(voices) - _VOICES_MAX)]:
        shutil.rmtree(path, ignore_errors=True)
