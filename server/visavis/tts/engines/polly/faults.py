"""What went wrong with Polly, in the words of the engine contract. Its own message is never quoted: it may hold what
was to be said."""

from __future__ import annotations

from typing import Final

from visavis.retry_after import retry_after_s
from visavis.tts.engine import EngineError
from visavis.tts.service_faults import broke_off, busy, failed, refused, silent, unknown_voice, unreachable

_REFUSED: Final = frozenset(
    {"AccessDeniedException", "AccessDenied", "UnrecognizedClientException", "InvalidSignatureException"}
    | {"ExpiredTokenException", "ExpiredToken", "InvalidClientTokenId", "IncompleteSignature"}
    | {"MissingAuthenticationToken", "SignatureDoesNotMatch", "NotAuthorized", "OptInRequired"}
)
_BUSY: Final = frozenset(["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"])
_LASTING: Final = frozenset({"ServiceQuotaExceededException"})
_VOICE: Final = frozenset({"EngineNotSupportedException", "ResourceNotFoundException", "LanguageNotSupportedException"})
_KEYLESS: Final = frozenset(
    {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"}
)


def engine_error(error: BaseException, host: str, voice: str, timeout_s: float) -> EngineError:
    """The error behind one that the AWS library raised, before the sound or in it."""
    from botocore import exceptions as aws
    from urllib3 import exceptions as http

    kind = type(error).__name__
    if isinstance(error, aws.ClientError):
        return _of_answer(error.response, host, voice)
    if isinstance(error, aws.ReadTimeoutError | http.ReadTimeoutError | TimeoutError):
        return silent(host, timeout_s)
    if isinstance(
        error, aws.EndpointConnectionError | aws.ConnectTimeoutError | aws.ProxyConnectionError | aws.SSLError
    ):
        return unreachable(host)
    if kind in _KEYLESS:
        return EngineError(f"no AWS credentials are found ({kind})", code="engine_unavailable")
    if isinstance(error, aws.HTTPClientError | aws.IncompleteReadError | http.HTTPError | OSError):
        return broke_off(host)
    return failed(host, kind)


def _of_answer(response: object, host: str, voice: str) -> EngineError:
    answer = response if isinstance(response, dict) else {}
    code = str(answer.get("Error", {}).get("Code", ""))
    metadata = answer.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode", 0))
    told = code if code.isalnum() and len(code) <= 60 else str(status)
    if code in _REFUSED:
        return refused(host, told)
    if code in _LASTING:
        return busy(host, told, lasting=True)
    if code in _BUSY or status == 429:
        return busy(host, told, retry_after_s(metadata.get("HTTPHeaders", {})))
    if code in _VOICE:
        return unknown_voice(host, voice)
    if status in {401, 403}:
        return refused(host, told)
    return failed(host, told, retryable=status >= 500)
