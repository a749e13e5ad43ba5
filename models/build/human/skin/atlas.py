"""Where each face of the skin lies in the skin's images: an atlas of its own, in which the face has most texels.

The head's chart is a spring network with its rim on a rectangle, so nothing overlaps; springs are weak, and texels
many, where a viewer looks. The other charts keep the source's own layout, each stretched over a box of the atlas.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix, diags
from scipy.sparse.linalg import splu

from human.body import HEAD, LEFT_HAND, LEFT_SOCKET, MOUTH, RIGHT_HAND, RIGHT_SOCKET, TRUNK, Body, Landmarks
from human.skin.regions import LIMB
from mesh.part import Array, Triangles

# Boxes (u0, v0, u1, v1) of the unit square; a gap of at least two texels at 512 pixels lies between any two.
Box = tuple[float, float, float, float]
HEAD_BOX: Box = (0.004, 0.004, 0.716, 0.996)
CHEST_BOX: Box = (0.724, 0.430, 0.996, 0.836)
LEFT_HAND_BOX: Box = (0.724, 0.004, 0.996, 0.208)
RIGHT_HAND_BOX: Box = (0.724, 0.216, 0.996, 0.422)
MOUTH_BOX: Box = (0.724, 0.846, 0.850, 0.996)
LEFT_SOCKET_BOX: Box = (0.858, 0.930, 0.912, 0.996)
RIGHT_SOCKET_BOX: Box = (0.920, 0.930, 0.974, 0.996)
LIMB_BOX: Box = (0.858, 0.846, 0.996, 0.922)
_BOXES = {
    MOUTH: MOUTH_BOX,
    LEFT_SOCKET: LEFT_SOCKET_BOX,
    RIGHT_SOCKET: RIGHT_SOCKET_BOX,
    LEFT_HAND: LEFT_HAND_BOX,
    RIGHT_HAND: RIGHT_HAND_BOX,
    TRUNK: CHEST_BOX,
    LIMB: LIMB_BOX,
}
_ASPECT = np.array([HEAD_BOX[2] - HEAD_BOX[0], HEAD_BOX[3] - HEAD_BOX[1]])
_ROUNDS = 12
_LIMIT = 40.0


def corner_uv(body: Body, faces: Triangles, charts: Triangles) -> Array:
    """Atlas coordinates (f, 4, 2), v down, of `faces` (rows of `body.skin_faces`), each in its chart of `charts`."""
    source = body.mesh.uv[body.mesh.uv_quads[body.skin_faces[faces]]]
    out = np.zeros_like(source)
    for chart, box in _BOXES.items():
        chosen = charts == chart
        out[chosen] = _stretched(source[chosen], box)
    head = charts == HEAD
    out[head] = _head_chart(body, faces[head])
    return out


def _stretched(uv: Array, box: Box) -> Array:
    """Source coordinates (k, 4, 2), v up, over a box, v down."""
    if not len(uv):
        return uv
    low, high = uv.reshape(-1, 2).min(axis=0), uv.reshape(-1, 2).max(axis=0)
    share = (uv - low) / np.maximum(high - low, 1e-9)
    share[..., 1] = 1 - share[..., 1]
    start, end = np.array(box[:2]), np.array(box[2:])
    return np.asarray(start + share * (end - start))


def _head_chart(body: Body, faces: Triangles) -> Array:
    """Atlas coordinates (f, 4, 2) of the head's `faces` (rows of `body.skin_faces`).

    The slit at the back of the head parts vertices, so the network joins the source's UV vertices. A spring's
    stiffness is one over the length that its edge should get, so edges keep their proportions about where they can.
    """
    corners, loops = body.mesh.uv_quads[body.skin_faces[faces]], body.mesh.quads[body.skin_faces[faces]]
    used, quads = np.unique(corners, return_inverse=True)
    quads = quads.reshape(-1, 4)
    vertex = np.zeros(len(used), int)
    vertex[quads] = loops
    edges = np.sort(np.stack([quads, np.roll(quads, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    edges, count = np.unique(edges, axis=0, return_counts=True)
    a, b = vertex[edges[:, 0]], vertex[edges[:, 1]]
    middle = 0.5 * (body.points[a] + body.points[b])
    wanted = np.linalg.norm(body.points[a] - body.points[b], axis=1) * _density(middle, body.landmarks())
    rim = _longest_loop(edges[count == 1], len(used))
    at = _relaxed(edges, wanted, rim, _on_rectangle(body.points[vertex[rim]], body.mesh.uv[used[rim]]), len(used))
    start, end = np.array(HEAD_BOX[:2]), np.array(HEAD_BOX[2:])
    return np.asarray((start + at * (end - start))[quads])


def _relaxed(edges: Triangles, wanted: Array, rim: Triangles, place: Array, size: int) -> Array:
    """Places (size, 2) of vertices in a network whose `rim` is fixed at `place` and whose edges come near `wanted`.

    Springs stay springs (stiffness > 0), so no face folds over; those that came out too long are stiffened and the
    network is solved again.
    """
    first = stiff = 1 / np.maximum(wanted, 0.0003)
    free = np.setdiff1d(np.arange(size), rim)
    at = np.zeros((size, 2))
    at[rim] = place
    for _ in range(_ROUNDS):
        network = coo_matrix((stiff, (edges[:, 0], edges[:, 1])), shape=(size, size)).tocsr()
        network = network + network.T
        laplacian = (diags(np.asarray(network.sum(axis=1)).ravel()) - network).tocsr()
        at[free] = splu(laplacian[free][:, free].tocsc()).solve(-(laplacian[free][:, rim] @ place))
        ratio = np.linalg.norm((at[edges[:, 0]] - at[edges[:, 1]]) * _ASPECT, axis=1) / np.maximum(wanted, 0.0003)
        stiff = np.clip(stiff * (ratio / np.median(ratio)) ** 0.7, first / _LIMIT, first * _LIMIT)
    return at


def _density(at: Array, marks: Landmarks) -> Array:
    """How many times the usual length an edge at `at` (k, 3) is to get."""
    x, y, z = np.abs(at[:, 0]), at[:, 1], at[:, 2]
    eye, mouth = marks.left_eye, marks.mouth
    front = 1 / (1 + np.exp(-(z - 0.085) / 0.012))
    eyes = np.exp(-(((x - eye[0]) / 0.022) ** 2) - ((y - eye[1]) / 0.014) ** 2)
    lips = np.exp(-((x / 0.026) ** 2) - ((y - mouth[1]) / 0.014) ** 2)
    back = 1 / (1 + np.exp((z - 0.045) / 0.015))
    return np.asarray((0.75 + 0.9 * front + 1.3 * (eyes + lips) * front) * (1 - 0.45 * back))


def _longest_loop(edges: Triangles, size: int) -> Triangles:
    """Vertices in order around the longest of the loops that `edges` (k, 2) form."""
    after: list[list[int]] = [[] for _ in range(size)]
    for a, b in edges.tolist():
        after[a].append(b)
        after[b].append(a)
    loops, seen = [], set()
    for start in np.unique(edges).tolist():
        if start in seen:
            continue
        loop, at = [start], after[start][0]
        seen.add(start)
        while at not in seen:
            seen.add(at)
            loop.append(at)
            at = next((vertex for vertex in after[at] if vertex not in seen), start)
        loops.append(loop)
    return np.array(max(loops, key=len))


def _on_rectangle(points: Array, uv: Array) -> Array:
    """A closed rim (k, 3) laid around the unit square, symmetric in v: the forehead's slit left, the chin right."""
    start = int(np.argmax(uv[:, 0]))  # the chin's end of the middle line
    points, uv, order = np.roll(points, -start, axis=0), np.roll(uv, -start, axis=0), np.arange(len(uv))
    step = np.linalg.norm(np.roll(points, -1, axis=0) - points, axis=1) ** 0.75
    share = np.concatenate([[0], np.cumsum(step)])[:-1] / step.sum()
    if uv[1, 1] > uv[0, 1]:
        path = [(1, 0.5), (1, 0), (0, 0), (0, 0.5), (0, 1), (1, 1), (1, 0.5)]
    else:
        path = [(1, 0.5), (1, 1), (0, 1), (0, 0.5), (0, 0), (1, 0), (1, 0.5)]
    half = len(uv) // 2
    nape = share[int(np.argmax(uv[:half, 0] + np.abs(uv[:half, 1] - uv[0, 1])))]
    crown = nape + 0.5 * (0.5 - nape)
    knots = np.array([0, nape, crown, 0.5, 1 - crown, 1 - nape, 1])
    corners = np.array(path, float)
    out = np.stack([np.interp(share, knots, corners[:, axis]) for axis in range(2)], axis=1)
    back = np.empty_like(out)
    back[(order + start) % len(order)] = out
    return back
