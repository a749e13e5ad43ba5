"""What axe-core finds wrong with a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def violations(page: Page, rules: tuple[str, ...] = (*WCAG, "best-practice")) -> list[str]:
    """Rules that the page breaks, with the elements concerned."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, { runOnly: rules })", list(rules))
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]]
