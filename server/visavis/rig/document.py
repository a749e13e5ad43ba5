"""A glTF file as its JSON and its bytes, read with suspicion and written back with everything that it had.

The JSON stays a plain dictionary and the bytes stay as they are: what we do not know (extensions, extras, compressed
buffers) cannot get lost on the way. Format: Khronos glTF 2.0 specification, chapter 4 (GLB).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

from visavis.rig.errors import RigError

LARGEST_FILE_BYTES = 512 << 20
LARGEST_JSON_BYTES = 64 << 20

P = ParamSpec("P")
R = TypeVar("R")

_HEADER = struct.Struct("<4sII")
_CHUNK = struct.Struct("<I4s")
_JSON, _BIN = b"JSON", b"BIN\0"


@dataclass
class Document:
    """One file. ``json`` may be changed; lists that are only read come checked from :meth:`items`."""

    path: Path
    json: dict[str, Any]
    blob: bytes | None
    """Content of the GLB's binary chunk; None for a file without one, and for ``.gltf``."""
    other_chunks: bytes = b""
    """Chunks of a GLB that glTF says nothing about, as they stood."""

    def items(self, kind: str) -> list[dict[str, Any]]:
        """Nodes, meshes, … of the file; empty when it has none. Raises RigError if they are no list of objects."""
        found = self.json.get(kind, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise RigError(f"{self.path}: its {kind!r} are not a list of objects; it is no valid glTF")
        return found

    def item(self, kind: str, index: Any) -> dict[str, Any]:
        """One of them. Raises RigError if there is none of that number."""
        found = self.json.get(kind, [])
        number = index if isinstance(index, int) and not isinstance(index, bool) else -1
        if isinstance(found, list) and 0 <= number < len(found):
            item = found[number]  # the others are not looked at: whoever asks for all would do so once for each
            if isinstance(item, dict):
                return item
        count = len(self.items(kind))
        raise RigError(f"{self.path}: refers to number {index!r} of {count} {kind}; it is no valid glTF")


def expects_gltf(work: Callable[Concatenate[Document, P], R]) -> Callable[Concatenate[Document, P], R]:
    """For work on a document that takes it as the standard has it: RigError where it turns out to be otherwise."""

    @wraps(work)
    def checked(document: Document, /, *args: P.args, **named: P.kwargs) -> R:
        try:
            return work(document, *args, **named)
        except RigError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError, RecursionError) as error:
            text = f"{document.path} is no valid glTF: {type(error).__name__}: {str(error)[:200]}"
            raise RigError(text) from error

    return checked


def read_document(path: Path) -> Document:
    """Read ``.glb``, ``.vrm`` or ``.gltf``, whatever the name says.

    Raises RigError if it is none of them, is broken or too large, and OSError if it cannot be read.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE_BYTES:
        raise RigError(f"{path} has {size / 1e6:,.0f} MB; models up to {LARGEST_FILE_BYTES / 1e6:,.0f} MB are read")
    content = path.read_bytes()
    if content[:4] == b"glTF":
        return _read_binary(path, content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return Document(path, _parse(path, content), None)
    raise RigError(f"{path} is no glTF model: it begins with {content[:4]!r}, not with b'glTF' or a brace")


def _read_binary(path: Path, content: bytes) -> Document:
    if len(content) < _HEADER.size + _CHUNK.size:
        raise RigError(f"{path} is cut off after {len(content)} bytes")
    _, version, length = _HEADER.unpack_from(content)
    if version != 2:
        raise RigError(f"{path} is glTF {version}; only version 2 is read. Convert it, for instance with Blender")
    if length > len(content):
        raise RigError(f"{path} is cut off: it says it has {length:,} bytes, and has {len(content):,}")
    chunks = list(_chunks(path, content[:length]))
    if chunks[0][0] != _JSON:
        raise RigError(f"{path} is broken: its first chunk is {chunks[0][0]!r}, not JSON")
    blobs = [data for kind, data in chunks[1:2] if kind == _BIN]
    rest = chunks[1 + len(blobs) :]
    other = b"".join(_CHUNK.pack(len(data), kind) + data for kind, data in rest)
    return Document(path, _parse(path, chunks[0][1]), blobs[0] if blobs else None, other)


def _chunks(path: Path, content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _HEADER.size
    while at + _CHUNK.size <= len(content):
        length, kind = _CHUNK.unpack_from(content, at)
        at += _CHUNK.size
        if at + length > len(content):
            raise RigError(f"{path} is cut off: a chunk of {length:,} bytes ends after {len(content) - at:,}")
        yield kind, content[at : at + length]
        at += length


def _parse(path: Path, text: bytes) -> dict[str, Any]:
    if len(text) > LARGEST_JSON_BYTES:
        raise RigError(f"{path} has {len(text) / 1e6:,.0f} MB of JSON; up to {LARGEST_JSON_BYTES / 1e6:,.0f} are read")
    try:
        found = json.loads(text.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RigError(f"{path} is broken: its JSON cannot be read: {error}") from None
    asset = found.get("asset") if isinstance(found, dict) else None
    version = asset.get("version") if isinstance(asset, dict) else None
    if not isinstance(found, dict) or not isinstance(version, str):
        raise RigError(f"{path} is JSON, but no glTF: asset.version is missing")
    if not version.startswith("2."):
        raise RigError(f"{path} is glTF {version}; only version 2 is read. Convert it, for instance with Blender")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def binary_bytes(json_text: bytes, blob: bytes | None, other_chunks: bytes = b"") -> bytes:
    """A GLB of these chunks. Raises RigError when it would be larger than a GLB can be."""
    chunks = [(_JSON, json_text + b" " * (-len(json_text) % 4))]
    if blob is not None:
        chunks.append((_BIN, blob + b"\0" * (-len(blob) % 4)))
    length = _HEADER.size + sum(_CHUNK.size + len(data) for _, data in chunks) + len(other_chunks)
    if length >= 1 << 32:
        raise RigError("the result would be larger than the 4 GB that a GLB can have")
    parts = [_HEADER.pack(b"glTF", 2, length)]
    for kind, data in chunks:
        parts += [_CHUNK.pack(len(data), kind), data]
    return b"".join([*parts, other_chunks])


def json_bytes(document: Document, *, indent: int | None = None) -> bytes:
    """The JSON of a document, numbers as exact as they were read."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(document.json, ensure_ascii=False, allow_nan=False, separators=separators, indent=indent)
    return text.encode()
