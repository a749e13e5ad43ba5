"""Silence after a sentence is cut where it is longer than a pause."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.babble import babble, pcm_of
from visavis.speech.text import Sentence, Token
from visavis.tts.engine import SpeechPiece
from visavis.tts.evening.silence import (
    AS_THEY_ARE,
    LONGEST_LEAD_MS,
    LONGEST_TAIL_MS,
    PATIENCE_S,
    Ear,
    Pauses,
    pauses_of,
)
from visavis.tts.evening.tail import Tail

pytestmark = pytest.mark.unit

RATE_HZ = 24_000
VOICE = pcm_of(babble(0.5, RATE_HZ) + 0.1)


def silence(ms: int) -> bytes:
    return bytes(2 * ms * RATE_HZ // 1000)


def tailed(*pieces: SpeechPiece) -> list[SpeechPiece]:
    tail = Tail(500, Ear(), RATE_HZ)
    made = [tail.push(piece) for piece in pieces]
    rest = tail.finish()
    return made if rest is None else [*made, rest]


def test_idle_silence_is_cut_however_it_comes() -> None:
    whole = VOICE + silence(800)
    for size in (960, 12_345 * 2, len(whole)):
        pieces = [SpeechPiece(whole[at : at + size]) for at in range(0, len(whole), size)]
        assert b"".join(piece.pcm for piece in tailed(*pieces)) == VOICE + silence(500)


def test_a_pause_within_the_sentence_stays() -> None:
    pieces = [SpeechPiece(VOICE), SpeechPiece(silence(800)), SpeechPiece(silence(400)), SpeechPiece(VOICE)]
    assert [len(piece.pcm) for piece in tailed(*pieces)] == [
        len(VOICE), len(silence(500)), 0, len(silence(700)) + len(VOICE),
    ]  # fmt: skip


def test_silence_without_end_is_not_held_for_ever() -> None:
    pieces = [SpeechPiece(VOICE), *(SpeechPiece(silence(1000)) for _ in range(round(PATIENCE_S) + 2))]
    given = sum(len(piece.pcm) for piece in tailed(*pieces))
    assert given > len(VOICE) + len(silence(1000)) * PATIENCE_S


def test_rows_go_with_their_sound() -> None:
    rows = np.arange(90, dtype=np.uint8)[:, None].repeat(52, axis=1)
    cut = tailed(
        SpeechPiece(VOICE + silence(700), blendshapes=rows[:40]), SpeechPiece(silence(300), blendshapes=rows[40:])
    )
    left = np.concatenate([piece.blendshapes for piece in cut if piece.blendshapes is not None])
    assert left[:, 0].tolist() == list(range(60)), "a second of sound is left"
    whole = tailed(SpeechPiece(VOICE, blendshapes=rows[:20]), SpeechPiece(silence(100), blendshapes=rows[20:]))
    left = np.concatenate([piece.blendshapes for piece in whole if piece.blendshapes is not None])
    assert len(left) == 90, "where nothing is cut the rows are as many as they were"


def said(*tokens: Token) -> Sentence:
    return Sentence(tokens, 0, 0)


def test_breaks_that_the_text_asks_for_are_not_idle() -> None:
    word, pause = Token("en", "one", 0, 3), Token("en", "", 3, 3, break_ms=900)
    assert pauses_of(said(word, pause, word), opening=True) == Pauses(0, LONGEST_TAIL_MS)
    assert pauses_of(said(word), opening=False) == Pauses(LONGEST_LEAD_MS, LONGEST_TAIL_MS)
    assert pauses_of(said(pause, word), opening=True) == Pauses(None, LONGEST_TAIL_MS)
    assert pauses_of(said(word, pause), opening=True) == Pauses(0, None)
    assert pauses_of(said(Token("en", "one", 0, 3, break_ms=300)), opening=True) == Pauses(0, None)
    assert pauses_of(said(pause), opening=True) == AS_THEY_ARE
