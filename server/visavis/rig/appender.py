"""Appends data to a document: new bytes behind the old, which are not touched."""

from __future__ import annotations

import base64
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from visavis.rig.document import Document
from visavis.rig.errors import RigError

_COMPONENTS = {np.dtype(np.uint8): 5121, np.dtype(np.float32): 5126}


class Appender:
    """Collects accessors of one document. :meth:`finish` puts their bytes where they belong."""

    def __init__(self, document: Document) -> None:
        self._document = document
        buffers = document.items("buffers")
        first = buffers[0] if buffers else {}
        self._into_blob = document.blob is not None and "uri" not in first
        if self._into_blob and not buffers:
            raise RigError(f"{document.path} is broken: it has binary data, but no buffer")
        self._buffer = 0 if self._into_blob else len(buffers)
        self._start = len(document.blob or b"") if self._into_blob else 0
        self._new = bytearray(-self._start % 4)

    def add(self, data: NDArray[Any], kind: Literal["SCALAR", "VEC4"], *, bounds: bool = False) -> int:
        """Appends an array as an accessor and returns its number; bytes count as normalised weights.

        ``bounds`` adds the least and the largest value, which glTF wants of times.
        """
        width = 4 if kind == "VEC4" else 1
        self._new += bytes(-(self._start + len(self._new)) % 4)
        content = np.ascontiguousarray(data).tobytes()
        view = {"buffer": self._buffer, "byteOffset": self._start + len(self._new), "byteLength": len(content)}
        accessor: dict[str, Any] = {
            "bufferView": self._append("bufferViews", view),
            "componentType": _COMPONENTS[data.dtype],
            "count": data.size // width,
            "type": kind,
        }
        if data.dtype == np.uint8:
            accessor["normalized"] = True
        if bounds:
            accessor |= {"min": [float(data.min())], "max": [float(data.max())]}
        self._new += content
        return self._append("accessors", accessor)

    def finish(self) -> None:
        """Puts the bytes into the binary chunk; where there is none, into a buffer of their own as a data URI."""
        new = bytes(self._new)
        if self._into_blob:
            self._document.blob = (self._document.blob or b"") + new
            self._document.json["buffers"][0]["byteLength"] = self._start + len(new)
            return
        uri = "data:application/octet-stream;base64," + base64.b64encode(new).decode()
        self._append("buffers", {"byteLength": len(new), "uri": uri})

    def _append(self, kind: str, item: dict[str, Any]) -> int:
        items: list[dict[str, Any]] = self._document.json.setdefault(kind, [])
        items.append(item)
        return len(items) - 1
