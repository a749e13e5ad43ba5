"""``visavis voices add``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from visavis.commands.failing import BadInputError
from visavis.commands.voice_progress import VoiceProgress
from visavis.tts.local_voices.folder import voices_folder

if TYPE_CHECKING:
    from visavis.tts.voice_store.install import Installed


@click.command()
@click.argument("what", metavar="NAME|FILE|URL")
@click.option("--sha256", "digest", metavar="HEX", default="", help="What the file must be, for a FILE or a URL.")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Another folder than the usual.")
def command(what: str, digest: str, folder: Path | None) -> None:
    """Install a voice that speaks on this machine, without network and without a key.

    \b
    NAME  one of Piper's published voices, LANGUAGE_COUNTRY-VOICE-QUALITY, to be heard at
          https://rhasspy.github.io/piper-samples, or kokoro-v1.0, kokoro-v1.0-int8
    FILE  an .onnx of your own (a Piper voice has its .onnx.json beside it), or Kokoro's
          .bin or .npz of styles
    URL   the same, to be downloaded

    What breaks off goes on where it was when the command is given again. A voice has a licence of its own, which is
    shown; some are not for commercial use.

    \b
    Examples:
      visavis voices add zh_CN-huayan-medium
      visavis voices add kokoro-v1.0
      visavis voices add ./my_voice.onnx
      visavis voices add https://example.com/voice.onnx --sha256 9f86d081884c7d65...
      visavis speak "您好。" --engines piper --out hello.wav
    """
    from visavis.tts.voice_store.errors import VoiceStoreError
    from visavis.tts.voice_store.install import install

    target = folder or voices_folder()
    if target is None:
        raise BadInputError("there is no folder for voices: set VISAVIS_VOICES_DIR, or give --to FOLDER")
    try:
        with VoiceProgress() as progress:
            done = install(what, target, progress.begin, digest=digest)
    except VoiceStoreError as error:
        raise BadInputError(str(error)) from None
    for path in done.files:
        click.echo(str(path))
    for name, found in done.unchecked:
        click.echo(f"{name}: nobody told what it must be; it has SHA-256 {found}", err=True)
    click.echo(f"licence: {done.licence or 'not told; ask where the voice comes from'}", err=True)
    click.echo(_next_step(done, target if folder else None), err=True)


def _next_step(done: Installed, folder: Path | None) -> str:
    """What to do with it."""
    engine = done.engine
    if find_spec("onnxruntime" if engine == "kokoro" else "piper") is None:
        return f"to speak with it: pip install 'visavis[{engine}]'"
    where = "" if folder is None else f"VISAVIS_VOICES_DIR={folder} "
    return f"to speak with it: {where}VISAVIS_ENGINES={engine},espeak visavis serve (restart one that runs)"
