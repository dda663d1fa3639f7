"""What is known of two spans of one sentence, as short texts that a linear scorer has weights for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotate.suggest.base import Suggestion
from annotate.suggest.relations.lexicon import CLASS_OF, COARSE, SAYING
from annotate.suggest.relations.patterns import Patterns, names
from annotate.suggest.relations.tree import Sentence

_BETWEEN = 28  # code points between two spans that are taken as they stand
_HYPHEN = re.compile(
    r"[-–](backed|led|supported|funded|financed|trained|armed|sponsored|aligned|allied|held|controlled|based|born|run|"
    r"owned|occupied|linked|affiliated|brokered|dominated|friendly|appointed|installed)\b"
)
_KINDS = {
    "backed": "support", "supported": "support", "funded": "support", "financed": "support", "trained": "support",
    "armed": "support", "sponsored": "support", "aligned": "support", "allied": "support", "friendly": "support",
    "held": "held", "controlled": "held", "occupied": "held", "based": "based", "born": "born", "run": "run",
    "owned": "run", "dominated": "run", "linked": "linked", "affiliated": "linked", "led": "led", "brokered": "led",
    "appointed": "led", "installed": "led",
}  # fmt: skip
# Labels of other schemes, as the weights know them.
_AS = {
    "PER": "PERSON", "GPE": "LOC", "FAC": "LOC", "LOCATION": "LOC", "PLACE": "LOC", "ORGANIZATION": "ORG",
    "ORGANISATION": "ORG",
}  # fmt: skip
_AGAINST = re.compile(r"(?:\b(?:anti|counter)[-– ]?)$", re.IGNORECASE)


def features(
    text: str, spans: Sequence[Suggestion], sentence: Sentence, first: int, second: int, told: Patterns
) -> list[str] | None:
    """The features of two spans of `sentence`, in the order of the text; None where nothing joins them."""
    left, right = sentence.way(first), sentence.way(second)
    meet = next((node for node in left if node in right), None)
    if meet is None:
        return None
    a, b = left[meet], right[meet]
    words = sentence.words
    lemma = words[meet].lemma.lower()
    if lemma in SAYING and "/ccomp" in a.told + b.told:
        return None  # who reports has no part in what is reported
    one, two = spans[first], spans[second]
    labels = f"{_AS.get(one.label, one.label)}|{_AS.get(two.label, two.label)}"
    kind = CLASS_OF.get(lemma, "")
    way = f"{a.told}^{b.told}"
    role = f"{a.role}{a.arrives}^{b.role}{b.arrives}@{COARSE.get(kind, '')}"
    ends = f"{sentence.kind(first, text, one)}|{sentence.kind(second, text, two)}"
    near, far = sentence.anchors[first], sentence.anchors[second]
    apart, after = min(second - first, 4), sentence.cases.get(far, "")
    found = [
        f"R {role} {labels}",
        f"l {labels}",
        f"w {way} {kind}",
        f"m {lemma} {labels}",
        f"k {kind} {labels}",
        f"e {ends} {labels}",
        f"E {ends} {kind}",
        f"x {ends} {role}",
        f"V {way} {ends}",
        f"N {apart} {ends}",
        f"C {apart} {after} {labels}",
        f"A1 {words[near].lemma.lower()} {labels}",
        f"B1 {words[far].lemma.lower()} {labels}",
    ]
    for side, step in (("a", a), ("b", b)):
        found += [f"{side} {one_kind} {labels}" for one_kind in step.classes]
    if (first, second) in told.found or (second, first) in told.found:
        some = names(told.found, first, second)
        found += [f"{name} {labels}" for name in some]
        found += some
    found += _between(text, one, two, labels)
    return found


def backed(text: str, one: Suggestion, two: Suggestion) -> bool:
    """“U.S.-backed Iraqi …”: whether the words between two spans say so, and nothing more."""
    if two.start - one.end > _BETWEEN:
        return False
    hyphen = _HYPHEN.match(text, one.end, two.start)
    return hyphen is not None and _KINDS[hyphen[1]] == "support" and text[hyphen.end() : two.start].isspace()


def _between(text: str, one: Suggestion, two: Suggestion, labels: str) -> list[str]:
    size = two.start - one.end
    if size < 0:
        return [f"in {labels}"]
    between = text[one.end : min(two.start, one.end + _BETWEEN)]
    found = [f"d {size // 8 if size < 64 else 8 + min(size // 64, 4)} {labels}"]
    if size <= _BETWEEN:
        found.append(f"t {between.lower()} {labels}")
    elif "," not in text[one.end : two.start]:
        found.append(f"no-comma {labels}")
    hyphen = _HYPHEN.match(between)
    if hyphen is not None:
        found.append(f"h {_KINDS[hyphen[1]]} {labels}")
    for name, span in (("A", one), ("B", two)):
        if _AGAINST.search(text, max(0, span.start - 9), span.start):
            found.append(f"anti {name} {labels}")
        if span is two and _HYPHEN.match(text, span.end):
            found.append(f"H {labels}")
    return found
