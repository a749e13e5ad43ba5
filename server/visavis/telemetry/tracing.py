"""Traces by OpenTelemetry, where it is installed and its own variables ask for them."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

logger = logging.getLogger(__name__)

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_EXPORTERS: Final = "opentelemetry_traces_exporter"
"""Entry points of the SDK and of its exporters."""


@dataclass(frozen=True, slots=True)
class Tracing:
    """Where spans go."""

    tracer: Tracer
    own: TracerProvider | None = None
    """Ours to close; somebody else's is left alone."""

    def close(self) -> None:
        """Send what was not sent yet. Blocks."""
        if self.own is not None:
            self.own.shutdown()


def open_tracing(version: str) -> Tracing | None:
    """By the variables of OpenTelemetry; None, and nothing imported, where they ask for nothing.

    A program that was started by ``opentelemetry-instrument`` has a provider already, which is used.
    """
    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return None
    given = _given()
    if given is not None:
        return Tracing(given.get_tracer("visavis", version))
    names = _exporter_names()
    if not names:
        return None
    try:
        provider = _provider(version, names)
    except Exception as error:
        # A collector's address is the operator's business, and its headers may hold a key: only the kind is told.
        logger.warning("no traces: %s; pip install 'visavis[otel]' brings what sends them", _reason(error))
        return None
    return Tracing(provider.get_tracer("visavis", version), provider)


def _given() -> TracerProvider | None:
    if "opentelemetry.sdk.trace" not in sys.modules:
        return None
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import get_tracer_provider

    provider = get_tracer_provider()
    return provider if isinstance(provider, TracerProvider) else None


def _exporter_names() -> list[str]:
    told = os.environ.get("OTEL_TRACES_EXPORTER", "")
    names = [name.strip() for name in told.split(",") if name.strip()]
    if not names and any(os.environ.get(name) for name in _ENDPOINTS):
        names = ["otlp"]
    return [name for name in names if name != "none"]


def _provider(version: str, names: list[str]) -> TracerProvider:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    attributes = {"service.version": version}
    if "OTEL_SERVICE_NAME" not in os.environ and "service.name=" not in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
        attributes["service.name"] = "visavis"
    exporters = [_exporter(name) for name in names]
    provider = TracerProvider(resource=Resource.create(attributes))
    for exporter in exporters:
        provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _exporter(name: str) -> Any:
    if name == "otlp":
        protocol = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL")
        name = "otlp_proto_grpc" if protocol == "grpc" else "otlp_proto_http"
    found = next(iter(entry_points(group=_EXPORTERS, name=name)), None)
    if found is None:
        raise LookupError(f"no exporter is installed that is called {name!r}")
    return found.load()()


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ImportError | LookupError) else type(error).__name__
