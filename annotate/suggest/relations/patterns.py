"""Patterns: who does what to whom, and who has which post where, read from the tree around words of known families.

A pattern does not decide; its name is a feature of the pair, and the scorer has learnt how far to trust it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from annotate.suggest.relations.lexicon import CLASS_OF, COARSE, GROUP
from annotate.suggest.relations.tree import Sentence
from annotate.suggest.syntax import Word

_LIFTS = frozenset(("compound", "amod", "flat", "flat:name", "nmod:desc", "conj", "appos", "nmod:unmarked"))
_CHAIN = frozenset(("xcomp", "advcl", "conj", "ccomp", "acl", "acl:relcl", "parataxis", "advcl:relcl"))
_PATIENT_CASES = {
    "against": frozenset("against on upon at over toward towards".split()),
    "for": frozenset("for to behind of alongside with beside".split()),
}
_BESIDE = frozenset(("alongside", "beside", "besides"))
_KINDS = frozenset(("against", "for", "role", "part"))
_KIND_OF = {
    form: kind
    for lemma, family in CLASS_OF.items()
    if (kind := COARSE.get(family, "")) in _KINDS
    for form in (lemma, lemma.capitalize(), lemma.upper())
}
_TELLING = frozenset(("against", "include", "including", "such", "like"))
_WITH_PARTS = _TELLING - {"against"}
_HOLDS = frozenset(("include", "comprise", "contain"))  # their object is part of their subject
_RELATIVE = frozenset(("who", "which", "that", "whom", "whose"))
_POST_CASES = frozenset("of for at in to with from on".split())
_HELD = frozenset(
    ("appos", "nmod:desc", "compound", "flat", "flat:name", "nsubj", "nmod:unmarked", "list", "parataxis")
)

Pair = tuple[int, int]


class Patterns:
    """The patterns of one sentence: for a head and a child span the names of those that hold."""

    def __init__(self, sentence: Sentence) -> None:
        self._words, self._sentence = sentence.words, sentence
        self._on: dict[int, list[int]] = {}  # node -> spans that stand for it, only those that stand nearest
        near: dict[int, int] = {}
        for span in sentence.spans:
            for node, far in self._stands_for(sentence.anchors[span]):
                if far < near.get(node, 99):
                    near[node], self._on[node] = far, [span]
                elif far == near[node]:
                    self._on[node].append(span)
        self._children: dict[int, list[int]] = {}
        self.found = defaultdict[Pair, list[str]](list)
        words = self._words
        nodes = [
            (place, kind)
            for place in range(sentence.first, sentence.end)
            if (kind := _KIND_OF.get(words[place].lemma)) is not None
        ]
        if nodes or not _TELLING.isdisjoint(sentence.cases.values()):
            self._children = sentence.children
            for place, kind in nodes:
                self._read(place, kind)
            self._read_cases(sentence)

    def _stands_for(self, node: int) -> Iterator[tuple[int, int]]:
        """The word of a span and the nouns that it speaks for: “Iraqi” for “fighters”, “Iraq” for “government of Iraq”;
        with how many steps they are away, where the members of a list are as near as its first."""
        far = 0
        yield node, far
        for _ in range(4):
            word = self._words[node]
            if word.head == node:
                return
            inside = word.dep in ("nmod", "nmod:poss") and _lemma(self._words[word.head]) in GROUP
            if word.dep not in _LIFTS and not (inside and self._sentence.cases.get(node) in (None, "of", "'s", "’s")):
                return
            node = word.head
            far += word.dep != "conj"
            yield node, far

    def _read(self, place: int, kind: str) -> None:
        word = self._words[place]
        verb = word.pos == "VERB"
        if _lemma(word) in _HOLDS:
            self._tell("part", word, [(child, "in") for child, _ in self._patients(place, "for")], self._agents(place))
        elif kind in ("role", "part"):
            self._tell(kind, word, self._agents(place) if verb else self._holders(place), self._posts(place, verb=verb))
        elif verb:
            self._tell(kind, word, self._agents(place), self._patients(place, kind))
        elif word.pos in ("NOUN", "PROPN", "ADJ"):
            self._tell(kind, word, self._agents_of_noun(place), self._patients_of_noun(place, kind))

    def _read_cases(self, sentence: Sentence) -> None:
        """“strikes against ISIL”, whatever the verb is; “the coalition, including France”."""
        for node, case in sentence.cases.items():
            head = self._words[node].head
            if case == "against" and head != node:
                word = self._words[head]
                agents = self._agents(head) if word.pos == "VERB" else self._agents_of_noun(head)
                self._tell("against", word, agents, [(node, "any")])
            elif case in _WITH_PARTS and head != node and self._words[head].pos in ("NOUN", "PROPN"):
                self._tell("part", self._words[head], [(node, "including")], [(head, "including")])

    def _tell(
        self, kind: str, word: Word, agents: Sequence[tuple[int, str]], patients: Sequence[tuple[int, str]]
    ) -> None:
        family = CLASS_OF.get(_lemma(word), "")
        for node, how in agents:
            for other, what in patients:
                told = "for" if what.endswith("alongside") else kind
                for head in self._on.get(node, ()):
                    for child in self._on.get(other, ()):
                        if head != child:
                            self.found[head, child] += (f"{told} {how}>{what}", f"{told} {family} {what}")

    def _agents(self, verb: int, deep: int = 4) -> list[tuple[int, str]]:
        """Nodes that do what a verb says: its subject, its agent, or the subject of the verb that governs it."""
        words, found = self._words, list[tuple[int, str]]()
        passive = False
        for child in self._children[verb]:
            dep = words[child].dep
            if dep == "nsubj" and _lemma(words[child]) not in _RELATIVE:
                found.append((child, "nsubj"))
            elif dep == "obl:agent" or (dep == "obl" and self._case(child) == "by"):
                found.append((child, "agent"))
            elif dep == "nsubj:pass" and deep < 4:  # "is committed to defeating"
                found.append((child, "nsubj"))
            passive = passive or dep in ("nsubj:pass", "aux:pass")
        if found or passive or deep == 0:
            return found
        word = words[verb]
        if word.dep == "acl:relcl":
            return [(word.head, "relative")]
        if word.dep == "acl" and word.text.endswith("ing"):
            return [(word.head, "acl")]
        if word.dep in _CHAIN and words[word.head].pos in ("VERB", "AUX"):
            return [(node, "up") for node, _ in self._agents(word.head, deep - 1)]
        if word.dep in _CHAIN and words[word.head].pos in ("NOUN", "ADJ"):
            return [(node, "upn") for node, _ in self._agents_of_noun(word.head, deep - 1)]
        return []

    def _patients(self, verb: int, kind: str) -> list[tuple[int, str]]:
        """Nodes that suffer or enjoy what a verb says."""
        words, found = self._words, list[tuple[int, str]]()
        for child in self._children[verb]:
            dep, case = words[child].dep, self._case(child)
            if dep in ("obj", "nsubj:pass"):
                found.append((child, dep))
            elif dep == "obl" and case in _BESIDE:
                found.append((child, "obl:alongside"))
            elif dep == "obl" and case in _PATIENT_CASES[kind]:
                found.append((child, f"obl:{case}"))
        word = words[verb]
        if word.dep == "acl" and word.text.endswith(("ed", "en")) and not any(what == "obj" for _, what in found):
            found.append((word.head, "acl"))
        return [*found, *((far, f"{what}+") for node, what in found for far in self._inside(node))]

    def _agents_of_noun(self, noun: int, deep: int = 4) -> list[tuple[int, str]]:
        words, found = self._words, list[tuple[int, str]]()
        for child in self._children[noun]:
            dep = words[child].dep
            if dep in ("nmod:poss", "amod", "compound"):
                found.append((child, "mod"))
            elif dep == "nmod" and self._case(child) == "by":
                found.append((child, "agent"))
            elif dep == "nsubj" and _lemma(words[child]) not in _RELATIVE:
                found.append((child, "nsubj"))
        if found or deep == 0:
            return found
        word = words[noun]
        if self._case(noun) == "in" and word.dep in ("nmod", "obl"):
            return self._in_it(noun, deep)
        if words[word.head].pos == "VERB" and word.dep in ("obj", "obl", "xcomp", "ccomp"):
            return [(node, "up") for node, _ in self._agents(word.head, deep - 1)]
        if word.dep in ("nmod", "conj") and words[word.head].pos == "NOUN":
            return [(node, "upn") for node, _ in self._agents_of_noun(word.head, deep - 1)]
        return []

    def _in_it(self, noun: int, deep: int) -> list[tuple[int, str]]:
        """“supports Iraq in the fight”: both are in it; “fights in support of Iraq”: who fights."""
        words, verb = self._words, self._words[noun].head
        found = [(verb, "in")] if words[noun].dep == "nmod" and _lemma(words[noun]) != "support" else []
        while words[verb].pos != "VERB" and words[verb].head != verb:
            verb = words[verb].head
        if words[verb].pos != "VERB":
            return found
        if _lemma(words[noun]) != "support":
            found += [(child, "in") for child in self._children[verb] if words[child].dep == "obj"]
        return [*found, *((node, "up") for node, _ in self._agents(verb, deep - 1))]

    def _patients_of_noun(self, noun: int, kind: str) -> list[tuple[int, str]]:
        found = [
            (child, f"nmod:{case}")
            for child in self._children[noun]
            if self._words[child].dep == "nmod"
            and (case := self._case(child)) is not None
            and (case in _PATIENT_CASES[kind] or (case == "of" and kind == "against"))
        ]
        return [*found, *((far, f"{what}+") for node, what in found for far in self._inside(node))]

    def _inside(self, node: int) -> Iterator[int]:
        """What a thing is of: “forces in Syria” no, “the leader of ISIL” and “ISIL's leader” yes."""
        for child in self._children[node]:
            if self._words[child].dep == "nmod:poss" or (
                self._words[child].dep == "nmod" and self._case(child) == "of"
            ):
                yield child

    def _holders(self, noun: int) -> list[tuple[int, str]]:
        """Who has the post that a noun names: “Cook, the spokesman”, “spokesman Cook”, “Cook is the spokesman”."""
        words = self._words
        found = [(child, f"c:{words[child].dep}") for child in self._children[noun] if words[child].dep in _HELD]
        if words[noun].dep in _HELD and words[noun].dep != "nsubj":
            found.append((words[noun].head, f"p:{words[noun].dep}"))
        return [*found, (noun, "self")]

    def _posts(self, node: int, *, verb: bool) -> list[tuple[int, str]]:
        """Where a post is held: “head of the UN”, “UN chief”, “leads the UN”, “works for the UN”."""
        words, found = self._words, list[tuple[int, str]]()
        for child in self._children[node]:
            dep, case = words[child].dep, self._case(child)
            if verb and dep == "obj":
                found.append((child, "obj"))
            elif dep in ("nmod", "obl") and case in _POST_CASES and (not verb or dep == "obl"):
                found.append((child, f"{dep}:{case}"))
            elif not verb and dep in ("nmod:poss", "compound", "amod"):
                found.append((child, dep))
        return found

    def _case(self, node: int) -> str | None:
        return self._sentence.cases.get(node)


def _lemma(word: Word) -> str:
    return word.lemma.lower()


def names(found: dict[Pair, list[str]], first: int, second: int) -> Sequence[str]:
    """The patterns between two spans as features: “>” from the first to the second, “<” the other way."""
    return [f"p> {name}" for name in found.get((first, second), ())] + [
        f"p< {name}" for name in found.get((second, first), ())
    ]
