"""The text front end: written text or SSML to sentences of tokens that an engine can say.

:func:`analyse` is the only way in. :func:`warm_up` loads the dictionaries beforehand, :func:`use_lexicon` adds the
user's own words; nothing else is kept between two calls.
"""

from __future__ import annotations

from dataclasses import dataclass

from visavis.speech.text import Sentence

from .cost import analysis_cost_ms, note
from .errors import TextError, TextErrorCode
from .lexicon import Lexicon
from .lexicon_file import LexiconError, load_lexicon

__all__ = [
    "Analysis",
    "Lexicon",
    "LexiconError",
    "TextError",
    "TextErrorCode",
    "analyse",
    "analysis_cost_ms",
    "load_lexicon",
    "use_lexicon",
    "warm_up",
]

_used: Lexicon | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is to be said, and the captions it belongs to."""

    written: str
    """Plain text for captions. All spans count its code points. Lone surrogates are U+FFFD in it."""
    language: str
    """Main language, a primary code such as ``zh``: the one given, or the one detected."""
    sentences: tuple[Sentence, ...]
    """At least one, each with at least one token."""


def use_lexicon(lexicon: Lexicon | None) -> None:
    """From now on the words of ``lexicon`` hold for every text of this process. Called once, before the first text."""
    global _used  # noqa: PLW0603 - one process speaks for one operator, whose words hold for all of its texts
    _used = lexicon


def analyse(
    text: str,
    *,
    language: str | None = None,
    ssml: bool = False,
    max_chars: int = 5000,
    lexicon: Lexicon | None = None,
) -> Analysis:
    """Split ``text`` into sentences of tokens, with numbers, dates, codes and signs put into words.

    ``language`` is a language code whose region is ignored (``zh-CN`` is ``zh``), except that ``zh-HK`` is Cantonese
    and ``pt-BR`` counts otherwise than ``pt``; ``None`` or ``auto`` detects it by script. In markup ``xml:lang`` of the
    root comes first.
    With ``ssml`` the text is markup: see :mod:`.markup` for what is understood. In plain text only stage directions
    such as ``[gesture:greeting]`` are, see :mod:`.directions`: they become marks and are not in what was written.

    ``lexicon`` holds words that are said in a way of their own; by default the one of :func:`use_lexicon`.

    Raises :class:`TextError` only: ``empty_text``, ``text_too_long`` (over ``max_chars`` code points),
    ``invalid_ssml``, ``invalid_text``.
    """
    from .analysis import analyse_markup, analyse_plain

    written, main, sentences = (analyse_markup if ssml else analyse_plain)(
        text, language, max_chars, _used if lexicon is None else lexicon
    )
    note(main)
    return Analysis(written, main, sentences)


def warm_up() -> None:
    """Load dictionaries and word lists, so that the first visitor does not wait for them (about half a second)."""
    analyse("您好，您的订单A1023已发货，预计3天后到达，共128.5元。Hello, Dr. Li, it is 5 km away.", language="zh")
    analyse("<speak>好</speak>", ssml=True)
