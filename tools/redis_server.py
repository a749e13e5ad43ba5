"""Finds a Redis server for the tests of what servers share, or installs one: ``python tools/redis_server.py``.

The system's own comes first, then (as root, with apt) Debian's package. It is not left running: each test starts its
own, on a socket of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("redis-server", "valkey-server")


def find() -> str | None:
    """Path of an installed server on the search path, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> str | None:
    """Installs a server where that is possible; returns its path, or None."""
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        # In runlevel 1 Debian's package does not start a server on the usual port.
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        subprocess.run(["apt-get", "update", "-q"], check=False, env=env)
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "redis-server"]
        subprocess.run(install, check=False, env=env)
    return find()


def main() -> int:
    if find() or install():
        return 0
    print(
        "No Redis server found and none could be installed: the tests that need one are skipped, and fail where CI is\n"
        "set. Install one by hand (Debian: apt install redis-server; macOS: brew install redis).",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
