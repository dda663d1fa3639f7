"""Which of the different surfaces of one document are short forms of which others, by their words alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotate.suggest.alias_words import (
    FUNCTION,
    GENERIC,
    KNOWN,
    LEGAL,
    PARTICLES,
    PLACE_KINDS,
    SUFFIXES,
    TITLES,
    UNITS,
    WHOLES,
)

_MANY = 6  # so many different long names for one short form: it is none of them
_LOOKED_AT = 20  # candidates at most for one name, so that the time stays linear
_SIGNS = "\"“”‘’'`.,;:()[]*"
_KNOWN = {name: (group, rank) for group, names in enumerate(KNOWN) for rank, name in enumerate(names)}


@dataclass(frozen=True, slots=True)
class Name:
    """A surface at its first mention: place in the list of spans, words in small letters, text, "the" before it."""

    at: int
    words: tuple[str, ...]
    text: str
    the: bool = False

    @property
    def acronym(self) -> str:
        """Its letters in small, if it is written as an acronym, else nothing."""
        letters = "".join(sign for sign in self.text if sign.isalnum())
        capitals = sum(sign.isupper() for sign in letters)
        return (
            letters.lower()
            if 2 <= len(letters) <= 8 and " " not in self.text and capitals * 3 > 2 * len(letters)
            else ""
        )


@dataclass(frozen=True, slots=True)
class Joined:
    """Two names of the same one: the shorter or later, the clearest, and how sure that is, 0 to 1."""

    short: Name
    clear: Name
    score: float


def words_of_name(text: str, *, person: bool) -> tuple[str, ...]:
    """The words of a name in small letters, without articles, titles, signs and a possessive."""
    words = [_word(part) for part in text.replace("’", "'").split()]
    words = [word for word in words if word]
    if person:
        while len(words) > 1 and words[0] in TITLES:
            del words[0]
        while len(words) > 2 and words[-1] in SUFFIXES:
            del words[-1]
    elif len(words) > 1 and words[0] == "the":
        del words[0]
    return tuple(words)


def _word(part: str) -> str:
    bare = part.strip(_SIGNS).lower().removesuffix("'s")
    return bare.replace(".", "") if "." in bare else bare


def initials(words: Iterable[str]) -> Iterator[str]:
    """The acronyms that a name of several words may have: with and without its function words, hyphens as joints."""
    parts = [part for word in words for part in word.split("-") if part]
    if len(parts) > 1:
        yield "".join(part[0] for part in parts)
        yield "".join(part[0] for part in parts if part not in FUNCTION)
        yield "".join(part[0] for part in parts if part not in FUNCTION and part not in LEGAL)


def abbreviates(short: Name, long: Name) -> bool:
    """Whether `short`, which stands in brackets beside `long`, takes its letters from there in order."""
    letters, rest = short.acronym, "".join(long.words)
    if not letters or len(long.words) < 2 or letters[0] != rest[0]:
        return False
    at = 0
    for letter in letters:
        at = rest.find(letter, at) + 1
        if not at:
            return False
    return True


def people(names: Iterable[Name]) -> Iterator[Joined]:
    """Surnames, first names and names with fewer words, each with the one full name that they fit."""
    full = sorted((one for one in names if len(one.words) > 1), key=lambda one: (-len(one.words), one.at))
    by_last, by_first = defaultdict[str, list[Name]](list), defaultdict[str, list[Name]](list)
    for one in full:
        by_last[_surname(one.words)].append(one)
        by_first[one.words[0]].append(one)
    for one in names:
        if len(one.words) == 1 or (len(one.words) == 2 and one.words[0] in PARTICLES):
            yield from _single(one, by_last, by_first)
        else:
            longer = [
                two
                for two in by_last[_surname(one.words)][:_LOOKED_AT]
                if two is not one and _fits(one.words, two.words)
            ]
            if (clear := _one_of(longer)) is not None:
                yield Joined(one, clear, 0.9)


def _single(one: Name, by_last: dict[str, list[Name]], by_first: dict[str, list[Name]]) -> Iterator[Joined]:
    key = _surname(one.words)
    if key in by_last:
        clear = _one_of(by_last[key])
        if clear is not None:
            yield Joined(one, clear, 0.95 if clear.at < one.at else 0.85)
    elif key in by_first and (clear := _one_of(by_first[key])) is not None and clear.at < one.at:
        yield Joined(one, clear, 0.8)


def _surname(words: tuple[str, ...]) -> str:
    """The last word, without an Arabic article that some spellings have and others not."""
    last = words[-1]
    head, dash, rest = last.partition("-")
    return rest if dash and head in ("al", "el", "as", "ar", "an", "ad", "at", "ash", "az") else last


def _fits(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a shorter name of a person leaves out words of a longer one, or writes them as initials."""
    if len(short) > len(long) or _surname(short) != _surname(long):
        return False
    if short[0] != long[0] and not _initial(short[0], long[0]):
        return False
    rest = iter(long[1:-1])
    return (len(short) < len(long) or short != long) and all(
        any(word == other or _initial(word, other) for other in rest) for word in short[1:-1]
    )


def _initial(word: str, other: str) -> bool:
    return len(word) == 1 and other[:1] == word


