"""Datasets of a project: its parts, what is chosen to go out, descriptions, releases."""
