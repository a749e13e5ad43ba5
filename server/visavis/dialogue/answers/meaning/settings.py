"""Settings of the embeddings, from the environment."""

from __future__ import annotations

from typing import ClassVar, Final

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from visavis.openai_api.settings import ApiSettings

PREFIX: Final = "VISAVIS_EMBEDDINGS_"


class EmbeddingSettings(ApiSettings):
    """Where embeddings are had. Without a model's name there are none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    sends: ClassVar[str] = "the text"
    wants: ClassVar[str] = "list of embeddings"

    model: str = Field(default="", description="Name of the model, such as bge-m3 or text-embedding-v4.")
    dimensions: int | None = Field(
        default=None, ge=1, le=8192, description="Length of a vector; the model's own if unset."
    )
    batch: int = Field(default=10, ge=1, le=2048, description="Texts in one request; DashScope takes no more than 10.")
    question_s: float = Field(default=0.8, gt=0, le=30, description="Longest wait for a visitor's question.")
    file_s: float = Field(
        default=30.0, gt=0, le=600, description="Longest wait for one request for the file's questions."
    )
    rest_s: float = Field(default=30.0, gt=0, le=3600, description="After a failure, words alone serve for this long.")
