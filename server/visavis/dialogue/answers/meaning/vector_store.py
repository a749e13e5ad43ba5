"""Vectors kept on disk, so that a restart, and a file with one new question, cost little."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_FILE: Final = "embeddings.sqlite3"
_ASKED_AT_ONCE: Final = 500
_WAIT_S: Final = 5.0
_TABLE: Final = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, used REAL) WITHOUT ROWID"


class VectorStore:
    """A table of limited length in ``folder``; several processes may share it. Calls block, and come from threads.

    What the disk refuses is logged once and otherwise ignored: vectors are then fetched anew.
    """

    def __init__(self, folder: Path, limit_vectors: int = 200_000) -> None:
        self._path = folder / _FILE
        self._limit = limit_vectors
        self._warned = False

    def get(self, fingerprint: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are kept, by text."""
        keys = {_key(fingerprint, text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        try:
            with closing(self._open()) as table, table:
                asked = [*keys]
                for start in range(0, len(asked), _ASKED_AT_ONCE):
                    part = asked[start : start + _ASKED_AT_ONCE]
                    marks = ",".join("?" * len(part))
                    for key, data in table.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part):
                        found[keys[key]] = np.frombuffer(data, np.float32)
                table.executemany(
                    "UPDATE vectors SET used = ? WHERE key = ?",
                    [(time.time(), key) for key, text in keys.items() if text in found],
                )
        except (sqlite3.Error, OSError, ValueError) as error:
            self._warn(error)
        return found

    def put(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep them; those not used for longest make room."""
        rows: Iterable[tuple[bytes, bytes, float]] = [
            (_key(fingerprint, text), vector.astype(np.float32).tobytes(), time.time())
            for text, vector in vectors.items()
        ]
        try:
            with closing(self._open()) as table, table:
                table.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
                (count,) = table.execute("SELECT COUNT(*) FROM vectors").fetchone()
                if count > self._limit:
                    oldest = "SELECT key FROM vectors ORDER BY used LIMIT ?"
                    table.execute(f"DELETE FROM vectors WHERE key IN ({oldest})", (count - self._limit,))
        except (sqlite3.Error, OSError) as error:
            self._warn(error)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        table = sqlite3.connect(self._path, timeout=_WAIT_S)
        try:
            table.execute(_TABLE)
        except sqlite3.OperationalError:
            table.close()
            raise
        except sqlite3.DatabaseError:
            # What cannot be read is no table of ours: a new one takes its place.
            table.close()
            self._path.unlink(missing_ok=True)
            table = sqlite3.connect(self._path, timeout=_WAIT_S)
            table.execute(_TABLE)
        return table

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            logger.warning("embeddings cannot be kept in %s: %s", self._path, type(error).__name__)


def _key(fingerprint: str, text: str) -> bytes:
    return hashlib.blake2b(f"{fingerprint}\0{text}".encode(errors="replace"), digest_size=20).digest()
