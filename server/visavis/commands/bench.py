"""``visavis bench``."""

from __future__ import annotations

import asyncio
import json

import click

from visavis.bench import avatars
from visavis.bench.figures import as_json, as_table
from visavis.bench.lipsync.methods import METHODS
from visavis.bench.runner import Plan, machine, run
from visavis.commands.ranges import Range
from visavis.headless.server_process import HeadlessError


@click.group(invoke_without_command=True)
@click.pass_context
@click.option("--json", "json_only", is_flag=True, help="Print one JSON object on stdout; progress goes to stderr.")
@click.option("--quick", is_flag=True, help="Seconds instead of ten minutes: fewer utterances, no load levels.")
@click.option("--utterances", type=click.IntRange(5, 10_000), default=100, show_default=True, help="For latencies.")
@click.option("--levels", metavar="N,N,…", help="Numbers of sessions on one core to choose from.")
@click.option("--seconds", type=Range(3, 600), default=40.0, show_default=True, help="Load at each level.")
@click.option("--no-browser", is_flag=True, help="Leave out what needs a Chromium.")
def command(
    context: click.Context,
    json_only: bool,
    quick: bool,
    utterances: int,
    levels: str | None,
    seconds: float,
    no_browser: bool,
) -> None:
    """Measure this machine: latency, speed, sizes, and how many sessions one core carries.

    Starts servers of its own on free ports. Run it on a machine that does nothing else: on a busy one the tails mean
    nothing. What cannot be measured here is null, with the reason.

    \b
    Examples:
      visavis bench
      visavis bench --quick --json
      visavis bench --levels 500,1000,1500 --seconds 30
      visavis bench avatars                           what each avatar costs to draw
      visavis bench lipsync                           how exactly lips follow any voice
    """
    if context.invoked_subcommand is not None:
        return
    plan = Plan(
        utterances=min(utterances, 20) if quick else utterances,
        level_s=seconds,
        with_sessions=not quick,
        with_browser=not no_browser,
    )
    if levels is not None:
        plan = Plan(plan.utterances, plan.level_s, _ascending(levels), plan.with_sessions, plan.with_browser)
    click.echo(machine(), err=True)
    try:
        figures = run(plan, lambda line: click.echo(line, err=True))
    except HeadlessError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(as_json(figures)) if json_only else as_table(figures))


@command.command("avatars")
@click.argument("names", nargs=-1)
@click.option("--json", "json_only", is_flag=True, help="Print one JSON array on stdout; progress goes to stderr.")
@click.option("--tier", "tiers", multiple=True, type=click.Choice(avatars.TIERS), help="Default: all three.")
@click.option("--seconds", type=Range(1, 120), default=6.0, show_default=True, help="Frames are counted for so long.")
def of_avatars(names: tuple[str, ...], json_only: bool, tiers: tuple[str, ...], seconds: float) -> None:
    """Measure avatars side by side: file sizes, triangles, draw calls, texture memory, time to the first picture,
    frames a second. A Chromium draws them in software at 640 × 360.

    \b
    Examples:
      visavis bench avatars
      visavis bench avatars mei pip --tier low --json
    """
    click.echo(machine(), err=True)
    try:
        figures = avatars.measure(names, tiers or avatars.TIERS, seconds, lambda line: click.echo(line, err=True))
    except HeadlessError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(avatars.as_json(figures)) if json_only else avatars.as_table(figures))


@command.command("lipsync")
@click.option("--json", "json_only", is_flag=True, help="Print one JSON array on stdout; progress goes to stderr.")
@click.option("--quick", is_flag=True, help="Half the sentences.")
@click.option("--method", "methods", multiple=True, type=click.Choice([*METHODS]), help="Default: all.")
@click.option("--voice", "voices", multiple=True, metavar="NAME", help="Flite voices: slt, rms, kal16, awb, kal.")
def of_lipsync(json_only: bool, quick: bool, methods: tuple[str, ...], voices: tuple[str, ...]) -> None:
    """Measure how exactly phones are found in sound whose text is known."""
    from visavis.bench.lipsync import results, runner

    say = lambda line: click.echo(line, err=True)  # noqa: E731
    plan = runner.Plan(methods or tuple(METHODS), voices or runner.FLITE_VOICES, not voices, quick)
    found = asyncio.run(runner.run_built(plan, say))
    click.echo(json.dumps(results.as_json(found)) if json_only else results.as_table(found))


def _ascending(levels: str) -> list[int]:
    try:
        wanted = sorted({int(word) for word in levels.split(",")})
    except ValueError:
        raise click.BadParameter(f"numbers with commas, got {levels!r}", param_hint="--levels") from None
    if wanted[0] < 1 or wanted[-1] > 20_000:
        raise click.BadParameter(f"between 1 and 20000, got {levels!r}", param_hint="--levels")
    return wanted
