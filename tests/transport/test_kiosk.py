"""The kiosk's configuration: served with its defaults, and refused when it is wrong."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from fakes.live_server import live_server
from fakes.scripted_engine import ScriptedEngine
from visavis.cli import main
from visavis.protocol.kiosk import KioskConfig
from visavis.transport.kiosk import KioskFileError, read_kiosk

pytestmark = pytest.mark.contract

SATURATED: dict[str, Any] = {
    "avatar": "mei",
    "voice": "espeak:zh",
    "language": "en",
    "rate": 0.8,
    "style": "clear",
    "shot": "full",
    "quality": "low",
    "background": "#dfe8f3",
    "emotion": "happy",
    "mark": {"text": "AI", "corner": "bottom-left"},
    "title": {"zh": "迎宾", "en": "Welcome"},
    "greeting": "您好！",
    "captions": False,
    "caption_size": "medium",
    "buttons": [{"label": "营业时间", "text": "九点到十七点。", "ask": "几点开门", "ssml": False, "emotion": "happy"}],
    "groups": [
        {
            "label": "办事",
            "buttons": [
                {
                    "label": {"zh": "取号", "en": None},
                    "text": {"zh": "请取号。", "en": None},
                    "ask": None,
                    "ssml": False,
                    "emotion": None,
                }
            ],
        }
    ],
    "attract": {"every_s": 9.0, "texts": ["您好！"], "gestures": ["nod"]},
    "keep_awake": False,
    "idle_after_s": 30.0,
    "reload_after_s": 0.0,
    "microphone": "push",
    "ask_code": True,
    "offline": {"enabled": False},
    "presence": {"enabled": False},
}


def written(tmp_path: Path, content: object) -> Path:
    file = tmp_path / "kiosk.json"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def test_every_field_is_served_as_it_was_written(tmp_path: Path) -> None:
    config = read_kiosk(written(tmp_path, SATURATED))
    assert json.loads(config.model_dump_json()) == SATURATED
    differing = {name for name, value in KioskConfig() if value != getattr(config, name)}
    assert differing == SATURATED.keys() - {"offline", "presence"}


@pytest.mark.parametrize(
    "content",
    [
        {"titel": "x"},
        {"rate": 9},
        {"avatar": "../x"},
        {"buttons": [{"label": "", "text": "x"}]},
        {"buttons": [{"label": "x", "text": "y"}] * 13},
        {"offline": {"enabled": True}},
        [],
        "x",
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: object) -> None:
    with pytest.raises(KioskFileError, match=r"kiosk\.json"):
        read_kiosk(written(tmp_path, content))


def test_a_kiosk_is_changed_without_a_new_start(tmp_path: Path) -> None:
    file = written(tmp_path, {"title": "eins"})
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, kiosk=file) as server:
        answer = httpx.get(f"{server.url}/kiosk.json", timeout=30)
        assert (answer.status_code, answer.json()["title"]) == (200, "eins")
        assert answer.headers["cache-control"] == "no-store"
        written(tmp_path, {"title": "zwei"})
        assert httpx.get(f"{server.url}/kiosk.json", timeout=30).json()["title"] == "zwei"
        file.write_text("{", encoding="utf-8")
        broken = httpx.get(f"{server.url}/kiosk.json", timeout=30)
        assert broken.status_code == 503
        assert str(tmp_path) not in broken.text


def test_without_a_file_there_is_something_to_try_in_each_language() -> None:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False) as server:
        answer = httpx.get(f"{server.url}/kiosk.json", timeout=30)
        assert (answer.status_code, answer.json()["shot"]) == (200, "upper")
        texts = [answer.json()["greeting"]]
        texts += [button[part] for button in answer.json()["buttons"] for part in ("label", "text")]
        assert len(texts) >= 3
        assert all(text["zh"] and text["en"] for text in texts)


def test_the_example_of_the_page_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "kiosk.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert read_kiosk(written(tmp_path, json.loads(example))).buttons


def test_a_file_without_buttons_has_none(tmp_path: Path) -> None:
    assert read_kiosk(written(tmp_path, {"title": "x"})).buttons == ()


def test_a_server_does_not_start_with_a_wrong_one(tmp_path: Path) -> None:
    file = written(tmp_path, {"rate": 9})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    result = CliRunner().invoke(main, ["serve", "--port", port], env={"VISAVIS_KIOSK": str(file)})
    assert result.exit_code == 2
    assert "VISAVIS_KIOSK" in result.output
