"""A file that is to be installed: where it comes from and how it is known to be whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_ALGORITHMS = {32: "md5", 64: "sha256"}
"""By the length of the digest in hexadecimal."""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """One file of a voice."""

    name: str
    """What it will be called in the folder of voices."""
    source: str
    """An address, or a path of this machine."""
    size_bytes: int | None = None
    digest: str = ""
    """MD5 or SHA-256 in hexadecimal; empty where none is known."""
    needed: bool = True
    """False for a file that may be missing, such as a licence."""
    lasting: bool = False
    """What is published under this name stays as it is: one that is there already need not be fetched again."""

    @property
    def is_remote(self) -> bool:
        """It is to be downloaded."""
        return self.source.startswith(("http://", "https://"))

    @property
    def shown(self) -> str:
        """The source for people, without what may be secret in an address."""
        if not self.is_remote:
            return self.source
        parts = urlsplit(self.source)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def algorithm_of(digest: str) -> str:
    """``md5`` or ``sha256``. Raises ValueError for what is neither."""
    found = _ALGORITHMS.get(len(digest))
    if found is None or any(character not in "0123456789abcdef" for character in digest.lower()):
        raise ValueError(f"{digest[:80]!r} is neither an MD5 nor a SHA-256 in hexadecimal")
    return found


def digest_of(path: Path, algorithm: str) -> str:
    """The digest of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=algorithm == "sha256")
        ).hexdigest()
