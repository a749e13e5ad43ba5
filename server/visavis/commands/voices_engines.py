"""``visavis voices engines``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from visavis.chosen_engines import extra_engines
from visavis.commands.failing import clear_errors
from visavis.settings import load_settings
from visavis.tts.engine_overview import EngineOverview, engines_overview


@click.command("engines")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def command(as_json: bool) -> None:
    """Show what each engine offers, whether it is on, and whether its key and library are there.

    Engines are switched on by VISAVIS_ENGINES, a list with commas; the first that fits a text speaks it. No service is
    asked: whether a key is accepted shows when something is said (`visavis voices try`).
    """
    with clear_errors():
        found = overview()
    if as_json:
        click.echo(json.dumps([asdict(engine) for engine in found], indent=1))
        return
    for line in overview_table(found):
        click.echo(line)


def overview() -> list[EngineOverview]:
    """By the settings. Raises ``EngineError`` for an engine that they name by a path that leads nowhere."""
    settings = load_settings()
    return engines_overview(settings.engines, extra_engines(settings))


def overview_table(engines: Sequence[EngineOverview]) -> Iterator[str]:
    """A line for each engine, below a head."""
    rows = [("engine", "state", "tells", "sound", "where")]
    for engine in engines:
        told = ",".join(engine.timing) or "?"
        sound = "as it comes" if engine.streaming else "by sentence"
        rows.append((engine.name, engine.state, told, sound, "this machine" if engine.offline else "network"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
