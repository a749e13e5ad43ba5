"""Builds *pip*, the project's own test figure, from nothing but numbers.

Units are metres, Y is up, the figure faces +Z and its own left is +X. Every module holds one concept:
`measures` the sizes, `surface` the shape of the head, `face` its mesh, `shapes_*` the morph targets,
`skeleton` and `clips` the motion, `glb` the file format, `cli` the command.
"""
