"""What a training says that it will take, beside what it takes: time and memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from annotate.pipelines.events import Estimate
from benchmarks.training.corpus import make_project
from store.project import Project
from store.training.gather import Wanted, prepare
from store.training.training import Training

_MOST = 1.3  # times the estimate


def estimated(corpus: Path, *, documents: int, rest: int, steps: int, seed: int) -> bool:
    """Train to the last step; print both, and say whether it took at most a little more than was told."""
    with tempfile.TemporaryDirectory(prefix="gilder-") as place:
        path, output = make_project(corpus, Path(place), train=documents, rest=rest, seed=seed), Path(place) / "model"
        with Project.open(path, read_only=True) as project:
            prepared = prepare(project, Wanted(output, seed=seed, max_steps=steps, patience=steps))
        said, before = Estimate(0, None, 0), os.getloadavg()[0]
        with Training.start(prepared, output) as training:
            for event in training.events():
                said = event if isinstance(event, Estimate) else said
            took = (training.result or {})["took"]
    peaks = said.memory or 1, took["memory"] or 0
    seconds, memory = took["seconds"] / said.seconds, peaks[1] / peaks[0]
    time = f"{said.seconds:.0f} s said, {took['seconds']:.0f} s taken ({seconds:.2f})"
    room = f"{peaks[0] / 1e6:.0f} MB said, {peaks[1] / 1e6:.0f} MB taken ({memory:.2f})"
    load = f"load {before:.1f}, then {os.getloadavg()[0]:.1f}"
    print(f"{corpus.name}, {documents} documents, {steps} steps: {time}; {room}; {load}", flush=True)
    return max(seconds, memory) <= _MOST
