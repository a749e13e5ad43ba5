"""Writes a document in the form that a file's name asks for."""

from __future__ import annotations

from pathlib import Path

from visavis.rig.document import Document, binary_bytes, expects_gltf, json_bytes
from visavis.rig.errors import RigError
from visavis.rig.packing import outside_files, pack

_BINARY = {".glb", ".vrm"}


@expects_gltf
def check_place(document: Document, out: Path) -> None:
    """Raises RigError where :func:`file_bytes` would: before the work, not after it.

    A ``.gltf`` that stays one must stay in the folder of the files that it refers to.
    """
    ending = out.suffix.lower()
    if ending in _BINARY:
        return
    if ending != ".gltf":
        raise RigError(f"{out.name!r} is no name for a model: it should end with .glb, .vrm or .gltf")
    if document.blob is not None:
        raise RigError(f"{document.path} is a GLB and is written as one; give a name that ends with .glb")
    files = outside_files(document)
    if files and out.resolve().parent != document.path.resolve().parent:
        raise RigError(
            f"{document.path} refers to {', '.join(files[:3])} beside it: write into the same folder, or to a .glb, "
            "which takes everything with it"
        )


@expects_gltf
def file_bytes(document: Document, out: Path) -> bytes:
    """The document as the content of ``out``: a GLB, or the JSON of a ``.gltf``.

    A ``.gltf`` that becomes a GLB takes the files that it refers to with it. Raises RigError where that cannot be done.
    """
    check_place(document, out)
    if out.suffix.lower() not in _BINARY:
        return json_bytes(document, indent=1) + b"\n"
    if (document.blob is None and document.items("buffers")) or outside_files(document):
        pack(document)
    return binary_bytes(json_bytes(document), document.blob, document.other_chunks)
