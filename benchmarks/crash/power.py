"""A cut of power at a random point of recorded work, many times, and what the product makes of what is left."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.crash.base import Tell, Token, Work
from benchmarks.crash.disk import MODES, Disk, Event, Mark, points
from benchmarks.crash.judge import Found, judge
from benchmarks.crash.vfs import Recorder


@dataclass
class PowerRow:
    """What came of the images of one workload."""

    workload: str
    images: int = 0
    sound: int = 0
    with_lost: int = 0
    most_lost: int = 0
    half: int = 0
    damaged: int = 0
    events: int = 0
    first: str = ""
    skipped: str = ""

    def add(self, found: Found) -> None:
        """Count what was found in an image."""
        self.images += 1
        self.sound += not found
        self.with_lost += bool(found.lost)
        self.most_lost = max(self.most_lost, len(found.lost))
        self.half += bool(found.half)
        self.damaged += bool(found.bad)
        self.first = self.first or found.first

    @property
    def faults(self) -> int:
        """Images that are not as they should be."""
        return self.images - self.sound

    def figures(self) -> dict[str, object]:
        """The row as it is printed."""
        return {
            "workload": self.workload, "images": self.images, "sound": self.sound, "with lost": self.with_lost,
            "most lost": self.most_lost, "half done": self.half, "damaged": self.damaged, "writes": self.events,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """Recorded work, and what the controls do to each image before it is opened."""

    work: Work
    tokens: int  # how many acknowledged changes are recorded
    pragmas: tuple[str, ...] = ()
    without_log: bool = False

    @property
    def name(self) -> str:
        """The workload with its settings."""
        return " ".join((self.work.name, *self.pragmas, *(("without its log",) if self.without_log else ())))


def cut_power(cut: Cut, images: int, rng: Random, *, tell: Tell, enough: int = 0) -> PowerRow:
    """Record a workload and judge so many images of it; stop at `enough` faults if that is more than none."""
    with tempfile.TemporaryDirectory(prefix="gilder-power-") as name:
        folder = Path(name).resolve() / "recorded"
        folder.mkdir()
        path = folder / "p.gilder"
        os.environ["GILDER_DATA"] = str(folder / "data")
        cut.work.prepare(path)
        shutil.rmtree(folder / "data", ignore_errors=True)  # as on a computer that has not seen the project
        before = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
        events = record(cut, path, rng)
        row = PowerRow(cut.name, events=len(events))
        disk, at = Disk(before), 0
        for number, point in enumerate(points(events, images, rng)):
            for event in events[at:point]:
                disk.happen(event)
            at = point
            image = disk.image(MODES[number % len(MODES)], rng)
            row.add(_judged(cut, image, path.name, disk.tokens, Path(name) / "image", rng))
            tell(f"{row.workload}: {row.images} of {images} images, {row.faults} faults")
            if enough and row.faults >= enough:
                break
    return row


def record(cut: Cut, path: Path, rng: Random) -> list[Event]:
    """What the product writes while it works, with a mark where something was acknowledged; the closing too."""
    os.environ["GILDER_DATA"] = str(path.parent / "data")
    recorder = Recorder(path.parent)
    with recorder.running():
        steps = cut.work.steps(path, rng, *cut.pragmas)
        for token in islice(steps, cut.tokens):
            recorder.events.append(Mark(token))
        steps.close()
    return recorder.events


def _judged(cut: Cut, image: dict[str, bytes], name: str, tokens: list[Token], folder: Path, rng: Random) -> Found:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    os.environ["GILDER_DATA"] = str(folder / "data")
    written = dict[int, Path]()  # a file with two names has one content
    for file, content in image.items():
        if cut.without_log and file.endswith("-wal"):
            continue
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        if content and id(content) in written:
            os.link(written[id(content)], folder / file)
        else:
            (folder / file).write_bytes(rng.randbytes(32768) if file.endswith("-shm") else content)
            written[id(content)] = folder / file
    if rng.random() < 0.2:  # what was in shared memory may be on the disk too, and is worth nothing
        (folder / f"{name}-shm").write_bytes(rng.randbytes(32768))
    return judge(folder / name, tokens, whole=True, lives=1, event_before=cut.work.event_before)
