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
    resume: str | None = Field(default=None, repr=False)
    """For the ``hello`` of the next connection, if this one breaks: the conversation goes on; null where the server
    does not converse."""
    resumed: bool = False
    """The conversation that ``hello`` asked for goes on; false for a new one."""


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
    turn: str | None = None
    """The turn that this answers; null for what was asked for by ``speak``."""


class Interrupted(Message):
    """These utterances were stopped; none of their frames follow."""

    type: Literal["interrupted"] = "interrupted"
    ids: tuple[UtteranceId, ...]


TurnPhase = Literal["idle", "listening", "thinking", "speaking"]


class TurnState(Message):
    """What the conversation is at. ``speaking``: an answer is being prepared or played; when it is heard, the page
    knows best."""

    type: Literal["turn_state"] = "turn_state"
    state: TurnPhase
    id: str | None = None
    """The turn; null when ``idle``."""


class Transcript(Message):
    """What was understood of the visitor's speech. Every one replaces those before it."""

    type: Literal["transcript"] = "transcript"
    id: str
    text: str
    final: bool
    language: str | None = None


class GoOn(Message):
    """It was no interruption (a cough, "mhm"): the page plays on where it paused."""

    type: Literal["go_on"] = "go_on"
    id: str
    """Of the ``listen_start``."""


class ShownLink(Message):
    """Something to open."""

    title: str
    url: str
    """``https://…`` or a path of the page's own site."""


class ShownPicture(Message):
    """Something to look at."""

    url: str
    """As of a link."""
    alt: str
    """What it shows, for those who cannot see it."""


class ShownButton(Message):
    """Something to ask by pressing it."""

    title: str
    say: str
    """What pressing it asks."""


class Show(Message):
    """Something to look at or to press, beside the answer. Text throughout, never HTML."""

    type: Literal["show"] = "show"
    id: str
    """The turn."""
    links: tuple[ShownLink, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    buttons: tuple[ShownButton, ...] = ()
    silent_text: str = ""
    """What was written and cannot be said: lines of a table or of code; or what is said in a host's own voice, where
    ``utterance_start`` could not tell."""


class Handover(Message):
    """A person is to take over. What becomes of it is the host's business."""

    type: Literal["handover"] = "handover"
    id: str
    """The turn."""
    reason: str
    """In the words of the model or of the answers file, for that person."""


class TurnMetrics(Message):
    """Durations of one turn in ms, under the names that the field uses; null where there was none."""

    end_of_turn_delay_ms: float | None = None
    """From the last sound of the visitor's speech to its final transcript."""
    llm_node_ttft_ms: float | None = None
    """From asking the language model to its first token."""
    first_clause_ms: float | None = None
    """From the question to the first clause that could be spoken."""
    tts_node_ttfb_ms: float | None = None
    """From that clause to its first sound."""
    ttfa_ms: float | None = None
    """From the question to the first sound sent."""
    playback_latency_ms: float | None = None
    e2e_latency_ms: float | None = None
    face_start_skew_ms: float | None = None
    interruption_stop_ms: float | None = None
    """These four as the page told them in ``turn_timing``."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


AnswerSource = Literal[
    "approved", "suggestions", "small_talk", "model", "agent", "unknown", "trouble", "unheard", "none"
]


class TurnEnd(Message):
    """A turn is over: answered, interrupted, or failed."""

    type: Literal["turn_end"] = "turn_end"
    id: str
    source: AnswerSource
    """Where the answer came from. ``agent``: a program of the host's. ``trouble``: there should have been one.
    ``none``: there was none to give."""
    answer_id: str | None = None
    """Of an approved answer, its id."""
    interrupted: bool
    heard: str
    """What of the answer was audible: this is what the conversation remembers."""
    metrics: TurnMetrics


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
    | TurnState
    | Transcript
    | GoOn
    | Show
    | Handover
    | TurnEnd
    | Pong
    | ErrorMessage,
    Field(discriminator="type"),
]
