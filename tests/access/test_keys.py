"""Files of keys: made, rotated, refused when wrong, and never quoted."""

from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from visavis.access.keys import KeyFileError, add_key, drop_key, read_keys

pytestmark = pytest.mark.unit

SECRET = base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")


def test_a_new_key_signs_and_the_old_one_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "keys.json"
    assert add_key(file, "one") == 1
    first = read_keys(file)
    assert add_key(file, "two") == 2
    ring = read_keys(file)
    assert ring.signing[0] == "two"
    assert ring.secrets["one"] == first.secrets["one"]
    assert len(ring.secrets["two"]) == 32
    assert drop_key(file, "one") == 1
    assert list(read_keys(file).secrets) == ["two"]


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    add_key(tmp_path / "keys.json", "one")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_an_id_is_given_once_and_the_last_key_stays(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    add_key(file, "one")
    for wrong in (lambda: add_key(file, "one"), lambda: drop_key(file, "other"), lambda: drop_key(file, "one")):
        with pytest.raises(KeyFileError):
            wrong()
    assert list(read_keys(file).secrets) == ["one"]


def test_a_ring_shows_no_secret(tmp_path: Path) -> None:
    add_key(tmp_path / "keys.json", "one")
    ring = read_keys(tmp_path / "keys.json")
    assert "one" not in repr(ring)
    assert repr(ring.signing[1]) not in repr(ring)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"keys": []},
        {"keys": "all"},
        {"keys": ["s"]},
        {"keys": [{"kty": "RSA", "kid": "a", "k": SECRET}]},
        {"keys": [{"kty": "oct", "alg": "none", "kid": "a", "k": SECRET}]},
        {"keys": [{"kty": "oct", "k": SECRET}]},
        {"keys": [{"kty": "oct", "kid": "", "k": SECRET}]},
        {"keys": [{"kty": "oct", "kid": "a", "k": SECRET[:20]}]},
        {"keys": [{"kty": "oct", "kid": "a", "k": SECRET + "!"}]},
        {"keys": [{"kty": "oct", "kid": "a", "k": SECRET}, {"kty": "oct", "kid": "a", "k": SECRET}]},
    ],
)
def test_a_file_that_is_wrong_is_refused_without_quoting_a_key(tmp_path: Path, content: Any) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KeyFileError) as caught:
        read_keys(file)
    assert str(file) in str(caught.value)
    assert SECRET[:20] not in str(caught.value)


def test_no_file_and_no_json_are_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="visavis token key"):
        read_keys(tmp_path / "none.json")
    (tmp_path / "text.json").write_text("keys", encoding="utf-8")
    with pytest.raises(KeyFileError, match="no JSON"):
        read_keys(tmp_path / "text.json")
