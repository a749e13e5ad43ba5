"""Which word each symbol belongs to, and when it sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from visavis.tts.engine import WordTiming
from visavis.tts.local_voices.model import VoiceFileError
from visavis.tts.local_voices.symbols import TimedSymbol, edges_of, owners_of, words_of

pytestmark = pytest.mark.unit


def test_lengths_are_shares_of_the_sound() -> None:
    path = Path("x.onnx")
    assert edges_of(np.array([[1.0, 2.0, 1.0]]), 3, 400, path) == [0, 100, 300, 400]
    for lengths in ([1.0, 2.0], [0.0, 0.0, 0.0], [1.0, -1.0, 1.0], [1.0, np.nan, 1.0]):
        with pytest.raises(VoiceFileError, match=r"x\.onnx tells \d lengths of 3 symbols"):
            edges_of(np.array(lengths), 3, 400, path)


def test_symbols_find_their_words_where_the_line_differs_from_the_words_alone() -> None:
    alone = [list("eɪ"), list("blˈuː"), list("bˈʊk"), [], list("ʌv"), list("maɪn")]
    said = list("ɐ blˈuː bˈʊk əv maɪn")
    owners = owners_of(said, alone)
    letters = {
        place: "".join(one for one, owner in zip(said, owners, strict=True) if owner == place) for place in range(6)
    }
    assert [letters[place].strip() for place in range(6)] == ["ɐ", "blˈuː", "bˈʊk", "", "əv", "maɪn"]
    assert owners == sorted(owners)
    assert owners_of(["a"], [[]]) == [0]


def test_a_word_without_a_sound_is_where_the_one_before_it_ends() -> None:
    told = [TimedSymbol("a", 0, 100, 0), TimedSymbol("b", 100, 200, 2)]
    assert words_of(told, [0, 1, 2]) == (WordTiming(0, 0, 100), WordTiming(1, 100, 100), WordTiming(2, 100, 200))
