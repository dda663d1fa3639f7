"""Scores against gold and agreement between annotators: pure functions over spans and relations.

A number that is not defined (nothing to divide by, one category only) is None, never 0 or 1.
"""
