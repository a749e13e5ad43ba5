"""Where a service is."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from visavis.extensions.address import Address, host_of

pytestmark = pytest.mark.unit

ADDRESS = TypeAdapter[str](Address)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://api.example.com/v1", "api.example.com"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("wss://[::1]:443/socket", "::1"),
        ("https://me:secret@a.example", "a.example"),
        ("", ""),
    ],
)
def test_it_is_taken_as_it_is(address: str, host: str) -> None:
    assert ADDRESS.validate_python(address) == address
    assert host_of(address) == host


@pytest.mark.parametrize("address", ["http://", "http://:80", "http://[::1", "http://a:b", "http://a:0", "a.example"])
def test_what_names_no_machine_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="it names no machine"):
        ADDRESS.validate_python(address)
