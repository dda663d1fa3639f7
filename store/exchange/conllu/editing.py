"""The brackets and links of one document, changed to those of the spans and relations that there are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from annotate.model import Relation, Span
from store.exchange.brackets import Cells, Mention
from store.exchange.conllu.mentions import OWN, Meaning, numbered, opener
from store.exchange.conllu.rows import cut, with_misc
from store.exchange.conllu.scanning import KINDS, Chains, Link, Scan
from store.exchange.losses import Lose, Loss
from store.exchange.record import Record

_LABELS = {label: key for key, label in KINDS.items()}


def usable(kept: Any) -> Mapping[str, Any] | None:
    """What was kept of a document; None where it is not what this module keeps."""
    if not isinstance(kept, dict):
        return None
    data = cast("dict[str, Any]", kept)
    whole = isinstance(data.get("raw"), str) and isinstance(data.get("said"), bool)
    lists = all(isinstance(data.get(key), list) for key in ("columns", "fields", "spans", "relations"))
    return data if whole and lists else None


class Naming:
    """Ids of entities in one file. They hold for all of it, but in files of GUM; Gilder's for one document."""

    def __init__(self) -> None:
        self._owner = dict[str, int]()
        self._document = self._number = 0

    def begin(self, there: Iterable[str]) -> None:
        """The next document, with the ids that it has already."""
        self._document += 1
        for one in there:
            self._owner.setdefault(one, self._document)

    def entity(self, wanted: str) -> str:
        """The id of an entity of this document."""
        found, number = wanted, self._document
        while self._owner.setdefault(found, self._document) != self._document:
            found = f"{wanted}.{number}"
            number += 1
        return found

    def alone(self) -> str:
        """The id of a span that has no entity."""
        self._number += 1
        while f"{OWN}{self._number}" in self._owner:
            self._number += 1
        self._owner[f"{OWN}{self._number}"] = self._document
        return f"{OWN}{self._number}"


