"""Reads the label files of the TIMIT corpus: one label a line, with its first and last sample."""

from __future__ import annotations

from pathlib import Path

from visavis.bench.lipsync.labels import Label
from visavis.bench.lipsync.textgrid import decode


class TimitError(ValueError):
    """The file is not in TIMIT's format."""


def read_timit_labels(path: Path, rate_hz: int) -> list[Label]:
    """Labels of a ``.phn`` or ``.wrd`` file. Raises :class:`TimitError` that names file and line."""
    labels = []
    for number, line in enumerate(decode(path.read_bytes()).splitlines(), start=1):
        parts = line.split(maxsplit=2)
        if not parts:
            continue
        try:
            onset, end, text = int(parts[0]), int(parts[1]), parts[2].strip()
        except (ValueError, IndexError):
            raise TimitError(
                f"{path.name}, line {number}: expected two sample numbers and a label, got {line!r}"
            ) from None
        if end > onset:
            labels.append(Label(text, onset * 1000 / rate_hz, end * 1000 / rate_hz))
    return labels


def read_timit_text(path: Path) -> str:
    """The sentence of a ``.txt`` file, without TIMIT's two sample numbers if it has them."""
    text = " ".join(decode(path.read_bytes()).split())
    parts = text.split(maxsplit=2)
    if len(parts) == 3 and parts[0].isdigit() and parts[1].isdigit():
        return parts[2]
    return text
