"""Silence before a sentence is cut, and its times count from the new beginning."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.babble import babble, pcm_of
from visavis.speech.cues import Phone
from visavis.tts.engine import CharacterTiming, MarkTiming, SpeechPiece, VisemeTiming, WordTiming
from visavis.tts.evening.lead import KEPT_MS, KEPT_WITHOUT_PHONES_MS, Lead
from visavis.tts.evening.silence import PATIENCE_S, Ear

pytestmark = pytest.mark.unit

RATE_HZ = 24_000
MS = RATE_HZ // 1000
SILENCE = bytes(2 * 300 * MS)
VOICE = pcm_of(babble(0.5, RATE_HZ) + 0.1)
KEPT = KEPT_MS * MS


def led(*pieces: SpeechPiece, longest_ms: int | None = 0) -> list[SpeechPiece]:
    lead = Lead(longest_ms, Ear(), RATE_HZ)
    made = [lead.push(piece) for piece in pieces]
    return [piece for piece in [*made, lead.finish()] if piece is not None]


def test_all_times_move_with_the_sound() -> None:
    at = 300 * MS
    [piece] = led(
        SpeechPiece(
            SILENCE + VOICE,
            (Phone("", 0, at), Phone("m", at, at + 900), Phone("a", at + 900, at + 12_000)),
            (WordTiming(0, at, at + 12_000),),
            (MarkTiming("wave", 10), MarkTiming("nod", at + 900)),
            characters=(CharacterTiming(0, at, at + 12_000),),
            visemes=(VisemeTiming("sil", 0), VisemeTiming("PP", at)),
        )
    )
    assert piece.pcm == SILENCE[: 2 * KEPT] + VOICE
    assert [(p.ipa, p.onset_samples, p.end_samples) for p in piece.phones] == [
        ("", 0, KEPT),
        ("m", KEPT, KEPT + 900),
        ("a", KEPT + 900, KEPT + 12_000),
    ]
    assert piece.words == (WordTiming(0, KEPT, KEPT + 12_000),)
    assert piece.marks == (MarkTiming("wave", 0), MarkTiming("nod", KEPT + 900))
    assert piece.characters == (CharacterTiming(0, KEPT, KEPT + 12_000),)
    assert piece.visemes == (VisemeTiming("sil", 0), VisemeTiming("PP", KEPT))


def test_pieces_of_silence_wait_and_later_ones_move_too() -> None:
    late = SpeechPiece(VOICE, (Phone("a", 24_000, 30_000),))
    pieces = led(SpeechPiece(SILENCE, marks=(MarkTiming("wave", 0),)), SpeechPiece(SILENCE + VOICE), late)
    cut = (600 - KEPT_WITHOUT_PHONES_MS) * MS
    assert [len(piece.pcm) for piece in pieces] == [2 * KEPT_WITHOUT_PHONES_MS * MS + len(VOICE), len(VOICE)]
    assert pieces[0].marks == (MarkTiming("wave", 0),)
    assert pieces[1].phones == (Phone("a", 24_000 - cut, 30_000 - cut),)


def test_lips_that_close_before_the_sound_keep_their_time() -> None:
    at, closes = 300 * MS, 220 * MS
    [piece] = led(SpeechPiece(SILENCE + VOICE, (Phone("", 0, closes), Phone("p", closes, at), Phone("a", at, at + 99))))
    assert piece.phones[1] == Phone("p", KEPT, KEPT + at - closes)


def test_the_pause_between_sentences_keeps_its_part() -> None:
    [piece] = led(SpeechPiece(SILENCE + VOICE), longest_ms=150)
    assert piece.pcm == SILENCE[: 2 * 150 * MS] + VOICE


@pytest.mark.parametrize("silence_ms", [0, KEPT_WITHOUT_PHONES_MS, KEPT_WITHOUT_PHONES_MS + 29])
def test_what_is_not_worth_a_cut_stays(silence_ms: int) -> None:
    given = SpeechPiece(bytes(2 * silence_ms * MS) + VOICE)
    assert led(given) == [given]


def test_silence_that_was_asked_for_stays() -> None:
    given = [SpeechPiece(SILENCE), SpeechPiece(VOICE)]
    assert led(*given, longest_ms=None) == given


def test_a_sentence_without_sound_stays_and_is_not_waited_for_for_ever() -> None:
    [piece] = led(SpeechPiece(SILENCE), SpeechPiece(SILENCE, (Phone("", 0, 600 * MS),)))
    assert piece == SpeechPiece(SILENCE + SILENCE, (Phone("", 0, 600 * MS),))
    endless = [SpeechPiece(bytes(2 * RATE_HZ)) for _ in range(round(PATIENCE_S) + 5)]
    assert len(led(*endless)) == 5


def test_rows_go_whole_with_their_sound() -> None:
    rows = np.arange(48, dtype=np.uint8)[:, None].repeat(52, axis=1)
    pieces = led(
        SpeechPiece(SILENCE, blendshapes=rows[:6]), SpeechPiece(VOICE, blendshapes=rows[6:30]),
        SpeechPiece(b"", blendshapes=rows[30:]),
    )  # fmt: skip
    left = np.concatenate([piece.blendshapes for piece in pieces if piece.blendshapes is not None])
    dropped = (300 - KEPT_WITHOUT_PHONES_MS) * 60 // 1000
    assert left[:, 0].tolist() == list(range(dropped, 48))
    assert sum(len(piece.pcm) for piece in pieces) == len(SILENCE) + len(VOICE) - 2 * dropped * RATE_HZ // 60


def test_quiet_sound_that_will_be_raised_is_sound() -> None:
    quiet = pcm_of(np.full(2400, 10 ** (-55 / 20), dtype=np.float32))
    assert Ear().span(quiet) is None
    assert Ear(gain_db=8).span(quiet) == (0, 2400)
