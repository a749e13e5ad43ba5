"""The answer to a visitor's question, whoever knows it: :class:`Responder`."""

from .before import Before
from .part import Begun, Done, HandOver, Part, Said, Shown, Trouble
from .question_language import question_language
from .responder import Question, Responder

__all__ = [
    "Before",
    "Begun",
    "Done",
    "HandOver",
    "Part",
    "Question",
    "Responder",
    "Said",
    "Shown",
    "Trouble",
    "question_language",
]
