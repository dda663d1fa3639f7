"""Training a pipeline on a project's gold: what goes in, the process that does it, and the models that came of it."""
