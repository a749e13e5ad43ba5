"""``visavis bench``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click

from visavis.bench import avatars
from visavis.bench.figures import as_json, as_table
from visavis.bench.lipsync import results
from visavis.bench.lipsync import runner as lipsync
from visavis.bench.lipsync.flite import VOICES, FliteError
from visavis.bench.lipsync.folder import read_folder
from visavis.bench.lipsync.methods import METHODS
from visavis.bench.runner import Plan, machine, run
from visavis.commands.bench_intelligibility import of_intelligibility
from visavis.commands.bench_turn import of_turn
from visavis.commands.bench_voices import of_voices
from visavis.commands.ranges import Range
from visavis.headless.server_process import HeadlessError
from visavis.tts.engine import EngineError


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
      visavis bench turn                              how long a visitor waits in a conversation
      visavis bench intelligibility                   how many words of a voice are understood
      visavis bench voices                            how soon, fast and loud voices are, and how true their mouths
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
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "json_only", is_flag=True, help="Print one JSON array on stdout; progress goes to stderr.")
@click.option("--quick", is_flag=True, help="Half the sentences, or 2 minutes of the folder.")
@click.option("--method", "methods", multiple=True, type=click.Choice([*METHODS]), help="Default: all, side by side.")
@click.option("--voice", "voices", multiple=True, type=click.Choice(VOICES), help="Only these voices of Flite.")
@click.option("--language", metavar="CODE", help="Language of the folder; found from its texts by default.")
@click.option("--minutes", type=Range(0.1, 600), default=30.0, show_default=True, help="Longest sound of the folder.")
def of_lipsync(
    folder: Path | None,
    json_only: bool,
    quick: bool,
    methods: tuple[str, ...],
    voices: tuple[str, ...],
    language: str | None,
    minutes: float,
) -> None:
    """Measure how exactly lips follow sound: with its text, and by the sound alone.

    Without FOLDER it builds voices with known phone times: three of Flite, and two of espeak, at an
    uneven pace and with noise. Scored are the sentences after the first 45 s of each.

    FOLDER holds sound files, each with labels of the same name (.TextGrid, or TIMIT's .phn) and its text (.txt, or a
    tier of words). Labels may be ARPAbet, TIMIT, SAMPA, pinyin or IPA. Recordings in one folder are one speaker's.
    The adapted methods hear them without their labels.

    \b
    Methods:
      text       every letter takes equal time over the whole file
      durations  durations of an espeak rendering, stretched over the voiced span
      dtw        the aligner, on a voice that it has never heard
      hmm        the aligner, once it has heard 45 s of the voice
      known      the aligner, once it has heard all there is of the voice, what is scored included
      words      the aligner, with the times of the words
      audio      mouth shapes recognised in the sound alone, a whole file, as the server does
      live       the same as the sound comes, 8 ms at a time, as the browser does

    \b
    What is printed, for each voice and in all:
      visemes    10 ms frames in speech with the right one of the 15 visemes
      median …   onset error of the phones that labels and text agree on; ≤20, ≤50: share within so many ms
      bil        closures of p, b, m that are shown within 40 ms; false: shown where there is none
      cov        share of the closures' time that is covered
      bias       median signed error; match: phones that labels and text agree on
      RTF        seconds of work for a second of sound, rendering included; median
      ahead      how much sound after its own moment a shape waits for, at most, live
      CPU        share of one core in real time, by the sound alone

    \b
    Examples:
      visavis bench lipsync
      visavis bench lipsync --quick --method dtw --method hmm --voice slt
      visavis bench lipsync my-recordings --language en-US --json
    """

    def say(line: str) -> None:
        click.echo(line, err=True)

    chosen = tuple(method for method in METHODS if not methods or method in methods)
    try:
        if folder is None:
            plan = lipsync.Plan(
                chosen, voices or lipsync.FLITE_VOICES, not voices, lipsync.QUICK_SENTENCES if quick else None
            )
            found = asyncio.run(lipsync.run_built(plan, say))
        else:
            recordings = read_folder(
                folder, say, language=language, longest_s=min(minutes * 60, 120 if quick else 36e3)
            )
            if not recordings:
                raise click.ClickException(
                    f"{folder} holds no sound file with labels; see `visavis bench lipsync --help`"
                )
            found = asyncio.run(lipsync.run_recordings(recordings, chosen, say))
    except (FliteError, EngineError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(results.as_json(found)) if json_only else results.as_table(found))


command.add_command(of_intelligibility)
command.add_command(of_turn)
command.add_command(of_voices)


def _ascending(levels: str) -> list[int]:
    try:
        wanted = sorted({int(word) for word in levels.split(",")})
    except ValueError:
        raise click.BadParameter(f"numbers with commas, got {levels!r}", param_hint="--levels") from None
    if wanted[0] < 1 or wanted[-1] > 20_000:
        raise click.BadParameter(f"between 1 and 20000, got {levels!r}", param_hint="--levels")
    return wanted
