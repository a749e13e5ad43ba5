"""The sizes of the figure, in metres (angles in radians). Change the figure here, not in the modules that build it."""

from math import radians

HEAD_CENTRE = (0.0, 1.605, 0.0)  # rays that sample the head start here

# The opening of the left eye (the right one is its mirror image) and the ball behind it. The ball is large and flat on
# purpose: a lid that travels over it cuts the corner by less than the lid is thick.
EYE_OPENING = (0.0385, 1.5990)
EYE_HALF_WIDTH = 0.0205
EYE_UPPER_HEIGHT = 0.0152
EYE_LOWER_HEIGHT = 0.0160
EYE_RADIUS = 0.0400
EYE_CENTRE_X = 0.0372
EYE_BULGE = 0.0025  # how far the ball stands before the face at the centre of the opening
LID_THICKNESS = 0.0020
LID_SHUT_THICKNESS = 0.0042
LID_SHUT_Y = -0.0090  # where the lids meet, from the centre of the opening
IRIS_RADIUS = 0.0148
PUPIL_RADIUS = 0.0078

MOUTH_Y = 1.5345
MOUTH_HALF_WIDTH = 0.0265
MOUTH_SMILE = 0.0052  # how far the resting corners stand above the middle of the lip line
UPPER_LIP_HEIGHT = 0.0052
LOWER_LIP_HEIGHT = 0.0068
LIP_BULGE = 0.0034

NOSE = (0.0, 1.5690)

JAW_HINGE = (0.0, 1.5740, -0.0050)
JAW_OPEN = radians(17.0)

TEETH_GAP = 0.0052  # from the lip line back to the front of the teeth
TEETH_HALF_WIDTH = 0.0245
EYE_TURN = radians(17.0)  # eyeLook* at weight 1

BONES: dict[str, tuple[str | None, tuple[float, float, float]]] = {
    "Hips": (None, (0.0, 0.950, 0.0)),
    "Spine": ("Hips", (0.0, 1.200, -0.010)),
    "Neck": ("Spine", (0.0, 1.430, -0.012)),
    "Head": ("Neck", (0.0, 1.505, -0.008)),
    "Jaw": ("Head", JAW_HINGE),
}
"""Bone → (parent, joint position in the world). The eye bones are added once the eyes are placed."""
