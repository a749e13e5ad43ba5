"""The contract of a language model: one class with one method that writes.

A model knows nothing of voices, clauses or visitors. It takes messages and gives pieces of text as they are written.
A new one subclasses :class:`LanguageModel`, and is found by the entry point group ``visavis.llm``. Time-outs, retries
and limits are not its business: :class:`~visavis.dialogue.model.asker.Asker` has them for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Literal

from visavis.extensions.error import ExtensionError

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model wants something to be done. Given when it is complete."""

    id: str
    name: str
    arguments: str = field(repr=False)
    """JSON as the model wrote it; whether it is any is for the reader to find out."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    content: str = field(repr=False)
    tool_calls: tuple[ToolCall, ...] = ()
    """Of an assistant."""
    tool_call_id: str = ""
    """Of a tool: the call that this answers."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a model may ask to be done."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema of the arguments."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be answered."""

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    max_tokens: int = 400
    """Of the answer."""


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer, of any length."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Thinking:
    """A sign of life: the model writes what is not to be said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the service counts, in tokens."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def tokens(self) -> int:
        """Both."""
        return self.prompt_tokens + self.completion_tokens


class FinishReason(StrEnum):
    """Why an answer ends."""

    STOP = "stop"
    LENGTH = "length"
    """At its limit of tokens, perhaps in mid-sentence."""
    TOOL_CALLS = "tool_calls"
    """It waits for the results of its tool calls."""
    FILTERED = "filtered"
    """The service's own filter stopped it."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The end of an answer. A usage may follow it."""

    reason: FinishReason


ModelEvent = Text | Thinking | ToolCall | Usage | Finish


class LanguageModelError(ExtensionError):
    """A language model could not answer.

    ``code`` is for machines:

    * ``llm_unavailable``: cannot be reached, something must be set, or there is no such model
    * ``llm_refused``: the service does not accept the key, or the account may not do this
    * ``llm_busy``: too many requests or no money left (``retry_after_s``, where the service tells it)
    * ``llm_timeout``: it wrote nothing for too long, or did not come to an end
    * ``llm_limit``: a limit of ours: tokens of the day, or a conversation that is too long
    * ``llm_filtered``: the service's filter refuses the request
    * ``llm_failed``: anything else

    The message is for people and never quotes the conversation or a key. ``retryable`` says whether the same call may
    succeed later.
    """

    usual_code = "llm_failed"


class LanguageModel(ABC):
    """Writes answers. Instances live as long as the server; ``start`` and ``close`` bracket that life."""

    name: ClassVar[str]
    """Short, lower case, unique: the name of its entry point."""

    @classmethod
    def missing(cls) -> str | None:
        """What must be set or installed first, for people, such as ``VISAVIS_LLM_MODEL is not set``; None when nothing
        is missing. Looks, and connects to nothing."""
        return None

    @property
    def model(self) -> str:
        """What the service calls the model, such as ``qwen-plus``, for the operator's figures."""
        return self.name

    @property
    def takes_tools(self) -> bool:
        """Whether :attr:`Request.tools` are of use; without them the model writes tags."""
        return False

    async def start(self) -> None:  # noqa: B027 - a model in the same process may need no warming up
        """Make ready to answer at once. Raises :class:`LanguageModelError`."""

    @abstractmethod
    def stream(self, request: Request) -> AsyncIterator[ModelEvent]:
        """Yield the answer piece by piece, and at its end one :class:`Finish`.

        Closing the iterator stops the work at once: a connection is closed, nothing more is written or paid for.
        Raises :class:`LanguageModelError`.
        """

    async def close(self) -> None:  # noqa: B027
        """Give everything back. Called once; nothing is being written then."""
