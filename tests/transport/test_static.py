"""The front end and the avatars as files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from fakes.live_server import live_server
from fakes.scripted_engine import ScriptedEngine
from visavis.transport.security import OtherSites, content_security_policy
from visavis.transport.static import list_models

pytestmark = pytest.mark.contract

SCRIPT = b"console.log('hello');" * 100


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("web")
    (root / "assets").mkdir()
    (root / "index.html").write_text("<!doctype html><title>demo</title>", encoding="utf-8")
    (root / "kiosk.html").write_text("<!doctype html><title>kiosk</title>", encoding="utf-8")
    (root / "visavis.js").write_bytes(SCRIPT)
    (root / "assets" / "main-AbCd12_-.js").write_bytes(SCRIPT)
    (root / "assets" / "main-AbCd12_-.js.gz").write_bytes(gzip.compress(SCRIPT))
    (root / "assets" / "main-AbCd12_-.js.br").write_bytes(b"pretend this is brotli")
    (root / "decoder.wasm").write_bytes(b"\0asm")
    return root


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("models")
    (root / "zoe").mkdir()
    (root / "zoe" / "manifest.json").write_text(json.dumps({"name": "zoe", "title": "Zoe"}), encoding="utf-8")
    (root / "zoe" / "zoe.glb").write_bytes(bytes(range(100)))
    (root / "broken").mkdir()
    (root / "broken" / "manifest.json").write_text("{", encoding="utf-8")
    (root / "outside").symlink_to(Path(__file__).parent)
    return root


@pytest.fixture(scope="module")
def http(web: Path, models: Path) -> Iterator[httpx.Client]:
    settings = {"web_dir": web, "models_dir": models, "frame_ancestors": ("self", "https://shop.example")}
    with (
        live_server({"scripted": ScriptedEngine()}, warm_up=False, **settings) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        yield client


def test_the_page_is_always_revalidated(http: httpx.Client) -> None:
    answer = http.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    again = http.get("/", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == answer.headers["content-security-policy"]
    script = http.get("/visavis.js")
    script = http.get("/visavis.js", headers={"If-None-Match": script.headers["etag"]})
    assert script.status_code == 304
    assert "content-security-policy" not in script.headers


def test_a_page_has_an_address_that_can_be_said(http: httpx.Client) -> None:
    assert http.get("/kiosk").text == http.get("/kiosk.html").text
    assert "Content-Security-Policy" in http.get("/kiosk").headers
    for path in ("/kios", "/visavis", "/kiosk/", "/assets", "/..%2fkiosk"):
        assert http.get(path).status_code == 404, path


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip", "gzip")]
)
def test_the_best_accepted_copy_is_sent(http: httpx.Client, accepted: str, encoding: str | None) -> None:
    with http.stream("GET", "/assets/main-AbCd12_-.js", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "Accept-Encoding" in answer.headers["vary"]
    expected = {"br": b"pretend this is brotli", "gzip": gzip.compress(SCRIPT), None: SCRIPT}[encoding]
    assert len(raw) == len(expected)


def test_only_names_with_a_hash_are_kept_for_ever(http: httpx.Client) -> None:
    assert "immutable" in http.get("/assets/main-AbCd12_-.js").headers["cache-control"]
    assert http.get("/visavis.js").headers["cache-control"] == "no-cache"


def test_wasm_has_its_type(http: httpx.Client) -> None:
    assert http.get("/decoder.wasm").headers["content-type"] == "application/wasm"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/assets/../../secret",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/models/..%2f..%2fetc/passwd",
        "/models/outside/test_static.py",
        "/models/%00",
        "/models//etc/passwd",
        "/nothing.js",
        "/models/nobody/manifest.json",
    ],
)
def test_nothing_outside_is_found_and_the_answer_is_not_kept(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["code"] == "bad_message"


def test_a_model_and_a_part_of_it(http: httpx.Client) -> None:
    answer = http.get("/models/zoe/zoe.glb")
    assert (answer.content, answer.headers["content-type"]) == (bytes(range(100)), "model/gltf-binary")
    part = http.get("/models/zoe/zoe.glb", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))


def test_the_list_of_models(http: httpx.Client) -> None:
    listed = http.get("/models/index.json").json()["models"]
    found = {model["name"]: model for model in listed}
    assert found["zoe"] == {"name": "zoe", "title": "Zoe", "manifest": "zoe/manifest.json"}
    assert http.get(f"/models/{found['zoe']['manifest']}").json()["title"] == "Zoe"


def test_a_model_that_cannot_be_read_is_listed_by_its_folder(models: Path) -> None:
    assert [model["title"] for model in list_models([models]) if model["name"] == "broken"] == ["broken"]


def test_every_answer_carries_the_security_headers(http: httpx.Client) -> None:
    for path in ("/", "/v1/voices", "/nothing", "/models/zoe/zoe.glb"):
        headers = http.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_pages_may_run_our_scripts_and_the_decoder_and_nothing_else(http: httpx.Client) -> None:
    policy = http.get("/").headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "worker-src 'self' blob:;" in policy
    assert policy.endswith("frame-ancestors 'self' https://shop.example")


def test_pictures_and_recordings_may_be_of_sites_that_are_named() -> None:
    sites = OtherSites(["self"], ["https://shop.example", "null"], ["https://pictures.example"])
    policy = dict(part.split(" ", 1) for part in content_security_policy(sites, "curl/8").split("; "))
    assert policy["img-src"].split()[3:] == [
        "https://shop.example",
        "https://pictures.example",
    ]
    assert policy["connect-src"].endswith(" data: https://shop.example")
    assert policy["media-src"].endswith(" data: https://shop.example")
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"


def test_pictures_of_the_personas_hosts_are_let_in(tmp_path: Path) -> None:
    file = tmp_path / "persona.yaml"
    usual = files("visavis.dialogue.persona").joinpath("data", "default.yaml").read_text(encoding="utf-8")
    assert "hosts: []" in usual
    file.write_text(usual.replace("hosts: []", "hosts: [pictures.example]"), encoding="utf-8")
    with live_server(warm_up=False, persona=file) as server:
        policy = httpx.get(f"{server.url}/", timeout=30).headers["content-security-policy"]
    assert "img-src 'self' blob: data: https://pictures.example https://*.pictures.example;" in policy


MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROMIUM = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko)"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"


@pytest.mark.parametrize(
    ("user_agent", "old"),
    [
        (f"{CHROMIUM} Chrome/120.0.0.0 Safari/537.36", False),
        (f"{CHROMIUM} Chrome/77.0.3865.120 Mobile", True),
        (PHONE.format("15_4"), True),
        (PHONE.format("17_0_1"), False),
        (f"{MAC} Version/15.4 Safari/605.1.15", True),
        (f"{MAC} Version/18.1 Safari/605.1.15", False),
        ("curl/8", False),
    ],
)
def test_old_engines_need_a_wider_word_for_wasm(user_agent: str, old: bool) -> None:
    assert ("'unsafe-eval'" in content_security_policy(OtherSites(["*"]), user_agent)) is old


def test_without_a_front_end_the_server_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.resources._BUNDLED_DIR", tmp_path)
    monkeypatch.setattr("visavis.resources._CHECKOUT_DIR", tmp_path)
    with (
        live_server({"scripted": ScriptedEngine()}, warm_up=False) as server,
        httpx.Client(base_url=server.url, timeout=30) as client,
    ):
        assert "run.py build" in client.get("/").json()["message"]
        assert client.get("/readyz").status_code == 503
        assert client.get("/v1/voices").status_code == 200
        assert client.get("/models/index.json").json() == {"models": []}
