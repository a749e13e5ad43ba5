"""The file of the trained network: a JSON header and the layers' weights as whole numbers of a byte.

The length of the header as four bytes, little-endian; the header, padded with spaces to a multiple of four; then for
each layer its rows of weights (-127 to 127, one row an output; padded to a multiple of four), a scale for each row and
a bias for each row as 32-bit floats. The browser reads the same (web/src/core/recogniser/model_file.ts).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FORMAT: Final = "visavis-visemes"
VERSION: Final = 1
MODEL_NAME: Final = "data/visemes.bin"
"""The model that comes with the package, seen from this one."""
_STEPS: Final = 127


class ModelFileError(ValueError):
    """The file holds no network that can be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One matrix with its bias."""

    weight: NDArray[np.float32]
    """Outputs × inputs."""
    bias: NDArray[np.float32]


def model_bytes() -> bytes:
    """The file that comes with the package."""
    return files("visavis.speech.recogniser").joinpath(MODEL_NAME).read_bytes()


@cache
def shipped_model() -> Mapping[str, Layer]:
    """The network that comes with the package, read once."""
    return read_model(model_bytes())


def read_model(data: bytes) -> dict[str, Layer]:
    """Name → layer. Raises :class:`ModelFileError`."""
    header, at = _header(data)
    layers: dict[str, Layer] = {}
    for layer in header["layers"]:
        inputs, outputs = int(layer["inputs"]), int(layer["outputs"])
        floats = at + inputs * outputs + -(inputs * outputs) % 4
        end = floats + 8 * outputs
        if end > len(data):
            raise ModelFileError(f"the file ends before layer {layer['name']} does")
        rows = np.frombuffer(data, np.int8, inputs * outputs, at).reshape(outputs, inputs)
        numbers = np.frombuffer(data, "<f4", 2 * outputs, floats).astype(np.float32)
        layers[layer["name"]] = Layer(rows.astype(np.float32) * numbers[:outputs, None], numbers[outputs:])
        at = end
    return layers


def write_model(layers: Mapping[str, Layer], about: Mapping[str, Any]) -> bytes:
    """The file; ``about`` is put into the header and read by nobody but people."""
    header = {
        "format": FORMAT,
        "version": VERSION,
        **about,
        "layers": [
            {"name": name, "inputs": layer.weight.shape[1], "outputs": layer.weight.shape[0]}
            for name, layer in layers.items()
        ],
    }
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % 4)
    parts = [struct.pack("<I", len(text)), text]
    for layer in layers.values():
        scales = np.maximum(np.abs(layer.weight).max(axis=1), 1e-9) / _STEPS
        rows = np.rint(layer.weight / scales[:, None]).astype(np.int8).tobytes()
        parts += [rows, b"\0" * (-len(rows) % 4), scales.astype("<f4").tobytes(), layer.bias.astype("<f4").tobytes()]
    return b"".join(parts)


def _header(data: bytes) -> tuple[dict[str, Any], int]:
    if len(data) < 4:
        raise ModelFileError("the file has no header")
    (length,) = struct.unpack_from("<I", data)
    try:
        header = json.loads(data[4 : 4 + length])
    except ValueError:
        raise ModelFileError("the header of the file is not JSON") from None
    if not isinstance(header, dict) or (header.get("format"), header.get("version")) != (FORMAT, VERSION):
        raise ModelFileError(f"the file is not of the format {FORMAT}, version {VERSION}")
    return header, 4 + length
