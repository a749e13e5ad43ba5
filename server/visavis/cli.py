"""The ``visavis`` command. Each subcommand is a module of its own under ``commands``, imported when it is used."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

import click

from visavis import __version__
from visavis.commands.lazy_group import LazyGroup

SUBCOMMANDS = {
    "serve": "Start the server.",
    "speak": "Speak a text into a sound file and a mouth track.",
    "read": "Show how a text is read: numbers in words, Mandarin in pinyin, SSML.",
    "token": "Make keys for session tokens, and tokens.",
    "bake": "Write speech into a model as a glTF animation.",
    "align": "Find when each sound and word of a text is said in a recording.",
    "voices": "List the voices.",
    "listen": "Show the speech recognisers, and try one on a recording.",
    "answers": "Check and try approved answers; make a file of them from a table.",
    "models": "List the avatars, look at them, see what a model can do.",
    "bench": "Measure this machine.",
}
"""Name of each module under ``visavis.commands`` that defines ``command``, and what it does."""


class _Main(LazyGroup):
    """Start-up stays fast: the help needs no numpy, and ``voices`` no web server."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run; when not even the output can be written, say so in a line."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            # What is still buffered would fail once more when the interpreter ends.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            click.echo(f"Error: {error.filename or 'cannot write the output'}: {error.strerror or error}", err=True)
            sys.exit(1)


@click.group(
    cls=_Main,
    subcommands=SUBCOMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="visavis")
def main() -> None:
    """A talking 3D avatar in the browser.

    \b
    Examples:
      visavis serve --open                         start the server and open the demo page
      visavis speak "您好" --out hello.wav          speak into a file
      visavis speak - --track hello.json < text    the mouth track of what is in a file
      visavis voices --language zh                 which voices read Chinese
    """
