"""The skeleton of a person, out of MakeHuman's default rig: joints, skin weights, weights for what is worn."""

from human.skeleton.carry import carry
from human.skeleton.figure import figure
from human.skeleton.joints import bones
from human.skeleton.weights import weights

__all__ = ["bones", "carry", "figure", "weights"]
