"""Projects among the examples that cannot be run here are whole: what they name is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.contract

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_the_mini_program_has_the_files_of_its_pages() -> None:
    folder = EXAMPLES / "wechat-mini-program"
    app = json.loads((folder / "app.json").read_text(encoding="utf-8"))
    assert app["pages"]
    files = [folder / f"{page}.{kind}" for page in app["pages"] for kind in ("js", "json", "wxml")]
    files += [folder / app["sitemapLocation"], folder / "app.js"]
    assert [str(file) for file in files if not file.is_file()] == []
    assert json.loads((folder / "project.config.json").read_text(encoding="utf-8"))["compileType"] == "miniprogram"


def test_the_uni_app_has_the_files_of_its_pages() -> None:
    folder = EXAMPLES / "uni-app"
    pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))["pages"]
    assert pages
    files = [folder / f"{page['path']}.vue" for page in pages] + [folder / "main.js", folder / "App.vue"]
    assert [str(file) for file in files if not file.is_file()] == []
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["vueVersion"] == "3"


def test_every_example_is_listed() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    names = {path.name for path in EXAMPLES.iterdir() if path.name not in {"README.md", "__pycache__"}}
    assert names
    assert sorted(name for name in names if f"]({name})" not in listed) == []
