"""Builds *pip*, the light figure, from nothing but numbers.

Units are metres, Y is up, the figure faces +Z and its own left is +X. Every module holds one concept: `measures` the
sizes, `surface` the shape of the head, `face` its mesh, `shapes_*` the morph targets, `torso`, `limbs`, `hands` and
`outfit` the body, `skeleton` the joints, `merge` and `assemble` the files, `cli` the command.
"""
