"""How a session and the host's agent that speaks for it reach each other, whichever worker has which."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from visavis.hub.hub import Again, Heard, Hub


class AgentChannels:
    """Two channels for each session, over a hub. Every method may raise ``HubError``."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def to_session(self, session_id: str, text: str) -> bool:
        """Tell the session; returns whether it listens."""
        return await self._hub.publish(f"from-agents:{session_id}", text) > 0

    async def to_agents(self, session_id: str, text: str) -> bool:
        """Tell all agents of a session; returns whether any listens."""
        return await self._hub.publish(f"to-agents:{session_id}", text) > 0

    def listen_to_agents(self, session_id: str, heard: Heard) -> AbstractAsyncContextManager[None]:
        """For the session."""
        return self._hub.listen(f"from-agents:{session_id}", heard)

    def listen_to_session(self, session_id: str, heard: Heard, again: Again) -> AbstractAsyncContextManager[None]:
        """For an agent."""
        return self._hub.listen(f"to-agents:{session_id}", heard, again)
