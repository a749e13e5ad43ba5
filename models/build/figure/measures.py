"""The sizes of the figure, in metres (angles in radians). Change the figure here, not in the modules that build it."""

from math import radians

HEAD_CENTRE = (0.0, 1.605, 0.0)  # rays that sample the head start here

# The opening of the left eye (the right one is its mirror image) and the ball behind it. The ball is large and flat on
# purpose: a lid that travels over it cuts the corner by less than the lid is thick.
EYE_OPENING = (0.0445, 1.5870)
EYE_HALF_WIDTH = 0.0214
EYE_UPPER_HEIGHT = 0.0240
EYE_LOWER_HEIGHT = 0.0215
EYE_RADIUS = 0.0600
EYE_CENTRE_X = 0.0418
EYE_BULGE = 0.0025  # how far the ball stands before the face at the centre of the opening
LID_THICKNESS = 0.0020
LID_SHUT_THICKNESS = 0.0042
BROW_Y = 1.6270
BROW_INNER, BROW_OUTER = 0.0260, 0.0640  # the ends, from the middle of the face
LID_SHUT_Y = -0.0105  # where the lids meet, from the centre of the opening
IRIS_RADIUS = 0.0192
IRIS_TALLER = 1.14  # its height over its width
PUPIL_RADIUS = 0.0110

MOUTH_Y = 1.5330
MOUTH_HALF_WIDTH = 0.0205
MOUTH_SMILE = 0.0046  # how far the resting corners stand above the middle of the lip line
UPPER_LIP_HEIGHT = 0.0034
LOWER_LIP_HEIGHT = 0.0046
LIP_BULGE = 0.0022

NOSE = (0.0, 1.5640)

JAW_HINGE = (0.0, 1.5740, -0.0050)
JAW_OPEN = radians(17.0)

TEETH_GAP = 0.0052  # from the lip line back to the front of the teeth
TEETH_HALF_WIDTH = 0.0212
EYE_TURN = radians(12.0)  # eyeLook* at weight 1

SCALE = 1.7  # the head is modelled at a grown-up's size; the finished figure is larger by this
FLOOR = 1.0000  # where its soles are before that
ARM_SPREAD = radians(48.0)  # the bound arms from straight down
UPPER_ARM, FOREARM = 0.0880, 0.0800
