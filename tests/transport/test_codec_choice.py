"""Which forms of sound a connection is offered, best first."""

from __future__ import annotations

import pytest

from visavis.protocol.codecs import Codec
from visavis.transport import codec_choice
from visavis.transport.codec_choice import CodecSetting, offered_codecs

pytestmark = pytest.mark.unit

OPUS_FIRST: tuple[Codec, ...] = ("opus", "pcm")
PCM_FIRST: tuple[Codec, ...] = ("pcm", "opus")


def offered(setting: CodecSetting, peer: str, **headers: str) -> tuple[Codec, ...]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return offered_codecs(setting, {"type": "websocket", "client": (peer, 4711), "headers": raw})


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_client_on_this_machine_gets_opus_only_if_it_wants_nothing_else(peer: str) -> None:
    assert offered("auto", peer) == PCM_FIRST


@pytest.mark.parametrize("peer", ["192.168.1.20", "2001:db8::1", "::ffff:10.0.0.1", "unix"])
def test_others_get_opus(peer: str) -> None:
    assert offered("auto", peer) == OPUS_FIRST


@pytest.mark.parametrize("header", ["forwarded", "x_forwarded_for", "x_real_ip"])
def test_a_proxy_on_this_machine_speaks_for_others(header: str) -> None:
    assert offered("auto", "127.0.0.1", **{header: "203.0.113.9"}) == OPUS_FIRST


def test_a_setting_decides_for_all() -> None:
    assert offered("opus", "127.0.0.1") == OPUS_FIRST
    assert offered("pcm", "192.168.1.20") == ("pcm",)


def test_without_the_library_everybody_gets_pcm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec_choice, "opus_missing", lambda: "pip install …")
    assert offered("opus", "192.168.1.20") == offered("auto", "127.0.0.1") == ("pcm",)
