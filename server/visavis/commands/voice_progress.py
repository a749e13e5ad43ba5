"""A bar for each file that is fetched."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Final

import click

from visavis.tts.voice_store.download import Progress
from visavis.tts.voice_store.wanted import WantedFile

_WORTH_TELLING: Final = 1_000_000
"""Smaller files are there before their size is read."""


class VoiceProgress:
    """Draws on standard error; a line for each file where that is no terminal."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> VoiceProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def begin(self, file: WantedFile) -> Progress:
        """The bar of the next file."""
        self._end()
        label = file.name if sys.stderr.isatty() else f"{file.name} from {file.shown}"
        if file.size_bytes is not None and file.size_bytes >= _WORTH_TELLING:
            label += f" ({file.size_bytes / 1e6:.0f} MB)"
        bar = self._bar = click.progressbar(length=file.size_bytes or 0, label=label, file=sys.stderr, width=0)
        bar.__enter__()

        def tell(there: int, whole: int | None) -> None:
            bar.length = max(there, whole or file.size_bytes or there)
            bar.update(there - bar.pos)

        return tell

    def _end(self) -> None:
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.__exit__(None, None, None)
