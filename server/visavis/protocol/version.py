"""The version of the wire."""

PROTOCOL_VERSION = "1.4"
"""``major.minor``. Peers whose majors differ refuse each other at the handshake; a minor only adds."""
