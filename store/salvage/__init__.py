"""Reading what is left of a damaged project, row by row and without SQLite, and making a sound one of it."""
