"""Which vertices of the margins of lips and lids meet, and how far apart they are."""

import numpy as np


def lip_pairs(figure):
    """Vertex numbers of the margins that meet: (upper, lower), corners left out."""
    fields = figure.fields
    last = fields.column.max()
    margin = np.flatnonzero(fields.ring == 0)
    place = {(int(fields.column[i]), bool(fields.x[i] < 0)): i for i in margin}
    upper = [key for key in place if key[0] < last / 2]
    return np.array([place[key] for key in upper]), np.array([place[int(last) - key[0], key[1]] for key in upper])


def lid_pairs(figure, sign):
    """Vertex numbers of the lid margins that meet: (upper, lower)."""
    fields = figure.fields
    chosen = np.flatnonzero((fields.eye == sign) & (fields.eye_ring == 0))
    place = {int(fields.eye_column[i]): i for i in chosen}
    half = len(place) // 2
    upper = range(1, half)
    return np.array([place[i] for i in upper]), np.array([place[len(place) - i] for i in upper])


def gap(points, pairs):
    """Distances (m) between the two vertices of each pair."""
    return np.linalg.norm(points[pairs[0]] - points[pairs[1]], axis=1)
