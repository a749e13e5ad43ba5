"""What all engines of services do alike: start when nothing is missing, offer the voices of their settings."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Generic, TypeVar, cast

from visavis.tts.engine import Engine, EngineError, Voice
from visavis.tts.service_settings import ServiceSettings

SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


class ServiceEngine(Engine, Generic[SettingsT]):
    """An engine whose voices speak elsewhere. A subclass sets ``settings_class`` and speaks."""

    settings_class: ClassVar[type[ServiceSettings]]

    def __init__(self, settings: SettingsT | None = None) -> None:
        self._settings = settings if settings is not None else cast("SettingsT", self.settings_class())
        self._host = self._settings.host

    @classmethod
    def missing(cls) -> str | None:
        """The client library or the key."""
        return cls.settings_class().missing()

    async def start(self) -> None:
        """Load the client library, which may take seconds; nothing is asked of the service."""
        missing = self._settings.missing()
        if missing is not None:
            raise EngineError(missing, code="engine_unavailable")
        await asyncio.to_thread(self._load)

    def _load(self) -> None:
        """Import what is needed and make the client. Runs in a thread."""

    async def voices(self) -> list[Voice]:
        """Those of the setting, else the usual ones."""
        return self._settings.all_voices()
