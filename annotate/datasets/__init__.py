"""Datasets: parts for training and testing, what goes out, how it is described, and what was released."""
