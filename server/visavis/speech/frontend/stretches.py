"""Cuts marked-up text into stretches that are each read in one way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .markup import Chunk, Markup


def stretches(markup: Markup) -> Iterator[Chunk]:
    """The whole text in order, as chunks that neither overlap nor cross a boundary or a pause.

    The innermost element decides; an alias or a pronunciation covers all that stands inside it.
    """
    # Of nested elements the outer one closes, and so is listed, later.
    order = sorted(enumerate(markup.chunks), key=lambda pair: (pair[1].start, -pair[1].end, -pair[0]))
    chunks = [chunk for _, chunk in order if chunk.end > chunk.start]
    around: list[Chunk] = []
    index = 0
    for start, end in pairwise(_edges(markup, chunks)):
        while around and around[-1].end <= start:
            around.pop()
        while index < len(chunks) and chunks[index].start <= start:
            if chunks[index].end > start:
                around.append(chunks[index])
            index += 1
        holding = [chunk for chunk in around if chunk.end >= end]
        yield Chunk(
            start,
            end,
            next((chunk.language for chunk in reversed(holding) if chunk.language), None),
            next((chunk.alias for chunk in holding if chunk.alias is not None), None),
            next((chunk.interpret_as for chunk in reversed(holding) if chunk.interpret_as), None),
            next((chunk.phoneme for chunk in holding if chunk.phoneme), None),
        )


def _edges(markup: Markup, chunks: list[Chunk]) -> list[int]:
    """Where a new stretch starts, in order, and the end of the text; none inside a cover."""
    edges = {0, len(markup.written), *markup.boundaries, *(at for at, _ in markup.breaks)}
    for chunk in chunks:
        edges.update((chunk.start, chunk.end))
    found: list[int] = []
    covers = iter([chunk for chunk in chunks if chunk.alias is not None or chunk.phoneme is not None])
    cover = next(covers, None)
    for edge in sorted(edges):
        while cover is not None and cover.end <= edge:
            cover = next(covers, None)
        if cover is None or not cover.start < edge < cover.end:
            found.append(edge)
    return found
