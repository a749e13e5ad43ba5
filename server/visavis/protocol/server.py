"""JSON messages from the server to the client."""

from typing import Annotated, Literal

from pydantic import Field

from visavis.protocol.base import Count, Message
from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import Emotion, UtteranceId
from visavis.protocol.codecs import Codec
from visavis.protocol.commands import RelayedCommand
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode


class Welcome(Message):
    """The answer to ``hello``."""

    type: Literal["welcome"] = "welcome"
    protocol_version: str
    server_version: str
    session_id: str
    describe: Describe
    codecs: tuple[Codec, ...] = ("pcm",)
    """The forms in which sound can go to this client, the one that the server likes best first."""
    token_expires_in_s: float | None = None
    """When the client's token ends, and the session with it unless it is renewed; null where none is asked for."""


class TokenAccepted(Message):
    """The session goes on with the token that was sent."""

    type: Literal["token_accepted"] = "token_accepted"
    expires_in_s: float


class OneTimeCode(Message):
    """The answer to ``ask_code``. It works once; a later one takes its place."""

    type: Literal["code"] = "code"
    code: str = Field(repr=False)
    expires_in_s: float
    resume: str = Field(repr=False)
    """For the ``hello`` of the next connection, if this one breaks: the session, and the host's binding, go on."""


class CodeRedeemed(Message):
    """A host has redeemed the code: its commands may follow."""

    type: Literal["code_redeemed"] = "code_redeemed"


class HostCommand(Message):
    """A host asks for something, by the relay."""

    type: Literal["command"] = "command"
    command: RelayedCommand


class UtteranceStart(Message):
    """An utterance begins to arrive; its binary frames follow."""

    type: Literal["utterance_start"] = "utterance_start"
    id: UtteranceId
    text: str
    """The written text that word and sentence events count in (without markup)."""
    voice: str
    language: str
    sample_rate_hz: int
    track_fps: int
    channel_space: ChannelSpace
    emotion: Emotion | None = None
    codec: Codec = "pcm"
    """The form of its audio frames: one that the client named, or ``pcm``."""
    pre_skip: Count = 0
    """Of ``opus``: decoded samples, at 48 kHz, before the utterance's first."""


class Interrupted(Message):
    """These utterances were stopped; none of their frames follow."""

    type: Literal["interrupted"] = "interrupted"
    ids: tuple[UtteranceId, ...]


class Pong(Message):
    type: Literal["pong"] = "pong"
    nonce: int


class ErrorMessage(Message):
    """Something was refused or failed. The session goes on unless the socket is closed after it."""

    type: Literal["error"] = "error"
    code: ErrorCode
    message: str
    """For people: what was received, and what to do."""
    retryable: bool = False
    id: str | None = None
    """The utterance concerned, if any; nothing more of it follows."""


ServerMessage = Annotated[
    Welcome
    | UtteranceStart
    | Interrupted
    | TokenAccepted
    | OneTimeCode
    | CodeRedeemed
    | HostCommand
    | Pong
    | ErrorMessage,
    Field(discriminator="type"),
]
