"""Copies of a project that were edited apart come together: `plan` says what a merge would do, `merge` does it."""
