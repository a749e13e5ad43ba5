"""How widely a model moves its mouth in speech, by its manifest; the front end applies the same factors.

``tests/golden/articulation.json`` is held against both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from visavis.rig.face_channels import FACE_CHANNELS

LEAST, MOST = 0.25, 2.0
_CONTACT = re.compile(r"mouth(Roll|Press|Shrug)|viseme_(sil|PP|FF)")
_TONGUE = re.compile(r"viseme_(TH|DD|kk|nn)")


def articulation_gains(articulation: Mapping[str, float]) -> NDArray[np.float64]:
    """Factors over the channels of a face, from those of ``jaw``, ``lip`` and ``tongue``, each held to 0.25 to 2.

    What holds lips together, or lip and teeth, keeps its strength, and ``mouthClose`` follows ``jawOpen``.
    """
    jaw, lip, tongue = (
        float(np.clip(gain, LEAST, MOST)) if np.isfinite(gain) else 1.0
        for gain in (articulation.get(part, 1.0) for part in ("jaw", "lip", "tongue"))
    )
    return np.array([_gain(name, jaw, lip, tongue) for name in FACE_CHANNELS])


def _gain(name: str, jaw: float, lip: float, tongue: float) -> float:
    if _CONTACT.match(name):
        return 1.0
    if name == "mouthClose" or name.startswith("jaw") or _TONGUE.match(name):
        return jaw
    if name.startswith("viseme_"):
        return (jaw + lip) / 2
    if name.startswith("mouth"):
        return lip
    return tongue if name == "tongueOut" else 1.0
