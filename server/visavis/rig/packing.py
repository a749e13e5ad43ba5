"""Puts the files that a ``.gltf`` refers to into one GLB, and finds out which they are."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from visavis.rig.document import LARGEST_FILE_BYTES, Document
from visavis.rig.errors import RigError


def outside_files(document: Document) -> list[str]:
    """What buffers and images lie beside the file, as it names them."""
    owners = (*document.items("buffers"), *document.items("images"))
    return [uri for owner in owners if isinstance(uri := owner.get("uri"), str) and not uri.startswith("data:")]


def pack(document: Document) -> None:
    """Moves all buffers and outside images into one binary chunk; views keep pointing at the same bytes.

    Raises RigError for a file that is not there, is too large or lies elsewhere than below the model's folder.
    """
    blob = bytearray()
    moved: dict[int, int] = {}
    kept: list[dict[str, Any]] = [{}]
    renumbered: dict[int, int] = {}
    for number, buffer in enumerate(document.items("buffers")):
        if "uri" not in buffer and (number > 0 or document.blob is None):  # a stand-in, such as that of meshopt
            renumbered[number] = len(kept)
            kept.append(buffer)
            continue
        content = _content(document, buffer["uri"]) if "uri" in buffer else document.blob or b""
        blob += bytes(-len(blob) % 4)
        moved[number] = len(blob)
        blob += content
    for owner in _owners_of_views(document):
        if owner["buffer"] in moved:
            owner["byteOffset"] = owner.get("byteOffset", 0) + moved[owner["buffer"]]
            owner["buffer"] = 0
        else:
            owner["buffer"] = renumbered.get(owner["buffer"], owner["buffer"])
    for image in document.items("images"):
        uri = image.get("uri")
        if isinstance(uri, str) and not uri.startswith("data:"):
            blob += bytes(-len(blob) % 4)
            content = _content(document, uri)
            views = document.json.setdefault("bufferViews", [])
            views.append({"buffer": 0, "byteOffset": len(blob), "byteLength": len(content)})
            image["bufferView"] = len(views) - 1
            image.setdefault("mimeType", _mime_type(document.path, uri, content))
            del image["uri"]
            blob += content
    kept[0] = {"byteLength": len(blob)}
    document.json["buffers"] = kept
    document.blob = bytes(blob)


def _owners_of_views(document: Document) -> Iterator[dict[str, Any]]:
    """Everything that says where in which buffer something lies: views, and extensions of views (meshopt)."""
    for view in document.items("bufferViews"):
        yield view
        for extension in (view.get("extensions") or {}).values():
            if isinstance(extension, dict) and isinstance(extension.get("buffer"), int):
                yield extension


def _content(document: Document, uri: str) -> bytes:
    if uri.startswith("data:"):
        head, _, body = uri.partition(",")
        if not head.endswith(";base64"):
            raise RigError(f"{document.path}: a data URI is not base64: {uri[:60]!r}")
        try:
            return base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise RigError(f"{document.path}: a data URI is broken: {error}") from None
    if urlsplit(uri).scheme:
        raise RigError(f"{document.path} refers to {uri[:200]}, which is not fetched; keep all files beside it")
    folder = document.path.parent.resolve()
    path = (folder / unquote(uri)).resolve()
    if not path.is_relative_to(folder):
        raise RigError(f"{document.path} refers to {uri[:200]}, which is not below its own folder")
    if not path.is_file():
        raise RigError(f"{document.path} refers to {uri[:200]}, which is not there")
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise RigError(f"{path} has {path.stat().st_size / 1e6:,.0f} MB, which is too much")
    return path.read_bytes()


def _mime_type(model: Path, uri: str, content: bytes) -> str:
    marks = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp", b"\xabKTX": "image/ktx2"}
    for mark, kind in marks.items():
        if content.startswith(mark):
            return kind
    raise RigError(f"{model}: {uri[:200]} is no PNG, JPEG, WebP or KTX2 image")
