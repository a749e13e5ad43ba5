"""Imports point one way, in Python and in TypeScript: a reversed arrow makes a part impossible to use alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "server" / "visavis"
WEB_SOURCE = ROOT / "web" / "src"

# What each part may import besides itself. What PYTHON_EVERYWHERE names stands below every layer.
ENGINES = {"protocol", "speech", "tts", "listen", "dialogue", "rig", "settings"}
SHARED = {"access", "hub"}
PYTHON_LAYERS: dict[str, set[str]] = {
    "resources": set(),
    "retry_after": set(),
    "bounded_errors": set(),
    "extensions": set(),
    "openai_api": {"extensions"},
    "protocol": set(),
    "speech": {"protocol"},
    "tts": {"protocol", "speech", "extensions", "openai_api"},
    "listen": {"protocol", "speech", "extensions", "openai_api"},
    "rig": {"protocol", "speech"},
    "dialogue": {"protocol", "speech", "extensions", "openai_api"},
    "hub": set(),
    "access": {"protocol", "hub"},
    "settings": {"protocol", "speech", "access"},
    "session": ENGINES,
    "telemetry": {"protocol", "dialogue", "session"},
    "transport": {*ENGINES, *SHARED, "session", "telemetry"},
    "chosen_engines": {"extensions", "tts", "settings", *SHARED},
    "app": {*ENGINES, *SHARED, "session", "telemetry", "transport", "chosen_engines"},
    "headless": {"protocol", "settings"},
    "drawing": {"protocol", "speech", "tts"},
    "bench": {*ENGINES, "session", "transport", "app", "headless"},
    "commands": {
        *ENGINES,
        "access",
        "session",
        "telemetry",
        "transport",
        "app",
        "chosen_engines",
        "headless",
        "bench",
        "drawing",
    },
    "cli": {*ENGINES, "session", "transport", "app", "headless", "bench", "drawing", "commands"},
    "__main__": {"cli"},
}
PYTHON_EVERYWHERE = {"resources", "retry_after", "bounded_errors", "__version__"}

WEB_LAYERS: dict[str, set[str]] = {
    "protocol": set(),
    "core": {"protocol"},
    "audio": {"protocol", "core"},
    "avatar": {"protocol", "core"},
    "client": {"protocol", "core"},
    "element": {"protocol", "core", "audio", "avatar", "client"},
    "pages": {"protocol", "core", "audio", "avatar", "client", "element"},
}
WEB_WITHOUT_THREE = {"protocol", "core", "audio", "client"}

WEB_IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^'";]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]"""
    r"""|new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url""",
    re.MULTILINE,
)


def test_python_imports_point_one_way() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {layer} imports {target}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if (layer := _layer(path, PACKAGE)) != "__init__"
        for line, target in _python_targets(path)
        if target != layer and target not in PYTHON_LAYERS[layer] | PYTHON_EVERYWHERE
    ]
    assert wrong == []


def test_web_imports_point_one_way() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {layer} imports {target}"
        for path in _web_files()
        if (layer := _layer(path, WEB_SOURCE)) in WEB_LAYERS
        for target in _web_targets(path)
        if target != layer and target not in WEB_LAYERS[layer]
    ]
    assert wrong == []


def test_only_the_avatar_and_what_is_above_it_know_three() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in _web_files()
        if _layer(path, WEB_SOURCE) in WEB_WITHOUT_THREE
        and any(name == "three" or name.startswith("three/") for name in _web_specifiers(path))
    ]
    assert wrong == []


def test_every_part_stands_in_the_table() -> None:
    python = {_layer(path, PACKAGE) for path in PACKAGE.rglob("*.py")} - {"__init__"}
    web = {_layer(path, WEB_SOURCE) for path in _web_files()}
    assert python - PYTHON_LAYERS.keys() == set()
    assert {layer for layer in web if (WEB_SOURCE / layer).is_dir()} - WEB_LAYERS.keys() == set()


def test_a_reversed_arrow_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "late.py"
    module.write_text("def f():\n    from visavis.app import create_app\n    return create_app\n", encoding="utf-8")
    script = tmp_path / "late.ts"
    script.write_text(
        "import type {\n  A,\n} from '../avatar/a.ts';\nconst b = () => import('three');\n", encoding="utf-8"
    )
    assert list(_python_targets(module)) == [(2, "app")]
    assert list(_web_specifiers(script)) == ["../avatar/a.ts", "three"]


def _layer(path: Path, root: Path) -> str:
    return path.relative_to(root).parts[0].split(".")[0]


def _python_targets(path: Path) -> Iterator[tuple[int, str]]:
    """Line and layer of each import of ours, wherever in the file it stands."""
    package = ["visavis", *path.relative_to(PACKAGE).parts[:-1]] if path.is_relative_to(PACKAGE) else []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            modules = [f"{source}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            parts = module.split(".")
            if parts[0] == "visavis" and len(parts) > 1:
                yield node.lineno, parts[1]


def _web_files() -> list[Path]:
    return sorted(path for path in WEB_SOURCE.rglob("*.ts") if not path.name.endswith(".d.ts"))


def _web_specifiers(path: Path) -> Iterator[str]:
    for match in WEB_IMPORT.finditer(path.read_text(encoding="utf-8")):
        yield next(group for group in match.groups() if group)


def _web_targets(path: Path) -> Iterator[str]:
    for specifier in _web_specifiers(path):
        if specifier.startswith("."):
            target = (path.parent / specifier.split("?")[0]).resolve()
            if target.is_relative_to(WEB_SOURCE.resolve()):
                yield _layer(target, WEB_SOURCE.resolve())
