"""Real and malformed files of every format: what comes in, what goes out again, and what is refused."""
