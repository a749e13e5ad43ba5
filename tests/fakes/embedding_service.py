"""OpenAI's ``embeddings`` on this machine, strict in what it takes. A vector says which subjects a text touches.

Source of the shapes: OpenAI's API reference (createEmbedding, errors) and the client library's types.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in
from fakes.openai_service import refuse

KEY = "sk-embed-0123456789"
MODEL = "stand-in-embedding"
FIELDS = {"model", "input", "encoding_format", "dimensions"}
SUBJECTS: tuple[frozenset[str], ...] = (
    frozenset({"退货", "退掉", "不要了", "寄回"}),
    frozenset({"发票", "报销", "凭证"}),
    frozenset({"密码", "登录", "进不去"}),
)
"""Words of one subject mean the same to this model; what is of none is a subject of its own."""

Answer = Callable[[Exchange], Awaitable[None]]


def vector_of(text: str) -> list[float]:
    """One number for each subject, and one for all others. Never of length one, as no model promises."""
    touched = [float(any(word in text for word in words)) for words in SUBJECTS]
    return [3 * value + 0.1 for value in (*touched, 0.0 if any(touched) else 1.0)]


class EmbeddingService:
    """Answers as above, or as a test says."""

    def __init__(self) -> None:
        self.key: str | None = KEY
        self.asked: list[list[str]] = []
        """The texts of each request."""
        self.answer: Answer | None = None
        """Answers instead, after the request was found to be in order."""
        self.most = 10
        """Texts in one request, as DashScope limits them."""
        self.server: HttpStandIn

    @property
    def url(self) -> str:
        return f"{self.server.url}/v1"

    @property
    def texts(self) -> list[str]:
        return [text for asked in self.asked for text in asked]

    def fail(self, status: int) -> None:
        """From now on: an error, whose message quotes what it should not."""

        async def failing(exchange: Exchange) -> None:
            await refuse(exchange, status, None, message=f"no: {exchange.json()['input']} with {KEY}")

        self.answer = failing

    def hold(self) -> None:
        """From now on: nothing."""

        async def held(exchange: Exchange) -> None:
            await exchange.until_gone()

        self.answer = held

    def give(self, vectors: Sequence[object]) -> None:
        """From now on: these vectors, whatever is asked."""

        async def giving(exchange: Exchange) -> None:
            await _reply(exchange, vectors)

        self.answer = giving

    async def handle(self, exchange: Exchange) -> None:
        expected = None if self.key is None else f"Bearer {self.key}"
        if exchange.headers.get("authorization") != expected:
            await refuse(exchange, 401, "invalid_api_key", message=f"Incorrect API key provided: {KEY}.")
            return
        if (exchange.method, exchange.path) != ("POST", "/v1/embeddings"):
            await refuse(exchange, 404, None)
            return
        asked: dict[str, Any] = exchange.json()
        assert set(asked) <= FIELDS, f"unknown fields: {set(asked) - FIELDS}"
        assert asked["encoding_format"] == "float"
        texts = asked["input"]
        assert isinstance(texts, list)
        self.asked.append(texts)
        if asked["model"] != MODEL:
            await refuse(exchange, 404, "model_not_found")
        elif not 1 <= len(texts) <= self.most:
            await refuse(exchange, 400, "invalid_value", param="input")
        elif self.answer is not None:
            await self.answer(exchange)
        else:
            await _reply(exchange, [vector_of(text) for text in texts])


async def _reply(exchange: Exchange, vectors: Sequence[object]) -> None:
    # Backwards, because nothing promises an order.
    data = [{"object": "embedding", "index": index, "embedding": vector} for index, vector in enumerate(vectors)][::-1]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    body = json.dumps({"object": "list", "data": data, "model": MODEL, "usage": usage})
    await exchange.reply(200, body.encode(), "application/json")


@asynccontextmanager
async def embedding_service() -> AsyncIterator[EmbeddingService]:
    """The service on a free port until the block ends."""
    service = EmbeddingService()
    async with http_stand_in(service.handle) as server:
        service.server = server
        yield service
