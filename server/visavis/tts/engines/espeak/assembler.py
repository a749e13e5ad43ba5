"""Turns espeak-ng's callbacks into pieces: audio with phones that leave no gap and words that know their token.

Runs in the worker on every sample, so it stays with the standard library and lets C do the work per sample.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from visavis.tts.engines.espeak.frames import PHONE, PIECE, WORD, Table
from visavis.tts.engines.espeak.library import Event, EventType
from visavis.tts.engines.espeak.phone_classes import PhoneClass, PhoneClasses

FIRST_PIECE_SAMPLES: Final = 2646
"""120 ms: enough to start playing, little to wait for."""
LATER_PIECE_SAMPLES: Final = 10 * 22050
_CLOSURE_MAX_SAMPLES: Final = 2646
"""How far back a closure is looked for: 120 ms."""
_CLOSURE_AFTER_PAUSE_SAMPLES: Final = 1103
"""After a pause nobody hears where the closure begins; 50 ms is what the lips take."""
_WORD_LEAD_SAMPLES: Final = 1323
"""A word's first sound belongs to it from the word event on when it comes within 60 ms."""
_VOWEL_LEAD_SAMPLES: Final = 330
"""espeak reports a vowel after the transition into it; the consonant has let go about 15 ms earlier."""
_CLAUSE_END: Final = re.compile("[,.?!;:]|<break")
_NO_NAME: Final = bytes(8)


@dataclass(slots=True)
class Run:
    """One call of the library: text of one voice, and where its tokens stand in it."""

    voice: str
    table: Table
    text: str
    flags: int
    rate_wpm: int
    volume: int
    """In percent of the library's own."""
    starts: list[int]
    """Character position of every token in the text, ascending."""
    tokens: list[int]
    """Token index of every start."""
    tones: list[int]
    weights: list[int]
    """How much is said for every token, in letters; only its proportions count."""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Run:
        """From the JSON of a job."""
        return cls(**{**data, "table": Table(data["table"])})

    def as_json(self) -> dict[str, Any]:
        """For the JSON of a job."""
        return {name: getattr(self, name) for name in self.__slots__}


