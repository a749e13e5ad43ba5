"""Settings that every engine of a service has: its voices, how long is waited, and what must be there first."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.library import missing_library
from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices


class Library(NamedTuple):
    """A client library that an extra of ours installs."""

    module: str
    extra: str


class UsualVoice(NamedTuple):
    """A voice that is offered while the setting names none."""

    name: str
    title: str
    gender: str
    languages: tuple[str, ...]
    suggested: tuple[str, ...] = ()
    """Languages that it is the default for."""


class ServiceSettings(BaseSettings):
    """Of a service that needs no key. A subclass sets the class variables and the prefix of its variables."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    engine_name: ClassVar[str]
    languages: ClassVar[tuple[str, ...]]
    """What a named voice reads when the setting does not tell."""
    usual: ClassVar[tuple[UsualVoice, ...]] = ()
    library: ClassVar[Library | None] = None

    voices: str = Field(default="", description="Voices as name or name=zh/en, with commas between.")
    timeout_s: float = Field(default=15.0, gt=0, le=600, description="Longest wait for the next sound.")

    @field_validator("voices")
    @classmethod
    def _check_voices(cls, voices: str) -> str:
        named_voices(voices, cls.engine_name, 24_000, cls.languages)
        return voices

    @property
    def host(self) -> str:
        """What the service is called in messages."""
        raise NotImplementedError

    @property
    def sample_rate_hz(self) -> int:
        """Of all its voices."""
        raise NotImplementedError

    def all_voices(self) -> list[Voice]:
        """Those that are named, else the usual ones."""
        engine, rate_hz = self.engine_name, self.sample_rate_hz
        return named_voices(self.voices, engine, rate_hz, self.languages) or [
            Voice(f"{engine}:{one.name}", engine, one.title, one.languages, rate_hz, one.gender, one.suggested)
            for one in self.usual
        ]

    def missing(self) -> str | None:
        """The client library; what :meth:`visavis.tts.engine.Engine.missing` tells."""
        return None if self.library is None else missing_library(*self.library)


class KeyedServiceSettings(ServiceSettings):
    """Of a service that needs a key. A subclass may tell other variables that hold it."""

    key: SecretStr = Field(default=SecretStr(""), description="The API key.")

    @property
    def secret(self) -> str:
        """The key itself; empty for none."""
        return self.key.get_secret_value()

    def missing(self) -> str | None:
        """The client library, or else the key."""
        return super().missing() or (None if self.secret else f"{self.model_config['env_prefix']}KEY is not set")
