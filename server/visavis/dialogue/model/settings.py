"""How long a language model is waited for, and how much it may cost. The same for all models."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.environment import SettingsT, read_environment

from .contract import LanguageModelError

PREFIX: Final = "VISAVIS_LLM_"


def from_environment(settings: type[SettingsT]) -> SettingsT:
    """Raises :class:`LanguageModelError` (``llm_unavailable``), which names the variables and not what they hold."""
    return read_environment(settings, lambda told: LanguageModelError(told, code="llm_unavailable"))


class LimitSettings(BaseSettings):
    """Read from the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, allow_inf_nan=False)

    engine: str = Field(default="openai", min_length=1, description="Language model to use, by its entry point's name.")
    first_s: float = Field(default=8.0, gt=0, le=600, description="Longest wait for the first token.")
    next_s: float = Field(default=5.0, gt=0, le=600, description="Longest wait between two tokens.")
    timeout_s: float = Field(default=45.0, gt=0, le=3600, description="Longest time for a whole answer.")
    retries: int = Field(default=1, ge=0, le=5, description="Times that is asked again, before the first token only.")
    max_tokens: int = Field(default=400, ge=16, le=32_768, description="Tokens of one answer at most.")
    context_tokens: int = Field(
        default=6000, ge=500, le=1_000_000, description="Tokens of persona, material and conversation at most."
    )
    tokens_per_day: Annotated[int, Field(ge=1000)] | Literal["off"] = Field(
        default=2_000_000, description="Tokens that one worker may use in a day of UTC; off for no limit."
    )

    @property
    def day_limit(self) -> int | None:
        """None for no limit."""
        return None if self.tokens_per_day == "off" else self.tokens_per_day