class Assembler:
    """Collects one sentence; ``emit`` gets each piece's payload as it is ready, the last one from :meth:`finish`."""

    classes: Final = {table: PhoneClasses(table) for table in Table}

    def __init__(self, emit: Callable[[bytes], None], *, early_piece: bool = True) -> None:
        self._emit = emit
        self._pcm = bytearray()
        self._total = 0
        self._first_sent = not early_piece
        self._phones: list[bytes] = []
        self._words: list[bytes] = []
        # The phone whose end is not known yet.
        self._open = False
        self._onset = 0
        self._sample = 0
        self._name = _NO_NAME
        self._class = PhoneClass.NOTHING
        self._gap = -1
        self._phone_table = Table.IPA
        self._tone = 0
        # The latest audio, for closures that begin before the current buffer.
        self._recent = b""
        self._recent_start = 0
        self._run_start = 0
        self._run: Run | None = None

    def begin(self, run: Run) -> None:
        """The next callbacks belong to ``run``."""
        self._run = run
        self._run_start = self._total
        self._table = run.table
        self._token = -1
        self._word_sample = -1
        self._word_end = -1
        self._word_phones: list[int] = []
        self._early_token = -1
        self._fresh = True

    def feed(self, pcm: bytes, events: list[Event]) -> None:
        """One callback's audio and events; an event's sample counts from the start of the run."""
        tail = self._recent[-_CLOSURE_MAX_SAMPLES * 2 :]
        self._recent = tail + pcm
        self._recent_start = self._total - len(tail) // 2
        self._total += len(pcm) // 2
        self._pcm += pcm
        base = self._run_start
        for kind, position, sample, name in events:
            if kind == EventType.PHONEME:
                self._on_phone(sample + base, name)
            elif kind == EventType.END:
                self._on_clause_end()
                self._fresh = True
            else:
                self._on_word(sample + base, position)
        if not self._first_sent:
            if len(self._pcm) >= FIRST_PIECE_SAMPLES * 2:
                self._first_sent = True
                self._send(FIRST_PIECE_SAMPLES)
        elif len(self._pcm) >= LATER_PIECE_SAMPLES * 2:
            self._send(len(self._pcm) // 2)

    def end(self) -> None:
        """The run is complete: its last word ends with it."""
        run = self._run
        assert run is not None
        self._on_clause_end()
        self._begin_early_word(self._total)
        if self._token < 0:
            for token in run.tokens:
                self._words.append(WORD.pack(token, self._total, self._total))
        else:
            self._close_word(len(run.starts), self._total)
        self._run = None

    def finish(self) -> bytes:
        """The payload of the last piece."""
        if self._open:
            self._close_phone(self._total)
        elif self._total:
            self._phones.append(PHONE.pack(0, self._total, _NO_NAME, Table.IPA, 0))
        return self._take(len(self._pcm) // 2)

    def _on_phone(self, sample: int, name: bytes) -> None:
        kind = self.classes[self._table].of(name)
        if kind >= PhoneClass.NOTHING:
            if kind == PhoneClass.SWITCH_TO_EN:
                self._table = Table.EN
            elif kind == PhoneClass.SWITCH_TO_CMN:
                self._table = Table.CMN
            return
        if kind == PhoneClass.GAP:
            if self._gap < 0 and self._class != PhoneClass.PAUSE:
                self._gap = sample
            return
        if kind == PhoneClass.PAUSE:
            self._on_pause(sample)
            return
        if self._fresh:
            self._begin_untold_word(sample)
        word = self._word_sample
        begins_word = word >= 0 and sample - word <= _WORD_LEAD_SAMPLES and self._early_token < 0
        onset = sample
        self._gap = -1
        if begins_word:
            onset = word
        elif kind == PhoneClass.LATE:
            onset = sample - self._closure(sample)
        elif kind == PhoneClass.VOWEL and self._class in (PhoneClass.CONSONANT, PhoneClass.LATE):
            onset = sample - min(_VOWEL_LEAD_SAMPLES, (sample - self._onset) // 3)
        self._begin_early_word(max(onset, self._onset))
        self._word_sample = -1
        onset = self._switch_phone(onset, name, kind)
        self._sample = sample
        self._word_phones.append(onset)

    def _on_clause_end(self) -> None:
        """Only a nameless stretch that a clause ends with is a pause; any other belongs to the sound before."""
        if self._gap >= 0:
            self._on_pause(self._gap)
            self._gap = -1

    def _on_pause(self, sample: int) -> None:
        if self._class == PhoneClass.PAUSE:
            return
        self._begin_early_word(sample)
        if self._word_end < 0:
            self._word_end = sample
        self._switch_phone(sample, _NO_NAME, PhoneClass.PAUSE)

    def _switch_phone(self, onset: int, name: bytes, kind: PhoneClass) -> int:
        """Close the open phone where the next begins, and open that. The first phone of all begins with the audio."""
        if self._open:
            onset = max(onset, self._onset)
            self._close_phone(onset)
        else:
            onset = 0
        self._open = True
        self._onset, self._name, self._class, self._phone_table = onset, name, kind, self._table
        run = self._run
        self._tone = run.tones[self._token] if run and self._token >= 0 and self._table == Table.CMN else 0
        return onset

    def _close_phone(self, end: int) -> None:
        if end > self._onset:
            self._phones.append(PHONE.pack(self._onset, end, self._name, self._phone_table, self._tone))

    def _closure(self, sample: int) -> int:
        """Samples of digital silence right before ``sample``: the library's pauses are exact zeros."""
        reach = _CLOSURE_AFTER_PAUSE_SAMPLES if self._class == PhoneClass.PAUSE else _CLOSURE_MAX_SAMPLES
        low = max(sample - reach, self._onset + 1, self._recent_start)
        window = self._recent[(low - self._recent_start) * 2 : (sample - self._recent_start) * 2]
        return (len(window) - len(window.rstrip(b"\0"))) // 2

    def _on_word(self, sample: int, position: int) -> None:
        run = self._run
        assert run is not None
        token = bisect_right(run.starts, position - 1) - 1
        if token <= self._token:
            return
        self._begin_early_word(sample)
        if self._open and self._class == PhoneClass.CONSONANT and sample <= self._sample:
            # Before a sonorant that ends a word, the library already tells the next word: that begins when it does.
            self._early_token = token
            return
        self._begin_word(token, sample)

    def _begin_early_word(self, sample: int) -> None:
        token, self._early_token = self._early_token, -1
        if token > self._token:
            self._begin_word(token, sample)

    def _begin_untold_word(self, sample: int) -> None:
        """The first sound of a run or a clause begins a word, of which the library told nothing: it does so before some
        nasals in Korean."""
        run = self._run
        assert run is not None
        starts, token = run.starts, self._token + 1
        while 0 < token < len(starts) and _CLAUSE_END.search(run.text, starts[token - 1], starts[token]) is None:
            token += 1
        if token < len(starts):
            self._begin_word(token, sample)
        self._fresh = False

    def _begin_word(self, token: int, sample: int) -> None:
        run = self._run
        assert run is not None
        self._fresh = False
        self._gap = -1
        if self._token >= 0:
            self._close_word(token, sample)
        else:
            for skipped in run.tokens[:token]:
                self._words.append(WORD.pack(skipped, sample, sample))
        self._token = token
        self._word_onset = self._word_sample = sample
        self._word_end = -1
        self._word_phones = []

    def _close_word(self, next_token: int, sample: int) -> None:
        """Pack the open word. The tokens up to ``next_token`` that had no event of their own share it.

        espeak-ng reads common pairs such as "of the" as one word; the share goes by letters, cut where a phone begins.
        """
        run = self._run
        assert run is not None
        end = self._word_end if self._word_end >= 0 else sample
        first, tokens, weights = self._token, run.tokens, run.weights
        if next_token == first + 1:
            self._words.append(WORD.pack(tokens[first], self._word_onset, end))
            return
        cuts = [*self._word_phones, end]
        last = len(cuts) - 1
        total = sum(weights[first:next_token]) or 1
        onset, said, cut = self._word_onset, 0, 0
        for index in range(first, next_token):
            said += weights[index]
            if weights[index]:
                left = sum(1 for weight in weights[index + 1 : next_token] if weight)
                cut = last if not left else min(max(round(said / total * last), cut + 1), max(last - left, cut))
            edge = max(onset, min(cuts[cut], end)) if said else onset
            self._words.append(WORD.pack(tokens[index], onset, edge))
            onset = edge

    def _send(self, samples: int) -> None:
        self._emit(self._take(samples))

    def _take(self, samples: int) -> bytes:
        phones, words = self._phones, self._words
        with memoryview(self._pcm) as whole, whole[: samples * 2] as pcm:
            payload = b"".join((PIECE.pack(len(pcm), len(phones), len(words)), *phones, *words, pcm))
        del self._pcm[: samples * 2]
        self._phones, self._words = [], []
        return payload
