"""Trainings on gold: `python -m benchmarks.training CORPUS.jsonl.gz`."""
