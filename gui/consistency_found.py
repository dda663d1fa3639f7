"""What the consistency checks have found, kept while the project is open: what still stands, and what is left of it
without what somebody has called right, which the project file keeps (`store.looks_right`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Slot

from annotate.consistency.looked import Labels, Spot, read_as
from annotate.consistency.looked import Place as Fragments
from annotate.consistency.suspicion import Suspect
from annotate.consistency.texts import BARE, Variation, restated
from annotate.groups import Group
from gui.searching import Place, one_line
from gui.session import Session
from gui.update import Update
from store.consistent import Doubted, Key
from store.looks_right import Seen, seen

_EVERYTHING = "everything"  # the key of the group of all suspects


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: whose annotations, and for texts whether letter case and places without a label matter."""

    source: str
    fold: bool = True
    bare: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """Places to look at that belong together; `heading` tells of them in a line."""

    group: Group
    heading: str
    places: tuple[Place, ...]


@dataclass
class _Kept:
    """What was found for one source, and what is known of it since."""

    texts: dict[Asked, list[Variation]] = field(default_factory=dict[Asked, "list[Variation]"])
    doubted: dict[str, Doubted] = field(default_factory=dict[str, Doubted])
    now: dict[Key, Labels | None] = field(default_factory=dict[Key, "Labels | None"])
    stale: set[str] = field(default_factory=set[str])  # documents that a step has touched since they were looked at


class Found(QObject):
    """Findings over the life of an open project: a dialog that is opened again shows them again."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._kept = session, _Kept()
        self.right: frozenset[Seen] = frozenset()  # of the source that is asked for, as the project file has it
        self.asked = Asked(session.source.name)
        self.tab, self.group = 0, ""  # where the person was
        session.updated.connect(self._note_update)
        session.scheme_changed.connect(self.forget)

    @Slot(object)
    def _note_update(self, update: Update) -> None:
        self._kept.stale.update(update.tx.documents)

    @Slot()
    def forget(self) -> None:
        """Much has changed: look for everything again."""
        self._kept = _Kept()

    @property
    def texts(self) -> list[Variation] | None:
        """The texts that were found for what is asked; None where nobody has looked."""
        return self._kept.texts.get(self.asked)

    @property
    def doubted(self) -> Doubted | None:
        """What models doubt in the source that is asked for; None where nobody has looked."""
        return self._kept.doubted.get(self.asked.source)

    def keep_texts(self, texts: list[Variation]) -> None:
        """These were found just now, for what is asked."""
        self._kept.texts = {self.asked: texts}

    def keep_doubted(self, doubted: Doubted) -> None:
        """These were found just now, for the source that is asked for."""
        self._kept.doubted = {self.asked.source: doubted}

    def change(self, now: dict[Key, Labels | None]) -> None:
        """This is how some places are labelled now."""
        self._kept.now |= now

    def take_stale(self) -> dict[str, list[Fragments]]:
        """The places that are shown in documents that were changed since they were looked at; asked for once."""
        stale, self._kept.stale = self._kept.stale, set()
        found: dict[str, list[Fragments]] = {}
        for one in self._spots():
            if one.document in stale:
                found.setdefault(one.document, []).append(one.place)
        return found

    def _spots(self) -> Iterable[Spot]:
        for text in self.texts or ():
            yield from text.spots
        for _, spot in self.doubted.suspects if self.doubted is not None else ():
            yield spot

    def _is_right(self, one: Spot) -> bool:
        return seen(one) in self.right

    def findings(self) -> list[Finding]:
        """What is to be looked at under the tab that is shown, the likeliest mistakes first."""
        return self._of_texts() if self.tab == 0 else self._of_suspects()

    def _of_texts(self) -> list[Finding]:
        now = (restated(one, self._kept.now) for one in self.texts or ())
        return [found for one in now if one is not None and (found := self._of_text(one)) is not None]

    def _of_text(self, one: Variation) -> Finding | None:
        usual = one.usual.labels
        rare = [spot for spot in one.spots if spot.labels != usual and not self._is_right(spot)]
        if not rare:
            return None
        heading = f"{one.text}:  " + ",  ".join(f"{reading.name} {reading.count:,}" for reading in one.readings)
        clear = usual != BARE and 2 * one.usual.count > one.count
        places = [_place(spot, f"{read_as(spot.labels)} → {one.usual.name}", ticked=clear) for spot in rare]
        places += [_place(spot, read_as(spot.labels)) for spot in one.spots if spot.labels == usual]
        return Finding(Group(one.key, one.text, len(rare)), heading, tuple(places))

    def _of_suspects(self) -> list[Finding]:
        if self.doubted is None:
            return []
        open_ones = [pair for pair in self.doubted.suspects if self._stands(pair[1])]
        if not open_ones:
            return []
        by_kind: dict[str, list[tuple[Suspect, Spot]]] = {}
        for pair in open_ones:
            by_kind.setdefault(f"{pair[0].given}\n{pair[0].instead}", []).append(pair)
        kinds = sorted(by_kind.items(), key=lambda one: (-len(one[1]), one[0]))
        return [
            _of_kind(_EVERYTHING, "All, the most suspicious first", open_ones),
            *(_of_kind(key, _kind_name(some[0][0]), some) for key, some in kinds),
        ]

    def _stands(self, spot: Spot) -> bool:
        """Whether a place is still labelled as it was when it was found, and nobody has called that right."""
        key = (spot.document, spot.place)
        return self._kept.now.get(key, spot.labels) == spot.labels and not self._is_right(spot)


def _of_kind(key: str, name: str, some: Sequence[tuple[Suspect, Spot]]) -> Finding:
    places = tuple(_place(spot, _doubt(suspect)) for suspect, spot in some)
    plural = "place" if len(some) == 1 else "places"
    return Finding(Group(key, name, len(some)), f"{name}:  {len(some):,} {plural}", places)


def _kind_name(one: Suspect) -> str:
    return f"{one.given or 'no label'}, perhaps {one.instead or 'no label'}"


def _doubt(one: Suspect) -> str:
    return f"{one.given or 'no label'} → {one.instead or 'no label'}   {one.chance:.2f}"


def _place(spot: Spot, note: str, *, ticked: bool = False) -> Place:
    around = (one_line(spot.before), one_line(spot.text), one_line(spot.after))
    return Place(spot.document, spot.name, spot.range, *around, sure=ticked, note=note, about=spot)
