"""The options of every command that speaks a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from visavis.commands.ranges import Range
from visavis.speech.styles import STYLES

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--voice", metavar="NAME", help="Name of a voice, see `visavis voices`."),
    click.option("--language", metavar="CODE", help="Main language of the text; found from the text by default."),
    click.option("--rate", type=Range(0.5, 2.0), default=1.0, show_default=True, help="Speed factor."),
    click.option("--pitch", type=Range(-12, 12), default=0.0, show_default=True, help="Semitones up or down."),
    click.option("--volume", type=Range(0, 1), default=1.0, show_default=True, help="Linear gain."),
    click.option(
        "--style",
        type=click.Choice([*STYLES]),
        default="neutral",
        show_default=True,
        help="How widely jaw and lips move; the voice stays as it is.",
    ),
    click.option("--ssml", is_flag=True, help="The text is SSML."),
    click.option("--engines", metavar="NAMES", help="Engines to start; * for all.  [default: flite,espeak]"),
)


def voice_options(command: Command) -> Command:
    """Adds ``voice``, ``language``, ``rate``, ``pitch``, ``volume``, ``style``, ``ssml`` and ``engines``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
