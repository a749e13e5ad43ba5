"""What an engine tells of its words, as far as it can be true; and what is told of them when nothing is known."""

from __future__ import annotations

from collections.abc import Sequence

from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.tts.engine import CharacterTiming, MarkTiming, WordTiming


def words_of_characters(sentence: Sentence, characters: Sequence[CharacterTiming]) -> tuple[WordTiming, ...]:
    """Each token from its first character's onset to its last one's end."""
    spoken = spoken_text(sentence)
    spans: dict[int, tuple[int, int]] = {}
    for character in characters:
        token = spoken.token_at(character.index)
        if token is None:
            continue
        onset, end = spans.get(token, (character.onset_samples, character.end_samples))
        spans[token] = (min(onset, character.onset_samples), max(end, character.end_samples))
    return tuple(WordTiming(token, onset, end) for token, (onset, end) in sorted(spans.items()))


def believable(sentence: Sentence, words: Sequence[WordTiming], total_samples: int) -> tuple[WordTiming, ...]:
    """The words that can be true: of tokens that are said, in order, inside the sound, none without length.

    An engine that has them out of order has them wrong altogether, and none is believed.
    """
    kept: list[WordTiming] = []
    for word in words:
        if not 0 <= word.token_index < len(sentence.tokens) or not sentence.tokens[word.token_index].spoken:
            continue
        onset, end = word.onset_samples, min(word.end_samples, total_samples)
        if not 0 <= onset < end:
            continue
        if kept and (word.token_index <= kept[-1].token_index or onset < kept[-1].onset_samples):
            return ()
        if kept and kept[-1].end_samples > onset:
            kept[-1] = WordTiming(kept[-1].token_index, kept[-1].onset_samples, onset)
        kept.append(WordTiming(word.token_index, onset, end))
    return tuple(word for word in kept if word.end_samples > word.onset_samples)


def placed(
    sentence: Sentence, words: Sequence[WordTiming], total_samples: int, voiced: tuple[int, int] | None, slip: int
) -> tuple[WordTiming, ...]:
    """The words that can be true, held against the stretch in which there is a voice.

    Words that are all early or all late by the same time, more than ``slip`` samples at both ends, are moved into their
    place. Words that begin or end further from the voice and cannot be moved so are not believed.
    """
    known = believable(sentence, words, total_samples)
    if not known or voiced is None:
        return known
    tokens = [index for index, token in enumerate(sentence.tokens) if token.spoken]
    begins_late = known[0].onset_samples - voiced[0] if known[0].token_index == tokens[0] else None
    told_end = max(word.end_samples for word in words if word.token_index == known[-1].token_index)
    if told_end > total_samples + max(0, begins_late or 0) + slip:
        told_end = total_samples  # not late by the same as the first word: its end is only wrong
    ends_late = told_end - voiced[1] if known[-1].token_index == tokens[-1] else None
    far = [late for late in (begins_late, ends_late) if late is not None and abs(late) > slip]
    if not far:
        return known
    if begins_late is None or ends_late is None or abs(begins_late - ends_late) > slip:
        return ()
    late = (begins_late + ends_late) // 2
    shifted = [WordTiming(word.token_index, word.onset_samples - late, word.end_samples - late) for word in words]
    return believable(sentence, [_from_start(word) for word in shifted], total_samples)


def _from_start(word: WordTiming) -> WordTiming:
    return WordTiming(word.token_index, max(0, word.onset_samples), word.end_samples)


def spread_words(sentence: Sentence, voiced: tuple[int, int] | None) -> tuple[WordTiming, ...]:
    """Every token in proportion to its length over the stretch (in samples) in which there is a voice."""
    if voiced is None:
        return ()
    onset, end = voiced
    lengths = [len(token.spoken) for token in sentence.tokens]
    total = sum(lengths)
    words, passed = [], 0
    for index, length in enumerate(lengths):
        start = onset + passed * (end - onset) // max(1, total)
        passed += length
        if length:
            words.append(WordTiming(index, start, onset + passed * (end - onset) // total))
    return tuple(words)


def marks_at_words(sentence: Sentence, words: Sequence[WordTiming], total_samples: int) -> tuple[MarkTiming, ...]:
    """When each mark of the sentence is reached: with the first word at or after it, else at the end."""
    onsets = {word.token_index: word.onset_samples for word in words}
    marks: list[MarkTiming] = [MarkTiming(name, total_samples) for name in reversed(sentence.trailing_marks)]
    reached = total_samples
    for index in range(len(sentence.tokens) - 1, -1, -1):
        reached = min(reached, onsets.get(index, reached))
        marks += [MarkTiming(name, reached) for name in reversed(sentence.tokens[index].marks)]
    return tuple(reversed(marks))
