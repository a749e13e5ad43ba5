"""Settings that every recogniser on this machine has: where its model lies, and how much of the machine it may take."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class LocalListenSettings(BaseSettings):
    """A subclass sets the prefix of its variables."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    model: Path | None = Field(default=None, description="Folder with the model's files.")
    threads: int = Field(
        default=min(4, os.cpu_count() or 1), ge=1, le=64, description="Threads that work on one utterance."
    )
    at_once: int = Field(default=2, ge=1, le=64, description="Utterances that are worked on at a time.")
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Codes of what the model understands, with commas, if not the usual ones of its kind."
    )

    @field_validator("languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    def missing_model(self) -> str | None:
        """What is wrong with the folder, for people; None for nothing."""
        variable = f"{self.model_config.get('env_prefix', '')}MODEL"
        if self.model is None:
            return f"{variable} is not set"
        return None if self.model.is_dir() else f"{variable}: no such folder"
