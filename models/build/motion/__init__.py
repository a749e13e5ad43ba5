"""Skeletons, poses and clips that fit any of our figures."""
