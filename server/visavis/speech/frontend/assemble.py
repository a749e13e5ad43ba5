"""From scanned items to sentences of tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from visavis.speech.text import PLAIN, Manner, Sentence, Token

from .clean import Source
from .cut import cuts
from .native_readings import native_reading
from .pieces import Item, Piece, Stop
from .pinyin import Given, read_han, word_starts

_STRENGTH = ",:;.!?"
_CLOSING = frozenset("\"'”’»)）]】」』》〉")


@dataclass(slots=True)
class Draft:
    """A token in the making; spans are written ones."""

    language: str
    spoken: str
    start: int
    end: int
    reading: str = ""
    punctuation: str = ""
    break_ms: int = 0
    marks: list[str] = field(default_factory=list)
    ipa: str = ""
    given: bool = False
    starts_word: bool = True


@dataclass(slots=True)
class SentenceDraft:
    """A sentence in the making."""

    tokens: list[Draft] = field(default_factory=list)
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """A mark or a pause of the markup, at a place in the written text."""

    at: int
    mark: str = ""
    break_ms: int = 0


def assemble(
    items: Sequence[Item],
    source: Source,
    events: Sequence[Event],
    main: str,
    manners: Sequence[tuple[int, Manner]] = (),
) -> tuple[Sentence, ...]:
    """Sentences with readings and spans; those without a word are left out. Empty when nothing is to be said.

    ``manners``: written indices in order, and the manner that holds from there on.
    """
    sentences = list(_sentences(items, source))
    if not sentences:
        return ()
    trailing = _place(sentences, events, main)
    finished: list[Sentence] = []
    for index, sentence in enumerate(sentences):
        finished.extend(_finish(sentence, manners, opens=index == 0))
    if trailing:
        last = finished[-1]
        finished[-1] = Sentence(last.tokens, last.written_start, last.written_end, last.ends_sentence, tuple(trailing))
    return tuple(finished)


def _sentences(items: Sequence[Item], source: Source) -> Iterable[SentenceDraft]:
    current = SentenceDraft()
    first: int | None = None
    ended_at = -1
    for group in _groups(items):
        item = group[0]
        if ended_at >= 0:
            # Closing quotes and further marks right behind the end still belong to the sentence.
            if isinstance(item, Stop) and item.start == ended_at and (item.ends or source.text[item.start] in _CLOSING):
                ended_at = item.end
                _punctuate(current, item)
                continue
            if (done := _close(current, source, first, ended_at)) is not None:
                yield done
            current, first, ended_at = SentenceDraft(), None, -1
        if first is None:
            first = item.start
        if isinstance(item, Stop):
            _punctuate(current, item)
            if item.ends and current.tokens:
                ended_at = item.end
        else:
            current.tokens.extend(_tokens([piece for piece in group if isinstance(piece, Piece)], source))
        current.end = group[-1].end
    if (done := _close(current, source, first, ended_at if ended_at >= 0 else current.end)) is not None:
        yield done


def _groups(items: Sequence[Item]) -> Iterable[list[Item]]:
    """Chinese pieces that are said in one go are read together; everything else stands alone."""
    group: list[Item] = []
    for item in items:
        if isinstance(item, Piece) and item.language == "zh" and not item.ipa:
            group.append(item)
            if not item.punctuation:
                continue
            yield group
            group = []
            continue
        if group:
            yield group
            group = []
        yield [item]
    if group:
        yield group


def _tokens(pieces: list[Piece], source: Source) -> Iterable[Draft]:
    if pieces[0].language != "zh" or pieces[0].ipa:
        for piece in pieces:
            start, end = source.written_span(piece.start, piece.end)
            ipa = piece.ipa
            reading = piece.readings[0] if piece.readings else native_reading(piece.language, piece.spoken)
            yield Draft(piece.language, piece.spoken, start, end, reading, piece.punctuation, ipa=ipa, given=bool(ipa))
        return
    run = "".join(piece.spoken for piece in pieces)
    given: list[Given] = []
    length = 0
    for piece in pieces:
        if piece.readings:
            given.append(Given(length, piece.readings, piece.literal))
        length += len(piece.spoken)
    readings = read_han(run, tuple(given))
    starts = word_starts(run) if len(run) > 40 else frozenset[int]()
    index = 0
    for piece in pieces:
        for offset, character in enumerate(piece.spoken):
            if piece.spread:
                start, end = source.written_span(piece.start + offset, piece.start + offset + 1)
            else:
                start, end = source.written_span(piece.start, piece.end)
            draft = Draft(
                "zh", character, start, end, readings[index], given=bool(piece.readings), starts_word=index in starts
            )
            if piece.punctuation and offset == len(piece.spoken) - 1:
                draft.punctuation = piece.punctuation
            yield draft
            index += 1


def _punctuate(sentence: SentenceDraft, stop: Stop) -> None:
    """The strongest mark behind a token wins; a line end without any counts as a full stop."""
    if not sentence.tokens:
        return
    token = sentence.tokens[-1]
    punctuation = stop.punctuation or ("." if stop.ends and token.punctuation in {"", ","} else "")
    if punctuation and _STRENGTH.find(punctuation) > _STRENGTH.find(token.punctuation or " "):
        token.punctuation = punctuation


def _close(sentence: SentenceDraft, source: Source, first: int | None, end: int) -> SentenceDraft | None:
    if not sentence.tokens or first is None:
        return None
    start, written_end = source.written_span(first, end)
    sentence.start = min(start, sentence.tokens[0].start)
    sentence.end = max(written_end, sentence.tokens[-1].end)
    return sentence


def _place(sentences: list[SentenceDraft], events: Sequence[Event], main: str) -> list[str]:
    """Marks go before the next token, pauses after the last one. Returns the marks behind the last token."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    trailing: list[str] = []
    lead_ms, index = 0, 0
    for event in events:
        while index < len(tokens) and tokens[index].start < event.at:
            index += 1
        if event.mark:
            if index < len(tokens):
                tokens[index].marks.append(event.mark)
            else:
                trailing.append(event.mark)
        elif index:
            tokens[index - 1].break_ms += event.break_ms
        else:
            lead_ms += event.break_ms
    if lead_ms:
        first = sentences[0]
        # The pause stands where the speech starts, so that spans stay in order.
        first.tokens.insert(0, Draft(main, "", first.start, first.start, break_ms=lead_ms))
    return trailing


def _manner_at(manners: Sequence[tuple[int, Manner]], token: Draft) -> Manner:
    index = bisect_right(manners, token.start, key=lambda turn: turn[0]) if token.spoken else 0
    return manners[index - 1][1] if index else PLAIN


def _finish(sentence: SentenceDraft, manners: Sequence[tuple[int, Manner]], *, opens: bool) -> Iterable[Sentence]:
    tokens = sentence.tokens
    begin = 0
    boundaries = [*cuts(tokens, opens=opens), len(tokens)]
    for end in boundaries:
        part = tokens[begin:end]
        is_last = end == len(tokens)
        yield Sentence(
            tokens=tuple(
                Token(
                    language=token.language,
                    spoken=token.spoken,
                    written_start=token.start,
                    written_end=token.end,
                    reading=token.reading,
                    break_ms=token.break_ms,
                    punctuation=token.punctuation,
                    marks=tuple(token.marks),
                    manner=_manner_at(manners, token),
                    ipa=token.ipa,
                    given=token.given,
                )
                for token in part
            ),
            written_start=sentence.start if begin == 0 else part[0].start,
            written_end=sentence.end if is_last else part[-1].end,
            ends_sentence=is_last,
        )
        begin = end
