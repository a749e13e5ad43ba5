"""A part's vertex attributes as tables, in the types in which each coder keeps them best."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log2

import numpy as np

from gltf.container import ANY, Encoding, Filter, finite
from gltf.filters import fixed, octahedral, stepped
from mesh.part import Array, Part

POSITION_STEP = -16  # powers of two, metres and shares of an image: 0.015 mm …
UV_STEP = -13  # … and an eighth of a texel of a 1k image
NORMAL_BITS = 10
# Cards of hair and woven cloth are never smooth enough for more than this.
ROUGH_STEP, ROUGH_BITS = -14, 8
_COARSEST_UV = -10
_FAINT = 0.008  # shares of bones below this are left out


@dataclass(frozen=True)
class Attribute:
    """`rows` (n, k) as a reader gets them. `coded` are the rows that meshopt compresses, before `undo` is undone."""

    rows: ANY
    normalized: bool = False
    coded: ANY | None = None
    undo: Filter | None = None
    width: int | None = None  # columns that count, where rows are padded


def linear(colours: Array) -> Array:
    """sRGB 0–1 to linear 0–1, as vertex colours are stored."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def attributes(
    part: Part, joints: list[str] | None, encoding: Encoding, *, colour_bits: int = 16, rough: bool = False
) -> dict[str, Attribute]:
    """glTF attribute → table. `joints` orders the bones of the skin; None leaves the part unskinned.

    `rough` parts get fewer bits.
    """
    step, bits = (ROUGH_STEP, ROUGH_BITS) if rough else (POSITION_STEP, NORMAL_BITS)
    finite("positions", part.positions)
    normals = _unit(part.shading())
    packed = encoding == "meshopt"
    out: dict[str, Attribute] = {}
    if packed:
        out["POSITION"] = Attribute(
            stepped(part.positions, step).astype("<f4"),
            coded=fixed(part.positions, step),
            undo="EXPONENTIAL",
        )
        out["NORMAL"] = _directions(normals, None, bits)
    else:
        out["POSITION"] = Attribute(part.positions.astype("<f4"))
        out["NORMAL"] = Attribute(normals.astype("<f4"))
    if part.tangents is not None:
        tangents = np.concatenate([_unit(part.tangents[:, :3]), np.sign(part.tangents[:, 3:])], axis=1)
        out["TANGENT"] = (
            _directions(tangents[:, :3], tangents[:, 3], ROUGH_BITS)
            if packed
            else Attribute(np.round(tangents * 127).astype("i1"), normalized=True)
        )
    if part.uv is not None:
        out["TEXCOORD_0"] = _uv(part.uv, packed=packed)
    if not np.allclose(part.colours, 1.0):
        colours = np.concatenate([linear(np.clip(part.colours, 0, 1)), np.ones((part.size, 1))], axis=1)
        kind, most = ("<u2", 65535) if colour_bits == 16 else ("u1", 255)
        out["COLOR_0"] = Attribute(np.round(colours * most).astype(kind), normalized=True)
    if joints is not None:
        out["JOINTS_0"], out["WEIGHTS_0"] = _bound(part, joints)
    return out


def _unit(vectors: Array) -> Array:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(length > 1e-12, vectors / np.maximum(length, 1e-12), np.array([0.0, 0.0, 1.0]))


def _directions(vectors: Array, last: Array | None, bits: int) -> Attribute:
    rows = np.zeros((len(vectors), 4), "<i2")
    rows[:, :3] = np.round(vectors * 32767)
    if last is not None:
        rows[:, 3] = np.round(last * 32767)
    return Attribute(
        rows,
        normalized=True,
        coded=octahedral(vectors, last, bits),
        undo="OCTAHEDRAL",
        width=3 if last is None else 4,
    )


def _uv(uv: Array, *, packed: bool) -> Attribute:
    finite("uv", uv)
    if not packed:
        return Attribute(uv.astype("<f4"))
    if uv.min() >= 0 and uv.max() <= 1:
        step = 2**-UV_STEP
        return Attribute(np.round(np.round(uv * step) / step * 65535).astype("<u2"), normalized=True)
    exponent = _uv_step(uv)
    return Attribute(stepped(uv, exponent).astype("<f4"), coded=fixed(uv, exponent), undo="EXPONENTIAL")


def _uv_step(uv: ANY) -> int:
    """Coordinates over many tiles may be coarser: the image is small there."""
    extent = float(np.ptp(uv, axis=0).max(initial=0.0))
    return min(UV_STEP + ceil(log2(max(extent, 1.0))), _COARSEST_UV)


def position_bits(positions: Array) -> int:
    """Bits that Draco needs for steps of 2^-14 m, 14 at least."""
    extent = float(np.ptp(positions, axis=0).max(initial=0.0))
    return max(14, ceil(log2(max(extent, 1e-6))) + 14)


def uv_bits(uv: ANY) -> int:
    """Bits that Draco needs to keep coordinates as finely as meshopt files do."""
    extent = float(np.ptp(uv, axis=0).max(initial=0.0))
    return max(8, ceil(log2(max(extent, 1e-6))) - _uv_step(uv))


def _bound(part: Part, joints: list[str]) -> tuple[Attribute, Attribute]:
    unknown = sorted(set(part.weights) - set(joints))
    if unknown:
        raise ValueError(f"weights over bones that the skeleton lacks: {', '.join(unknown)}")
    shares = np.stack([part.weights.get(name, np.zeros(part.size)) for name in joints], axis=1)
    free = np.flatnonzero(shares.sum(axis=1) < 1e-6)
    if len(free):
        raise ValueError(f"{len(free)} of {part.size} vertices follow no bone, the first is {free[0]}")
    shares = np.pad(shares, ((0, 0), (0, max(0, 4 - len(joints)))))
    strongest = np.argsort(-shares, axis=1, kind="stable")[:, :4]
    picked = np.take_along_axis(shares, strongest, axis=1)
    picked = np.where(picked < _FAINT * picked.sum(axis=1, keepdims=True), 0.0, picked)
    whole = np.round(picked / picked.sum(axis=1, keepdims=True) * 255).astype(int)
    whole[:, 0] += 255 - whole.sum(axis=1)
    # In the order of the bones: neighbours then have the same ones in the same columns, which codes well.
    place = np.argsort(np.where(whole > 0, strongest, shares.shape[1]), axis=1, kind="stable")
    whole, strongest = np.take_along_axis(whole, place, axis=1), np.take_along_axis(strongest, place, axis=1)
    numbers = np.where(whole > 0, strongest, 0).astype("u1")
    return Attribute(numbers), Attribute(whole.astype("u1"), normalized=True)
