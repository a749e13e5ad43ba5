"""What every message has in common."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Unknown fields are refused: a misspelt option must be heard of, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
