"""The keys that sign session tokens: a JWK Set (RFC 7517) in a file that its owner alone may read.

The first key signs; all of them are accepted. To rotate: put a new key in front, and drop the old one once no token
that it signed can be alive.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

KEY_BYTES: Final = 32
"""What HMAC-SHA-256 asks for at least (RFC 7518, section 3.2)."""
LONGEST_FILE_BYTES: Final = 1 << 16


class KeyFileError(Exception):
    """The file cannot be used. The text names the file and what is wrong, never a key."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Secrets by key id, the one that signs first."""

    secrets: Mapping[str, bytes] = field(repr=False)

    @property
    def signing(self) -> tuple[str, bytes]:
        """Id and secret of the key that signs."""
        return next(iter(self.secrets.items()))


def read_keys(path: Path) -> KeyRing:
    """The keys of a file. Raises :class:`KeyFileError`."""
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(LONGEST_FILE_BYTES))
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror or error}; 'visavis token key' makes such a file") from None
    except ValueError:
        raise KeyFileError(f"{path} is no JSON; 'visavis token key' makes such a file") from None
    keys = content.get("keys") if isinstance(content, dict) else None
    if not isinstance(keys, list) or not keys:
        raise KeyFileError(
            f'{path} is a JWK Set, {{"keys": [{{"kty": "oct", "kid": …, "k": …}}]}}, with a key at least'
        )
    found: dict[str, bytes] = {}
    for number, key in enumerate(keys, 1):
        kid, secret = _read_key(key, f"{path}: key {number}")
        if kid in found:
            raise KeyFileError(f"{path}: key {number}: the id {kid!r} comes twice")
        found[kid] = secret
    return KeyRing(found)


def add_key(path: Path, kid: str) -> int:
    """Put a new key in front of a file's, or begin the file; returns how many there are then. Raises
    :class:`KeyFileError`."""
    before = dict(read_keys(path).secrets) if path.exists() else {}
    if kid in before:
        raise KeyFileError(f"{path} has a key {kid!r} already; give the new one another id")
    keys = [{"kty": "oct", "alg": "HS256", "kid": kid, "k": _encoded(secrets.token_bytes(KEY_BYTES))}]
    keys += [{"kty": "oct", "alg": "HS256", "kid": old, "k": _encoded(secret)} for old, secret in before.items()]
    _write(path, json.dumps({"keys": keys}, indent=1) + "\n")
    return len(keys)


def drop_key(path: Path, kid: str) -> int:
    """Take a key out; what it signed is refused from then on. Returns how many are left. Raises
    :class:`KeyFileError`."""
    left = dict(read_keys(path).secrets)
    if left.pop(kid, None) is None:
        raise KeyFileError(f"{path} has no key {kid!r}")
    if not left:
        raise KeyFileError(f"{kid!r} is the only key of {path}: make a new one first")
    keys = [{"kty": "oct", "alg": "HS256", "kid": old, "k": _encoded(secret)} for old, secret in left.items()]
    _write(path, json.dumps({"keys": keys}, indent=1) + "\n")
    return len(keys)


def _read_key(key: Any, place: str) -> tuple[str, bytes]:
    if not isinstance(key, dict):
        raise KeyFileError(f"{place} is no object")
    kid, encoded = key.get("kid"), key.get("k")
    if key.get("kty") != "oct" or key.get("alg", "HS256") != "HS256":
        raise KeyFileError(f'{place} is not for HS256 ("kty": "oct", "alg": "HS256")')
    if not isinstance(kid, str) or not 1 <= len(kid) <= 100 or not isinstance(encoded, str):
        raise KeyFileError(f'{place} has no "kid" or no "k"')
    try:
        secret = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise KeyFileError(f'{place}: "k" is not base64url') from None
    if len(secret) < KEY_BYTES:
        raise KeyFileError(f"{place} has {len(secret)} bytes; {KEY_BYTES} are the least")
    return kid, secret


def _encoded(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def _write(path: Path, text: str) -> None:
    """The whole file or nothing of it, for its owner's eyes."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise KeyFileError(f"{path}: {error.strerror or error}") from None
