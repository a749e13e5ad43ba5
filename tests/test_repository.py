"""Promises about the files themselves: what may not be committed, and what must agree with what."""

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import visavis

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 500

# Written so that this file does not match itself.
REGISTRY = re.compile(r"https?://[^\s\"']*\b(pypi|pythonhosted|npmjs|npmmirror|yarnpkg)\.[a-z]+", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~$}])/(wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/[\w.]")
SECRET = re.compile(r"\b(sk-[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,})\b|BEGIN [A-Z ]*PRIVATE KE[Y]")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "managers", "manager", "misc", "common"}
TEXT_SUFFIXES = {
    *(".cfg", ".css", ".html", ".js", ".json", ".lock", ".md", ".mjs", ".py", ".sh", ".svg", ".toml", ".ts", ".txt"),
    *(".yaml", ".yml", ""),
}


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH, SECRET], ids=["registry host", "machine path", "secret"])
def test_no_committed_text_names(pattern: re.Pattern[str]) -> None:
    assert [f"{path}: {match.group()}" for path, text in _texts() for match in pattern.finditer(text)] == []


def test_no_source_file_is_too_long_to_read_in_one_sitting() -> None:
    long = {
        path: lines
        for path, text in _texts()
        if Path(path).suffix in {".py", ".ts"} and ".gen." not in path and (lines := text.count("\n")) > LONGEST_FILE
    }
    assert long == {}


def test_no_source_file_has_a_vague_name() -> None:
    sources = [path for path in _committed() if path.endswith((".py", ".ts"))]
    assert [path for path in sources if VAGUE_NAMES & {part.split(".")[0] for part in Path(path).parts}] == []


def test_the_versions_agree() -> None:
    package = json.loads((ROOT / "web/package.json").read_text(encoding="utf-8"))
    assert _project()["project"]["version"] == visavis.__version__ == package["version"]


@pytest.mark.parametrize("name", ["serve", "dev"])
def test_a_lock_file_pins_every_package_by_hash(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", "\n".join(line for line in text.splitlines() if not line.strip().startswith("#")))
    assert len(entries) > 10
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(("name", "groups"), [("serve", ["build"]), ("dev", ["build", "test", "lint"])])
def test_a_lock_file_satisfies_pyproject(name: str, groups: list[str]) -> None:
    project = _project()
    wanted = [*project["project"]["dependencies"], *(line for group in groups for line in _group(project, group))]
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE))
    needs = [Requirement(line) for line in wanted]
    unmet = [str(need) for need in needs if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"))]
    assert unmet == [], "run `python3 run.py lock`"


def _group(project: dict[str, Any], name: str) -> list[str]:
    """The requirements of a dependency group, with those of the groups that it includes."""
    lines = project["dependency-groups"][name]
    inner = [one for line in lines if isinstance(line, dict) for one in _group(project, line["include-group"])]
    return [line for line in lines if isinstance(line, str)] + inner


def test_the_web_lock_file_has_hashes_and_the_versions_of_package_json() -> None:
    package = json.loads((ROOT / "web/package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {key: lock[""].get(key) for key in ("dependencies", "devDependencies")} == {
        key: package.get(key) for key in ("dependencies", "devDependencies")
    }
    assert [name for name, entry in lock.items() if name and "integrity" not in entry] == []


def test_every_default_avatar_states_its_licence() -> None:
    folders = [path for path in (ROOT / "models/glb").iterdir() if path.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []


@cache
def _committed() -> tuple[str, ...]:
    """Paths of the repository: committed, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()}))


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, (ROOT / name).read_text(encoding="utf-8")) for name in _committed() if Path(name).suffix in TEXT_SUFFIXES
    )


@cache
def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