def _one_of(longer: list[Name]) -> Name | None:
    """The clearest of several names if all of them can be the same one, else nothing."""
    if not longer or len(longer) > _MANY:
        return None
    clear = longer[0]
    same = all(
        one is clear or _fits(one.words, clear.words) or set(one.words) <= set(clear.words) for one in longer[1:]
    )
    return clear if same else None


def others(names: Iterable[Name], *, short_forms: bool, places: bool) -> Iterator[Joined]:
    """Acronyms, well-known second names, and short forms of organisations or plain names of places where asked for."""
    some = list(names)
    yield from _known(some)
    by_initials = defaultdict[str, list[Name]](list)
    for one in some:
        for letters in set(initials(one.words)):
            by_initials[letters].append(one)
    for one in some:
        if " ".join(one.words) in _KNOWN:
            continue  # "US" is no "University of Sheffield"
        longer = [two for two in by_initials.get(one.acronym, ())[:_LOOKED_AT] if two is not one] if one.acronym else []
        if longer and len(_different(longer)) == 1:
            yield Joined(one, longer[0], 0.9 if len(one.acronym) > 2 else 0.8)
    if places:
        yield from _of_places(some)
    elif short_forms:
        yield from _shortened(some)


def _known(names: list[Name]) -> Iterator[Joined]:
    groups = defaultdict[int, list[tuple[int, Name]]](list)
    for one in names:
        found = _KNOWN.get(" ".join(one.words))
        if found is not None and (len(one.text) > 3 or one.text.isupper()):
            groups[found[0]].append((found[1], one))
    for rows in groups.values():
        _, clear = min(rows, key=lambda row: row[0])
        for _, one in rows:
            if one is not clear:
                yield Joined(one, clear, 0.9)


def _of_places(names: list[Name]) -> Iterator[Joined]:
    """“City of Homs” and “Homs”; but “eastern Aleppo” is not Aleppo."""
    by_words = {one.words: one for one in names}
    for one in names:
        if len(one.words) > 2 and one.words[1] == "of" and one.words[0] in PLACE_KINDS:
            short = by_words.get(one.words[2:])
            if short is not None:
                yield Joined(short, one, 0.8)


def _shortened(names: list[Name]) -> Iterator[Joined]:
    """Beginnings (“Goldman”), ends (“Revolutionary Guards”) and, after “the”, single words (“the Observatory”)."""
    starts, inside = defaultdict[tuple[str, ...], list[Name]](list), defaultdict[str, list[Name]](list)
    for one in sorted(names, key=lambda one: (-len(one.words), one.at)):
        if one.text.rpartition(" ")[2][:1].islower() and one.words[-1] not in LEGAL:
            continue  # "Hamas fighters" are not Hamas
        starts[one.words[:1]].append(one)
        starts[one.words[:2]].append(one)
        for word in dict.fromkeys(one.words[1:]):
            inside[word].append(one)
    for one in names:
        first, size = one.words[0], len(one.words)
        if len(_core(one.words)) > 1 or (len(first) > 2 and first not in GENERIC):
            longer = [two for two in starts[one.words[:2]][:_LOOKED_AT] if two is not one and _begins(one, two)]
            if longer:
                if len(longer) <= _MANY and len(_different(longer)) == 1:
                    yield Joined(one, longer[0], 0.9 if _same_core(one, longer[0]) else 0.75)
                continue
        around = [two for two in inside.get(first, ())[:_LOOKED_AT] if two is not one and _within(one, two)]
        if around and len(around) <= _MANY and len(_different(around)) == 1:
            yield Joined(one, around[0], 0.75 if size > 1 else 0.65)


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    size = len(words)
    while size > 1 and words[size - 1] in LEGAL:
        size -= 1
    return words[:size]


def _same_core(short: Name, long: Name) -> bool:
    """Whether nothing but “Inc”, “Group” or the kind of organisation is left out."""
    core, whole = _core(short.words), _core(long.words)
    return core == whole or (whole[: len(core)] == core and whole[len(core) :] in WHOLES)


def _begins(short: Name, long: Name) -> bool:
    """Whether `long` goes on after `short` with words that do not name a part of it; where `short` stands first in the
    text, only with words that say nothing new."""
    core, whole = _core(short.words), _core(long.words)
    if whole[: len(core)] != core or len(long.words) < len(short.words):
        return False
    if _same_core(short, long):
        return True
    return long.at < short.at and not any(word in UNITS for word in whole[len(core) :])


def _within(short: Name, long: Name) -> bool:
    """Whether the words of `short` end an earlier `long` or stand inside it; a single word needs “the” before it."""
    size = len(short.words)
    if long.at > short.at:
        return False
    if size == 1:
        return short.the and len(short.text) > 3 and short.text[:1].isupper()
    rest = long.words[-size:] == short.words and long.words[:-size]
    return bool(rest) and not any(word in UNITS or word in FUNCTION for word in rest)


def _different(names: list[Name]) -> list[Name]:
    """Names of which none begins or holds another: as many different ones as there are."""
    kept = list[Name]()
    for one in names[: _MANY + 1]:
        if not any(set(one.words) <= set(two.words) or set(two.words) <= set(one.words) for two in kept):
            kept.append(one)
    return kept
