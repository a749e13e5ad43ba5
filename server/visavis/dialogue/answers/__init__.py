"""Approved answers: a file of questions and what is said to them, read, checked, kept fresh and searched."""
