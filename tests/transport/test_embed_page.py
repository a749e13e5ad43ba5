"""The page for frames: whom it may be driven by stands in it, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from visavis.transport.embed_page import embed_routes, with_hosts

pytestmark = pytest.mark.contract

PAGE = '<!doctype html><head><meta name="visavis-hosts" content="" /><title>x</title></head>'


@pytest.mark.parametrize("path", ["/embed", "/embed.html"])
def test_the_list_is_in_the_page(tmp_path: Path, path: str) -> None:
    (tmp_path / "embed.html").write_text(PAGE, encoding="utf-8")
    routes = embed_routes(tmp_path, ["https://shop.example", "https://app.example:8443"])
    answer = TestClient(Starlette(routes=routes)).get(path)
    assert 'content="https://shop.example https://app.example:8443" />' in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"


def test_a_front_end_without_the_page_has_no_route(tmp_path: Path) -> None:
    assert embed_routes(tmp_path, []) == []


def test_an_origin_cannot_leave_its_attribute() -> None:
    assert 'content="&quot;&gt;&lt;script&gt;"' in with_hosts(PAGE, ['"><script>'])


def test_a_page_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="visavis-hosts"):
        with_hosts("<!doctype html>", [])
