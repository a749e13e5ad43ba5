"""A language model that writes exactly what a test tells it to, when the test lets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence

from visavis.dialogue.model.contract import Finish, FinishReason, LanguageModel, ModelEvent, Request, Text

Item = ModelEvent | asyncio.Event | Exception
"""What comes; an event to wait for; an error to raise."""
DONE = Finish(FinishReason.STOP)


class ScriptedModel(LanguageModel):
    """Answers each request with the next script, and with the last one again when there are no more."""

    name = "scripted"

    def __init__(
        self, *scripts: Iterable[Item] | Callable[[Request], Iterable[Item]], takes_tools: bool = False
    ) -> None:
        self.asked: list[Request] = []
        self.running = 0
        """Answers that are being written now."""
        self._scripts: Sequence[Iterable[Item] | Callable[[Request], Iterable[Item]]] = scripts or ([DONE],)
        self._takes_tools = takes_tools

    @property
    def takes_tools(self) -> bool:
        return self._takes_tools

    async def stream(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        script = self._scripts[min(len(self.asked), len(self._scripts) - 1)]
        self.asked.append(request)
        self.running += 1
        try:
            for item in script(request) if callable(script) else script:
                if isinstance(item, asyncio.Event):
                    await item.wait()
                elif isinstance(item, Exception):
                    raise item
                else:
                    yield item
        finally:
            self.running -= 1


def saying(*texts: str) -> list[Item]:
    """A whole answer."""
    return [*map(Text, texts), DONE]
