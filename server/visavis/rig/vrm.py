"""Expressions of VRM avatars: which morph targets a mouth shape or a blink moves, whatever these are called.

Sources: VRM 0 ``vrm.blendshape.group.schema.json``, VRM 1 ``VRMC_vrm-1.0/expressions.md`` (vrm-c/vrm-specification).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from visavis.rig.document import Document


class ExpressionBind(NamedTuple):
    """A morph target that an expression moves."""

    mesh: int | None
    """Number of a mesh (VRM 0), or None."""
    node: int | None
    """Number of a node (VRM 1), or None."""
    target: int
    weight: float
    """At a full expression, 0 to 1."""


def expressions(document: Document) -> dict[str, list[ExpressionBind]]:
    """Names of expressions with what they move; empty for a model that is no VRM."""
    extensions = document.json.get("extensions") or {}
    if vrm := extensions.get("VRMC_vrm"):
        told = vrm.get("expressions") or {}
        return {
            name: [
                ExpressionBind(None, bind["node"], bind["index"], float(bind.get("weight", 1.0)))
                for bind in expression.get("morphTargetBinds", [])
            ]
            for kind in ("preset", "custom")
            for name, expression in (told.get(kind) or {}).items()
        }
    return dict(_groups(extensions.get("VRM") or {}))


def faces_backwards(document: Document) -> bool:
    """A VRM 0 looks along -Z, where glTF says +Z."""
    return "VRM" in (document.json.get("extensions") or {})


def _groups(vrm: dict[str, Any]) -> Iterator[tuple[str, list[ExpressionBind]]]:
    for group in (vrm.get("blendShapeMaster") or {}).get("blendShapeGroups") or []:
        preset = group.get("presetName")
        name = group.get("name", "") if preset in {None, "", "unknown"} else preset
        yield (
            str(name),
            [
                ExpressionBind(bind["mesh"], None, bind["index"], float(bind.get("weight", 100.0)) / 100)
                for bind in group.get("binds") or []
            ],
        )
