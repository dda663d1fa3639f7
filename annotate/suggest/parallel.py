"""Many documents in several processes: each has the whole suggester, the answers come back in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Protocol

from annotate.document import Document
from annotate.errors import GilderError, InputError
from annotate.model import Zone
from annotate.scheme import Scheme
from annotate.suggest.base import Suggester, Suggestions, never

MANY = 50  # documents from which several processes are worth their start
_MOST = 8  # processes that are taken unasked: each has a pipeline of its own in memory
_BATCH_DOCUMENTS, _BATCH_SIZE = 32, 40_000  # documents and code points that are handed over together
_AHEAD = 2  # batches that a process is given before it has answered the first of them
_POLL = 0.1  # seconds between two looks at whether somebody has cancelled
_GRACE = 5.0  # seconds that a process has to end

Plain = tuple[str, str, str, tuple[Zone, ...], dict[str, str]]


class Maker(Protocol):
    """Something that another process can be given and that makes a suggester there, such as a `Recipe`."""

    def make(self) -> Suggester:
        """The suggester. Raises InputError."""
        ...


def good_number(documents: int, cores: int) -> int:
    """How many processes are worth it for so many documents on so many cores."""
    return max(1, min(cores, _MOST, documents // (MANY // 2))) if documents >= MANY else 1


def suggest_in_processes(
    maker: Maker, docs: Iterable[Document], scheme: Scheme, *, processes: int, check: Callable[[], None] = never
) -> Generator[Suggestions, None, None]:
    """What `maker`'s suggester proposes for each document, in order, read by so many processes.

    Lazy: documents are read a few batches ahead. `check` is called several times a second while an answer is awaited;
    what it raises, an interrupt, and closing the generator end all processes. Raises InputError where the suggester
    cannot be made or a process dies; everything given before stays good.
    """
    team = [_Hand.start(maker, scheme) for _ in range(processes)]
    try:
        yield from _in_order(team, enumerate(_batches(docs)), check)
    finally:
        for hand in team:
            hand.end()


@dataclass(eq=False)
class _Hand:
    """A process, our end of its line, and the numbers of the batches that it has not answered."""

    process: BaseProcess
    line: Connection
    asked: set[int] = field(default_factory=set[int])

    @classmethod
    def start(cls, maker: Maker, scheme: Scheme) -> _Hand:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(maker, scheme, theirs), daemon=True)
        with _no_interrupt():
            process.start()
        theirs.close()
        return cls(process, ours)

    def give(self, number: int, batch: list[Plain]) -> None:
        self.asked.add(number)
        with suppress(OSError):  # it is dead: reading from it tells
            self.line.send((number, batch))

    def take(self) -> tuple[int, list[Suggestions]]:
        try:
            number, found = self.line.recv()
        except (EOFError, OSError) as problem:
            raise self._died() from problem
        if isinstance(found, str):
            raise InputError(found)
        self.asked.discard(number)
        return number, found

    def end(self) -> None:
        self.line.close()
        self.process.terminate()
        self.process.join(_GRACE)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self.process.close()

    def _died(self) -> InputError:
        self.process.join(_GRACE)
        status = self.process.exitcode
        how = f"was killed by signal {-status}" if status is not None and status < 0 else f"ended with status {status}"
        return InputError(
            f"a process of the suggester {how}, perhaps for want of memory; try again with fewer: --processes 1"
        )


def _in_order(
    team: list[_Hand], batches: Iterator[tuple[int, list[Plain]]], check: Callable[[], None]
) -> Iterator[Suggestions]:
    """Hand batches out, and give their answers in the order of the batches."""
    done, following = dict[int, list[Suggestions]](), 0
    _hand_out(team, batches)
    while any(hand.asked for hand in team):
        check()
        for line in wait([hand.line for hand in team if hand.asked], timeout=_POLL):
            hand = next(hand for hand in team if hand.line is line)
            number, found = hand.take()
            done[number] = found
            if len(done) <= len(team) * _AHEAD:  # else one document holds all others up: do not run further ahead
                _hand_out([hand], batches)
        while following in done:
            yield from done.pop(following)
            following += 1
            _hand_out(team, batches)


def _hand_out(team: list[_Hand], batches: Iterator[tuple[int, list[Plain]]]) -> None:
    for _ in range(_AHEAD):
        for hand in team:
            if len(hand.asked) < _AHEAD and (following := next(batches, None)) is not None:
                hand.give(*following)


def _batches(docs: Iterable[Document]) -> Iterator[list[Plain]]:
    batch, size = list[Plain](), 0
    for doc in docs:
        batch.append((doc.id, doc.name, doc.text, doc.zones, dict(doc.meta)))
        size += len(doc.text)
        if len(batch) >= _BATCH_DOCUMENTS or size >= _BATCH_SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@contextmanager
def _no_interrupt() -> Generator[None, None, None]:
    """Processes started inside do not hear Ctrl+C, which the terminal sends to all: the first one ends the others."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    resource_tracker.ensure_running()  # or its start would open the signal up again
    old = mask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, old)


def work(maker: Maker, scheme: Scheme, line: Connection) -> None:
    """What a process does: read batches off its line, and answer each with what is proposed or with a failure."""
    for library in ("OPENBLAS", "OMP", "MKL"):  # before numpy comes in: the processes share the cores among them
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    asked = SimpleQueue[tuple[int, list[Plain]]]()
    threading.Thread(target=_listen, args=(line, asked), daemon=True).start()
    try:
        suggester = maker.make()
        while True:
            number, batch = asked.get()
            docs = (Document(*plain) for plain in batch)
            line.send((number, list(suggester.suggest(docs, scheme))))
    except GilderError as problem:
        _say(line, str(problem))
    except MemoryError:
        _say(line, "there is not enough memory for the suggester; try again with fewer processes: --processes 1")
    except (BrokenPipeError, ConnectionResetError):
        return  # nobody waits for an answer any more


def _listen(line: Connection, asked: SimpleQueue[tuple[int, list[Plain]]]) -> None:
    """Take batches off the line at once, so that whoever sends them never waits; when they are gone, end at once."""
    with suppress(EOFError, OSError):
        while True:
            asked.put(line.recv())
    os._exit(0)  # the work in hand is for nobody any more


def _say(line: Connection, failure: str) -> None:
    with suppress(OSError):
        line.send((-1, failure))
