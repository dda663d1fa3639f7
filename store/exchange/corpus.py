"""What was given to be imported: files and folders of them, each with the format that reads it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from annotate.errors import GilderError, InputError
from store.connection import Step, no_step
from store.exchange.archives import is_archive, opened
from store.exchange.articles import article_files, read_article
from store.exchange.files import Given, given_files
from store.exchange.formats import Format, format_named, recognised
from store.exchange.loss_report import REPORT_HEAD
from store.exchange.placing import REPORT
from store.exchange.reading import Reading
from store.exchange.record import UNMARKED, Record

Annotators = Literal["folders", "files"]
"""Where a corpus has the names of its annotators: `folders` ANNOTATOR/DOCUMENT, `files` DOCUMENT/ANNOTATOR.SUFFIX."""

ARTICLES: dict[str, Literal["text", "html"]] = {"text": "text", "html": "html"}
"""Names of formats that are read as articles, without annotations."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file that is to be read: an article where it has no format."""

    given: Given
    form: Format | None
    article: Literal["text", "html"] | None = None

    def read(self, reading: Reading, annotators: Annotators | None = None) -> Iterator[Record]:
        """The documents of a file, as they are read. Raises GilderError, also after some of them were given."""
        if self.form is None:
            doc = read_article(self.given.path, encoding=reading.encoding, name=self.given.name, form=self.article)
            yield Record(doc.name, doc.text, (), doc.zones, doc.meta)
            return
        if self.form.read is None:
            raise InputError(f"{self.given.where}: Gilder writes {self.form.title} and does not read it")
        self._check_size(self.form, reading)
        for record in self.form.read(self.given, reading):
            said = any(one.spans or one.relations or one.marks != UNMARKED for one in record.sources)
            looked = record.looked if said or self.form.tells_looked else ("",)
            own = replace(record, file=self.given.where, looked=looked)
            yield own if annotators is None else by_annotator(own, annotators, self._alone())

    def _alone(self) -> str:
        """The annotator whose file this is by its folder, or by its name where a format has a corpus in one file."""
        parts = PurePosixPath(self.given.name).parts
        if len(parts) > 1:
            return parts[0]
        return self.given.path.stem if self.form is not None and self.form.out == "file" else ""

    def _check_size(self, form: Format, reading: Reading) -> None:
        limit = reading.limits.whole if form.whole else reading.limits.file
        try:
            size = self.given.path.stat().st_size
        except OSError:
            return  # what reads it tells
        if size > limit:
            told = f"is {size / 1e6:,.0f} MB; files of {form.title} may have {limit / 1e6:,.0f} MB (limit)"
            raise InputError(f"{self.given.where}: {told}; more with --max-size")


def corpus(
    paths: Sequence[Path], asked: str | None, bad: Callable[[GilderError], None], step: Step = no_step
) -> list[CorpusFile]:
    """The files of all paths, to be read in format `asked`, or the one that is told by each; paths that cannot be are
    given to `bad`. `step` is called for each file that is looked at, and may raise to end it."""
    files = list[CorpusFile]()
    for path in paths:
        try:
            files += _of(path, asked, step)
        except GilderError as problem:
            bad(problem)
    return files


def source_of(files: list[CorpusFile]) -> str:
    """Whose the annotations are that name nobody."""
    forms = dict.fromkeys(one.form.name for one in files if one.form is not None)
    return f"import:{next(iter(forms), 'text')}"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Paths that can be read; `archives` are those that folders among them stand for."""

    paths: list[Path] = field(default_factory=list[Path])
    archives: dict[str, str] = field(default_factory=dict[str, str])

    def told(self, text: str) -> str:
        """A message with the name of the archive in it, instead of the folder that nobody has given."""
        for folder, archive in self.archives.items():
            text = text.replace(folder, archive)
        return text


@contextmanager
def unpacked(
    paths: Sequence[Path], reading: Reading, bad: Callable[[GilderError], None]
) -> Generator[Unpacked, None, None]:
    """The same paths, with a folder in place of each archive that goes away with the context; archives that cannot be
    opened are given to `bad`."""
    with ExitStack() as stack:
        there = Unpacked()
        for path in paths:
            try:
                if is_archive(path) and path.is_file():
                    folder = stack.enter_context(opened(path, reading))
                    there.archives[str(folder)] = str(path)
                    there.paths.append(folder)
                else:
                    there.paths.append(path)
            except GilderError as problem:
                bad(problem)
        yield there
        reading.problems[:] = [
            replace(one, where=there.told(one.where), what=there.told(one.what)) for one in reading.problems
        ]


def _of(path: Path, asked: str | None, step: Step) -> list[CorpusFile]:
    """The files of a path. What no format knows is an article."""
    if asked in ARTICLES:
        kind = ARTICLES[asked]
        return [CorpusFile(Given(name, file), None, kind) for file, name in article_files(path, form=kind)]
    if asked is not None:
        form = format_named(asked)
        files = [one for one in _given(path) if not path.is_dir() or one.suffix in form.suffixes]
        if not files:
            raise InputError(f"{path}: the folder holds no file of {form.title} ({', '.join(form.suffixes)})")
        return [CorpusFile(one, form) for one in files]
    known = list[CorpusFile]()
    for at, one in enumerate(_given(path)):
        step(at, 0)
        if (known_form := recognised(one)) is not None:
            known.append(CorpusFile(one, known_form))
    if known and not path.is_dir():
        return known
    taken = {one.given.path for one in known}
    for one in known:  # and what lies beside a file and was read with it
        taken |= {one.given.path.with_suffix(suffix) for suffix in (one.form.companions if one.form else ())}
    try:
        texts = article_files(path)
    except InputError:
        if known:
            return known
        raise
    return [*known, *(CorpusFile(Given(name, file), None) for file, name in texts if file not in taken)]


def _given(path: Path) -> Iterator[Given]:
    """The files of a path, without the loss reports that exports have left in a folder."""
    for one in given_files([path]):
        if not (path.is_dir() and one.path.name.endswith(REPORT) and one.head().startswith(REPORT_HEAD.encode())):
            yield one


def by_annotator(record: Record, where: Annotators, alone: str = "") -> Record:
    """The record under the name of its document, with what nobody is named for as that of its annotator. `alone` is
    whose file it comes from, for documents that are not called after their folders."""
    parts = PurePosixPath(record.name).parts
    if where == "files" and len(parts) > 1:
        who, name = PurePosixPath(parts[-1]).stem, "/".join(parts[:-1])
    elif where == "folders" and len(parts) > 1 and alone in ("", parts[0]):
        who, name = parts[0], "/".join(parts[1:])
    elif where == "folders" and alone:
        who, name = alone, record.name
    else:
        return record
    sources = tuple(replace(one, source=who, kind="person") if not one.source else one for one in record.sources)
    looked = tuple(one or who for one in record.looked)
    return replace(record, name=name, sources=sources, looked=looked)
