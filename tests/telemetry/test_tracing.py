"""Traces are sent where OpenTelemetry's own variables ask for them, and nowhere else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from opentelemetry.sdk.trace import TracerProvider

from visavis.telemetry.tracing import open_tracing

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRACES_EXPORTER", "EXPORTER_OTLP_ENDPOINT", "EXPORTER_OTLP_TRACES_ENDPOINT", "SDK_DISABLED"):
        monkeypatch.delenv(f"OTEL_{name}", raising=False)


def test_nothing_is_asked_for() -> None:
    assert open_tracing("1") is None


def test_nothing_is_imported_then() -> None:
    script = (
        "import sys, visavis.telemetry.telemetry, visavis.telemetry.tracing as t; t.open_tracing('1');"
        "print([m for m in sys.modules if m.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_traced_goes_to_the_exporter_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "desk")
    script = (
        "from visavis.telemetry.tracing import open_tracing; tracing = open_tracing('1.2');"
        "tracing.tracer.start_span('turn').end(); tracing.close()"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert '"name": "turn"' in told
    assert '"service.name": "desk"' in told
    assert '"service.version": "1.2"' in told


def test_an_exporter_that_is_missing_is_told_and_the_server_runs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "smoke-signals")
    assert open_tracing("1") is None
    assert "'smoke-signals'" in caplog.text
    assert "visavis[otel]" in caplog.text


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert open_tracing("1") is None
    monkeypatch.setenv("OTEL_SDK_DISABLED", "false")
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "none")
    assert open_tracing("1") is None


def test_a_provider_that_is_there_already_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = TracerProvider()
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: provider)
    tracing = open_tracing("1")
    assert tracing is not None
    assert tracing.own is None, "who made it closes it"
