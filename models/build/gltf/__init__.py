"""GLB files: writing, compressing, levels of detail."""
