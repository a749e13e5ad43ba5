"""A command whose subcommands stand in modules of their own, each imported when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """For ``click.group(cls=LazyGroup, prefix=…, subcommands=…)``.

    Each subcommand is ``command`` of the module ``visavis.commands.<prefix><name>``. ``subcommands`` has for each name
    what it does, so that help imports none of them.
    """

    def __init__(self, *args: Any, subcommands: Mapping[str, str], prefix: str = "", **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._subcommands = dict(subcommands)
        self._prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """In their own order."""
        return list(self._subcommands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The one of this name; None where there is none."""
        if cmd_name not in self._subcommands:
            return None
        module: Any = importlib.import_module(f"visavis.commands.{self._prefix}{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Each with what it does."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._subcommands.items()))
