"""Projects that are damaged or hostile: see `python -m benchmarks.corruption --help`."""
