"""Drives an avatar on somebody's screen from a backend, by REST: standard library only.

The page asks its server for a one-time code and shows it (a kiosk does with ``"ask_code": true`` in its settings).
Whoever types it in here may drive that page, and no other:

    python kiosk_backend.py http://127.0.0.1:8080 K7QF3MXPA2 "您好，欢迎光临！"

Where the server asks for tokens, VISAVIS_HOST_TOKEN holds one with the scope ``host``, such as
``visavis token issue keys.json --subject desk --host`` prints.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any

TIMEOUT_S = 10.0


class RemoteAvatar:
    """The avatar of one page, bound by a code that the page has shown. Keep the key in the backend."""

    def __init__(self, server: str, session_id: str, key: str) -> None:
        self._commands = f"{server.rstrip('/')}/v1/sessions/{session_id}/commands"
        self._key = key

    @classmethod
    def bind(cls, server: str, code: str, token: str | None = None) -> RemoteAvatar:
        """Redeem a page's code, which works once. Raises ``urllib.error.HTTPError`` for one that is wrong or late."""
        answer = _post(f"{server.rstrip('/')}/v1/sessions/redeem", {"code": code}, token)
        return cls(server, answer["session_id"], answer["key"])

    def send(self, command: dict[str, Any]) -> None:
        """Have the page do a command, such as ``{"type": "speak", "text": "您好！"}``."""
        _post(self._commands, command, self._key)

    def speak(self, text: str) -> None:
        """Say a text after what is being said."""
        self.send({"type": "speak", "text": text})


def _post(url: str, body: dict[str, Any], bearer: str | None = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        content: dict[str, Any] = json.load(answer)
        return content


def main(arguments: list[str]) -> int:
    if len(arguments) != 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    server, code, text = arguments
    try:
        RemoteAvatar.bind(server, code, os.environ.get("VISAVIS_HOST_TOKEN")).speak(text)
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"{error.code}: {error.read().decode(errors='replace')}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
