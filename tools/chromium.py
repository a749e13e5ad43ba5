"""Finds a Chromium for the browser tests, or installs one: ``python tools/chromium.py``.

The system's own comes first, then the one that Playwright downloads, then (as root, with apt) Debian's package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


def system_chromium() -> str | None:
    """Path of an installed Chromium-family browser on the search path, or None."""
    return next((path for name in SYSTEM_NAMES if (path := shutil.which(name))), None)


def playwright_chromium() -> str | None:
    """Path of the Chromium that ``playwright install`` put there, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> bool:
    """Installs a Chromium; returns whether there is one afterwards."""
    root_on_linux = sys.platform == "linux" and os.geteuid() == 0
    playwright = [
        sys.executable,
        "-m",
        "playwright",
        "install",
        *(["--with-deps"] if root_on_linux else []),
        "chromium",
    ]
    if subprocess.run(playwright, check=False).returncode == 0:
        return True
    if root_on_linux and shutil.which("apt-get"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], check=False, env=env)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"], check=False, env=env)
    return system_chromium() is not None


def main() -> int:
    if system_chromium() or playwright_chromium() or install():
        return 0
    print(
        "No Chromium found and none could be installed. Install one by hand (Debian: apt install chromium; or\n"
        "playwright install chromium), or leave the browser tests out: python3 run.py test -m 'not browser'",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
