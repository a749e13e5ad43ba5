"""One run of every measurement, in an order in which they do not disturb each other."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from visavis.bench import browser, bundle, cold_visit, latency, mixer, sessions, speed
from visavis.bench.figures import Figure, percentile
from visavis.headless.server_process import HeadlessError, RunningServer, cores, serve

LEVELS = (100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1350, 1500, 1750, 2000)
COLD_VISITS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """How thoroughly to measure."""

    utterances: int = 100
    """Utterances for the latency figures."""
    level_s: float = 40.0
    """Seconds of full load at each level of sessions: twice ``lead_seconds``, so that what was sent ahead while the
    server still had time to spare cannot carry a level that it could not keep up for ever."""
    levels: Sequence[int] = LEVELS
    with_sessions: bool = True
    with_browser: bool = True


def machine() -> str:
    """What this was measured on, for whoever quotes it."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    return f"{name}, {len(cores()) or '?'} cores, {platform.system()}, Python {platform.python_version()}"


def run(plan: Plan, tell: Callable[[str], None]) -> list[Figure]:
    """Measure everything that can be measured here. Progress goes to ``tell``, a line at a time."""
    figures: list[Figure] = []
    tell("starting a server …")
    with serve({"VISAVIS_CACHE_MB": "0"}) as server:
        figures.append(Figure("startup_ms", "server ready after", round(server.startup_ms, 1), "ms"))
        tell(f"first-audio latency over the websocket, {plan.utterances} utterances …")
        heard = latency.measure(server.session_url, plan.utterances)
        wide = latency.measure(server.session_url, 5, "arkit52")
        p50, p95 = (round(percentile(heard.latencies_ms, share), 2) for share in (0.5, 0.95))
        figures += [
            Figure("first_audio_ms_p50", "first audio frame, p50", p50, "ms"),
            Figure("first_audio_ms_p95", "first audio frame, p95", p95, "ms", goal=120),
        ]
        if plan.with_browser:
            tell("first audible sample in a browser …")
            figures += _browser(server, plan)
            tell("first visits to a page with the script tag …")
            figures += _cold_visits()
        tell("real-time factor …")
        figures += [
            Figure("real_time_factor", "real-time factor", round(speed.measure(server), 5), ""),
            Figure("track_bytes_per_s", "track, viseme15", round(heard.track_bytes_per_s, 1), "B/s", goal=1000),
            Figure("arkit52_track_bytes_per_s", "track, arkit52", round(wide.track_bytes_per_s, 1), "B/s"),
        ]
    tell("mixer …")
    figures.append(_mixer())
    tell("bundle sizes …")
    figures += _bundle()
    if plan.with_sessions:
        for cached in (False, True):
            tell(f"speaking sessions on one core, {'everyday sentences' if cached else 'every sentence new'} …")
            figures += _sessions(plan, cached, tell)
    return figures


def _browser(server: RunningServer, plan: Plan) -> list[Figure]:
    title = "first audible sample in Chromium"
    try:
        took = browser.measure(server, min(30, plan.utterances))
    except HeadlessError as error:
        return [Figure("first_audible_ms_p95", f"{title}, p95", None, "ms", goal=120, note=str(error))]
    return [
        Figure("first_audible_ms_p50", f"{title}, p50", round(percentile(took, 0.5), 1), "ms"),
        Figure("first_audible_ms_p95", f"{title}, p95", round(percentile(took, 0.95), 1), "ms", goal=120),
    ]


def _cold_visits() -> list[Figure]:
    title = "first word on a cold visit, p50"
    try:
        visits = cold_visit.measure(COLD_VISITS)
    except HeadlessError as error:
        return [Figure("first_word_cold_ms", title, None, "ms", goal=1500, note=str(error))]
    word = _middle([visit.first_word for visit in visits])
    figure = _middle([visit.figure for visit in visits])
    return [
        Figure("first_word_cold_ms", title, round(word.ms), "ms", goal=1500),
        Figure("first_word_requests", "requests until then", word.requests, ""),
        Figure("first_word_kb", "bytes until then", round(word.bytes / 1000), "kB"),
        Figure("figure_cold_ms", "figure on the stage of a cold visit, p50", round(figure.ms), "ms"),
        Figure("figure_requests", "requests until then", figure.requests, ""),
        Figure("figure_kb", "bytes until then", round(figure.bytes / 1000), "kB"),
    ]


def _middle(arrivals: Sequence[cold_visit.Arrival]) -> cold_visit.Arrival:
    return sorted(arrivals, key=lambda arrival: arrival.ms)[len(arrivals) // 2]


def _mixer() -> Figure:
    key, title = "mixer_ms_per_frame", "client's mixer a frame"
    try:
        return Figure(key, title, round(mixer.measure(), 5), "ms", goal=0.05, note="Node")
    except HeadlessError as error:
        return Figure(key, title, None, "ms", goal=0.05, note=str(error))


def _bundle() -> list[Figure]:
    try:
        sizes = bundle.measure()
    except FileNotFoundError as error:
        return [Figure("own_gzip_kb", "own code to talk, gzip", None, "kB", goal=25, note=str(error))]
    return [
        Figure(
            "own_gzip_kb", "own code to talk, with the script tag, gzip", round(sizes.own_gzip_kb, 1), "kB", goal=25
        ),
        Figure("figure_gzip_kb", "own code that shows a figure, gzip", round(sizes.figure_gzip_kb, 1), "kB"),
        Figure("total_gzip_kb", "all of it with three, gzip", round(sizes.total_gzip_kb, 1), "kB", goal=180),
        Figure("page_gzip_kb", "the demo page's controls, gzip", round(sizes.page_gzip_kb, 1), "kB"),
        Figure("script_gzip_kb", "the script tag alone, gzip", round(sizes.script_gzip_kb, 1), "kB"),
        Figure("script_brotli_kb", "the script tag alone, brotli", _rounded(sizes.script_brotli_kb), "kB"),
        Figure("own_brotli_kb", "own code to talk, brotli", _rounded(sizes.own_brotli_kb), "kB"),
        Figure("total_brotli_kb", "all of it with three, brotli", _rounded(sizes.total_brotli_kb), "kB"),
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _sessions(plan: Plan, cached: bool, tell: Callable[[str], None]) -> list[Figure]:
    suffix, kind = ("_everyday", "everyday sentences") if cached else ("", "every sentence new")
    key, title = f"speaking_sessions_per_core{suffix}", f"speaking sessions on one core, {kind}"
    try:
        best, levels = sessions.search(plan.levels, plan.level_s, cached=cached, tell=tell)
    except HeadlessError as error:
        return [Figure(key, title, None, "", goal=1000, better="higher", note=str(error))]
    note = f"p99 lateness {best.lateness_p99_ms:.1f} ms" if best else "no level was carried"
    figures = [Figure(key, title, best.sessions if best else 0, "", goal=1000, better="higher", note=note)]
    level = best or levels[-1]
    for name, value in (("server", level.server_cpu_ms), ("worker", level.worker_cpu_ms)):
        if value is not None:
            what = f"processor time of the {name} for a second of speech, {kind}"
            figures.append(Figure(f"{name}_cpu_ms_per_audio_s{suffix}", what, round(value, 3), "ms"))
    return figures
