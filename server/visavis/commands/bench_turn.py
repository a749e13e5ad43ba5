"""``visavis bench turn``."""

from __future__ import annotations

import json

import click

from visavis.bench.figures import as_json, as_table
from visavis.bench.runner import machine
from visavis.bench.turn.runner import Plan, run
from visavis.headless.server_process import HeadlessError


@click.command("turn")
@click.option("--json", "json_only", is_flag=True, help="Print one JSON object on stdout; progress goes to stderr.")
@click.option("--quick", is_flag=True, help="Two minutes instead of seven: fewer turns and interruptions.")
@click.option("--no-browser", is_flag=True, help="Leave out what needs a Chromium.")
def of_turn(json_only: bool, quick: bool, no_browser: bool) -> None:
    """Measure a conversation: how long a visitor waits for an answer, and how soon the avatar falls silent.

    A language model and a recogniser on this machine stand in for a service, with its delays: the first token after
    400 ms, then 40 a second. What is measured is what comes on top of them. docs/metrics.md tells what each figure
    means.

    \b
    Examples:
      visavis bench turn
      visavis bench turn --quick --json
    """

    def tell(line: str) -> None:
        click.echo(line, err=True)

    tell(machine())
    plan = Plan(10, 5, not no_browser) if quick else Plan(with_browser=not no_browser)
    try:
        figures = run(plan, tell)
    except HeadlessError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(as_json(figures)) if json_only else as_table(figures))
