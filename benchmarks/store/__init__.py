"""How a project file grows: see `benchmarks.store.__main__`."""
