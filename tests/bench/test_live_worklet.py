"""What the lips that follow a microphone cost: processor time of the browser's audio threads, with and without.

Read from /proc, so on Linux only. The audio thread also runs Chromium's own graph; the difference is ours.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from browser.conftest import CHROMIUM_ARGS, SOUND_AT_ONCE
from playwright.sync_api import sync_playwright

from chromium import playwright_chromium, system_chromium
from fakes.sounds import buzz, sound_file
from running_server import run_server

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(sys.platform != "linux", reason="threads' times are read from /proc"),
]

SECONDS = 20.0
RATE_HZ = 48_000
AUDIO_THREAD = "Realtime AudioW"
"""On which Chromium runs worklets; names are cut after 15 letters."""


def audio_seconds() -> float:
    """Processor time so far of all threads with audio worklets in browsers that this process has started."""
    ticks = 0
    for process in psutil.Process().children(recursive=True):
        for thread in Path(f"/proc/{process.pid}/task").glob("*"):
            try:
                name = (thread / "comm").read_text().strip()
                fields = (thread / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if name == AUDIO_THREAD:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def test_live_worklet(tmp_path: Path) -> None:
    heard = tmp_path / "heard.wav"
    heard.write_bytes(sound_file(np.tile(buzz(2.0, RATE_HZ), 5), RATE_HZ, subtype="PCM_16"))
    fake = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
    ]
    with run_server(tmp_path / "server.log") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system_chromium() or playwright_chromium(), args=[*CHROMIUM_ARGS, SOUND_AT_ONCE, *fake]
        )
        page = browser.new_page()
        # Nothing is drawn: a browser without a graphics card would be busy with that.
        page.goto(f"{server.url}/?model=none")
        while not page.evaluate("window.visavis !== undefined"):
            page.wait_for_timeout(100)
        page.evaluate("document.getElementById('stage').style.display = 'none'")
        page.evaluate("visavis.unlock()")
        used = []
        for following in (False, True):
            if following:
                page.evaluate("void (window.following = visavis.followSound('microphone'))")
                while page.evaluate("following.state") != "following":
                    page.wait_for_timeout(100)
            page.wait_for_timeout(2000)
            before, began = audio_seconds(), time.perf_counter()
            page.wait_for_timeout(SECONDS * 1000)
            used.append((audio_seconds() - before) / (time.perf_counter() - began))
        browser.close()
    without, live = used
    print(f"\naudio thread, share of one core: {100 * without:.2f} % idle, {100 * live:.2f} % following a microphone")
