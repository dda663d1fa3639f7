"""The parts of a check: each is given a project, and gives what is wrong with it."""
