"""Triangle meshes as arrays, and what is done to them. Knows nothing of glTF or of faces."""
