"""``visavis voices remove``."""

from __future__ import annotations

from pathlib import Path

import click

from visavis.commands.failing import BadInputError
from visavis.tts.local_voices.folder import voices_folder


@click.command()
@click.argument("name")
@click.option("--from", "folder", type=click.Path(path_type=Path, file_okay=False), help="Not the usual folder.")
def command(name: str, folder: Path | None) -> None:
    """Remove the installed voice NAME and what belongs to it.

    A server that runs speaks with what it has loaded until it is restarted.

    \b
    Examples:
      visavis voices remove zh_CN-huayan-medium
      visavis voices remove kokoro-v1.0
    """
    from visavis.tts.voice_store.errors import VoiceStoreError
    from visavis.tts.voice_store.remove import remove

    try:
        gone = remove(name, folder or voices_folder())
    except VoiceStoreError as error:
        raise BadInputError(str(error)) from None
    for path in gone:
        click.echo(f"removed {path}")
