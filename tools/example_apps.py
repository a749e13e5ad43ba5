"""Builds the npm package in web/lib, and the examples that are built with npm.

  example_apps.py package      build web/lib
  example_apps.py react        build examples/react into examples/react/dist, and the package before it

What did not change since it was last built is left alone.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import front_end

EXAMPLES = front_end.WEB.parent / "examples"
PACKAGE = front_end.WEB / "lib"
APPS = ("react", "vue")
_PACKAGE_MARK = front_end.WEB / "node_modules" / ".package-from"
_PACKAGE_FILES = (
    "build",
    "src",
    "types",
    "package.json",
    "package-lock.json",
    "vite.package.config.ts",
    "tsconfig.package.json",
)


def build_package() -> Path:
    """Builds what `npm pack` packs; returns its folder. Raises ``CalledProcessError``."""
    front_end.install()
    digest = _digest(front_end.WEB, (front_end.WEB / name for name in _PACKAGE_FILES))
    if not (PACKAGE / "index.js").is_file() or not _holds(_PACKAGE_MARK, digest):
        front_end.npm("run", "--silent", "build:package")
        _PACKAGE_MARK.write_text(digest, encoding="utf-8")
    return PACKAGE


def build_app(name: str) -> Path:
    """Builds one of :data:`APPS` with the exact packages of its lock file; returns the built site."""
    build_package()
    app = EXAMPLES / name
    mark = app / "node_modules" / ".built-from"
    sources = [path for path in app.iterdir() if path.name not in {"dist", "node_modules"}]
    digest = _digest(app, sources) + _PACKAGE_MARK.read_text(encoding="utf-8")
    if not (app / "dist" / "index.html").is_file() or not _holds(mark, digest):
        quiet = ("--no-fund", "--no-audit", "--loglevel=error")
        front_end.npm("ci", "--ignore-scripts", *quiet, directory=app)
        front_end.npm("run", "--silent", "build", directory=app)
        mark.write_text(digest, encoding="utf-8")
    return app / "dist"


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in path.rglob("*") if file.is_file())
        elif path.is_file():
            yield path


def _digest(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(_files(paths)):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _holds(mark: Path, digest: str) -> bool:
    return mark.is_file() and mark.read_text(encoding="utf-8") == digest


def main(arguments: list[str]) -> int:
    match arguments:
        case ["package"]:
            build_package()
        case [name] if name in APPS:
            build_app(name)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
