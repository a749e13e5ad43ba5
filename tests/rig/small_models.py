"""Models made of a few numbers, and a reader of animations that shares nothing with what writes them."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
TRIANGLE = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype="<f4").tobytes()


def morph_json(*meshes: list[str], weights: dict[int, list[float]] | None = None, **more: Any) -> dict[str, Any]:
    """A scene of one node a mesh, each a triangle with morph targets of these names."""
    view = {"buffer": 0, "byteOffset": 0, "byteLength": 36, "target": 34962}
    accessor = {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]}
    built = []
    for number, names in enumerate(meshes):
        targets = [{"POSITION": 0} for _ in names]
        one: dict[str, Any] = {"name": f"Mesh{number}", "primitives": [{"attributes": {"POSITION": 0}}]}
        if targets:
            one["primitives"][0]["targets"] = targets
            one["extras"] = {"targetNames": names}
        if weights and number in weights:
            one["weights"] = weights[number]
        built.append(one)
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": list(range(len(meshes)))}],
        "nodes": [{"mesh": number} for number in range(len(meshes))],
        "meshes": built,
        "accessors": [accessor],
        "bufferViews": [view],
        "buffers": [{"byteLength": len(TRIANGLE)}],
        **more,
    }


def glb(data: dict[str, Any], blob: bytes | None = TRIANGLE, extra: bytes = b"") -> bytes:
    """A GLB of these chunks."""
    text = json.dumps(data).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if blob is not None:
        blob += b"\0" * (-len(blob) % 4)
        chunks += struct.pack("<I4s", len(blob), b"BIN\0") + blob
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks) + len(extra)) + chunks + extra


class Played:
    """A file as a player sees it: ``weights(node)`` and ``rotation(node)`` of an animation at a time."""

    def __init__(self, path: Path, animation: str = "talk") -> None:
        content = path.read_bytes()
        self.blob = b""
        if content[:4] == b"glTF":
            length = struct.unpack_from("<I", content, 12)[0]
            self.json = json.loads(content[20 : 20 + length])
            self.blob = content[28 + length :]
        else:
            self.json = json.loads(content)
        self.folder = path.parent
        self.animation = next(one for one in self.json["animations"] if one["name"] == animation)

    def rows(self, index: int) -> np.ndarray:
        """An accessor, normalised ones as 0 to 1, one row an element."""
        accessor = self.json["accessors"][index]
        view = self.json["bufferViews"][accessor["bufferView"]]
        buffer = self.json["buffers"][view["buffer"]]
        content = self.blob
        if uri := buffer.get("uri"):
            content = (
                base64.b64decode(uri.partition(",")[2]) if uri.startswith("data:") else (self.folder / uri).read_bytes()
            )
        kind = np.dtype(COMPONENTS[accessor["componentType"]])
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        assert start % kind.itemsize == 0
        width = {"SCALAR": 1, "VEC4": 4}[accessor["type"]]
        assert start + accessor["count"] * width * kind.itemsize <= buffer["byteLength"]
        flat = np.frombuffer(content, kind, accessor["count"] * width, start)
        values = flat / np.iinfo(kind).max if accessor.get("normalized") else flat.astype(float)
        return values.reshape(-1, width)

    def nodes(self, path: str = "weights") -> list[int]:
        return [one["target"]["node"] for one in self.animation["channels"] if one["target"]["path"] == path]

    def at(self, node: int, seconds: np.ndarray, path: str = "weights") -> np.ndarray:
        """Values of a node at these times: times × weights, or × 4."""
        (channel,) = (one for one in self.animation["channels"] if one["target"] == {"node": node, "path": path})
        sampler = self.animation["samplers"][channel["sampler"]]
        assert sampler["interpolation"] == "LINEAR"
        times = self.rows(sampler["input"])[:, 0]
        assert np.all(np.diff(times) > 0)
        values = self.rows(sampler["output"]).reshape(len(times), -1)
        if path == "rotation":
            return np.array([_slerp(times, values, moment) for moment in seconds])
        return np.column_stack([np.interp(seconds, times, column) for column in values.T])


def _slerp(times: np.ndarray, values: np.ndarray, moment: float) -> np.ndarray:
    right = int(np.clip(np.searchsorted(times, moment), 1, len(times) - 1))
    left = right - 1
    share = np.clip((moment - times[left]) / (times[right] - times[left]), 0, 1)
    cosine = float(np.clip(values[left] @ values[right], -1, 1))
    angle = np.arccos(abs(cosine))
    if angle < 1e-6:
        return values[left]
    end = values[right] * np.sign(cosine)
    return (np.sin((1 - share) * angle) * values[left] + np.sin(share * angle) * end) / np.sin(angle)
