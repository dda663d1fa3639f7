"""Changes to one CAS: labels, attributes and places of its structures; new ones; old ones that go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from annotate.model import AttributeValue, Relation, Span
from store.exchange.cas.burying import Burying
from store.exchange.cas.layers import FRAGMENTS, LABEL, SPANNED, Layers, feature_name, packed_name
from store.exchange.cas.model import Cas, Structure, View
from store.exchange.cas.types import STRING, Feature
from store.exchange.pairs import attribute_pairs, own_pairs, said
from store.exchange.units import Units

_SMALL = 2**31
Pairs = Iterable[tuple[str, AttributeValue]]


class Changing:
    """Changes one CAS; what its types do not declare yet they do then."""

    def __init__(self, cas: Cas, units: Units, *, json: bool) -> None:
        self.cas, self.layers, self._units, self._json = cas, Layers(cas.types), units, json
        self._last = max((_number(one.key) for one in cas.structures()), default=0)
        self._burying = Burying(cas, self.layers)
        first = (at for at, each in enumerate(cas.items) if isinstance(each, View))
        self._end = next(first, len(cas.items))  # where new structures come
        self._views = {each.sofa: each for each in reversed(list(cas.views()))}

    def fresh(self) -> str:
        """An id that no structure has."""
        self._last += 1
        return str(self._last)

    def key_of(self, one: Structure) -> str:
        """The id of a structure; one without gets one."""
        if one.key is None:
            one.key = self.fresh()
        return one.key

    def new(self, type_name: str, sofa: str | None, place: tuple[int, int] | None = None) -> Structure:
        """A new structure, in the index of a sofa if it has one; `place` in code points."""
        one = Structure(self.fresh(), type_name, {}, json=self._json)
        if sofa is not None:
            one.put_reference("sofa", sofa)
            self._index(sofa, one)
        if place is not None:
            self.put_place(one, *place)
        self.cas.items.insert(self._end, one)
        self._end += 1
        return one

    def _index(self, sofa: str, one: Structure) -> None:
        view = self._views.get(sofa)
        if view is None:
            named = self.cas.sofas()[sofa].value("sofaID") if self._json else ""
            members = [] if self._views else list(self._all_of(sofa))
            view = self._views[sofa] = View(sofa, members, str(named or ""))
            self.cas.items.append(view)
        view.members.append(self.key_of(one))

    def _all_of(self, sofa: str) -> Iterator[str]:
        """Where nothing was indexed, everything was taken to be: from now on it is."""
        some = (one for one in self.cas.structures() if self.layers.is_annotation(one))
        return (self.key_of(one) for one in some if one.reference("sofa") in (sofa, None))

    def put_place(self, one: Structure, start: int, end: int) -> None:
        """Where an annotation is, in code points."""
        one.put("begin", self._units.from_points(start))
        one.put("end", self._units.from_points(end))

    def put_span_place(self, one: Structure, span: Span) -> None:
        """Where a span is; pieces of one that is in several are told in a feature of their own."""
        self.put_place(one, span.start, span.end)
        if len(span.fragments) == 1:
            one.drop(FRAGMENTS)
            return
        self._declare(one, FRAGMENTS, STRING)
        points = self._units.from_points
        one.put(FRAGMENTS, " ".join(f"{points(each.start)}-{points(each.end)}" for each in span.fragments))

    def put_spanned(self, one: Structure, *, spanned: bool) -> None:
        """Whether something that is no span by itself is one."""
        if spanned and not one.plain(SPANNED, "boolean"):
            self._declare(one, SPANNED, "uima.cas.Boolean")
            one.put(SPANNED, True)
        elif not spanned:
            one.drop(SPANNED)

    def put_label(self, one: Structure, label: str) -> bool:
        """Call a span or relation something else; False where its type does not allow that."""
        if self.layers.is_called_as_type(one):
            return False
        name = self.layers.label_feature(one)
        if name is None:
            declared = (
                each
                for each in self.layers.label_features(one)
                if each != "identifier" and self._takes(one, each, label)
            )
            name = next(declared, LABEL)
        if not self._takes(one, name, label):
            return False
        self._declare(one, name, STRING)
        one.put(name, label)
        return self.layers.label(one) == label

    def _takes(self, one: Structure, name: str, value: str) -> bool:
        """Whether a feature is declared and may hold a text."""
        feature = self.cas.types.feature(one.type, name)
        if feature is None:
            return name == LABEL
        allowed = self.cas.types.own[feature.range].allowed if feature.range in self.cas.types.own else ()
        return feature.range == STRING or value in [each for each, _ in allowed]

    def says(self, one: Structure, item: Span | Relation) -> bool:
        """Whether a structure has the label of an item and all that is said of it beside its place."""
        more = said((name, value) for _, name, value in self.layers.said(one))
        same = (_typed(dict(item.attributes)), item.note, item.flagged, item.origin, item.score, item.decision)
        own = (_typed(more.attributes), more.note, more.flagged, more.origin, more.score, more.decision)
        value = item.value if isinstance(item, Span) else None
        return own == same and more.value == value and self.layers.label(one) == item.label

    def put_more(self, one: Structure, item: Span | Relation) -> None:
        """All that is said of an item beside its label and place."""
        self.put_pairs(one, [*attribute_pairs(item.attributes, ()), *own_pairs(item)])

    def put_pairs(self, one: Structure, pairs: Pairs) -> None:
        """Give a structure the features that say something, and take away those that say something else."""
        wanted, before = dict(pairs), dict[str, tuple[str, AttributeValue]]()
        for feature, name, value in list(self.layers.said(one)):
            if name in before or name not in wanted:
                one.drop(feature)
            else:
                before[name] = feature, value
        for name, value in wanted.items():
            feature, old = before.get(name, ("", None))
            if feature and type(old) is type(value) and old == value:
                continue
            if feature:
                one.drop(feature)
            self._put(one, name, value, feature)

    def _put(self, one: Structure, name: str, value: AttributeValue, before: str) -> None:
        kind, of_range = _kind(value)
        for feature in (before, feature_name(name)):
            declared = self.cas.types.feature(one.type, feature) if feature else None
            if feature and (declared is None or declared.range == of_range):
                break
        else:
            feature = packed_name(name, kind)
        self._declare(one, feature, of_range)
        one.put(feature, value if kind != "string" else str(value))

    def _declare(self, one: Structure, name: str, of_range: str) -> None:
        if self.cas.types.feature(one.type, name) is None:
            self.cas.types.add_feature(one.type, name, Feature(of_range))
            self.layers.forget()

    def bury(self, one: Structure) -> None:
        """Take a structure out of the index; it goes as a whole where nothing refers to it."""
        self._burying.add(one)

    def finish(self) -> None:
        """Let go what was buried."""
        self._burying.finish()


def _number(key: str | None) -> int:
    return int(key) if key is not None and key.isascii() and key.isdigit() and len(key) < 18 else 0


def _typed(some: Mapping[str, AttributeValue]) -> dict[str, tuple[type, AttributeValue]]:
    return {name: (type(value), value) for name, value in some.items()}


def _kind(value: AttributeValue) -> tuple[str, str]:
    if isinstance(value, bool):
        return "boolean", "uima.cas.Boolean"
    if isinstance(value, int) and abs(value) < 2**63:
        return ("integer", "uima.cas.Integer") if abs(value) < _SMALL else ("long", "uima.cas.Long")
    return ("float", "uima.cas.Double") if isinstance(value, float) else ("string", STRING)
