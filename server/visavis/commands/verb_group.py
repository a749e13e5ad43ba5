"""A command whose verbs stand in modules of their own, each imported when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


def verb_group(noun: str, verbs: Mapping[str, str]) -> type[click.Group]:
    """A class for ``click.group(cls=…)``. Each verb is ``command`` of the module ``visavis.commands.<noun>_<verb>``;
    ``verbs`` says what each does, so that help imports none of them."""

    class Verbs(click.Group):
        def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
            return list(verbs)

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
            if cmd_name not in verbs:
                return None
            module: Any = importlib.import_module(f"visavis.commands.{noun}_{cmd_name}")
            command: click.Command = module.command
            return command

        def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
            with formatter.section("Commands"):
                formatter.write_dl(list(verbs.items()))

    return Verbs
