"""A process that has loaded a suggester and stays, so that the next document is answered at once.

Loading and reading happen there and not on a thread: importing a library and unpacking weights hold Python's lock for
longer than a frame, and the window would stand still.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from annotate.document import Document
from annotate.errors import InputError, or_else
from annotate.scheme import Scheme
from annotate.suggest.base import Suggestions
from annotate.suggest.parallel import MANY, Maker, good_number, suggest_in_processes, work

_POLL = 0.05  # seconds between two looks at whether somebody has cancelled
_GRACE = 2.0  # seconds that a process has to end


class KeptProcess:
    """Has at most one process. Used on one thread."""

    def __init__(self, maker: Maker, scheme: Scheme) -> None:
        self._maker, self._scheme = maker, scheme
        self._running: tuple[BaseProcess, Connection] | None = None
        self._asked = 0

    def suggest(
        self, docs: Iterable[Document], total: int, check: Callable[[], None]
    ) -> Iterator[tuple[str, Suggestions]]:
        """For each of `total` documents, in order, its id and what is proposed for it; lazy.

        `check` is called many times a second while an answer is awaited; what it raises ends the process, and the next
        question starts another one. Raises InputError where the suggester cannot be made or the process dies.
        """
        if total >= MANY:
            self.end()  # several others come, each with a pipeline of its own in memory
            yield from _in_processes(self._maker, self._scheme, docs, total, check)
            return
        for doc in docs:
            with or_else(self.end):
                found = self._ask(doc, check)
            yield doc.id, found

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._running is None:
            return
        process, line = self._running
        self._running = None
        line.close()
        process.terminate()
        process.join(_GRACE)
        if process.exitcode is None:
            process.kill()
            process.join()
        process.close()

    def _ask(self, doc: Document, check: Callable[[], None]) -> Suggestions:
        process, line = self._running or self._start()
        self._asked += 1
        try:
            line.send((self._asked, [(doc.id, doc.name, doc.text, doc.zones, dict(doc.meta))]))
            while not line.poll(_POLL):
                check()
            number, found = line.recv()
        except (EOFError, OSError) as problem:
            process.join(_GRACE)
            raise InputError(_died(process.exitcode)) from problem
        if isinstance(found, str):
            raise InputError(found)
        assert number == self._asked, "answers come in the order of the questions"
        return found[0]

    def _start(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(self._maker, self._scheme, theirs), daemon=True)
        process.start()
        theirs.close()
        self._running = (process, ours)
        return self._running


def _in_processes(
    maker: Maker, scheme: Scheme, docs: Iterable[Document], total: int, check: Callable[[], None]
) -> Iterator[tuple[str, Suggestions]]:
    asked = list[str]()

    def noted() -> Iterator[Document]:
        for doc in docs:
            asked.append(doc.id)
            yield doc

    cores = max(1, (os.cpu_count() or 2) - 1)  # one is left to the window
    processes = good_number(total, cores)
    answers = suggest_in_processes(maker, noted(), scheme, processes=processes, check=check)
    try:
        for at, found in enumerate(answers):
            yield asked[at], found
    finally:
        answers.close()


def _died(status: int | None) -> str:
    how = f"was killed by signal {-status}" if status is not None and status < 0 else f"ended with status {status}"
    return f"the suggester's process {how}, perhaps for want of memory; F5 starts it again"
