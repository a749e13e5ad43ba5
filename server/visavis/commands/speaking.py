"""Speech for commands: text from where it is, one whole utterance, and files that are written whole or not at all."""

from __future__ import annotations

import math
import os
import secrets
import sys
from pathlib import Path

import click

from visavis.commands.failing import BadInputError
from visavis.commands.studio import studio
from visavis.settings import load_settings
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.order import Order
from visavis.tts.soundless import require_sound
from visavis.tts.whole import WholeUtterance, join

LONGEST_TEXT = 100_000
"""Characters."""


def read_stdin() -> str:
    """Standard input as text. Raises :class:`BadInputError` when it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"standard input is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None


async def speak_whole(order: Order, engines: str | None) -> WholeUtterance:
    """Speaks to the end, telling a terminal how far it is. Raises ``TextError`` or ``EngineError``."""
    settings = load_settings(engines=engines, text_chars=LONGEST_TEXT)
    async with studio(settings) as speaker, speaker.speak(order, patience_s=math.inf) as utterance:
        performance = await utterance.opened()
        require_sound(performance.voice)
        length = len(performance.written)
        chunks: list[UtteranceChunk] = []
        async for chunk in utterance:
            chunks.append(chunk)
            if chunk.words and sys.stderr.isatty():
                click.echo(f"\r{100 * chunk.words[-1].end // length:3d} %", nl=False, err=True)
        if sys.stderr.isatty():
            click.echo("\r     \r", nl=False, err=True)
        return join(performance, chunks)


def write_file(path: Path, content: bytes) -> None:
    """Writes a file beside its place and moves it there: whatever happens, no half of it is left.

    Raises :class:`click.ClickException` that names the file.
    """
    if path.exists() and not path.is_file():  # a pipe or /dev/stdout
        _write_through(path, content)
        return
    draft = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        try:
            draft.write_bytes(content)
            if path.exists():
                draft.chmod(path.stat().st_mode & 0o777)
            os.replace(draft, path)  # noqa: PTH105  # Path.replace says the same
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        # A disk that is full says so without the name of the file.
        raise click.ClickException(f"{path}: {error.strerror or error}") from None


def _write_through(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from None
