"""``visavis voices remove``."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Not written yet."""
    raise click.ClickException("not written yet")