class Editing:
    """Changes one document. `fields` are the parts that its brackets have in the end, `widened` whether those are more
    than before; `any` says whether there are brackets, `changed` whether some are others than before."""

    def __init__(self, record: Record, found: Scan, kept: Mapping[str, Any], naming: Naming, lose: Lose) -> None:
        self._record, self._scan, self._naming, self._lose = record, found, naming, lose
        self._old, self._links = self._known(kept.get("spans")), self._known_links(kept.get("relations"))
        self._cells = Cells(found.cells)
        self._mentions = dict[str, Mention]()  # of spans, by their ids
        self._spans, self._new = dict[Mention, Span](), set[Mention]()
        self._fresh = not kept
        self.fields, self.widened = found.fields, False
        naming.begin(one.key for one in found.mentions)

    @property
    def any(self) -> bool:
        """Whether the document has brackets."""
        return any(self._cells.cells)

    @property
    def changed(self) -> bool:
        """Whether brackets are others than in the file."""
        return bool(self._cells.changed)

    def _known(self, ids: Any) -> dict[str, Mention]:
        some = cast("list[Any]", ids) if isinstance(ids, list) else []
        return {own: one for own, one in zip(some, self._scan.mentions, strict=False) if isinstance(own, str)}

    def _known_links(self, ids: Any) -> dict[Link, str]:
        some = cast("list[Any]", ids) if isinstance(ids, list) else []
        return {one: own for own, one in zip(some, self._scan.links, strict=False) if isinstance(own, str)}

    def lines(self, spans: Sequence[Span], relations: Sequence[Relation]) -> list[str]:
        """The lines of the document as they are to be."""
        self.fields = self._scan.fields.widened(spans)
        self.widened = self.fields is not self._scan.fields
        there = {span.id for span in spans}
        for own, mention in self._old.items():
            if own not in there:
                self._cells.remove(mention)
        new = [span for span in spans if not self._stays(span)]
        for span in sorted(new, key=lambda one: (one.start, -one.end)):
            self._add(span)
        self._check()
        lines = list(self._scan.part.lines)
        links = self._all_links(relations)
        self._put(lines, links)
        return lines

    def _stays(self, span: Span) -> bool:
        """Whether the mention of a span stays in its place. What it says becomes what the span says."""
        mention = self._old.get(span.id)
        if mention is None:
            return False
        if tuple(self._scan.places.ranges(mention.places)) != span.fragments:
            self._cells.remove(mention)
            return False
        self._keep(span, mention)
        if not _same(self._scan.fields.meaning(mention.body), span):
            own = self._own(span, mention)
            if own != mention.key:  # what closes it has another name
                self._cells.remove(mention)
                self._insert(span, mention.places, own, 0, mention.body)
            else:
                self._cells.say(
                    mention, self._openers(self.fields.body(span, own, 0, mention.body), own, mention.parts)
                )
        return True

    def _keep(self, span: Span, mention: Mention) -> None:
        self._mentions[span.id], self._spans[mention] = mention, span

    def _own(self, span: Span, before: Mention | None) -> str:
        """The id of the entity of a span: that which the file has, where it means the same."""
        wanted = self.fields.entity(span)
        if before is not None:
            said = self._scan.fields.meaning(before.body).said.attributes.get("entity", "")
            if said == dict(span.attributes).get("entity", ""):
                return before.key
        if not wanted:
            return self._naming.alone()
        return self._naming.entity(wanted) if self._fresh and "GRP" not in self.fields.names else wanted

    def _openers(self, body: str, own: str, parts: int) -> list[str]:
        return [opener(body, self.fields, own, part, parts) for part in range(1, parts + 1)]

    def _add(self, span: Span) -> None:
        places = self._scan.places.tokens(span.fragments)
        if places is None:
            self._lost("spans", span, "it has blanks alone")
            return
        if tuple(self._scan.places.ranges(places)) != span.fragments:
            self._lost("borders of spans", span, "a mention has whole words")
        before = self._old.get(span.id)
        own = self._own(span, before)
        self._insert(span, places, own, self._head(places), "" if before is None else before.body)

    def _insert(self, span: Span, places: list[tuple[int, int]], own: str, head: int, before: str) -> None:
        body = self.fields.body(span, own, head, before)
        mention = Mention(own, body, 0, len(places), list(places))
        closers = [numbered(own, part, len(places)) for part in range(1, len(places) + 1)]
        self._cells.add(mention, self._openers(body, own, len(places)), closers)
        self._keep(span, mention)
        self._new.add(mention)

    def _head(self, places: Sequence[tuple[int, int]]) -> int:
        """Which word of a mention the others hang on, from 1."""
        part = self._scan.part
        inside = [at for first, last in places for at in range(first, last + 1)]
        names = {(part.sentence[at], part.nodes[at].ident) for at in inside}
        for number, at in enumerate(inside, start=1):
            head = part.nodes[at].head
            if head.isdecimal() and (part.sentence[at], head) not in names:
                return number
        return 1

    def _check(self) -> None:
        """Leave out what the brackets could not say: a mention that crosses another one of its entity."""
        for mention in self._cells.drop_misread(self._spans, self._new, self.fields.name_of):
            span = self._spans.pop(mention)
            del self._mentions[span.id]
            self._lost("overlapping spans", span, "it crosses another mention of its entity")

    def _all_links(self, relations: Sequence[Relation]) -> dict[int, dict[str, list[str]]]:
        """By words and keys the links that there are to be, where they are others than before."""
        wanted = {one.id: one for one in relations}
        spans, chains = {one: own for own, one in self._old.items()}, Chains(self._scan.mentions, set())
        result = defaultdict[tuple[int, str], list[tuple[str, Relation | None]]](list)
        for link in self._scan.links:
            own = self._links.get(link)
            relation = None if own is None else wanted.pop(own, None)
            if own is None:
                kept = self._kept_link(link, chains, spans)
                if kept is not None:
                    result[kept.at, kept.key].append((kept.text, None))
            elif relation is not None:
                made = self._link(relation)
                if made is not None:
                    same = (made.at, made.key, made.head, made.child, made.label) == (
                        link.at, link.key, link.head, link.child, link.label,
                    )  # fmt: skip
                    result[made.at, made.key].append((link.text if same else made.text, relation))
        for relation in wanted.values():
            made = self._link(relation)
            if made is not None:
                result[made.at, made.key].append((made.text, relation))
        self._check_links(result)
        before = {(link.at, link.key) for link in self._scan.links}
        links = defaultdict[int, dict[str, list[str]]](dict)
        for at, key in before | result.keys():
            links[at][key] = [text for text, _ in result.get((at, key), [])]
        return links

    def _kept_link(self, link: Link, chains: Chains, spans: Mapping[Mention, str]) -> Link | None:
        """A link that is no relation, as it is to be: it goes where its mention goes, and with it."""
        child = chains.ends(link)[1] if link.label else None
        if child is None or child not in spans:
            return link
        now = self._mentions.get(spans[child])
        if now is None or (now.first, now.key) == (link.at, link.child):
            return None if now is None else link
        text = link.text.replace(f"<{link.child}", f"<{now.key}", 1)
        return Link(now.first, link.key, text, link.head, now.key, link.label)

    def _link(self, relation: Relation) -> Link | None:
        label, _, kind = relation.label.partition(":")
        head, child = self._mentions.get(relation.head), self._mentions.get(relation.child)
        why = ""
        if head is None or child is None:
            why = "one of its spans is not written"
        elif label not in _LABELS or set(kind) & set(",|<\t\r\n"):
            why = "only bridge, bridge:KIND and split_ante can be written"
        elif head.key == child.key:
            why = "its spans are mentions of one entity"
        if why or head is None or child is None:
            self._lose(Loss(self._record.name, "relations", relation.id, relation.label, why=why))
            return None
        if relation.flagged or relation.score is not None or relation.origin or relation.decision != "manual":
            why = "only its label is written"
            self._lose(Loss(self._record.name, "flags and origins of relations", relation.id, relation.label, why=why))
        text = f"{head.key}<{child.key}" + (f":{kind}" if kind else "")
        return Link(child.first, _LABELS[label], text, head.key, child.key, relation.label)

    def _check_links(self, links: Mapping[tuple[int, str], list[tuple[str, Relation | None]]]) -> None:
        """Tell of relations that join other mentions of their entities when they are read again."""
        begun = (one for cell in self._cells.cells for one in cell if one.opens and one.part == 0)
        order = [one.mention for one in begun if one.mention is not None and one.mention in self._spans]
        chains = Chains(order, set(order))
        for (at, key), some in links.items():
            for text, relation in some:
                if relation is None:
                    continue
                head, _, rest = text.partition("<")
                ends = chains.ends(Link(at, key, text, head, rest.partition(":")[0]))
                got = [None if one is None else self._spans[one].id for one in ends]
                if got != [relation.head, relation.child]:
                    why = "it is said of entities, and another mention of one is nearer"
                    self._lose(Loss(self._record.name, "ends of relations", relation.id, relation.label, why=why))

    def _put(self, lines: list[str], links: Mapping[int, Mapping[str, Sequence[str]]]) -> None:
        if "MISC" not in self._scan.head.columns:
            return
        column = self._scan.head.columns.index("MISC")
        for at in self._cells.changed | links.keys():
            number = self._scan.part.nodes[at].line
            fields = cut(lines[number])
            misc = fields[column]
            if at in self._cells.changed:
                misc = with_misc(misc, "Entity", "".join(one.text for one in self._cells.cells[at]))
            for key, some in links.get(at, {}).items():
                misc = with_misc(misc, key, ",".join(some))
            if misc != fields[column]:
                fields[column] = misc
                lines[number] = "\t".join(fields) + ("\r" if lines[number].endswith("\r") else "")

    def _lost(self, kind: str, span: Span, why: str) -> None:
        self._lose(Loss(self._record.name, kind, span.id, span.label, span.text[:80], why))


def _same(meaning: Meaning, span: Span) -> bool:
    said = meaning.said
    facts = (meaning.label, said.attributes, said.value, said.note, said.flagged)
    more = (said.origin, said.score, said.decision)
    return (facts, more) == (
        (span.label, dict(span.attributes), span.value, span.note, span.flagged),
        (span.origin, span.score, span.decision),
    )
