"""A language model of your own: one class. This one only says again what the visitor said."""

from collections.abc import AsyncIterator
from typing import ClassVar

from visavis.dialogue.model.contract import Finish, FinishReason, LanguageModel, ModelEvent, Request, Text, Usage


class EchoModel(LanguageModel):
    """Found by the entry point ``echo = "echo_model:EchoModel"`` in the group ``visavis.llm``."""

    name: ClassVar[str] = "echo"

    async def stream(self, request: Request) -> AsyncIterator[ModelEvent]:
        """Word by word, as a real one writes."""
        said = next(message.content for message in reversed(request.messages) if message.role == "user")
        words = f"You said: {said}".split(" ")
        for number, word in enumerate(words):
            yield Text(word if number == 0 else f" {word}")
        yield Finish(FinishReason.STOP)
        yield Usage(prompt_tokens=0, completion_tokens=len(words))
