"""What went wrong with the service, in the words of the contract."""

from __future__ import annotations

from visavis.dialogue.model.contract import LanguageModelError
from visavis.openai_api.fault import Fault


def model_error(fault: Fault) -> LanguageModelError:
    """The contract has a code for each kind of fault."""
    return LanguageModelError(
        fault.message, code=f"llm_{fault.kind}", retryable=fault.retryable, retry_after_s=fault.retry_after_s
    )
