"""The domain: values and pure functions. No Qt, no SQL, no paths, no clock, no globals."""

VERSION = "0.1.0"
"""Gilder's version; `pyproject.toml` reads it here."""
