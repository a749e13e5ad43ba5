"""Finds when each sound of a known text is said in a recording. Pure computation: no files, no engines, no clock."""
