"""A server with a provider of spans: a turn over a real socket, from the question to the last word that was heard."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from fakes.live_server import WireClient, live_server
from fakes.scripted_model import ScriptedModel, saying
from visavis import app
from visavis.dialogue.model.asker import Asker
from visavis.dialogue.model.contract import Request
from visavis.dialogue.model.settings import LimitSettings
from visavis.telemetry.tracing import Tracing
from visavis.transport import desk

pytestmark = pytest.mark.contract


async def test_a_turn_is_one_trace_and_the_model_works_inside_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    monkeypatch.setattr(app, "open_tracing", lambda version: Tracing(tracer, provider))

    def script(request: Request) -> list[object]:
        tracer.start_span("POST").end()  # as what instruments an HTTP client does
        return list(saying("It is blue. "))

    async def scripted() -> Asker:
        return Asker(ScriptedModel(script), LimitSettings())

    monkeypatch.setattr(desk, "open_asker", scripted)
    with live_server(warm_up=False) as server:
        async with WireClient(server) as client:
            await client.send(type="ask", id="secret-id", text="Which secret colour has an unpainted lighthouse?")
            while True:
                received = await client.receive()
                if isinstance(received, tuple):
                    header, _ = received
                    if header.type == "audio" and header.final:
                        for state in ("playing", "ended"):
                            await client.send(type="playback", id=header.id, position_ms=0, state=state)
                elif received["type"] == "turn_end":
                    break
        assert received["source"] == "model"
        await server.until_empty()
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert spans.keys() == {"turn", "answer", "POST", "synthesis", "playback"}
    ids = {name: span.context.span_id for name, span in spans.items() if span.context is not None}
    parents = {name: span.parent.span_id for name, span in spans.items() if span.parent is not None}
    assert parents == {
        "answer": ids["turn"],
        "POST": ids["answer"],
        "synthesis": ids["turn"],
        "playback": ids["turn"],
    }
    assert len({span.context.trace_id for span in spans.values() if span.context is not None}) == 1
    assert "secret" not in "".join(span.to_json() for span in spans.values())
    assert not trace.get_current_span().get_span_context().is_valid
