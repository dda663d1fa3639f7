"""The project file: one SQLite file, and the only SQL in the tree."""
