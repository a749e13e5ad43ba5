"""Who may see a server's figures."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Literal

from fastapi import Request
from pydantic import SecretStr

from visavis.protocol.errors import ErrorCode
from visavis.transport.bearer import bearer
from visavis.transport.here import is_here
from visavis.transport.origin import host_of, is_public_name
from visavis.transport.problems import ProblemError

MetricsSetting = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class MetricsRule:
    """Who may see figures. A token is asked of everybody, wherever they are; ``auto`` without one lets in programs on
    this machine."""

    setting: MetricsSetting
    token: SecretStr | None = None

    def check(self, request: Request) -> None:
        """Raises :class:`ProblemError` for who may not."""
        if self.setting == "off":
            text = "GET /metrics: this server tells no figures; see VISAVIS_METRICS"
            raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=404)
        if self.token is not None:
            shown = bearer(request)
            if shown is None:
                text = "figures are for who shows the token of VISAVIS_METRICS_TOKEN as Authorization: Bearer"
                raise ProblemError(ErrorCode.TOKEN_MISSING, text)
            if not hmac.compare_digest(shown.encode(), self.token.get_secret_value().encode()):
                raise ProblemError(ErrorCode.TOKEN_INVALID, "this is not the token of VISAVIS_METRICS_TOKEN")
        elif self.setting == "auto" and not self._is_of_here(request):
            text = (
                "figures are for programs on this machine; VISAVIS_METRICS_TOKEN lets in who shows it, and "
                "VISAVIS_METRICS=on everybody"
            )
            raise ProblemError(ErrorCode.TOKEN_MISSING, text, status=403)

    @staticmethod
    def _is_of_here(request: Request) -> bool:
        """A program on this machine, and no page that has led a name of its own here: its browser is on this
        machine, too, and tells no origin with a GET."""
        return is_here(request.scope) and not is_public_name(host_of(request.headers.get("host", "")))
