"""From times of tokens to times of what was written."""

from __future__ import annotations

from collections.abc import Sequence

from visavis.protocol.frames import SentenceEvent, WordEvent
from visavis.speech.alignment.result import WordSpan
from visavis.speech.text import Sentence, Token


def word_events(tokens: Sequence[Token], words: Sequence[WordSpan], sample_rate_hz: int) -> tuple[WordEvent, ...]:
    """Tokens that share a written stretch are one event; one without a stretch of its own makes none."""
    joined: list[list[int]] = []
    for word in words:
        token = tokens[word.token_index]
        start, end = token.written_start, token.written_end
        if start == end:
            continue
        if joined and joined[-1][:2] == [start, end]:
            joined[-1][3] = max(joined[-1][3], word.end_samples)
        else:
            joined.append([start, end, word.onset_samples, word.end_samples])
    ms = 1000 / sample_rate_hz
    return tuple(
        WordEvent(start=start, end=end, onset_ms=round(onset * ms, 2), end_ms=round(stop * ms, 2))
        for start, end, onset, stop in joined
    )


def sentence_events(
    sentences: Sequence[Sentence], words: Sequence[WordSpan], sample_rate_hz: int
) -> tuple[SentenceEvent, ...]:
    """Every sentence of which a word is heard, from the onset of its first; parts of a cut sentence are one."""
    onsets = {word.token_index: word.onset_samples for word in words}
    events: list[SentenceEvent] = []
    first_token = 0
    begins = True
    for index, sentence in enumerate(sentences):
        indices = range(first_token, first_token + len(sentence.tokens))
        first_token += len(sentence.tokens)
        onset = next((onsets[token] for token in indices if token in onsets), None)
        if begins and onset is not None:
            last = next((later for later in sentences[index:] if later.ends_sentence), sentences[-1])
            at_ms = round(onset * 1000 / sample_rate_hz, 2)
            events.append(SentenceEvent(start=sentence.written_start, end=last.written_end, onset_ms=at_ms))
        begins = sentence.ends_sentence
    return tuple(events)
