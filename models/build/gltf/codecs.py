"""The two mesh coders: Draco, keeping the order of the vertices or telling the new one, and meshopt."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[Any]
POSITION_BITS = 14
NORMAL_BITS = 9
_OWN_NUMBER = {0: "POSITION", 1: "NORMAL", 3: "TEXCOORD_0"}  # Draco attribute type → glTF name
_EFFORT = 7


def draco(attributes: dict[str, Table], triangles: Table, *, uv_bits: int = 12) -> tuple[bytes, dict[str, int]]:
    """Draco bytes, and the number of each attribute in them. Rows and triangles keep their order."""
    import DracoPy  # type: ignore[import-not-found, import-untyped, unused-ignore]

    generic = {
        number: table for number, (name, table) in enumerate(attributes.items()) if name not in _OWN_NUMBER.values()
    }
    uv = attributes.get("TEXCOORD_0")
    data = DracoPy.encode(
        attributes["POSITION"],
        triangles.astype(np.uint32),
        quantization_bits=POSITION_BITS,
        normal_quantization_bits=NORMAL_BITS,
        compression_level=_EFFORT,
        preserve_order=True,
        normals=attributes["NORMAL"].astype(np.float64),
        tex_coord=None if uv is None else uv.astype(np.float64),
        tex_coord_quantization_bits=None if uv is None else uv_bits,
        generic_attributes=generic or None,
    )
    numbers = {name: number for number, name in enumerate(attributes)}
    for attribute in DracoPy.decode(data).attributes:  # the coder numbers its own kinds as it likes
        name = _OWN_NUMBER.get(attribute["attribute_type"])
        if name is not None:
            numbers[name] = attribute["unique_id"]
    return data, numbers


def meshopt_rows(rows: Table) -> bytes:
    """EXT_meshopt_compression bytes, mode ATTRIBUTES; a row must be a multiple of four bytes."""
    from meshoptimizer import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
        encode_vertex_buffer,
        encode_vertex_version,
    )

    encode_vertex_version(0)  # the one the extension allows
    raw = np.ascontiguousarray(rows)
    return bytes(encode_vertex_buffer(raw, len(raw), raw.itemsize * raw.shape[1]))


def meshopt_triangles(triangles: Table) -> bytes:
    """EXT_meshopt_compression bytes, mode TRIANGLES."""
    from meshoptimizer import encode_index_buffer  # type: ignore[import-not-found, import-untyped, unused-ignore]

    flat = np.ascontiguousarray(triangles.reshape(-1).astype(np.uint32))
    return bytes(encode_index_buffer(flat, len(flat), int(flat.max()) + 1))
