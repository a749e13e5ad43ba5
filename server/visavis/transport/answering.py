"""Who answers a question: the host's agent where one is attached, else the server itself."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from visavis.dialogue.memory import Memory
from visavis.dialogue.response import Part, Question
from visavis.protocol.agent import AgentAsked
from visavis.session.effects import StartAnswer
from visavis.speech.frontend.scripts import detect_language
from visavis.transport.agent_answer import AgentGoneError, Aloud
from visavis.transport.agent_line import AgentLine
from visavis.transport.desk import Desk

logger = logging.getLogger(__name__)


class Answering:
    """Of one session. ``agent`` is None where none can be attached."""

    def __init__(self, desk: Desk, memory: Memory, agent: AgentLine | None) -> None:
        self._desk = desk
        self._memory = memory
        self._agent = agent

    async def parts(self, wanted: StartAnswer, question: Question) -> AsyncGenerator[Part | Aloud, None]:
        """The answer, ending with ``Done``. Closing the generator stops whoever is being asked."""
        agent = self._agent
        if agent is not None and wanted.volunteered:
            async with aclosing(agent.answer(wanted.id, self._desk.persona.usual)) as said:
                async for part in said:
                    yield part
            return
        if agent is not None and agent.attached and question.text:
            language = question.language or detect_language(question.text)
            asked = AgentAsked(
                turn=wanted.id, text=question.text, language=language, spoken=wanted.spoken, expects_answer=True
            )
            if agent.answers == "approved_first":
                approved = await self._desk.responder.approved(question)
                if approved:
                    agent.tell(asked.model_copy(update={"expects_answer": False}))
                    for one in approved:
                        yield one
                    return
            if await agent.ask(asked):
                trouble = self._desk.trouble_line(question)
                try:
                    async with aclosing(agent.answer(wanted.id, language, trouble)) as said:
                        async for part in said:
                            yield part
                    return
                except AgentGoneError:
                    logger.warning("agent_gone: the agent has gone before it answered; the server does")
        async with aclosing(self._desk.responder.respond(question, self._memory)) as parts:
            async for one in parts:
                yield one
