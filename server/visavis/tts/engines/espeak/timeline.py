"""Reads a worker's pieces back into the engine contract's terms, and places the marks."""

from __future__ import annotations

from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.engine import MarkTiming, SpeechPiece, WordTiming
from visavis.tts.engines.espeak.frames import PHONE, PIECE, WORD
from visavis.tts.engines.espeak.phone_names import phone_name


class Timeline:
    """One sentence while its pieces come in."""

    def __init__(self, sentence: Sentence, sample_rate_hz: int) -> None:
        self._tokens = sentence.tokens
        self._trailing_marks = sentence.trailing_marks
        self._marked = [index for index, token in enumerate(sentence.tokens) if token.marks]
        self._rate_hz = sample_rate_hz
        self._words: dict[int, WordTiming] = {}
        self._samples = 0

    def read(self, payload: bytes, *, last: bool) -> SpeechPiece:
        """The piece in a PIECE or LAST message."""
        pcm_bytes, phone_count, word_count = PIECE.unpack_from(payload)
        phones_end = PIECE.size + phone_count * PHONE.size
        words_end = phones_end + word_count * WORD.size
        phones = []
        for onset, end, raw, table, tone in PHONE.iter_unpack(memoryview(payload)[PIECE.size : phones_end]):
            ipa, stress, tonal = phone_name(table, raw)
            phones.append(Phone(ipa, onset, end, stress, tone if tonal else 0))
        words = tuple(WordTiming(*word) for word in WORD.iter_unpack(memoryview(payload)[phones_end:words_end]))
        self._samples += pcm_bytes // 2
        marks: tuple[MarkTiming, ...] = ()
        if self._marked or self._trailing_marks:
            self._words.update((word.token_index, word) for word in words)
            marks = tuple(self._marks(last=last))
        return SpeechPiece(payload[words_end:], tuple(phones), words, marks)

    def _marks(self, *, last: bool) -> list[MarkTiming]:
        """Marks whose place is known by now, in order."""
        placed: list[MarkTiming] = []
        while self._marked:
            onset = self._onset_of(self._marked[0], last=last)
            if onset is None:
                return placed
            placed += [MarkTiming(name, onset) for name in self._tokens[self._marked.pop(0)].marks]
        if last:
            onset = self._after(len(self._tokens)) or 0
            placed += [MarkTiming(name, min(onset, self._samples)) for name in self._trailing_marks]
        return placed

    def _onset_of(self, index: int, *, last: bool) -> int | None:
        word = self._words.get(index)
        if word is not None:
            return word.onset_samples
        if self._tokens[index].spoken and not last:
            return None
        after = self._after(index)
        following = next((place for place in range(index, len(self._tokens)) if self._tokens[place].spoken), None)
        limit = None if following is None else self._words.get(following)
        if not last and (after is None or limit is None):
            return None
        return min(after or 0, self._samples if limit is None else limit.onset_samples)

    def _after(self, index: int) -> int | None:
        """Where the tokens before ``index`` end, their pauses included; None while the last spoken one is not timed."""
        pause_ms = 0
        while index > 0:
            index -= 1
            token = self._tokens[index]
            pause_ms += token.break_ms
            if token.spoken:
                word = self._words.get(index)
                return None if word is None else word.end_samples + self._rate_hz * pause_ms // 1000
        return self._rate_hz * pause_ms // 1000
