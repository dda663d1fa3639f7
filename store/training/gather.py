"""A project's gold becomes lessons: whose, which documents, in which parts, and what is left out of it.

Nothing of test is trained on: a document of train that is nearly the same as one of dev or test is left out, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import resources
from annotate.datasets.near import near_groups
from annotate.datasets.recipe import Recipe
from annotate.datasets.selection import Selection, parse_selection
from annotate.document import text_digest
from annotate.errors import InputError
from annotate.model import Span
from annotate.offsets import Range
from annotate.pipelines import honesty
from annotate.pipelines.curve import SHARES
from annotate.pipelines.lessons import (
    DEV,
    TEST,
    TRAIN,
    USED,
    Lesson,
    Marked,
    check_enough,
    checked_component,
    gold_digest,
    in_turn,
    outside,
    tallies,
    used_part,
)  # fmt: skip
from annotate.pipelines.settings import BLANK, Settings, check_numbers, good_frequency, model_name
from annotate.suggest.models import find_model
from store.comparing import Comparing
from store.connection import Step, no_step
from store.datasets.parts import Parts
from store.datasets.releases import Releases, digest_of, frozen
from store.datasets.selecting import checked, narrow, selected
from store.exchange.outgoing import Outgoing, Which
from store.exchange.record import Record
from store.project import Project
from store.sources import Source
from store.training.bases import base_language, check_language
from store.training.relations import Ends, joined, legal_ends
from store.training.trained import TrainedModels, told_of_model

_OF_PROJECT = "those of the project"
_OWN = Recipe()
_TRAIN_AND_DEV = (("train", 90.0), ("dev", 10.0))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for. `output` is the folder that the pipeline gets; no labels: all that the gold has; `base`
    empty: the embedded pipeline for English, else nothing (`blank:LANG`); `source` empty: the adjudicated gold, or the
    only one who has annotated."""

    output: Path
    labels: tuple[str, ...] = ()
    source: str = ""
    filter: str = ""
    component: str = "auto"
    base: str = ""
    seed: int = 0
    max_steps: int = 2000
    patience: int = 600
    curve: bool = False
    licence: str = ""
    name: str = ""
    relations: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a training will be, before anything is written. `left_out` counts documents, spans and relations by why;
    `facts` is what the model card tells of the data, as data for JSON; `ends` are the relations that are learnt."""

    settings: Settings
    lessons: tuple[Lesson, ...]
    left_out: dict[str, int]
    warnings: tuple[str, ...]
    facts: dict[str, Any]
    ends: Ends = field(default_factory=dict[str, list[list[str]]])


@dataclass(slots=True)
class _Gold:
    """What has been read."""

    lessons: list[Lesson] = field(default_factory=list[Lesson])
    left_out: Counter[str] = field(default_factory=Counter[str])
    records: list[Record] = field(default_factory=list[Record])
    languages: Counter[str] = field(default_factory=Counter[str])


def prepare(project: Project, wanted: Wanted, *, step: Step = no_step) -> Prepared:
    """Read what is to be trained on. Raises InputError, in one line, for what cannot be trained; ProjectError."""
    check_numbers(seed=wanted.seed, max_steps=wanted.max_steps, patience=wanted.patience)
    selection = checked(project, parse_selection(wanted.filter))
    source = gold_source(project, wanted.source)
    _check_labels(project, wanted.labels)
    gold = _read(project, source, selection, wanted, step)
    split = _deal(project, gold, wanted.seed, step)
    check_enough(gold.lessons)
    lessons = tuple(in_turn(gold.lessons, wanted.seed))
    settings = _settings(project, wanted, lessons, gold.languages)
    used = tallies(lessons)
    warnings = honesty.warnings(lessons, names=(settings.name, base_name(settings)))
    facts = {
        "kind": {"gold": "adjudication", "person": "one annotator", "import": "an import"}.get(source.kind, "a model"),
        "source": source.name,
        "filter": selection.text,
        "digest": gold_digest(lessons),
        "release": _release(project, gold.records),
        "parts": {
            part: {
                "documents": one.documents, "words": one.words, "spans": dict(one.spans),
                "relations": dict(one.relations),
            }
            for part, one in used.items()
        },
        "split": split,
        "origins": {
            part: honesty.origins(one for one in lessons if one.part == part).as_dict() for part in USED
        },
    }  # fmt: skip
    warnings += _base_that_knows(project, settings, facts)
    return Prepared(settings, lessons, dict(sorted(gold.left_out.items())), tuple(warnings), facts,
                    legal_ends(project.scheme, lessons))  # fmt: skip


def _base_that_knows(project: Project, settings: Settings, facts: dict[str, Any]) -> list[str]:
    """A warning where the base has learnt from this project with other parts: it may know what is in test now."""
    told = {} if settings.blank else told_of_model(find_model(settings.base).folder)
    if told.get("id") not in {one.id for one in TrainedModels(project).all()}:
        return []
    before = told.get("data", {})
    kept = str(facts["split"]).startswith(_OF_PROJECT) and before.get("split") == facts["split"]
    if kept or before.get("digest") == facts["digest"]:
        return []
    return [
        f"{base_name(settings)} was trained on this project with other parts: it may have learnt from documents that "
        "are in test or dev now, and the scores may flatter; begin with another base"
    ]


def gold_source(project: Project, name: str = "") -> Source:
    """Whose annotations are the gold. Raises InputError that names whom there are, where that has to be said."""
    comparing = Comparing(project)
    if name:
        found = comparing.source(name)
        if found.kind == "model":
            raise InputError(f"{project.path}: {found.name} is a model: suggestions are not gold; name a person")
        return found
    there = [one for one in comparing.sources() if one.kind != "model" and comparing.looked_at(one)]
    for kind in ("gold", "person", "import"):
        some = [one for one in there if kind in (one.kind, one.name)]
        if len(some) == 1:
            return some[0]
        if some:
            raise InputError(
                f"{project.path}: several have annotated; say whose gold it is with --source: "
                f"{', '.join(one.name for one in there)}"
            )
    raise InputError(f"{project.path}: there is no gold to train on: nobody has annotated yet")


def base_name(settings: Settings) -> str:
    """What a person calls the base: `news-en 2.0.0`."""
    return settings.base if settings.blank else find_model(settings.base).name


def _check_labels(project: Project, labels: Sequence[str]) -> None:
    there = dict.fromkeys(one.name for one in project.scheme.spans)
    there |= dict.fromkeys(name for kind, name in project.labels_in_use().counts if kind == "span")
    for label in labels:
        if label not in there:
            known = ", ".join(there) or "none yet"
            raise InputError(f"{project.path}: there is no label “{label[:60]}”; the labels are: {known}")


def _read(project: Project, source: Source, selection: Selection, wanted: Wanted, step: Step) -> _Gold:
    comparing, gold = Comparing(project), _Gold()
    seen, status = set(comparing.looked_at(source)), comparing.statuses(source)
    ids = [one for one in selected(project, selection) if one in seen]
    done = [one for one in ids if status.get(one) == "done"]
    if done and not selection.status:  # what is not finished would teach that the rest of it is nothing
        gold.left_out["documents that are not done"] = len(ids) - len(done)
        ids = done
    outgoing = Outgoing(project, Which((source.name,)))
    for at, one in enumerate(ids):
        step(at, len(ids))
        record = narrow(outgoing.record(one), selection)
        gold.records.append(record)
        gold.languages[_language(record)] += 1
        if (lesson := _lesson(project, record, source, wanted, gold.left_out)) is not None:
            gold.lessons.append(lesson)
    gold.left_out = +gold.left_out
    return gold


def _language(record: Record) -> str:
    return record.meta.get("language", "").casefold().replace("_", "-").partition("-")[0]


def _lesson(project: Project, record: Record, source: Source, wanted: Wanted, left_out: Counter[str]) -> Lesson | None:
    """A document as it is learnt from; its part is not known yet."""
    closed = [Range(start, end) for kind, start, end in record.zones if kind == "boilerplate"]
    pieces = outside(record.text, closed)
    if not pieces:
        left_out["documents of nothing but boilerplate"] += 1
        return None
    own = [one for one in record.sources if one.source == source.name]
    spans = [span for one in own for span in one.spans]
    kept = [span for span in spans if not wanted.labels or span.label in wanted.labels]
    inside = [span for span in kept if any(piece.covers(Range(span.start, span.end)) for piece in pieces)]
    left_out["spans of labels that were not chosen"] += len(spans) - len(kept)
    left_out["spans in boilerplate"] += len(kept) - len(inside)
    relations = [relation for one in own for relation in one.relations] if wanted.relations else []
    between = joined(relations, inside, project.scheme, left_out)
    digest = text_digest(record.text)
    blind = _made_blind(project, record.id, digest, source)
    marked = tuple(map(_marked, inside))
    return Lesson(record.id, record.name, TRAIN, digest, record.text, pieces, marked, blind, between)


def _marked(span: Span) -> Marked:
    return Marked(span.label, span.fragments, span.decision, span.origin)


def _made_blind(project: Project, document: str, digest: str, source: Source) -> bool:
    """Whether all of a document was annotated without suggestions, by the settings that counted then; of adjudicated
    gold, by those who had annotated it."""
    blinding = project.blinding
    if not blinding.history:
        return False
    people = [source] if source.kind != "gold" else [one for one in project.sources.all() if one.kind == "person"]
    times = {at for one in people for at in blinding.made(document, one.id).values()}
    return bool(times) and all(blinding.at(at).of_places(digest) == 1.0 for at in times)


def _deal(project: Project, gold: _Gold, seed: int, step: Step) -> str:
    """Put the lessons in their parts; gives in words how."""
    parts, ids = Parts(project), [one.document for one in gold.lessons]
    said, recipe = parts.all(), parts.recipe
    if not said:
        own = replace(_OWN, seed=seed)
        _assign(gold, dict(parts.plan_of(ids, own, step=step).parts))
        return f"{own} (of this training; the project has none)"
    named = {one: used_part(said[one]) for one in ids if one in said}
    gold.left_out["documents in no part"] += sum(one not in said for one in ids)
    gold.left_out["documents of other parts"] += sum(part is None for part in named.values())
    dealt = {one: part for one, part in named.items() if part is not None}
    told = f"{_OF_PROJECT} ({recipe})" if recipe is not None else _OF_PROJECT
    train = [one for one in ids if dealt.get(one) == TRAIN]
    if DEV not in dealt.values() and train:
        own = Recipe(seed, _TRAIN_AND_DEV, recipe.by if recipe is not None else _OWN.by)
        dealt |= parts.plan_of(train, own, step=step).parts
        told += "; a tenth of train is dev"
    _assign(gold, dealt)
    _drop_near(gold)
    return told


def _assign(gold: _Gold, dealt: dict[str, str]) -> None:
    gold.lessons = [replace(one, part=dealt[one.document]) for one in gold.lessons if one.document in dealt]
    gold.left_out = +gold.left_out


def _drop_near(gold: _Gold) -> None:
    """Leave out of train what is nearly a document of dev or test, and out of dev what is nearly one of test."""
    lessons = sorted(gold.lessons, key=lambda one: one.digest)
    found = near_groups(one.text for one in lessons)
    strictest = dict[int, int]()
    for group, lesson in zip(found, lessons, strict=True):
        strictest[group] = max(strictest.get(group, 0), USED.index(lesson.part))
    kept = [one for group, one in zip(found, lessons, strict=True) if USED.index(one.part) == strictest[group]]
    gold.left_out["documents nearly the same as one of dev or test"] += len(lessons) - len(kept)
    gold.left_out, gold.lessons = +gold.left_out, kept


def _settings(project: Project, wanted: Wanted, lessons: Sequence[Lesson], languages: Counter[str]) -> Settings:
    usual = next((name for name, _ in languages.most_common() if name), "") or "en"
    base = wanted.base or (str(resources.embedded_pipeline()) if usual == "en" else f"{BLANK}{usual}")
    language = base_language(base)
    check_language(language)
    labels = wanted.labels or tuple(_in_order(project, lessons))
    name = model_name(wanted.name or wanted.output.name)
    number = sum(one.name == name for one in TrainedModels(project).all()) + 1
    return Settings(
        name,
        f"{number}.0.0",
        checked_component(wanted.component, (one for one in lessons if one.part != TEST)),
        base,
        language,
        labels,
        wanted.seed,
        wanted.max_steps,
        wanted.patience,
        good_frequency(wanted.max_steps),
        SHARES if wanted.curve else (100,),
        wanted.licence,
    )


def _in_order(project: Project, lessons: Sequence[Lesson]) -> Iterator[str]:
    """The labels of train in the order of the scheme, those that it does not have behind."""
    used = tallies(lessons)[TRAIN].spans
    names = [one.name for one in project.scheme.spans]
    yield from (name for name in names if name in used)
    yield from (name for name in used if name not in names)


def _release(project: Project, records: Sequence[Record]) -> str:
    """The name of the release that has just these documents with these annotations; empty where none has."""
    there = Releases(project).all()
    digest = digest_of(map(frozen, records)) if there else ""
    return next((one.name for one in reversed(there) if one.digest == digest), "")
