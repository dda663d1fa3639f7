"""Programs that speak JSON lines as a model in a process of its own does, written into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

_LOOP = """\
import json, os, re, sys, time
hello = json.loads(sys.stdin.readline())
{hello}
for line in sys.stdin:
    request = json.loads(line)
    text = request["text"]
    def span(start, end, label="place", **more):
        return dict(start=start, end=end, label=label, text=text[start:end], score=0.9) | more
    spans = [span(*match.span()) for match in re.finditer("Iran|Syria", text)]
    {answer}
    print(json.dumps(answer), flush=True)
"""
HELLO = (
    'print(json.dumps(dict(name="toy", version="2", labels=["place", "law"], settings=dict(t=0.5), new=1)), flush=True)'
)
ANSWER = 'answer = dict(id=request["id"], spans=spans, more=1)'


def program(folder: Path, *, hello: str = HELLO, answer: str = ANSWER) -> str:
    """The command line of a program whose greeting and answers are made by these lines of Python."""
    path = folder / "toy model.py"
    path.write_text(_LOOP.format(hello=hello, answer=answer), encoding="utf-8")
    return f'"{sys.executable}" "{path}"'
