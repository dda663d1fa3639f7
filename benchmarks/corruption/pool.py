"""Processes that judge files, one after the other each; one that hangs is killed, one that died is replaced."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Lock

from benchmarks.corruption.base import Base
from benchmarks.corruption.damage import Case
from benchmarks.corruption.judge import Verdict

_SECONDS = 30.0  # for one file


@dataclass
class Worker:
    """A process with a folder of its own."""

    folder: Path
    base: Base
    process: subprocess.Popen[str] | None = None

    def judge(self, case: Case, seed: int, *, control: str = "", repair: bool = True) -> Verdict:
        """Make the damaged file and have it judged."""
        path = self._laid_out(case, seed)
        known = {"tx": sorted(self.base.entries), "span": sorted(self.base.spans)} if repair and case.project else None
        content = self.base.logged_content if case.logged else self.base.content
        return self._ask({"path": str(path), "content": content, "control": control, "known": known})

    def _laid_out(self, case: Case, seed: int) -> Path:
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        self.base.lay_mark(self.folder / "data", work / "p.gilder", logged=case.logged)
        files = case.make(self.base, Random(f"{seed} {case.kind} {case.number}"), case.number)
        for end, content in files.items():
            (work / f"p.gilder{end}").write_bytes(content)
        return work / "p.gilder"

    def _ask(self, what: dict[str, object]) -> Verdict:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(what) + "\n")
        process.stdin.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            answered = waiting.select(_SECONDS)
        line = process.stdout.readline() if answered else ""
        if line:
            return Verdict(**json.loads(line))
        if answered:
            told = f"crash: the process ended with status {process.wait()}"
        else:
            told = f"hang: no answer within {_SECONDS:.0f} seconds"
        self.close()
        return Verdict("FAULT", faults=[told])

    def _running(self) -> subprocess.Popen[str]:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.corruption.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                text=True, env={**os.environ, "GILDER_DATA": str(self.folder / "data")},
            )  # fmt: skip
        return self.process

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def judged(
    base: Base, cases: Sequence[Case], folder: Path, *, seed: int, processes: int, control: str, repair: bool,
    progress: Callable[[str], None],
) -> Iterator[tuple[Case, Verdict]]:  # fmt: skip
    """Every case with what came of it, in order."""
    idle, mutex = [Worker(folder / f"{control or 'files'} {at}", base) for at in range(processes)], Lock()
    workers = list(idle)

    def one(case: Case) -> Verdict:
        with mutex:
            worker = idle.pop()
        try:
            return worker.judge(case, seed, control=control, repair=repair)
        finally:
            with mutex:
                idle.append(worker)

    with ThreadPoolExecutor(processes) as threads:
        try:
            for at, (case, verdict) in enumerate(zip(cases, threads.map(one, cases), strict=True)):
                progress(f"{control or 'files'}: {at + 1} of {len(cases)}")
                yield case, verdict
        finally:
            threads.shutdown(cancel_futures=True)
            for worker in workers:
                worker.close()
