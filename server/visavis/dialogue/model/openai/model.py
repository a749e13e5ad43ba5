"""Any model behind an OpenAI-compatible address (OpenAI, Qwen, DeepSeek, GLM, Ollama, vLLM …), by OpenAI's client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, Final

from visavis.dialogue.model.contract import (
    Finish,
    FinishReason,
    LanguageModel,
    LanguageModelError,
    Message,
    ModelEvent,
    Request,
    Text,
    Thinking,
    Tool,
    Usage,
)
from visavis.dialogue.model.settings import from_environment
from visavis.openai_api.answer import BrokenOffError, GarbledError, unbroken
from visavis.openai_api.client import ApiClient
from visavis.openai_api.fault import faults_as

from .faults import model_error
from .settings import OpenAIModelSettings
from .tool_calls import ToolCallFragments

if TYPE_CHECKING:
    from openai import AsyncStream
    from openai.types.chat import ChatCompletionChunk

_FINISHES: Final = {
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "tool_calls": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
    "content_filter": FinishReason.FILTERED,
    "sensitive": FinishReason.FILTERED,
}
_REASONING: Final = ("reasoning_content", "reasoning")
"""Names of what DeepSeek, Qwen and GLM, and of what Ollama and vLLM, think."""


class OpenAIModel(LanguageModel):
    """One answer is one streamed chat completion."""

    name: ClassVar[str] = "openai"

    def __init__(self, settings: OpenAIModelSettings | None = None) -> None:
        self._settings = settings if settings is not None else from_environment(OpenAIModelSettings)
        self._client = ApiClient(self._settings)

    @classmethod
    def missing(cls) -> str | None:
        """The model's name, the client library or the key."""
        return from_environment(OpenAIModelSettings).missing()

    @property
    def model(self) -> str:
        """By the setting."""
        return self._settings.model

    @property
    def takes_tools(self) -> bool:
        """By the setting."""
        return self._settings.tools

    async def start(self) -> None:
        """Load the client library, which may take seconds; nothing is asked of the service."""
        missing = self._settings.missing()
        if missing is not None:
            raise LanguageModelError(missing, code="llm_unavailable")
        await asyncio.to_thread(self._client.load)

    async def stream(self, request: Request) -> AsyncGenerator[ModelEvent, None]:
        """Text as it comes; tool calls when the model has finished."""
        with faults_as(model_error, self._settings):
            stream = await self._create(request)
            try:
                async for event in _events(stream):
                    yield event
            finally:
                with suppress(Exception):  # the connection may be gone; it is to be closed, nothing else
                    await stream.close()

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._client.close()

    async def _create(self, request: Request) -> AsyncStream[ChatCompletionChunk]:
        settings = self._settings
        options = self._client.options()
        if request.tools and settings.tools:
            options["tools"] = [_tool(tool) for tool in request.tools]
        if settings.temperature is not None:
            options["temperature"] = settings.temperature
        options[settings.limit_field] = request.max_tokens
        stream: AsyncStream[ChatCompletionChunk] = await self._client.api.chat.completions.create(
            model=settings.model,
            messages=[_message(message) for message in request.messages],
            stream=True,
            stream_options={"include_usage": True},
            extra_body=settings.extra or None,
            **options,
        )
        return stream


async def _events(stream: AsyncStream[ChatCompletionChunk]) -> AsyncGenerator[ModelEvent, None]:
    fragments = ToolCallFragments()
    finished = False
    async for chunk in unbroken(aiter(stream)):
        try:
            events = list(_of_chunk(chunk, fragments))
        except (AttributeError, TypeError):  # the library does not check what it is sent
            raise GarbledError from None
        for event in events:
            finished = finished or isinstance(event, Finish)
            yield event
    if not finished:
        raise BrokenOffError


def _of_chunk(chunk: ChatCompletionChunk, fragments: ToolCallFragments) -> Iterator[ModelEvent]:
    if chunk.usage is not None:
        yield Usage(int(chunk.usage.prompt_tokens), int(chunk.usage.completion_tokens))
    for choice in (chunk.choices or [])[:1]:
        delta = choice.delta
        if delta is not None:
            if any(getattr(delta, name, None) for name in _REASONING):
                yield Thinking()
            if delta.content:
                yield Text(_text(delta.content))
            if delta.tool_calls:
                fragments.add(delta.tool_calls)
                yield Thinking()
        if choice.finish_reason is not None:
            yield from fragments.take()
            yield Finish(_FINISHES.get(choice.finish_reason, FinishReason.STOP))


def _text(content: object) -> str:
    if not isinstance(content, str):
        raise TypeError
    return content


def _message(message: Message) -> Any:
    told: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        told["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.tool_calls
        ]
    if message.tool_call_id:
        told["tool_call_id"] = message.tool_call_id
    return told


def _tool(tool: Tool) -> Any:
    function = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}
