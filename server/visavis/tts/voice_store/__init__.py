"""Installs and removes the files of local voices."""
