"""Adjudication: what two or more annotators differ on in one document, settled place by place into gold.

`stops.py` says what a stop is, `spans.py`, `relations.py` and `labels.py` find them, `case.py` is a document with all
that is said of it; `settling.py` has the commands, `answering.py` what an answer does to gold, and `agreed.py` takes
what needs no person.
"""
