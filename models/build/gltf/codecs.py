"""The two mesh coders: Draco, keeping the order of the vertices or telling the new one, and meshopt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[Any]
POSITION_BITS = 14
NORMAL_BITS = 9
_OWN_NUMBER = {0: "POSITION", 1: "NORMAL", 3: "TEXCOORD_0"}  # Draco attribute type → glTF name
_EFFORT = 7
_NUMBER = "number"


@dataclass(frozen=True)
class Coded:
    """Draco `data` and the number of each attribute in it.

    A reader gets vertex `order[i]` of the mesh that was given as its vertex i, and `triangles` over those; None where
    nothing changed places. Some vertices may come twice: the coder parts surfaces that touch in a point.
    """

    data: bytes
    numbers: dict[str, int]
    order: NDArray[np.int64] | None = None
    triangles: NDArray[np.int64] | None = None


def draco(
    attributes: dict[str, Table],
    triangles: Table,
    *,
    uv_bits: int = 12,
    position_bits: int = POSITION_BITS,
    free_order: bool = False,
    beside: Table | None = None,
) -> Coded:
    """Draco bytes. With `free_order` vertices and triangles may change places, which takes a third of the bytes.

    `beside` (n, k) are numbers of the vertices that travel outside: those in which it differs must not become one.
    """
    if free_order:
        found = _ordered(attributes, triangles, uv_bits, position_bits, beside)
        if found is not None:
            return found
    data = _encode(attributes, triangles, uv_bits, position_bits, preserve_order=True)
    return Coded(data, _numbers(attributes, _decoded(data)))


def _ordered(
    attributes: dict[str, Table], triangles: Table, uv_bits: int, position_bits: int, beside: Table | None
) -> Coded | None:
    """Encodes twice, once with numbered vertices: Draco says nothing else about the order it chooses.

    None where vertices that are the same to Draco, which makes them one, are not to us.
    """
    first, number = _unique(list(attributes.values()))
    if beside is not None and not np.array_equal(beside, beside[first][number]):
        return None
    tables = {name: table[first] for name, table in attributes.items()}
    faces = number[triangles]
    data = _encode(tables, faces, uv_bits, position_bits)
    numbered = {**tables, _NUMBER: np.arange(len(first), dtype=np.uint32)[:, None]}
    plain, told = _decoded(data), _decoded(_encode(numbered, faces, uv_bits, position_bits))
    if len(plain.faces) != len(faces) or not np.array_equal(plain.faces, told.faces):
        return None
    (place,) = (table for one in told.attributes if (table := np.asarray(one["data"])).shape[1] == 1)
    order = first[place.ravel().astype(np.int64)]
    numbers = _numbers(attributes, plain)
    by_number = {one["unique_id"]: np.asarray(one["data"]) for one in plain.attributes}
    for name, table in attributes.items():
        if table.dtype.kind == "u" and not np.array_equal(by_number[numbers[name]], table[order]):
            return None
    return Coded(data, numbers, order, np.asarray(plain.faces).reshape(-1, 3).astype(np.int64))


def _unique(tables: list[Table]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of each kind of row, and for every row which kind it is."""
    rows = np.concatenate([np.ascontiguousarray(table).view("u1").reshape(len(table), -1) for table in tables], axis=1)
    keys = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")  # keeps the order of the vertices
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[number.ravel()]


def _encode(
    attributes: dict[str, Table], triangles: Table, uv_bits: int, position_bits: int, *, preserve_order: bool = False
) -> bytes:
    import DracoPy  # type: ignore[import-not-found, import-untyped, unused-ignore]

    generic = {
        number: table for number, (name, table) in enumerate(attributes.items()) if name not in _OWN_NUMBER.values()
    }
    uv = attributes.get("TEXCOORD_0")
    return bytes(
        DracoPy.encode(
            attributes["POSITION"],
            triangles.astype(np.uint32),
            quantization_bits=position_bits,
            normal_quantization_bits=NORMAL_BITS,
            compression_level=_EFFORT,
            preserve_order=preserve_order,
            normals=attributes["NORMAL"].astype(np.float64),
            tex_coord=None if uv is None else uv.astype(np.float64),
            tex_coord_quantization_bits=None if uv is None else uv_bits,
            generic_attributes=generic or None,
        )
    )


def _decoded(data: bytes) -> Any:
    import DracoPy  # type: ignore[import-not-found, import-untyped, unused-ignore]

    return DracoPy.decode(data)


def _numbers(attributes: dict[str, Table], decoded: Any) -> dict[str, int]:
    numbers = {name: number for number, name in enumerate(attributes)}
    for attribute in decoded.attributes:  # the coder numbers its own kinds as it likes
        name = _OWN_NUMBER.get(attribute["attribute_type"])
        if name is not None:
            numbers[name] = attribute["unique_id"]
    return numbers


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
