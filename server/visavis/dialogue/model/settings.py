"""How long a language model is waited for, and how much it may cost. The same for all models."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from .contract import LanguageModelError

PREFIX: Final = "VISAVIS_LLM_"


SettingsT = TypeVar("SettingsT", bound=BaseSettings)


def from_environment(settings: type[SettingsT]) -> SettingsT:
    """Raises :class:`LanguageModelError` (``llm_unavailable``), which names the variables and not what they hold: one
    may be a key that stands in the wrong place."""
    try:
        return settings()
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        told = "; ".join(f"{_variable(problem['loc'])}: {problem['msg']}" for problem in problems)
    except SettingsError:
        told = f"{PREFIX}EXTRA: not a JSON object"
    raise LanguageModelError(told, code="llm_unavailable")


def _variable(path: tuple[str | int, ...]) -> str:
    name = str(path[0]) if path else ""
    return name if name.isupper() else f"{PREFIX}{name.upper()}"


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
