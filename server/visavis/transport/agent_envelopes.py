"""What travels between a session and its agents over the hub: the agent's own messages, with who sends them."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from visavis.protocol.agent import (
    AgentAsked,
    AgentBegin,
    AgentHandover,
    AgentHeard,
    AgentInterrupt,
    AgentSay,
    AgentShow,
    AgentState,
    AgentTranscript,
    AgentWelcome,
    AnsweredBy,
)
from visavis.protocol.base import Message
from visavis.protocol.client import Emotion
from visavis.protocol.server import ErrorMessage


class Attach(Message):
    """An agent wants to speak for the session."""

    type: Literal["attach"] = "attach"
    answers: AnsweredBy


class Detach(Message):
    """It does no more."""

    type: Literal["detach"] = "detach"


class SoundPiece(Message):
    """More of a block of sound, in the hub's text as base64."""

    model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

    type: Literal["sound"] = "sound"
    turn: str
    block: str
    sample_rate_hz: int
    text: str = Field(default="", repr=False)
    language: str | None = None
    emotion: Emotion | None = None
    pcm: bytes = Field(repr=False)
    last: bool
    """Of its block."""
    final: bool
    """Of its turn."""


class RollCall(Message):
    """A page is back: whoever speaks for its session attaches again."""

    type: Literal["roll_call"] = "roll_call"


Piece = AgentSay | AgentShow | AgentHandover | SoundPiece
"""Something of a turn."""


class FromAgent(Message):
    """``agent`` is the connection."""

    agent: str
    message: Annotated[
        Attach
        | Detach
        | SoundPiece
        | AgentBegin
        | AgentSay
        | AgentTranscript
        | AgentShow
        | AgentHandover
        | AgentInterrupt,
        Field(discriminator="type"),
    ]


class ToAgents(Message):
    """``agent`` is the connection that it is for; null: all."""

    agent: str | None
    message: Annotated[
        RollCall | AgentWelcome | AgentAsked | AgentHeard | AgentState | ErrorMessage, Field(discriminator="type")
    ]


FROM_AGENT: Final[TypeAdapter[FromAgent]] = TypeAdapter(FromAgent)
TO_AGENTS: Final[TypeAdapter[ToAgents]] = TypeAdapter(ToAgents)
