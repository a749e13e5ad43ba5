"""Models: what a glTF file has to talk with, and speech written into it as an animation."""
