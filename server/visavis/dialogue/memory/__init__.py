"""What was said and heard in a conversation, within a budget of tokens: :class:`Memory`, :func:`summarise`."""

from .memory import Memory, Older, Turn
from .summary import summarise

__all__ = ["Memory", "Older", "Turn", "summarise"]
