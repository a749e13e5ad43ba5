"""What the pages for integrators promise to list completely."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from visavis.protocol.errors import ErrorCode

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[2]
SOURCES = ("element", "client", "avatar", "audio", "protocol")
CODE = re.compile(
    r"""(?:refuse|fail|AvatarFault|ModelError|RecordingError)\(\s*(?:id, |null, )?'([a-z_]+)'|code: '([a-z_]+)'"""
)
NO_CODES = {"string", "failed", "silent"}
"""A type, where messages are described, and why the visitor's own voice failed, which has a code besides."""


def codes_of_the_page() -> set[str]:
    texts = [
        path.read_text(encoding="utf-8") for name in SOURCES for path in (ROOT / "web" / "src" / name).rglob("*.ts")
    ]
    return {one or other for text in texts for one, other in CODE.findall(text)} - NO_CODES


def test_every_error_code_is_explained() -> None:
    told = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "embedding" / "errors.md").read_text(encoding="utf-8")))
    found = codes_of_the_page()
    assert {"bad_attribute", "model_not_found", "frame_silent", "server_unreachable", "audio_unreachable"} <= found
    assert sorted((found | set(ErrorCode)) - told) == []
