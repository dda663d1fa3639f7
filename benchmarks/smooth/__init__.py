"""Does the window stay quick while a training runs? `python -m benchmarks.smooth`."""
