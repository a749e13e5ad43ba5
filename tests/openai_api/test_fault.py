"""What a service's refusal means, and that nothing it says is quoted."""

from __future__ import annotations

from typing import Any, ClassVar

import httpx
import openai
import pytest
from pydantic_settings import SettingsConfigDict

from visavis.openai_api.answer import BrokenOffError, GarbledError
from visavis.openai_api.fault import Fault, FaultKind, fault_of, faults_as
from visavis.openai_api.settings import ApiSettings

pytestmark = pytest.mark.unit

SECRET = "my pin is one two three four"
ASKED = httpx.Request("POST", "https://a.example/v1")


class Settings(ApiSettings):
    model_config = SettingsConfigDict(env_prefix="VISAVIS_NOWHERE_")

    sends: ClassVar[str] = "the conversation"
    wants: ClassVar[str] = "chat completion"


SETTINGS = Settings(url="https://a.example/v1", model="gone")


def status_error(status: int, code: object = None, *, kind: object = None, wait: str | None = None, **body: Any) -> Any:
    response = httpx.Response(status, request=ASKED, headers={} if wait is None else {"Retry-After": wait})
    told = {"message": SECRET, "code": code, "type": kind, **body}
    return openai.APIStatusError(SECRET, response=response, body=told)


@pytest.mark.parametrize(
    ("error", "kind", "retryable", "wait_s", "words"),
    [
        (status_error(401, "invalid_api_key"), "refused", False, None, "answers 401 (invalid_api_key): it does not"),
        (status_error(403), "refused", False, None, "the account may not do this"),
        (status_error(402), "busy", False, None, "no money is left"),
        (status_error(404), "unavailable", False, None, "no model 'gone' there, or no such address; see VISAVIS_NOWHE"),
        (status_error(302), "unavailable", False, None, "another address; see VISAVIS_NOWHERE_URL"),
        (status_error(413), "limit", False, None, "the conversation is too long for it"),
        (status_error(400, "context_length_exceeded"), "limit", False, None, "the conversation is too long for the mo"),
        (status_error(400, "content_filter"), "filtered", False, None, "its filter refuses the conversation"),
        (status_error(400, 1301), "filtered", False, None, "(1301)"),
        (status_error(429, wait="7"), "busy", True, 7.0, "too many requests"),
        (status_error(400, "Throttling", wait="3"), "busy", True, 3.0, "too many requests"),
        (status_error(429, None, kind="requests"), "busy", True, None, "(requests)"),
        (status_error(429, "insufficient_quota", wait="7"), "busy", False, None, "the quota is used up"),
        (status_error(503, wait="2"), "busy", True, 2.0, "too many requests"),
        (status_error(503), "failed", True, None, "answers 503"),
        (status_error(500, wait="9"), "failed", True, 9.0, "answers 500"),
        (status_error(408), "failed", True, None, "answers 408"),
        (status_error(400), "failed", False, None, "it refuses the request"),
        (status_error(400, f"said {SECRET}"), "failed", False, None, "answers 400: it refuses the request"),
        (openai.APITimeoutError(request=ASKED), "timeout", True, None, "does not answer"),
        (openai.APIConnectionError(request=ASKED), "unavailable", True, None, "cannot be reached"),
        (openai.APIError(SECRET, ASKED, body={"code": "server_error"}), "failed", True, None, "an error in its answer"),
        (openai.APIError(SECRET, ASKED, body={"code": 1302}), "busy", True, None, "too many requests"),
        (openai.OpenAIError(SECRET), "failed", False, None, "the client of a.example failed (OpenAIError)"),
        (BrokenOffError(), "failed", True, None, "a.example broke off in mid-answer"),
        (GarbledError(), "failed", True, None, "something that is no chat completion"),
        (ValueError(SECRET), "failed", False, None, "no request can be sent to a.example (ValueError)"),
    ],
)
def test_a_fault_has_a_kind_and_quotes_nothing(
    error: Exception, kind: str, retryable: bool, wait_s: float | None, words: str
) -> None:
    fault = fault_of(error, SETTINGS)
    assert (fault.kind, fault.retryable, fault.retry_after_s) == (kind, retryable, wait_s)
    assert fault.message.startswith(("a.example ", "the client of", "no request"))
    assert words in fault.message
    assert "pin" not in repr(fault)


def test_the_field_that_is_wrong_is_told() -> None:
    fault = fault_of(status_error(400, "invalid_value", param="voice"), SETTINGS)
    assert (fault.word, fault.field) == ("invalid_value", "voice")
    assert fault_of(status_error(400, param={"a": 1}), SETTINGS).field == ""


class NowhereError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.kind = fault.kind


def test_a_contract_tells_faults_by_its_own_error() -> None:
    with pytest.raises(NowhereError, match="too many requests") as caught, faults_as(NowhereError, SETTINGS):
        raise status_error(429)
    assert caught.value.kind is FaultKind.BUSY
    assert caught.value.__suppress_context__, "a traceback would quote the service"


@pytest.mark.parametrize("error", [KeyError("x"), NowhereError(Fault(FaultKind.BUSY, "it said so itself"))])
def test_what_is_no_fault_of_the_service_passes(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, faults_as(NowhereError, SETTINGS):
        raise error
    assert caught.value is error
