"""Messages between the server and an agent: a program of the host's that speaks through a page's avatar.

Sound of an agent's own voice follows ``audio`` in binary frames, framed as everywhere (``frames.AudioHeader``).
"""

from typing import Annotated, Literal

from pydantic import Field

from visavis.protocol.base import Message
from visavis.protocol.client import Emotion, TurnId, UtteranceId
from visavis.protocol.server import AnswerSource, ErrorMessage, ShownButton, ShownLink, ShownPicture, TurnPhase

AnsweredBy = Literal["agent", "approved_first"]


class AgentHello(Message):
    """The first message of an agent."""

    type: Literal["hello"] = "hello"
    protocol_version: str = Field(pattern=r"^\d{1,4}\.\d{1,4}$")
    client: str = Field(default="", max_length=200)
    """Name and version of the agent, for the operator's log."""
    answers: AnsweredBy = "agent"
    """``approved_first``: a question that has an approved answer gets that one, and the agent is only told of it."""


class AgentBegin(Message):
    """The agent is about to say something that nobody asked for. It waits until nobody speaks; a question of the
    visitor's drops it."""

    type: Literal["begin"] = "begin"
    turn: TurnId
    """A new id, chosen by the agent; unique within the session."""


class AgentSay(Message):
    """A piece of text, of any length, of an answer or of what was begun. The server cuts clauses, and speaks each as it
    is complete. ``[gesture:bow]``, ``[emotion:happy]``, ``[show:…]`` and ``[handover:…]`` in it are done, not said."""

    type: Literal["say"] = "say"
    turn: TurnId
    text: str = ""
    final: bool = False
    """Nothing more of this turn comes."""


class AgentAudio(Message):
    """Sound of the agent's own voice follows in ``audio`` frames of this id, from sample 0 on, the last one ``final``;
    one block after the other.

    Without a text it is heard while it still comes, and its mouth is recognised in the sound; ``transcript`` may tell
    what was said. With one, which is best
    of a sentence, it is heard when all of it has come, with lips and captions in step.
    """

    type: Literal["audio"] = "audio"
    turn: TurnId
    id: UtteranceId
    """Of its frames."""
    sample_rate_hz: int = Field(ge=8000, le=48000)
    text: str = ""
    """What is said in it. What was heard of a turn is known by this."""
    language: str | None = Field(default=None, max_length=35)
    """BCP 47 code of the text's main language; found from the text by default."""
    emotion: Emotion | None = None
    final: bool = False
    """Nothing more of this turn comes after this block."""


class AgentTranscript(Message):
    """What is said in a block of sound that has no text of its own; before its sound, beside it, or as long as its turn
    is heard. Pieces follow each other as they are."""

    type: Literal["transcript"] = "transcript"
    turn: TurnId
    id: UtteranceId
    """Of the block."""
    text: str = ""
    final: bool = False
    """That is all of it: the page shows it."""


class AgentShow(Message):
    """Something to look at or to press, beside what is said. Text throughout, never HTML."""

    type: Literal["show"] = "show"
    turn: TurnId
    links: tuple[ShownLink, ...] = Field(default=(), max_length=6)
    pictures: tuple[ShownPicture, ...] = Field(default=(), max_length=6)
    buttons: tuple[ShownButton, ...] = Field(default=(), max_length=6)


class AgentHandover(Message):
    """A person is to take over; the page is told."""

    type: Literal["handover"] = "handover"
    turn: TurnId
    reason: str = Field(default="", max_length=200)


class AgentInterrupt(Message):
    """The avatar is to fall silent."""

    type: Literal["interrupt"] = "interrupt"
    turn: TurnId | None = None
    """Only if it is at this turn; null: whatever it is at."""


class AgentLimits(Message):
    """What the server accepts of an agent. Anything beyond is refused with an error, never cut silently."""

    message_bytes: int
    """Longest message, and longest binary frame."""
    turn_chars: int
    """Characters of one turn, all pieces together."""
    audio_seconds: float
    """Longest block of sound; 0 when none is taken."""
    first_seconds: float
    """Longest silence after ``asked`` until the first piece."""
    next_seconds: float
    """Longest silence between two pieces."""


class AgentWelcome(Message):
    """The answer to ``hello``: the agent is the one who answers now."""

    type: Literal["welcome"] = "welcome"
    protocol_version: str
    server_version: str
    session_id: str
    name: dict[str, str]
    """The avatar's name, by language."""
    languages: tuple[str, ...]
    """BCP 47 codes in which the avatar answers, its usual one first."""
    emotions: tuple[str, ...]
    """Those of ``[emotion:…]``."""
    gestures: tuple[str, ...]
    """Those of ``[gesture:…]`` that the persona allows; empty for any."""
    limits: AgentLimits


class AgentAsked(Message):
    """The visitor has asked something."""

    type: Literal["asked"] = "asked"
    turn: TurnId
    text: str
    language: str | None
    """BCP 47 code, as it was recognised or as the text reads."""
    spoken: bool
    """It was said, not typed."""
    expects_answer: bool
    """False: an approved answer goes out, and this is for the agent's memory."""


class AgentHeard(Message):
    """A turn is over: answered, interrupted, or failed. What is generated for it is not wanted any more."""

    type: Literal["heard"] = "heard"
    turn: TurnId
    text: str
    """What of it was audible: what the agent should remember to have said."""
    interrupted: bool
    source: AnswerSource


class AgentState(Message):
    """What the conversation is at."""

    type: Literal["state"] = "state"
    state: TurnPhase | Literal["away"]
    """``away``: the page is not connected; it may come again."""
    turn: str | None = None


AgentMessage = Annotated[
    AgentHello | AgentBegin | AgentSay | AgentAudio | AgentTranscript | AgentShow | AgentHandover | AgentInterrupt,
    Field(discriminator="type"),
]
"""From the agent."""

AgentEvent = Annotated[
    AgentWelcome | AgentAsked | AgentHeard | AgentState | ErrorMessage,
    Field(discriminator="type"),
]
"""To the agent. ``id`` of an error is the turn concerned, or the block of sound."""
