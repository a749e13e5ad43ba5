"""``GET /metrics``: the figures of this server for Prometheus, for whom the operator lets see them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from visavis.transport.service import service_of

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Turns and their latencies, sessions, errors, engines, tokens; of all workers of this machine. Text in the form
    of Prometheus, or of OpenMetrics where `Accept` asks for it."""
    service = service_of(request)
    service.metrics.check(request)
    content, media_type = await service.telemetry.exposition(request.headers.get("accept", ""))
    return Response(content, headers={"Content-Type": media_type, "Cache-Control": "no-store"})
