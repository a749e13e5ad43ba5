"""What went wrong with the service, in the words of the contract."""

from __future__ import annotations

from visavis.listen.recogniser import RecogniserError
from visavis.openai_api.fault import Fault, FaultKind


def recogniser_error(fault: Fault) -> RecogniserError:
    """The contract knows no filter: what one refuses has failed."""
    kind = FaultKind.FAILED if fault.kind is FaultKind.FILTERED else fault.kind
    return RecogniserError(
        fault.message, code=f"stt_{kind}", retryable=fault.retryable, retry_after_s=fault.retry_after_s
    )
