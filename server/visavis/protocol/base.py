"""What every message has in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LARGEST_COUNT = 2**53 - 1
"""What every JSON reader keeps exactly."""
Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]


class Message(BaseModel):
    """Unknown fields are refused: a misspelt option must be heard of, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
