"""Learning while labelling in a project: which documents are decided, rounds in a process of their own."""
