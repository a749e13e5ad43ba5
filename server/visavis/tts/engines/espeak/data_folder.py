"""The folder espeak-ng reads: the wheel's data, with our own voice variants in place of the library's.

Our variants have no echo. The library's best ones do, and with it no pause is silent, so that the closure of a stop
could not be told from the audio. Linking also keeps the path short: the library cuts paths at 160 bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from importlib import resources
from pathlib import Path


def make_data_folder(library_data: Path) -> Path:
    """A new temporary folder for espeak-ng over ``library_data``. Raises OSError."""
    folder = Path(tempfile.mkdtemp(prefix="visavis-espeak-"))
    try:
        for entry in library_data.iterdir():
            if entry.name != "voices":
                _link(entry.resolve(), folder / entry.name)
        variants = folder / "voices" / "!v"
        variants.mkdir(parents=True)
        for variant in resources.files(__package__).joinpath("variants").iterdir():
            (variants / variant.name).write_bytes(variant.read_bytes())
    except OSError:
        remove_data_folder(folder)
        raise
    return folder


def remove_data_folder(folder: Path) -> None:
    """Remove a folder that :func:`make_data_folder` made; the linked data stays."""
    shutil.rmtree(folder, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source, target_is_directory=source.is_dir())
    except OSError:  # no right to link: some systems ask for one
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
