"""``/docs``: the REST operations on one page, made on the server from the OpenAPI description. No script, no CDN."""

from __future__ import annotations

import json
from html import escape
from typing import Any

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem; color: #1c2330 }
article { border: 1px solid #d5dae3; border-radius: 8px; margin: 1rem 0; padding: .25rem 1rem }
h2 code { background: #1c2330; color: #fff; border-radius: 4px; padding: .1rem .4rem; font-size: .8em }
h2 { font-size: 1.1rem } pre { background: #f3f5f9; padding: .75rem; overflow: auto; border-radius: 6px }
td, th { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top }
"""


def api_page(description: dict[str, Any]) -> str:
    """HTML that lists every operation, its body and its answers."""
    info = description["info"]
    operations = [
        _operation(path, method, operation, description)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])} API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1><p>{escape(info.get('description', ''))}</p>"
        f'<p>For machines: <a href="openapi.json">openapi.json</a></p>{"".join(operations)}</body></html>'
    )


def _operation(path: str, method: str, operation: dict[str, Any], description: dict[str, Any]) -> str:
    answers = "".join(
        f"<tr><th>{escape(status)}</th><td>{escape(told.get('description', ''))}</td>"
        f"<td>{escape(', '.join(told.get('content', {})))}</td></tr>"
        for status, told in sorted(operation["responses"].items())
    )
    return (
        f"<article><h2><code>{method.upper()}</code> {escape(path)}</h2><p>{escape(operation.get('summary', ''))}</p>"
        f"<pre>{escape(operation.get('description', ''))}</pre>{_credentials(operation, description)}"
        f"{_body(operation, description)}"
        f"<table>{answers}</table></article>"
    )


def _credentials(operation: dict[str, Any], description: dict[str, Any]) -> str:
    """What `Authorization` carries: each alternative of the operation, an empty one meaning that it may be left out."""
    alternatives = operation.get("security", [])
    schemes = description["components"].get("securitySchemes", {})
    told = [schemes[name]["description"] for one in alternatives for name in one]
    if not told:
        return ""
    need = "may be" if {} in alternatives else "is"
    return f"<p><code>Authorization: Bearer …</code> {need} sent: {escape(' '.join(told))}</p>"


def _body(operation: dict[str, Any], description: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    parts = []
    for media_type, told in content.items():
        schema = told["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        shown = description["components"]["schemas"].get(name, schema)
        parts.append(f"<p>Body, {escape(media_type)}:</p><pre>{escape(json.dumps(shown, indent=1))}</pre>")
    return "".join(parts)
