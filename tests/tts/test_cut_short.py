"""What is said anew of a sentence whose sound broke off: no word twice, no word lost, no mark twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tts.sentences import english, mandarin, sentence

from fakes.scripted_engine import RATE_HZ, pieces_of, tone
from visavis.speech.text import Sentence, Token
from visavis.tts.cut_short import Given, head_of, rest_of
from visavis.tts.engine import MarkTiming, SpeechPiece, WordTiming

pytestmark = pytest.mark.unit

FIVE = english("one two three four five.")
WORD = 1600


def heard(what: Sentence, samples: int) -> Given:
    """The first ``samples`` of what the scripted engine makes of it."""
    given, left = Given(), samples
    for piece in pieces_of(what, WORD):
        pcm = piece.pcm[: 2 * left]
        given.add(replace(piece, pcm=pcm))
        left -= len(pcm) // 2
        if not left:
            break
    return given


def said(what: Sentence | None) -> list[str]:
    return [] if what is None else [token.spoken for token in what.tokens]


@given(samples=st.integers(1, 5 * WORD))
def test_head_and_rest_are_the_sentence(samples: int) -> None:
    rest = rest_of(FIVE, heard(FIVE, samples), RATE_HZ)
    if rest is None:
        assert samples >= 4.5 * WORD
        return
    head = head_of(FIVE, rest)
    assert head.tokens + rest.tokens == FIVE.tokens
    assert (head.written_end, rest.written_end) == (rest.written_start, FIVE.written_end)
    assert not head.ends_sentence
    assert rest.ends_sentence


@pytest.mark.parametrize(("words", "left"), [(0.4, 5), (0.6, 4), (2.4, 3), (2.6, 2), (4.4, 1), (4.6, 0)])
def test_a_word_that_was_heard_by_half_is_not_said_again(words: float, left: int) -> None:
    assert said(rest_of(FIVE, heard(FIVE, round(words * WORD)), RATE_HZ)) == said(FIVE)[5 - left :]


def test_an_engine_without_words_is_judged_by_how_long_it_spoke() -> None:
    given = Given()
    given.add(SpeechPiece(tone(round(0.65 * RATE_HZ))))
    rest = said(rest_of(english("well then goodbye everybody."), given, RATE_HZ))
    assert rest == ["goodbye", "everybody"]
    given = Given()
    given.add(SpeechPiece(tone(round(0.45 * RATE_HZ))))
    assert said(rest_of(mandarin("您好再见", "nin2 hao3 zai4 jian4"), given, RATE_HZ)) == ["再", "见"]


def test_words_that_are_told_beyond_the_sound_were_not_heard() -> None:
    told = Given()
    told.add(
        SpeechPiece(tone(WORD), words=tuple(WordTiming(index, index * WORD, (index + 1) * WORD) for index in range(5)))
    )
    assert said(rest_of(FIVE, told, RATE_HZ)) == ["two", "three", "four", "five"]


def test_a_mark_that_was_told_is_not_told_again() -> None:
    tokens = (Token("en", "one", 0, 3), Token("en", "two", 4, 7, marks=("bow", "wave")))
    given = Given()
    given.add(SpeechPiece(tone(WORD), words=(WordTiming(0, 0, WORD),), marks=(MarkTiming("bow", WORD),)))
    rest = rest_of(sentence(*tokens), given, RATE_HZ)
    assert rest is not None
    assert rest.tokens[0].marks == ("wave",)


def test_nothing_is_left_where_only_a_pause_is() -> None:
    what = sentence(Token("en", "one", 0, 3), Token("en", "", 3, 3, break_ms=300))
    assert rest_of(what, heard(what, WORD), RATE_HZ) is None
