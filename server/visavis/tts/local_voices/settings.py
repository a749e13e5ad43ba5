"""Settings that every engine of local voices has."""

from __future__ import annotations

import os
from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_CORES: Final = os.cpu_count() or 1


class LocalSettings(BaseSettings):
    """A subclass sets the prefix of its variables."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    workers: int = Field(default=max(1, _CORES // 4), ge=1, le=64, description="Sentences that are computed at a time.")
    threads: int = Field(
        default=max(1, min(4, _CORES - 1)), ge=1, le=64, description="Threads that compute one sentence."
    )
    loaded: int = Field(default=4, ge=1, le=1000, description="Voice files that are kept in memory.")
