"""Trained weights as the file that server and browser read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from visavis.speech.recogniser.model_file import Layer, write_model
from viseme_training.network import Weights


def exported(weights: Weights, about: Mapping[str, Any]) -> bytes:
    """The file; ``about`` tells people how it was made."""
    names = [name.removesuffix(".weight") for name in weights if name.endswith(".weight")]
    layers = {
        name: Layer(np.asarray(weights[f"{name}.weight"]).T, np.asarray(weights[f"{name}.bias"])) for name in names
    }
    return write_model(layers, about)
