"""visavis: a talking 3D avatar that runs in the visitor's browser."""

__version__ = "0.1.0"
