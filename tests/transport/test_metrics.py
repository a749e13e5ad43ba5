"""``/metrics`` over a real socket, read by Prometheus' own parser: what is told, and to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect

from fakes.chat_service import KEY, MODEL, Count, answer, chat_service
from fakes.live_server import LiveServer, WireClient, live_server
from visavis.headless.server_process import serve
from visavis.settings import SettingsError, load_settings

pytestmark = pytest.mark.contract

TOKEN = "a-token-of-the-operators"
PROXIED = {"X-Forwarded-For": "203.0.113.9"}


def value(text: str, name: str, **labels: str) -> float | None:
    """Of one sample; None where there is none."""
    found = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    ]
    assert len(found) <= 1, found
    return found[0] if found else None


async def scrape(url: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=20) as client:
        return await client.get(f"{url}/metrics", headers=headers)


async def converse(client: WireClient, name: str, text: str) -> dict[str, Any]:
    """Asks, plays, and returns the turn's end."""
    await client.send(type="ask", id=name, text=text)
    sent_timing = False
    while True:
        received = await client.receive()
        if isinstance(received, tuple):
            header, _ = received
            if not sent_timing:
                await client.send(type="turn_timing", id=name, e2e_latency_ms=250.0, face_start_skew_ms=-8.0)
                sent_timing = True
            if header.type == "audio" and header.final:
                await client.send(type="playback", id=header.id, position_ms=0, state="ended")
        elif received["type"] == "turn_end":
            return received


@pytest.fixture(scope="module")
def plain() -> Iterator[LiveServer]:
    with live_server(warm_up=False) as running:
        yield running


async def test_turns_models_and_engines_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with chat_service() as chat:
        chat.reply = answer("Yes, ", "we do. ", usage=Count(31, 7))
        monkeypatch.setenv("VISAVIS_LLM_URL", chat.url)
        monkeypatch.setenv("VISAVIS_LLM_KEY", KEY)
        monkeypatch.setenv("VISAVIS_LLM_MODEL", MODEL)
        with live_server(warm_up=False) as server:
            async with WireClient(server) as client:
                end = await converse(client, "t1", "Do you sell left-handed screwdrivers to museums?")
                assert end["source"] == "model"
                told = (await scrape(server.url)).text
                as_open_metrics = await scrape(server.url, accept="application/openmetrics-text;version=1.0.0")
                await client.speak("u1", "")
                while (refused := await client.message())["type"] != "error":
                    assert refused["type"] == "turn_state"
            await server.until_empty()
            later = (await scrape(server.url)).text
    families: list[Metric] = list(openmetrics.text_string_to_metric_families(as_open_metrics.text))
    assert {"visavis_turns", "visavis_sessions", "gen_ai_client_token_usage"} <= {family.name for family in families}
    turn = {"source": "model", "engine": "flite"}
    metrics = end["metrics"]
    for name in ("llm_node_ttft", "first_clause", "tts_node_ttfb", "ttfa", "e2e_latency"):
        counted = value(told, f"visavis_turn_{name}_seconds_sum", **turn)
        assert counted == pytest.approx(metrics[f"{name}_ms"] / 1000), name
    assert value(told, "visavis_turns_total", source="model", interrupted="false") == 1
    assert value(told, "visavis_sessions") == 1
    model = {"gen_ai_provider_name": "openai", "gen_ai_request_model": MODEL, "gen_ai_operation_name": "chat"}
    assert value(told, "gen_ai_client_token_usage_sum", gen_ai_token_type="input", **model) == 31
    assert value(told, "gen_ai_client_token_usage_sum", gen_ai_token_type="output", **model) == 7
    assert value(told, "gen_ai_client_operation_duration_seconds_count", error_type="", **model) == 1
    assert value(told, "gen_ai_client_operation_time_to_first_chunk_seconds_count", **model) == 1
    assert (value(told, "visavis_engine_ttfb_seconds_count", engine="flite") or 0) >= 1
    assert as_open_metrics.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert (value(told, "process_resident_memory_bytes") or 0) > 1e7
    assert "museum" not in told
    assert value(later, "visavis_sessions") == 0
    assert value(later, "visavis_errors_total", code="empty_text") == 1


