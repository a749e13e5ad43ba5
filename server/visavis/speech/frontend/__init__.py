"""The text front end: written text or SSML to sentences of tokens that an engine can say.

Pure functions. :func:`analyse` is the only way in; :func:`warm_up` loads the dictionaries beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

from visavis.speech.text import Sentence

from .errors import TextError, TextErrorCode

__all__ = ["Analysis", "TextError", "TextErrorCode", "analyse", "warm_up"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is to be said, and the captions it belongs to."""

    written: str
    """Plain text for captions. All spans count its code points. Lone surrogates are U+FFFD in it."""
    language: str
    """Main language, a primary code such as ``zh``: the one given, or the one detected."""
    sentences: tuple[Sentence, ...]
    """At least one, each with at least one token."""


def analyse(text: str, *, language: str | None = None, ssml: bool = False, max_chars: int = 5000) -> Analysis:
    """Split ``text`` into sentences of tokens, with numbers, dates, codes and signs put into words.

    ``language`` is a language code whose region is ignored (``zh-CN`` is ``zh``); ``None`` or ``auto`` detects it by
    script. In markup ``xml:lang`` of the root comes first.
    With ``ssml`` the text is markup: see :mod:`.markup` for what is understood. In plain text only stage directions
    such as ``[gesture:greeting]`` are, see :mod:`.directions`: they become marks and are not in what was written.

    Raises :class:`TextError` only: ``empty_text``, ``text_too_long`` (over ``max_chars`` code points),
    ``invalid_ssml``, ``invalid_text``.
    """
    from .analysis import analyse_markup, analyse_plain

    written, main, sentences = (analyse_markup if ssml else analyse_plain)(text, language, max_chars)
    return Analysis(written, main, sentences)


def warm_up() -> None:
    """Load dictionaries and word lists, so that the first visitor does not wait for them (about half a second)."""
    analyse("您好，您的订单A1023已发货，预计3天后到达，共128.5元。Hello, Dr. Li, it is 5 km away.", language="zh")
    analyse("<speak>好</speak>", ssml=True)
