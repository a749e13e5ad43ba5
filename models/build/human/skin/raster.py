"""Which triangle of the atlas covers each texel, and where in it: all texels at once."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mesh.part import Array, Triangles

_BATCH = 4_000_000  # texels tested at a time


@dataclass(frozen=True)
class Texels:
    """Covered texels of a `size` × `size` image: `index` (n,) into it flattened, `triangle` (n,), `share` (n, 3)."""

    size: int
    index: NDArray[np.int64]
    triangle: NDArray[np.int64]
    share: NDArray[np.float32]

    def spread(self, corners: Array) -> NDArray[np.float32]:
        """Values (t, 3, k) at the triangles' corners, interpolated at every texel (n, k)."""
        table = corners.astype(np.float32)
        out = table[self.triangle, 0] * self.share[:, :1]
        out += table[self.triangle, 1] * self.share[:, 1:2]
        out += table[self.triangle, 2] * self.share[:, 2:]
        return np.asarray(out)

    def only(self, kept: NDArray[np.bool_]) -> Texels:
        """Without the texels (n,) that are not `kept`."""
        return Texels(self.size, self.index[kept], self.triangle[kept], self.share[kept])

    def image(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values (n,) or (n, k) as an image; texels that nothing covers take those of the nearest that is covered."""
        columns = values.shape[1] if values.ndim == 2 else 1
        flat = np.zeros((self.size * self.size, columns), np.float32)
        flat[self.index] = values.reshape(-1, columns)
        filled = flat[self._nearest]
        return np.asarray(filled.reshape(self.size, self.size, columns).squeeze())

    def flat_image(self, values: NDArray[np.float32], empty: float = 0.0) -> NDArray[np.float32]:
        """Values (n,) as an image with `empty` wherever nothing is covered."""
        flat = np.full(self.size * self.size, empty, np.float32)
        flat[self.index] = values
        return flat.reshape(self.size, self.size)

    @property
    def _nearest(self) -> NDArray[np.int64]:
        free = np.ones(self.size * self.size, np.uint8)
        free[self.index] = 0
        _, label = cv2.distanceTransformWithLabels(
            free.reshape(self.size, self.size), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        where = np.zeros(int(label.max()) + 1, np.int64)
        covered = np.flatnonzero(free == 0)
        where[label.ravel()[covered]] = covered
        return np.asarray(where[label.ravel()])


def rasterised(uv: Array, size: int) -> Texels:
    """Texels whose centres lie in the triangles `uv` (t, 3, 2), v down, of an image `size` texels wide.

    A texel on a shared edge goes to the later triangle. Triangles of no area cover nothing.
    """
    corner = uv * size - 0.5
    low = np.maximum(np.ceil(corner.min(axis=1) - 0.02).astype(np.int64), 0)
    high = np.minimum(np.floor(corner.max(axis=1) + 0.02).astype(np.int64), size - 1)
    span = np.maximum(high - low + 1, 0)
    count = span[:, 0] * span[:, 1]
    owner = np.full(size * size, -1, np.int64)
    shares = np.zeros((size * size, 3), np.float32)
    ends = np.cumsum(count)
    first = 0
    while first < len(uv):
        last = max(int(np.searchsorted(ends, (ends[first - 1] if first else 0) + _BATCH)), first + 1)
        _fill(corner, low, span, count, range(first, min(last, len(uv))), size, owner, shares)
        first = last
    index = np.flatnonzero(owner >= 0)
    return Texels(size, index, owner[index], shares[index])


def _fill(
    corner: Array,
    low: Triangles,
    span: Triangles,
    count: Triangles,
    rows: range,
    size: int,
    owner: NDArray[np.int64],
    shares: NDArray[np.float32],
) -> None:
    chosen = np.arange(rows.start, rows.stop)
    triangle = np.repeat(chosen, count[chosen])
    if not len(triangle):
        return
    starts = np.repeat(np.cumsum(count[chosen]) - count[chosen], count[chosen])
    step = np.arange(len(triangle)) - starts
    x = low[triangle, 0] + step % span[triangle, 0]
    y = low[triangle, 1] + step // span[triangle, 0]
    a, b, c = (corner[:, k] for k in range(3))
    area = (b[:, 1] - c[:, 1]) * (a[:, 0] - c[:, 0]) + (c[:, 0] - b[:, 0]) * (a[:, 1] - c[:, 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        per = np.where(np.abs(area) > 1e-9, 1 / area, np.nan)
        c_x, c_y = x - c[triangle, 0], y - c[triangle, 1]
        wa = ((b[:, 1] - c[:, 1])[triangle] * c_x + (c[:, 0] - b[:, 0])[triangle] * c_y) * per[triangle]
        wb = ((c[:, 1] - a[:, 1])[triangle] * c_x + (a[:, 0] - c[:, 0])[triangle] * c_y) * per[triangle]
        inside = (wa > -1e-3) & (wb > -1e-3) & (wa + wb < 1 + 1e-3)
    at = y[inside] * size + x[inside]
    owner[at] = triangle[inside]
    shares[at] = np.stack([wa[inside], wb[inside], 1 - wa[inside] - wb[inside]], axis=1)
