"""The scheme under the names that the rules for relations and aliases know, where a person has given others.

The rules look for `same_as` between two PERSONs. In a scheme where these are called otherwise, and have the old names
as aliases, they are given the scheme and the spans under the old names, and their answers get the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.errors import SchemeError
from annotate.scheme import RelationLabel, Scheme, SpanLabel
from annotate.scheme_edit import LabelKind, SchemeDraft, change
from annotate.suggest.base import SuggestedRelation, Suggestion

_RELATIONS = (
    "same_as", "role_in", "part_of", "located_in", "supports", "opposes", "counts", "said", "happened_on",
)  # fmt: skip
_SPANS = ("PERSON", "ORG", "NORP", "LOC", "EVENT", "MISC")
_KNOWN = frozenset((*_SPANS, "PER", "GPE", "FAC", "PLACE", "LOCATION", "ORGANIZATION", "ORGANISATION"))


@dataclass(frozen=True)
class OwnNames:
    """`scheme` is the one for the rules; the names go from those of the project's scheme to those of the rules."""

    scheme: Scheme
    spans: Mapping[str, str]
    relations: Mapping[str, str]

    def given(self, spans: Sequence[Suggestion]) -> Sequence[Suggestion]:
        """The spans as the rules get them."""
        if not self.spans:
            return spans
        return [replace(one, label=self.spans.get(one.label, one.label)) for one in spans]

    def answered(self, relations: Iterable[SuggestedRelation]) -> list[SuggestedRelation]:
        """The rules' answers under the names of the project's scheme."""
        names = {own: name for name, own in self.relations.items()}
        return [replace(one, label=names.get(one.label, one.label)) for one in relations]


def own_names(scheme: Scheme) -> OwnNames:
    """The names of the rules for a scheme; the scheme itself where they need no other."""
    draft = SchemeDraft.of(scheme)
    spans, draft = _renamed(draft, "span", scheme.spans, _SPANS)
    relations, draft = _renamed(draft, "relation", scheme.relations, _RELATIONS)
    return OwnNames(draft.scheme if spans or relations else scheme, spans, relations)


def _renamed(
    draft: SchemeDraft, kind: LabelKind, labels: Iterable[SpanLabel | RelationLabel], names: tuple[str, ...]
) -> tuple[dict[str, str], SchemeDraft]:
    done: dict[str, str] = {}
    for label in labels:
        own = next((name for name in names if name in label.aliases), None)
        if own is None or label.name in names or label.name in _KNOWN:
            continue
        try:
            draft = change(draft, kind, label.name, name=own)
        except SchemeError:
            continue  # another label has that name: it is the one that is meant
        done[label.name] = own
    return done, draft
