"""A language model's answer as what a turn needs: clauses to say, things to show, a hand-over, at last an account."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final

from visavis.dialogue.clauses import Clause

from .acts import Act, ActReader, Handover, Show
from .asker import Asker, FirstToken
from .contract import Finish, FinishReason, Message, Request, Text, ToolCall, Usage
from .tools import act_of
from .writing import Writing

_ROUNDS: Final = 2
"""A model that only called tools is told that it was done, once, so that it says something."""
_DONE: Final = "done"
_NOT_DONE: Final = "not possible; go on without it"


@dataclass(frozen=True, slots=True)
class Replied:
    """The end of an answer."""

    text: str = field(repr=False)
    """All that was written in its clauses. What was heard of it is known elsewhere."""
    reason: FinishReason
    usage: Usage
    """Of all requests together."""
    dropped: Mapping[str, int]
    """Tags and calls that led to nothing, by kind."""


ReplyEvent = FirstToken | Clause | Show | Handover | Replied


class Reply:
    """One answer. Used once."""

    def __init__(self, asker: Asker, reader: ActReader) -> None:
        self._asker = asker
        self._reader = reader
        self._writing = Writing(reader)
        self._dropped: Counter[str] = Counter()
        self._first = True

    async def events(self, request: Request) -> AsyncGenerator[ReplyEvent, None]:
        """Clauses as soon as they are complete; what is shown comes behind the clause that it was written in.

        Closing the generator stops the model at once. Raises :class:`~.contract.LanguageModelError`; what was given
        before that may have been heard.
        """
        usage = Usage(0, 0)
        for round_number in range(_ROUNDS):
            calls: list[tuple[ToolCall, Act | None]] = []
            reason = FinishReason.STOP
            async with aclosing(self._asker.ask(request)) as asked:
                async for event in asked:
                    match event:
                        case FirstToken() if self._first:
                            self._first = False
                            yield event
                        case Text(text):
                            for one in self._writing.feed(text):
                                yield one
                        case ToolCall():
                            act = act_of(event, self._reader)
                            calls.append((event, act))
                            if act is None:
                                self._dropped["call"] += 1
                            for one in () if act is None else self._writing.do(act):
                                yield one
                        case Usage(prompt, completion):
                            usage = Usage(usage.prompt_tokens + prompt, usage.completion_tokens + completion)
                        case Finish():
                            reason = event.reason
            for one in self._writing.end_tags():
                yield one
            if not calls or self._writing.said or round_number + 1 == _ROUNDS:
                break
            request = _answered(request, calls)
        for one in self._writing.flush():
            yield one
        yield Replied("".join(self._writing.text), reason, usage, dict(self._writing.dropped + self._dropped))

    def hurry(self) -> list[Clause]:
        """What is complete, however short: the visitor has nothing else to hear."""
        return self._writing.hurry()


def _answered(request: Request, calls: list[tuple[ToolCall, Act | None]]) -> Request:
    results = (Message("tool", _NOT_DONE if act is None else _DONE, tool_call_id=call.id) for call, act in calls)
    messages = (*request.messages, Message("assistant", "", tuple(call for call, _ in calls)), *results)
    return replace(request, messages=messages)
