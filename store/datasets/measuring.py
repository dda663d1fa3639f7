"""Agreement between the annotators of what goes out: people and imports, over the documents that two or more have."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from annotate.datasets.facts import Agreement
from annotate.scores.agreement import agreement
from store.comparing import Comparing, Scope
from store.project import Project

_ANNOTATORS = ("person", "import")


def measured(project: Project, documents: AbstractSet[str], labels: AbstractSet[str]) -> tuple[Agreement, ...]:
    """What is told of agreement over documents, on spans of some labels and the relations between them; nothing where
    no two annotators have looked at the same document."""
    comparing = Comparing(project)
    seen = {one: documents & set(comparing.looked_at(one)) for one in comparing.sources() if one.kind in _ANNOTATORS}
    people = [one for one, mine in seen.items() if any(mine & seen[other] for other in seen if other != one)]
    if len(people) < 2:
        return ()
    scope = Scope(frozenset(documents), labels=frozenset(labels))
    found = agreement(comparing.annotated(people, scope), [one.name for one in people])
    of = f"{len(people)} annotators, {found.documents:,} document{'s' * (found.documents != 1)} of two or more of them"
    values = (
        ("exact F1 of spans, all pairs together", found.exact.micro),
        ("exact F1 of relations, all pairs together", found.relations.micro),
        ("Krippendorff’s α of tokens", found.tokens.alpha.value),
    )
    return tuple(Agreement(measure, value, of) for measure, value in values if value is not None)
