"""Cantonese: what was scanned as Chinese becomes characters with Jyutping.

ToJyutping reads Han text, simplified or traditional, by the longest words it knows, so that a character with several
readings gets the one of its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from .pieces import Item, Piece

# Words of Mandarin that the reader of numbers says, as Cantonese has them.
_SAID = str.maketrans("幺两万亿点负", "一兩萬億點負")


def in_cantonese(items: Iterable[Item], text: str) -> list[Item]:
    """The items of ``text`` with every Mandarin piece read in Cantonese; the others as they are."""
    found: list[Item] = []
    for chinese, group in groupby(items, _is_mandarin):
        run = list(group)
        found.extend(_characters([item for item in run if isinstance(item, Piece)], text) if chinese else run)
    return found


def _is_mandarin(item: Item) -> bool:
    return isinstance(item, Piece) and item.language == "zh" and not item.ipa


def _characters(pieces: Sequence[Piece], text: str) -> Iterable[Piece]:
    said = [_said(piece, text) for piece in pieces]
    # A pause is a border of words, which a reading must not cross.
    joined = "".join(f"{word}{',' if piece.punctuation else ''}" for word, piece in zip(said, pieces, strict=True))
    readings = iter(jyutping(joined))
    for word, piece in zip(said, pieces, strict=True):
        for offset, character in enumerate(word):
            start, end = piece.start, piece.end
            if piece.spread:
                start, end = start + offset, start + offset + 1
            reading = next(readings)
            last = offset == len(word) - 1
            yield Piece(
                "yue",
                character,
                start,
                end,
                readings=(reading,) if reading else (),
                punctuation=piece.punctuation if last else "",
            )
        if piece.punctuation:
            next(readings)


def _said(piece: Piece, text: str) -> str:
    if piece.spread:
        return piece.spoken
    said = piece.spoken.translate(_SAID)
    # The dollar of Hong Kong.
    return said.replace("美元", "港元") if text[piece.start : piece.start + 1] == "$" else said


@lru_cache(maxsize=1024)
def jyutping(text: str) -> tuple[str, ...]:
    """One reading for each character, ``nei5``; empty for what is no Han character."""
    import ToJyutping

    return tuple(reading or "" for _, reading in ToJyutping.get_jyutping_list(text))
