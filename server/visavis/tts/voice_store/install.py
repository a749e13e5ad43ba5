"""Installs a voice: gathers its files beside the folder's, checks them, and only then lets the engines see them."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from pydantic import ValidationError

from visavis.tts.local_voices.model import VoiceFileError
from visavis.tts.voice_store.catalogue import CATALOGUE, StoreSettings, given_files, kokoro_files, piper_files
from visavis.tts.voice_store.download import SILENCE_S, Progress, download, forget
from visavis.tts.voice_store.errors import VoiceStoreError
from visavis.tts.voice_store.wanted import WantedFile, algorithm_of, digest_of

STAGING: Final = ".incoming"
CARD: Final = ".MODEL_CARD"
Reporter = Callable[[WantedFile], Progress]
"""Gives the progress of each file as it begins."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What came."""

    files: tuple[Path, ...]
    licence: str
    """As its card tells; empty where that is not known."""
    unchecked: tuple[tuple[str, str], ...]
    """Files for which nobody gave a digest, each with the SHA-256 that it has."""

    @property
    def engine(self) -> str:
        """``piper`` or ``kokoro``."""
        return "piper" if any(path.name.endswith(".onnx.json") for path in self.files) else "kokoro"


def install(what: str, folder: Path, report: Reporter, *, digest: str = "", silence_s: float = SILENCE_S) -> Installed:
    """Install a voice by its name in a catalogue, its path or its address. Raises :class:`VoiceStoreError`.

    What breaks off is kept below ``.incoming`` and goes on at the next call.
    """
    digest = digest.strip().lower()
    try:
        if digest:
            algorithm_of(digest)
    except ValueError as error:
        raise VoiceStoreError(str(error)) from None
    with _locked(folder):
        staging = folder / STAGING
        staging.mkdir(exist_ok=True)
        files = _files_of(what, staging, report, digest, silence_s)
        came = _gather([file for file in files if not _is_there(folder, file)], staging, report, silence_s)
        try:
            _check(came, staging)
        except VoiceFileError:
            for file in came:
                (staging / file.name).unlink()
            raise
        for file in sorted(came, key=_visible_last):
            _place(staging / file.name, folder)
        there = tuple(folder / file.name for file in files if (folder / file.name).exists())
        licence = next((licence_of(path) for path in there if path.name.endswith(CARD)), "")
        unchecked = tuple(
            (file.name, digest_of(folder / file.name, "sha256"))
            for file in came
            if file.is_remote and file.needed and not file.digest
        )
        forget(staging / CATALOGUE)
        with contextlib.suppress(OSError):  # another voice broke off, and is kept
            staging.rmdir()
        return Installed(there, licence, unchecked)


def licence_of(card: Path) -> str:
    """What a voice's card says of its licence, in its own words; empty where it says nothing."""
    for line in card.read_text("utf-8", "replace").splitlines():
        key, colon, value = line.strip(" *#-\t").partition(":")
        if colon and key.strip(" *").lower() in {"license", "licence"} and value.strip(" *"):
            return value.strip(" *")[:200]
    return ""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The folder, for one command at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".installing.lock", timeout=0):
            yield
    except Timeout:
        raise VoiceStoreError(f"another command is installing a voice into {folder}") from None
    except VoiceFileError as error:
        raise VoiceStoreError(str(error)) from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise VoiceStoreError(f"the disk of {folder} is full; make room and give the same command again") from None
        raise VoiceStoreError(f"{error.filename or folder}: {error.strerror or error}") from None


def _files_of(what: str, staging: Path, report: Reporter, digest: str, silence_s: float) -> list[WantedFile]:
    files = given_files(what, digest)
    if files is not None:
        return files
    if digest:
        raise VoiceStoreError(f"{what} is a name: its catalogue tells the digest; give an address with --sha256")
    try:
        settings = StoreSettings()
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        name = f"VISAVIS_{str(wrong['loc'][0]).upper()}"
        raise VoiceStoreError(f"{name}: {wrong['msg']}, got {wrong['input']!r}") from None
    files = kokoro_files(what, settings)
    if files is not None:
        return files
    listed = staging / CATALOGUE
    forget(listed)  # the newest one, each time
    wanted = WantedFile(CATALOGUE, f"{settings.piper_url.rstrip('/')}/{CATALOGUE}")
    download(wanted, listed, report(wanted), silence_s=silence_s)
    return piper_files(what, listed, settings)


def _is_there(folder: Path, file: WantedFile) -> bool:
    """Whether it is installed already. A published file whose digest differs from what is there is a newer one."""
    path = folder / file.name
    if not file.is_remote or not path.exists():
        return False
    return digest_of(path, algorithm_of(file.digest)) == file.digest if file.digest else file.lasting


def _gather(files: list[WantedFile], staging: Path, report: Reporter, silence_s: float) -> list[WantedFile]:
    came = []
    for file in files:
        part, whole = staging / f"{file.name}.part", staging / file.name
        if file.digest and whole.exists() and digest_of(whole, algorithm_of(file.digest)) == file.digest:
            came.append(file)  # from a run whose next file broke off
            continue
        if file.is_remote:
            if not download(file, part, report(file), silence_s=silence_s):
                continue
        else:
            shutil.copyfile(file.source, part)
        _verify(file, part)
        part.replace(whole)
        forget(part)
        came.append(file)
    return came


def _verify(file: WantedFile, part: Path) -> None:
    """Raises :class:`VoiceStoreError`, and removes the file, where it is not the one that was promised."""
    if not file.digest:
        return
    algorithm = algorithm_of(file.digest)
    found = digest_of(part, algorithm)
    if found != file.digest.lower():
        forget(part)
        raise VoiceStoreError(
            f"{file.shown} is not what was promised: its {algorithm.upper()} is {found}, not {file.digest}; "
            "what came was removed"
        )


def _check(files: list[WantedFile], staging: Path) -> None:
    """Look into the files as the engine will. Raises :class:`VoiceFileError`."""
    names = {file.name for file in files}
    for name in sorted(names):
        if f"{name}.json" in names:
            if _has("piper", "onnx"):
                from visavis.tts.engines.piper.voice_file import read_voice

                read_voice(staging / name)
        elif name.endswith(".onnx") and _has("onnxruntime"):
            from visavis.tts.engines.kokoro.voice import KokoroModel

            KokoroModel(staging / name, threads=1)
        elif name.endswith((".bin", ".npz")):
            from visavis.tts.engines.kokoro.styles import style_names

            style_names(staging / name)


def _has(*modules: str) -> bool:
    return all(find_spec(module) is not None for module in modules)


def _visible_last(file: WantedFile) -> bool:
    """A model is seen as soon as it is there, so what belongs to it comes first."""
    return file.name.endswith(".onnx")


def _place(path: Path, folder: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())  # a name must not outlive its content when the power fails
    path.replace(folder / path.name)
