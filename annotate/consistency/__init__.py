"""Consistency of one source with itself: the same text read in more than one way, and spans that a model doubts.

Nothing here says that an annotation is wrong: it says where a person should look first.
"""
