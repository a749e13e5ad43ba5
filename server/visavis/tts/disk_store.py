"""Bytes under keys in a folder of limited size, shared by several processes: least recently used go first."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
import time
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

logger = logging.getLogger(__name__)

SUFFIX: Final = ".speech"
_DRAFT: Final = ".draft"
_DIGEST_BYTES: Final = 16
_SWEEP_SHARE: Final = 16
"""The folder is measured anew when this fraction of the limit has been written, so it may be that much too large for
each process that writes."""
_LEAVE_SHARE: Final = 0.9
_DRAFT_AGE_S: Final = 3600.0
_LOCK: Final = ".lock"


class DiskStore:
    """Every file ends with a digest of itself: one that was cut or damaged is none, and is removed.

    Calls block for a moment and may come from any thread. Keys are hexadecimal. What the disk refuses is logged once
    and otherwise ignored: a cache that does not work costs time, not speech.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.folder = folder
        self.limit_bytes = limit_bytes
        self._unswept: int | None = None
        self._warned = False
        self._state = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """What was kept under ``key``."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn(error)
            return None
        content = data[:-_DIGEST_BYTES]
        whole = _digest(content) == data[-_DIGEST_BYTES:]
        try:
            if whole:
                os.utime(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:  # a folder that can only be read still serves
            self._warn(error)
        return content if whole else None

    def put(self, key: str, content: bytes) -> None:
        """Keep it, and let go of what was not used for longest where there is no room."""
        if len(content) > self.limit_bytes // _SWEEP_SHARE:
            return
        path = self._path(key)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_DRAFT}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                draft.write_bytes(content + _digest(content))
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
            self._note_written(len(content))
        except OSError as error:
            self._warn(error)

    def remove(self, key: str) -> None:
        """Forget what cannot be used."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            self._warn(error)

    def usage(self) -> tuple[int, int]:
        """Files and bytes that are there now."""
        sizes = [size for _, _, size in self._files()]
        return len(sizes), sum(sizes)

    def clear(self) -> tuple[int, int]:
        """Remove everything; returns files and bytes. Raises :class:`OSError`."""
        files = self._files()
        for _, path, _ in files:
            path.unlink(missing_ok=True)
        return len(files), sum(size for _, _, size in files)

    def _note_written(self, size: int) -> None:
        with self._state:
            first, self._unswept = self._unswept is None, (self._unswept or 0) + size
            if not first and self._unswept * _SWEEP_SHARE < self.limit_bytes:
                return
            self._unswept = 0
        self._sweep()

    def _sweep(self) -> None:
        try:
            with FileLock(self.folder / _LOCK, timeout=0):
                self._evict()
        except Timeout:
            pass  # another process is at it

    def _evict(self) -> None:
        now = time.time()
        for draft in self.folder.glob(f"*/*{_DRAFT}"):
            try:
                if now - draft.stat().st_mtime > _DRAFT_AGE_S:
                    draft.unlink()
            except FileNotFoundError:
                continue
        files = sorted(self._files())
        size = sum(each for _, _, each in files)
        if size <= self.limit_bytes:
            return
        for _, path, each in files:
            path.unlink(missing_ok=True)
            size -= each
            if size <= self.limit_bytes * _LEAVE_SHARE:
                return

    def _files(self) -> list[tuple[float, Path, int]]:
        """When each was last used, where it lies, and its bytes."""
        found = []
        for path in self.folder.glob(f"*/*{SUFFIX}"):
            try:
                state = path.stat()
            except FileNotFoundError:
                continue
            found.append((state.st_mtime, path, state.st_size))
        return found

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{SUFFIX}"

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            logger.warning("what engines say cannot be kept in %s: %s", self.folder, error.strerror or error)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
