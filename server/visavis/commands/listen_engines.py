"""``visavis listen engines``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final

import click

from visavis.commands.failing import clear_errors
from visavis.listen.overview import RecogniserOverview, recognisers_overview
from visavis.listen.settings import ListenSettings, from_environment

_PLACES: Final = {"page": "the visitor's browser", "machine": "this machine", "service": "network", "": "?"}


@click.command("engines")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def command(as_json: bool) -> None:
    """Show each recogniser, whether it is on, and whether its key, library and model are there.

    VISAVIS_LISTEN names the one that is on. No service is asked: whether a key is accepted shows when something is
    recognised (`visavis listen try`).
    """
    with clear_errors():
        found = recognisers_overview(from_environment(ListenSettings).engine)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    for line in _table(found):
        click.echo(line)


def _table(found: Sequence[RecogniserOverview]) -> Iterator[str]:
    rows = [("engine", "state", "tells", "languages", "where")]
    for one in found:
        told = "while one speaks" if one.streaming else "at the end"
        languages = ",".join(one.languages) or "many"
        rows.append((one.name, one.state, told, languages, _PLACES[one.place]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
