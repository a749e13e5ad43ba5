"""Where the files of installed voices lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.resources import user_data_dir

NAME_IN_DATA: Final = "installed_voices"
_DEEPEST: Final = 3
"""Folders below the folder of voices that are looked into, itself among them."""


class FolderSettings(BaseSettings):
    """Read from ``VISAVIS_VOICES_DIR``, and ``VISAVIS_DATA_DIR`` for the default."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_", extra="ignore", frozen=True)

    voices_dir: Path | None = Field(
        default=None, description="Folder of installed voices. Default: installed_voices in the folder for data."
    )
    data_dir: Path | None = None


def voices_folder() -> Path | None:
    """The folder, which need not exist; None for a user without a home and without the setting."""
    settings = FolderSettings()
    if settings.voices_dir is not None:
        return settings.voices_dir
    data = settings.data_dir or user_data_dir()
    return None if data is None else data / NAME_IN_DATA


def files_below(folder: Path | None, *endings: str) -> list[Path]:
    """Files with one of the endings, by name; none where the folder is missing or cannot be read.

    What begins with a dot, such as a download that is not complete, is left out.
    """
    if folder is None:
        return []
    found = [
        path
        for depth in range(_DEEPEST)
        for ending in endings
        for path in folder.glob("[!.]*/" * depth + f"[!.]*{ending}")
        if path.is_file()
    ]
    return sorted(found, key=lambda path: (path.name, path))


def is_piper(model: Path) -> bool:
    """Whether an ``.onnx`` has the description of a Piper voice beside it."""
    return Path(f"{model}.json").is_file()
