"""``visavis token``, and a server that refuses to let everybody in."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from fakes.live_server import live_server
from fakes.scripted_engine import ScriptedEngine
from visavis.access.keys import read_keys
from visavis.access.tokens import TokenRules, Verifier
from visavis.cli import main

pytestmark = pytest.mark.contract


def run(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments, env=env)
    return result.exit_code, result.output


def test_keys_are_made_rotated_and_dropped(tmp_path: Path) -> None:
    file = str(tmp_path / "keys.json")
    assert run("token", "key", file, "--id", "one")[0] == 0
    status, told = run("token", "key", file, "--id", "two")
    assert (status, "'two' signs, 2 accepted" in told) == (0, True)
    assert run("token", "drop", file, "one")[0] == 0
    ring = read_keys(Path(file))
    assert list(ring.secrets) == ["two"]
    assert run("token", "drop", file, "two")[0] == 2


def test_a_token_is_issued_and_read(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    run("token", "key", str(file))
    status, token = run("token", "issue", str(file), "--subject", "shop", "--host", "--lasts", "90s")
    assert status == 0
    told = Verifier(lambda: read_keys(file), TokenRules()).read(token.strip(), "host")
    assert (told.subject, told.scope, told.once) == ("shop", "host", None)
    status, token = run(
        "token", "issue", str(file), "--subject", "v", "--once", env={"VISAVIS_TOKEN_AUDIENCE": "kiosk"}
    )
    assert Verifier(lambda: read_keys(file), TokenRules(audience="kiosk")).read(token.strip()).once


@pytest.mark.parametrize("lasts", ["0s", "2h", "ten", "10", "-5m"])
def test_a_life_that_no_server_takes_is_refused(tmp_path: Path, lasts: str) -> None:
    file = str(tmp_path / "keys.json")
    run("token", "key", file)
    status, told = run("token", "issue", file, "--subject", "v", f"--lasts={lasts}")
    assert (status, "--lasts" in told) == (2, True)


def test_a_page_is_let_in_by_the_code_that_it_shows(tmp_path: Path) -> None:
    file, stranger = tmp_path / "keys.json", tmp_path / "other.json"
    run("token", "key", str(file), "--id", "one")
    run("token", "key", str(stranger), "--id", "one")
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, token_keys=file) as server:
        invited = httpx.post(f"{server.url}/v1/pages/codes", timeout=30).json()
        env = {"VISAVIS_PORT": str(server.port)}
        status, told = run("token", "pair", str(stranger), invited["code"], env=env)
        assert (status, "signature" in told) == (2, True)
        status, told = run("token", "pair", str(file), invited["code"].lower(), "--name", "lobby", env=env)
        assert (status, "'lobby'" in told) == (0, True)
        asked = httpx.post(f"{server.url}/v1/pages/token", json={"secret": invited["secret"]}, timeout=30)
        assert asked.json()["token"] is not None
        status, told = run("token", "pair", str(file), invited["code"], "--server", server.url)
        assert (status, "no such code" in told) == (2, True)
    status, told = run("token", "pair", str(file), "A", "--server", server.url)
    assert (status, "does not answer" in told) == (1, True)
    assert run("token", "pair", str(file), "A", "--server", "file:///etc/passwd")[0] == 2


def test_the_help_teaches() -> None:
    for arguments in (["token", "--help"], *(["token", verb, "--help"] for verb in ("key", "issue", "pair"))):
        status, told = run(*arguments)
        assert status == 0
        assert "key" in told.lower()
    assert "visavis serve --token-keys" in run("token", "--help")[1]


def test_a_server_for_the_network_asks_for_keys_or_for_a_word() -> None:
    status, told = run("serve", "--host", "0.0.0.0", "--port", "1")
    assert status == 1
    assert "VISAVIS_TOKEN_KEYS" in told
    assert "VISAVIS_ANONYMOUS" in told


def test_with_that_word_it_goes_on_to_its_port() -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, told = run("serve", "--host", "0.0.0.0", "--port", port, "--anonymous")
    assert status == 1
    assert "cannot listen" in told


def test_a_broken_file_of_keys_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text("{}", encoding="utf-8")
    status, told = run("serve", "--token-keys", str(file))
    assert (status, "VISAVIS_TOKEN_KEYS" in told) == (2, True)