async def test_programs_on_this_machine_may_see_and_nobody_by_a_proxy(plain: LiveServer) -> None:
    here = await scrape(plain.url)
    assert here.status_code == 200
    assert here.headers["content-type"].startswith("text/plain; version=")
    assert here.headers["cache-control"] == "no-store"
    elsewhere = await scrape(plain.url, **PROXIED)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "token_missing")
    assert "visavis_" not in elsewhere.text


async def test_a_page_that_leads_a_name_of_its_own_here_reads_none(plain: LiveServer) -> None:
    """DNS rebinding: a GET of such a page tells no origin."""
    rebound = await scrape(plain.url, host="evil.example:8080")
    assert rebound.status_code == 403
    assert "visavis_" not in rebound.text
    assert (await scrape(plain.url, host="localhost:8080")).status_code == 200


async def test_a_token_lets_in_who_shows_it() -> None:
    with live_server(warm_up=False, metrics_token=TOKEN) as server:
        assert (await scrape(server.url)).status_code == 401
        wrong = await scrape(server.url, authorization="Bearer wrong")
        assert (wrong.status_code, wrong.json()["code"]) == (401, "token_invalid")
        assert TOKEN not in wrong.text
        shown = await scrape(server.url, authorization=f"Bearer {TOKEN}", **PROXIED)
        assert shown.status_code == 200


async def test_figures_may_be_for_everybody_or_for_nobody() -> None:
    with live_server(warm_up=False, metrics="on") as server:
        assert (await scrape(server.url, **PROXIED)).status_code == 200
    with live_server(warm_up=False, metrics="off") as server:
        assert (await scrape(server.url)).status_code == 404


async def test_workers_tell_of_each_other(tmp_path: Path) -> None:
    settings = {"VISAVIS_WORKERS": "2", "VISAVIS_ENGINES": "espeak", "VISAVIS_WARM_UP": "false"}
    pages = 8
    with serve(settings) as server:
        clients = [WireClient(server) for _ in range(pages)]  # type: ignore[arg-type]
        for client in clients:
            await client.__aenter__()
        try:
            # The system gives each of these connections to any worker; each tells of all.
            told = [(await scrape(server.url)).text for _ in range(4)]
        finally:
            for client in clients:
                await client.__aexit__()
        assert [value(text, "visavis_sessions") for text in told] == [pages] * 4
        async with asyncio.timeout(20):
            while value((await scrape(server.url)).text, "visavis_sessions"):
                await asyncio.sleep(0.05)


def test_a_short_token_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_METRICS_TOKEN", "short")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "VISAVIS_METRICS_TOKEN" in str(caught.value)
    assert "short" not in str(caught.value)


async def test_errors_by_rest_and_of_agents_are_counted() -> None:
    with live_server(warm_up=False, text_chars=20) as server:
        await server.post("/v1/speech", json={"text": ""})
        await server.post("/v1/speech", json={"text": "x" * 30})
        await server.post("/v1/speech", json={"txt": "x"})
        await server.post("/v1/speech", content=b"[]")
        await server.post("/v1/speech", content=b"x" * 100_000)
        await server.post("/v1/audio/speech", json={"input": "x" * 30, "model": "tts-1", "voice": "alloy"})
        await server.post("/v1/nothing")
        await server.post("/nothing")
        await server.post("/v1/sessions/redeem", json={"code": "AAAAAAAAAA"})
        async with connect(f"ws://127.0.0.1:{server.port}/v1/sessions/nobody/agent") as agent:
            await agent.recv()
        told = (await scrape(server.url)).text
    counted = {
        code: value(told, "visavis_errors_total", code=code)
        for code in ("empty_text", "text_too_long", "bad_message", "message_too_large", "code_invalid", "token_missing")
    }
    assert counted == {
        "empty_text": 1,
        "text_too_long": 2,
        "bad_message": 3,
        "message_too_large": 1,
        "code_invalid": 1,
        "token_missing": 1,
    }
