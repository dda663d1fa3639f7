"""What the types of a CAS mean here: which are spans, which relations, and what their labels are.

The rule of labels: a span or relation is called as the first of these features says that holds text: those that DKPro
has for it (`PosValue` of a part of speech, `DependencyType`, …); else `value`, else `label`, else `identifier` where it
is no address. A text that is too long for a label (200 characters) does not count. One that has none of them is called
as its type, without the package. Types about words themselves (lemmas, morphology, …) are always called as their types:
their values are no classes.

A relation is an annotation with two references: `Governor` and `Dependent` (INCEpTION), or `source` and `target`.
DKPro's tokens and sentences and what is about the whole document are no spans, for Gilder has its own and every file of
INCEpTION is full of them; a token that is an end of a relation is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotate.model import AttributeValue
from store.exchange.cas.model import Structure
from store.exchange.cas.types import ANNOTATION, BASE, DOCUMENT, Types

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
META = f"{_DKPRO}metadata.type.DocumentMetaData"
TOKEN, SENTENCE = f"{_DKPRO}segmentation.type.Token", f"{_DKPRO}segmentation.type.Sentence"
SPAN, RELATION, LABEL = "custom.Span", "custom.Relation", "label"  # INCEpTION's layers for spans and relations
HEAD, CHILD = "Governor", "Dependent"
MARKS, ZONE = "gilder.Marks", "gilder.Zone"

_ENDS = ((HEAD, CHILD), ("source", "target"))
_CALLED = {
    f"{_DKPRO}semantics.type.SemPred": "category",
    f"{_DKPRO}transform.type.SofaChangeAnnotation": "operation",
}
_DISTINCT = ("PosValue", "DependencyType", "constituentType", "chunkValue", "referenceType")
_WORDS = frozenset(
    f"{_DKPRO}{one}" for one in (
        "segmentation.type.Lemma", "segmentation.type.Stem", "segmentation.type.SurfaceForm",
        "segmentation.type.TokenForm", "lexmorph.type.morph.MorphologicalFeatures",
    )
)  # fmt: skip
_QUIET = frozenset({
    DOCUMENT, META, TOKEN, SENTENCE, MARKS, ZONE, f"{_DKPRO}metadata.type.TagsetDescription",
})  # fmt: skip
_GENERAL = (*_DISTINCT, "value", LABEL, "identifier")
_LONGEST = 200  # characters of a label
_RESERVED = frozenset({"sofa", "begin", "end", *_GENERAL, *_CALLED.values(), *(one for pair in _ENDS for one in pair)})
_NAME = re.compile("[A-Za-z][A-Za-z0-9_]{0,79}")
FRAGMENTS, SPANNED = "gilder_fragments", "gilder_span"
_PACKED = re.compile("gilder_(string|integer|long|float|boolean)_([A-Za-z0-9_]*)")
_ATTRIBUTE = "gilder_attribute_"

Said = tuple[str, str, AttributeValue]
"""A feature, the name of what it says (see `pairs`), and its value."""


class Layers:
    """Reads the structures of one CAS by its types."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self._label_features = dict[str, tuple[str, ...]]()
        self._quiet = dict[str, bool]()

    def is_quiet(self, one: Structure) -> bool:
        """Whether a structure is no span by itself: it is about the whole document, or a token or sentence."""
        if one.type not in self._quiet:
            self._quiet[one.type] = any(each in _QUIET for each in self._types.above(one.type))
        return self._quiet[one.type]

    def is_annotation(self, one: Structure) -> bool:
        """Whether a structure is about a place in a text."""
        return self._types.is_a(one.type, ANNOTATION) or (
            one.value("begin") is not None and one.value("end") is not None and self._types.is_a(one.type, BASE)
        )

    def ends(self, one: Structure) -> tuple[str, str] | None:
        """The features with the two ends of a relation; None where a structure is none."""
        for head, child in _ENDS:
            if one.reference(head) is not None and one.reference(child) is not None:
                kinds = {self._kind(one, head), self._kind(one, child)}
                if kinds == {"reference"}:
                    return head, child
        return None

    def _kind(self, one: Structure, name: str) -> str:
        feature = self._types.feature(one.type, name)
        return "" if feature is None else self._types.kind(feature.range)

    def is_called_as_type(self, one: Structure) -> bool:
        """Whether a structure is called as its type, whatever its features say."""
        return any(each in _WORDS for each in self._types.above(one.type))

    def label_features(self, one: Structure) -> tuple[str, ...]:
        """The features of a type that may have the label, those first that count first."""
        found = self._label_features.get(one.type)
        if found is None:
            own = tuple(_CALLED[each] for each in self._types.above(one.type) if each in _CALLED)
            found = tuple(name for name in (*own, *_GENERAL) if self._kind(one, name) == "string")
            self._label_features[one.type] = found = () if self.is_called_as_type(one) else found
        return found

    def forget(self) -> None:
        """The types have new features."""
        self._label_features.clear()

    def label_feature(self, one: Structure) -> str | None:
        """The feature that has the label; None where the name of the type is it."""
        return next((name for name in self.label_features(one) if self._is_label(name, one.value(name))), None)

    @staticmethod
    def _is_label(name: str, value: Any) -> bool:
        fits = isinstance(value, str) and 0 < len(value) <= _LONGEST
        return fits and (name != "identifier" or "://" not in value)

    def label(self, one: Structure) -> str:
        """What a span or relation is called."""
        name = self.label_feature(one)
        return one.type.rpartition(".")[2] if name is None else str(one.value(name))

    def said(self, one: Structure) -> Iterator[Said]:
        """All else that is said of a span or relation in plain values."""
        own = self.label_feature(one)
        for name in dict.fromkeys(one.names()):
            if name in ("sofa", "begin", "end", own, FRAGMENTS, SPANNED):
                continue
            feature = self._types.feature(one.type, name)
            value = None if feature is None else one.plain(name, self._types.kind(feature.range))
            if value is not None:
                yield name, pair_name(name), value


def pair_name(feature: str) -> str:
    """What a feature is called as an attribute."""
    packed = _PACKED.fullmatch(feature)
    return feature if packed is None else _ATTRIBUTE + _unpacked(packed[2])


def feature_name(name: str) -> str:
    """The feature that an attribute goes to under its own name; empty where it cannot."""
    fits = _NAME.fullmatch(name) and name not in _RESERVED and name not in (FRAGMENTS, SPANNED)
    return name if fits and not name.startswith(_ATTRIBUTE) and not _PACKED.fullmatch(name) else ""


def packed_name(name: str, kind: str) -> str:
    """A feature of Gilder's own for an attribute of any name."""
    return f"gilder_{kind}_{_packed(name.removeprefix(_ATTRIBUTE))}"


def _packed(name: str) -> str:
    return re.sub("[^A-Za-z0-9]", lambda match: f"_{ord(match[0]):x}_", name)


def _unpacked(name: str) -> str:
    return re.sub("_([0-9a-f]{1,6})_", lambda match: _character(match[1]), name)


def _character(code: str) -> str:
    return chr(int(code, 16)) if int(code, 16) < 0x110000 else ""
