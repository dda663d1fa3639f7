"""The window. Knows annotate and store; `app.py` is the one place where its objects are made and joined."""
