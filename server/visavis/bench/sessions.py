"""How many sessions one core carries while all of them speak without a pause.

The server and its speech workers are pinned to one core, the talkers to another. Each level has a fresh server: the
sessions come in one after the other, and then all of them speak for a while. The level is carried when at least 99 of
100 audio frames come no later than the bound, nothing failed, and every session got its audio in full. Frames count
from the first session on; only the very first of each session, which nobody could be late for, does not.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from visavis.bench.corpus import everyday, sentences
from visavis.bench.figures import percentile
from visavis.bench.talker import Heard, Talker
from visavis.headless.server_process import HeadlessError, cores, serve

LATENESS_BOUND_MS = 50.0
CONNECT_PER_S = 60
"""New sessions a second while a level is filled. A thousand visitors who stay for a minute come at 17 a second; this
is a rush of three times that, and each of them is sent ``lead_seconds`` of sound as fast as the server can."""


@dataclass(frozen=True, slots=True)
class Level:
    """What one level of load gave."""

    sessions: int
    frames: int
    lateness_p50_ms: float
    lateness_p99_ms: float
    messages_per_s: float
    audio_s: float
    """Audio that all sessions received together."""
    audio_ratio: float
    """Audio received over audio needed to play on; at least 1 when nobody ran dry."""
    client_busy: float
    """Share of its core that the load generator used: near 1 it is the limit, not the server."""
    errors: int
    server_cpu_ms: float | None = None
    """Processor time of the server process for a second of speech; None where it cannot be told."""
    worker_cpu_ms: float | None = None
    """The same of its speech workers."""

    @property
    def carried(self) -> bool:
        """Whether the server kept up."""
        return self.errors == 0 and self.lateness_p99_ms < LATENESS_BOUND_MS and self.audio_ratio >= 1.0


def server_settings(sessions: int, cached: bool) -> dict[str, str]:
    """Settings for a server that takes this many sessions; without the cache every sentence is synthesised."""
    settings = {"VISAVIS_MAX_SESSIONS": str(sessions + 100)}
    return settings if cached else settings | {"VISAVIS_CACHE_MB": "0"}


def search(
    levels: Sequence[int], seconds: float, *, cached: bool, tell: Callable[[str], None]
) -> tuple[Level | None, list[Level]]:
    """The highest of the ascending ``levels`` that is carried, if any, and what each that was tried gave.

    What is carried below a level that is carried, and not above one that is not, is taken for granted. Raises
    :class:`HeadlessError` where cores cannot be told apart.
    """
    available = cores()
    if len(available) < 2:
        raise HeadlessError("needs two cores to itself, one for the server and one for the load")
    best: Level | None = None
    results: list[Level] = []
    low, high = 0, len(levels)
    while low < high:
        middle = (low + high) // 2
        level = _run(levels[middle], seconds, cached, available)
        results.append(level)
        tell(_line(level, cached))
        if level.carried:
            best, low = level, middle + 1
        else:
            high = middle
    return best, results


def _run(sessions: int, seconds: float, cached: bool, available: list[int]) -> Level:
    with serve(server_settings(sessions, cached), {available[0]}) as server:
        before = server.cpu_ms()
        level = _load(server.session_url, sessions, seconds, cached, available[1])
        after = server.cpu_ms()
    if before is None or after is None or not level.audio_s:
        return level
    used = [(late - early) / level.audio_s for early, late in zip(before, after, strict=True)]
    return replace(level, server_cpu_ms=used[0], worker_cpu_ms=used[1])


def _line(level: Level, cached: bool) -> str:
    cpu = ""
    if level.server_cpu_ms is not None and level.worker_cpu_ms is not None:
        cpu = f", {level.server_cpu_ms:.2f} + {level.worker_cpu_ms:.2f} ms of processor a second of speech"
    return (
        f"  {level.sessions} sessions{' (everyday sentences)' if cached else ''}: p99 lateness "
        f"{level.lateness_p99_ms:.1f} ms{cpu}, load generator {level.client_busy:.0%} busy"
        f"{'' if level.carried else '  - not carried'}"
    )


def _load(url: str, sessions: int, seconds: float, cached: bool, core: int) -> Level:
    command = [
        sys.executable,
        "-m",
        "visavis.bench.sessions",
        url,
        str(sessions),
        str(seconds),
        str(int(cached)),
        str(core),
    ]
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds * 4 + sessions / 20 + 120, check=False
    )
    if run.returncode != 0:
        raise HeadlessError(f"the load generator failed: {run.stderr.strip()[-400:]}")
    return Level(**json.loads(run.stdout))


async def _talk_all(url: str, sessions: int, seconds: float, cached: bool) -> Level:
    desk = everyday()
    fill_s = sessions / CONNECT_PER_S
    until = time.perf_counter() + fill_s + seconds

    def texts(number: int) -> Iterator[str]:
        # Each visitor comes in at another place of the day, so that the sessions do not march in step.
        return itertools.islice(itertools.cycle(desk), number, None) if cached else sentences(number * 10_000)

    heard: list[Heard] = []

    async def visitor(number: int) -> None:
        await asyncio.sleep(number / CONNECT_PER_S)
        talker = Talker(url, texts(number))
        heard.append(talker.heard)
        try:
            socket = await talker.open()
            async with socket:
                await talker.talk(socket, until)
        except Exception as error:
            talker.heard.errors.append(f"{type(error).__name__}: {error}")

    begun, busy = time.perf_counter(), time.process_time()
    await asyncio.gather(*(visitor(number) for number in range(sessions)))
    wall = time.perf_counter() - begun
    lateness = [value for one in heard for value in one.lateness_ms]
    errors = [text for one in heard for text in one.errors]
    if errors:
        sys.stderr.write(f"{len(errors)} errors, first: {errors[0]}\n")
    return Level(
        sessions=sessions,
        frames=len(lateness),
        lateness_p50_ms=percentile(lateness, 0.5) if lateness else float("inf"),
        lateness_p99_ms=percentile(lateness, 0.99) if lateness else float("inf"),
        messages_per_s=sum(one.messages for one in heard) / wall,
        audio_s=sum(one.audio_s for one in heard),
        audio_ratio=min((one.audio_s for one in heard), default=0.0) / seconds,
        client_busy=(time.process_time() - busy) / wall,
        errors=len(errors),
    )


def main(argv: list[str]) -> None:
    """Entry of the load process: URL, sessions, seconds, cached, core; prints one JSON object."""
    url, sessions, seconds, cached, core = argv
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core)})
    try:
        import uvloop

        level = uvloop.run(_talk_all(url, int(sessions), float(seconds), bool(int(cached))))
    except ImportError:
        level = asyncio.run(_talk_all(url, int(sessions), float(seconds), bool(int(cached))))
    sys.stdout.write(json.dumps(asdict(level)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
