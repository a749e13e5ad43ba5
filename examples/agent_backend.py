"""An agent of your own speaks through the avatar on somebody's screen: it is asked, and its answer is said as it comes.

The page asks its server for a one-time code and shows it, or hands it to its host. With the code:

    pip install websockets
    python agent_backend.py http://127.0.0.1:8080 K7QF3MXPA2            # says again what was asked
    pip install openai
    OPENAI_API_KEY=… python agent_backend.py http://127.0.0.1:8080 K7QF3MXPA2 gpt-4o-mini   # a language model answers

``OPENAI_BASE_URL`` names another server than OpenAI's. What an agent may send is told in docs/agents.md.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Answer = Callable[["AvatarAgent", str], AsyncGenerator[str, None]]
"""Pieces of an answer to a question, of any length, as they are written."""
TIMEOUT_S = 10.0
AGAIN_S = 2.0
MOST_TOKENS = 400


class AvatarAgent:
    """Answers for one page. ``history`` holds what was said, as far as it was heard."""

    def __init__(self, server: str, session_id: str, key: str, answer: Answer) -> None:
        self._url = f"{server.rstrip('/').replace('http', 'ws', 1)}/v1/sessions/{session_id}/agent"
        self.session_id = session_id
        self.key = key
        """For the header alone. Keep it in the backend."""
        self._answer = answer
        self._answering: dict[str, asyncio.Task[None]] = {}
        self.attached = False
        """Whether it is this agent that is asked now."""
        self.history: list[tuple[str, str]] = []
        """``user`` or ``assistant``, and the text."""

    async def run(self) -> None:
        """Until another agent speaks for the page. A connection that breaks is made anew."""
        while True:
            try:
                # The key stands in a header, never in an address: addresses end up in logs.
                async with connect(self._url, additional_headers={"Authorization": f"Bearer {self.key}"}) as socket:
                    if await self._speak_for(socket):
                        return
            except (OSError, ConnectionClosed):
                await asyncio.sleep(AGAIN_S)

    async def _speak_for(self, socket: ClientConnection) -> bool:
        """Serve one connection; returns whether that was all."""
        await socket.send(json.dumps({"type": "hello", "protocol_version": "1.4", "client": "agent_backend"}))
        try:
            async for text in socket:
                message = json.loads(text)
                if message["type"] == "welcome":
                    self.attached = True
                elif message["type"] == "asked" and message["expects_answer"]:
                    self.history.append(("user", message["text"]))
                    answering = asyncio.create_task(self._say(socket, message["turn"], message["text"]))
                    self._answering[message["turn"]] = answering
                elif message["type"] == "heard":
                    # The visitor may have interrupted: then nobody wants the rest.
                    task = self._answering.pop(message["turn"], None)
                    if task is not None:
                        task.cancel()
                    if message["text"]:
                        self.history.append(("assistant", message["text"]))
                elif message["type"] == "error":
                    sys.stderr.write(f"{message['code']}: {message['message']}\n")
                    if not message["retryable"] and message["code"] in {"agent_replaced", "unknown_session"}:
                        return True
        finally:
            self.attached = False
            for task in self._answering.values():
                task.cancel()
            self._answering.clear()
        return False

    async def _say(self, socket: ClientConnection, turn: str, question: str) -> None:
        async def say(text: str, *, final: bool = False) -> None:
            await socket.send(json.dumps({"type": "say", "turn": turn, "text": text, "final": final}))

        with suppress(ConnectionClosed):
            try:
                async with aclosing(self._answer(self, question)) as pieces:
                    async for piece in pieces:
                        await say(piece)
            except ConnectionClosed:
                raise
            except Exception as error:
                sys.stderr.write(f"answering failed with {type(error).__name__}\n")
                await say(" Sorry, something went wrong.")
            await say("", final=True)


async def echo(agent: AvatarAgent, question: str) -> AsyncGenerator[str, None]:
    """Word by word, as a language model writes."""
    del agent
    for word in ["[emotion:happy]", "You ", "asked: ", *question]:
        yield word
        await asyncio.sleep(0.01)


def language_model(name: str) -> Answer:
    """Answers of a language model behind OpenAI's API."""
    from openai import AsyncOpenAI

    client = AsyncOpenAI()

    async def answer(agent: AvatarAgent, question: str) -> AsyncGenerator[str, None]:
        del question  # it is the last of the history
        system = {"role": "system", "content": "You are a friendly shop assistant. You are heard, so be brief."}
        said: Any = [system, *({"role": role, "content": text} for role, text in agent.history)]
        stream = await client.chat.completions.create(model=name, messages=said, max_tokens=MOST_TOKENS, stream=True)
        async with stream:
            async for chunk in stream:
                if chunk.choices and chunk.choices[0].delta.content:
                    yield chunk.choices[0].delta.content

    return answer


def bind(server: str, code: str) -> tuple[str, str]:
    """Session and key for a page's code, which works once. Raises ``urllib.error.HTTPError``."""
    headers = {"Content-Type": "application/json"}
    token = os.environ.get("VISAVIS_HOST_TOKEN")
    if token:  # where the server asks for tokens: one with the scope "host"
        headers["Authorization"] = f"Bearer {token}"
    url = f"{server.rstrip('/')}/v1/sessions/redeem"
    request = urllib.request.Request(url, json.dumps({"code": code}).encode(), headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        bound = json.load(answer)
    return bound["session_id"], bound["key"]


def main(arguments: list[str]) -> int:
    if len(arguments) not in {2, 3}:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    server, code, *model = arguments
    try:
        session_id, key = bind(server, code)
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"{error.code}: {error.read().decode(errors='replace')}\n")
        return 1
    answer = language_model(model[0]) if model else echo
    with suppress(KeyboardInterrupt):
        asyncio.run(AvatarAgent(server, session_id, key, answer).run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
