"""Datasets go out: what a filter chooses, a file for each part, with a card, and frozen under a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.datasets.facts import About
from annotate.datasets.selection import Selection
from store.datasets.describing import Describing, write_descriptions
from store.datasets.outcome import out_files
from store.datasets.parts import Parts
from store.datasets.releases import Freezing, Release, Releases
from store.datasets.selecting import checked, narrow, selected
from store.exchange.exporting import Progress, Written, named, write_records
from store.exchange.formats import Format
from store.exchange.outgoing import Outgoing, Which
from store.exchange.placing import REPORT, whole_folder
from store.exchange.record import Record
from store.project import Project

_WHOLE = "data"  # the name of the file where there are no parts


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is wanted: which documents and annotations in which format; with `parts` a file for each part of the
    project; with `about` a card and Croissant metadata; with `release` its name for ever."""

    form: Format
    which: Which = field(default_factory=Which)
    selection: Selection = field(default_factory=Selection)
    parts: bool = False
    about: About | None = None
    release: str = ""
    strict: bool = False

    @property
    def folder(self) -> bool:
        """Whether it is a folder, whatever its format is."""
        return self.parts or self.about is not None


@dataclass(slots=True)
class Made:
    """What has been written: all of it, by parts, and the release that was recorded."""

    written: Written = field(default_factory=Written)
    parts: dict[str, Written] = field(default_factory=dict[str, Written])
    release: Release | None = None


def export_dataset(project: Project, out: Path, wanted: Dataset, author: str, progress: Progress | None = None) -> Made:
    """Write a dataset, put in place when it is whole. Raises GilderError: InputError for a filter that names what is
    not there, WouldLose, SeveralSources, ProjectError for a place that cannot be written."""
    chosen = checked(project, wanted.selection)
    if wanted.release:
        Releases(project).check_name(wanted.release)
    wanted = replace(wanted, which=replace(wanted.which, form=wanted.form.name))
    going = _Going(project, wanted, progress, selected(project, chosen))
    if wanted.folder:
        with whole_folder(out) as folder:
            going.to_folder(folder, out)
            going.describe(folder)
    else:
        going.made.written = write_records(
            going.records(going.ids), out, wanted.form, strict=wanted.strict, scheme=project.scheme
        )
    going.made.written.hidden = going.hidden
    if wanted.release:
        going.made.release = Releases(project).record(wanted.release, going.freezing, out_files(out), author)
        going.describe(out)  # once more, with the digest of the release
    return going.made


class _Going:
    """Records on their way, counted and frozen as they go by."""

    def __init__(self, project: Project, wanted: Dataset, progress: Progress | None, ids: list[str]) -> None:
        self._project, self._wanted, self._progress, self.ids = project, wanted, progress, ids
        self.describing, self.freezing = Describing(project), Freezing(wanted.which, wanted.selection)
        self._outgoing, self._done, self.made = Outgoing(project, wanted.which), 0, Made()

    @property
    def hidden(self) -> int:
        """Suggested spans that were left out because people work blind there."""
        return self._outgoing.hidden

    def records(self, ids: Iterable[str]) -> Iterator[Record]:
        """The records of documents, as they go out."""
        narrowed = (narrow(record, self._wanted.selection) for record in self._outgoing.records(ids))
        for record in self.freezing.noted(self.describing.noted(narrowed)):
            yield record
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, len(self.ids))

    def describe(self, folder: Path) -> None:
        """Write the card and the metadata into the folder, where they are wanted."""
        wanted = self._wanted
        if wanted.about is not None:
            facts = self.describing.facts(
                wanted.about, title=wanted.form.title, out=folder, selection=wanted.selection, release=self.made.release
            )
            write_descriptions(facts, folder)

    def to_folder(self, folder: Path, shown: Path) -> None:
        """A file, or a folder, for each part."""
        form, said = self._wanted.form, Parts(self._project)
        recipe, part_of = said.recipe, said.all()
        names = recipe.names if self._wanted.parts and recipe is not None else (_WHOLE,)
        for name in names:
            ids = self.ids if names == (_WHOLE,) else [one for one in self.ids if part_of.get(one) == name]
            written = write_records(
                self.records(ids), folder / named(name, form), form, strict=self._wanted.strict,
                scheme=self._project.scheme, shown=shown,
            )  # fmt: skip
            written.report = shown / f"{named(name, form)}{REPORT}" if written.report is not None else None
            self.made.parts[name] = written
            self.made.written.add(written)
