"""The ``Accept`` and ``Accept-Encoding`` headers: what the peer wants most of what there is."""

from __future__ import annotations

from collections.abc import Sequence


def best_type(header: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the peer likes best, the earlier of equals; None when it takes none of them."""
    wishes = _parse(header or "*/*")
    best, best_quality = None, 0.0
    for media_type in offered:
        quality = _quality_of(media_type, wishes)
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def accepts_encoding(header: str | None, encoding: str) -> bool:
    """Whether the peer takes a content encoding."""
    wishes = _parse(header or "")
    return wishes.get(encoding, wishes.get("*", 0.0)) > 0


def _quality_of(media_type: str, wishes: dict[str, float]) -> float:
    family = media_type.split("/", maxsplit=1)[0]
    for pattern in (media_type, f"{family}/*", "*/*"):
        if pattern in wishes:
            return wishes[pattern]
    return 0.0


def _parse(header: str) -> dict[str, float]:
    wishes: dict[str, float] = {}
    for item in header.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        if name:
            wishes[name] = quality
    return wishes
