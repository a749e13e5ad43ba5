"""Settings of the model behind an OpenAI-compatible address, from the environment."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from visavis.dialogue.model.settings import PREFIX
from visavis.openai_api.settings import ApiSettings


class OpenAIModelSettings(ApiSettings):
    """Where the model is, and what it is called. Without a name there is none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    sends: ClassVar[str] = "the conversation"
    wants: ClassVar[str] = "chat completion"

    model: str = Field(default="", description="Name of the model, such as qwen-plus or deepseek-chat.")
    temperature: float | None = Field(default=None, ge=0, le=2, description="How freely it writes; its own by default.")
    tools: bool = Field(default=True, description="Offer tools; a model that knows none writes tags in brackets.")
    extra: dict[str, Any] = Field(
        default_factory=dict,
        repr=False,
        description='More fields of the request as JSON, such as {"enable_thinking": false} for Qwen.',
    )

    @property
    def limit_field(self) -> str:
        """Name of the limit of tokens: OpenAI's newer models know only the one, everybody else's only the other."""
        return "max_completion_tokens" if self.is_openai else "max_tokens"
