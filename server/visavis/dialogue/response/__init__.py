"""The answer to a visitor's question, whoever knows it: :class:`Responder`."""

from .part import Begun, Done, HandOver, Part, Said, Shown, Trouble
from .responder import Question, Responder

__all__ = ["Begun", "Done", "HandOver", "Part", "Question", "Responder", "Said", "Shown", "Trouble"]
