"""How well are numbers and dates found? Recall, precision and value accuracy of the grammar on lists of them.

Two kinds of list are read. A TSV as `tests/cases/numbers.tsv` (columns text, surface, label, value and, if it is
there, date, the document's day); rows with the label TRAP name surfaces that are no number. And
`recognizers_specs`, the test sentences of Microsoft's Recognizers (MIT), whose types stand for ours as `KINDS`
says. Left out there: relative ordinals ("the last one"), repeated times ("every Monday"), times of day without a
clock, dates with a time, words that stand for no value ("percent" alone, "now"), because the scheme has no value
for them, and what `conventions.left_out` names. A date is right where it is one of the readings that the specification
allows, or says it by our convention (`conventions`); a temperature, money or quantity where its number is.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from annotate.model import Value
from annotate.suggest.base import Suggestion
from annotate.suggest.numbers import find_values
from benchmarks.suggestions.conventions import left_out, number_of_period, same_date, same_number, same_together

CASES = Path(__file__).parents[2] / "tests" / "cases" / "numbers.tsv"
KINDS = {
    "number": ("CARDINAL",), "percentage": ("PERCENT",), "currency": ("MONEY",), "dimension": ("QUANTITY",),
    "temperature": ("QUANTITY",), "numberrange": ("CARDINAL",), "ordinal": ("ORDINAL",), "age": ("DATE", "TIME"),
    "datetimeV2.date": ("DATE",), "datetimeV2.daterange": ("DATE",), "datetimeV2.duration": ("DATE", "TIME"),
    "datetimeV2.time": ("TIME",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberRow:
    """What was found of one kind of number in one list."""

    corpus: str
    kind: str
    expected: int
    found: int  # some suggestion overlaps it
    whole: int  # one suggestion is it
    valued: int  # have a value that can be compared
    right: int  # have the right value
    suggested: int  # suggestions of this kind where any could be told right or wrong
    precise: int  # of them, those that overlap an expected one; 0 of 0 where that is not measured
    traps: int = 0  # surfaces that are no number
    hit: int = 0  # of them, those that a suggestion overlaps

    @property
    def recall(self) -> float | None:
        """Share of the expected numbers that a suggestion overlaps; None where there are none."""
        return self.found / self.expected if self.expected else None

    @property
    def accuracy(self) -> float | None:
        """Share of the numbers with a value whose value is right; None where there are none."""
        return self.right / self.valued if self.valued else None

    @property
    def precision(self) -> float | None:
        """Share of the suggestions that overlap an expected number; None where that is not measured."""
        return self.precise / self.suggested if self.suggested else None

    @property
    def hits(self) -> float | None:
        """Share of the traps that were taken for a number; None where there are none."""
        return self.hit / self.traps if self.traps else None


@dataclass(frozen=True, slots=True)
class _Case:
    text: str
    start: int
    end: int
    kind: str
    labels: tuple[str, ...]
    value: Any  # as the list writes it; None where there is none to compare
    date: str | None


def score_numbers(corpora: Path, *, lists: Sequence[Path] = (CASES,)) -> list[NumberRow]:
    """A row for each kind of number in each list, an `all` row for each list, and a `traps` row where it has traps.

    `corpora` is the folder with `quantity/recognizers_specs.jsonl.gz`; without that file only the lists are scored.
    """
    rows: list[NumberRow] = []
    for path in lists:
        rows += score_list(path)
    specs = corpora / "quantity" / "recognizers_specs.jsonl.gz"
    return rows + score_specs(specs) if specs.exists() else rows


def score_list(path: Path) -> list[NumberRow]:
    """Scores on one TSV list; the value is right when every field of it is, the label included."""
    with path.open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    cases, traps, hit = [], 0, 0
    for row in table:
        case = _listed(row)
        if row["label"] == "TRAP":
            traps += 1
            hit += any(one.start < case.end and case.start < one.end for one in _values(case))
        else:
            cases.append(case)
    rows = _rows(path.stem, cases, _same_fields, None)
    return [*rows, NumberRow(path.stem, "traps", traps, 0, 0, 0, 0, 0, 0, traps, hit)] if traps else rows


def score_specs(path: Path) -> list[NumberRow]:
    """Scores on the sentences of Recognizers; see the module for what is left out."""
    cases: list[_Case] = []
    others: dict[str, list[tuple[str, str | None, list[tuple[int, int]]]]] = defaultdict(list)
    for row in _documents(path):
        date = ((row["context"] or {}).get("ReferenceDateTime") or "")[:10] or None
        places = [(one["start"], one["end"]) for one in row["entities"]]
        for kind in {one["orig"] for one in row["entities"]}:
            others[kind].append((row["text"], date, places))
        cases += [case for one in row["entities"] if (case := _specified(row["text"], one, date)) is not None]
    return _rows("recognizers_specs", cases, _same_reading, others)


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _listed(row: dict[str, str]) -> _Case:
    start = row["text"].index(row["surface"])
    end, date = start + len(row["surface"]), row.get("date") or None
    return _Case(row["text"], start, end, row["label"], (row["label"],), row["value"], date)


def _specified(text: str, one: dict[str, Any], date: str | None) -> _Case | None:
    resolution, kind = one["resolution"] or {}, one["orig"]
    if kind not in KINDS or not re.search(r"\w", one["text"]):
        return None
    value: Any = resolution.get("value")
    if kind.startswith("datetime"):
        value = _readings(resolution.get("values") or [])
        if not value:
            return None
    elif value in (None, "null"):
        return None
    if left_out(kind, text, one["start"], one["end"], value if isinstance(value, set) else ()):
        return None
    if kind == "currency" and isinstance(value, str) and resolution.get("unit") in ("Cent", "Penny", "Pence"):
        value = str(Decimal(value) / 100)  # ours is in the main unit
    if kind == "age":
        value = (value, resolution["unit"][:1])
    return _Case(text, one["start"], one["end"], kind, KINDS[kind], value, date)


def _readings(values: Iterable[dict[str, str]]) -> set[str]:
    """The ISO 8601 texts that a date may have; empty where the scheme has none for it."""
    texts: set[str] = set()
    for value in values:
        timex = value.get("timex", "")
        if value.get("Mod") or "REF" in timex:
            continue
        if match := re.fullmatch(r"\((\d{4}[\d-]*),(\d{4}[\d-]*),P.*\)", timex):
            texts |= {f"{match[1]}/{match[2]}", _inclusive(match[1], match[2])}
            if period := re.search(r",(P[\dYMWD]+)\)", timex):
                texts.add(period[1])
        elif re.fullmatch(r"(?:\d{4}|XXXX)(?:-(?:\d\d|W\d\d|XX))?(?:-\d\d)?|PT?[\d.]+[YMWDHS]|T\d\d(?::\d\d)?", timex):
            texts |= {timex, timex + ":00" if re.fullmatch(r"T\d\d", timex) else timex}
            texts |= {value[key] for key in ("value", "start") if key in value and timex.startswith("XXXX")}
            texts |= {value["start"][:7]} if "start" in value and re.fullmatch(r"XXXX-\d\d", timex) else set()
        elif timex.startswith("XXXX-WXX") and "value" in value:
            texts.add(value["value"])
    return texts


def _inclusive(start: str, end: str) -> str:
    """Recognizers' intervals end before their end; ours name the last year."""
    if start.endswith("-01-01") and end.endswith("-01-01"):
        return f"{start[:4]}/{int(end[:4]) - 1}" if int(end[:4]) - 1 > int(start[:4]) else start[:4]
    return f"{start}/{end}"


def _values(case: _Case) -> list[Suggestion]:
    return find_values(case.text, date=case.date)


def _rows(corpus: str, cases: list[_Case], same: Any, others: Any) -> list[NumberRow]:
    groups: dict[str, list[_Case]] = defaultdict(list)
    for case in cases:
        groups[case.kind].append(case)
    rows = [_row(corpus, kind, group, same, others) for kind, group in sorted(groups.items())]
    columns = [field.name for field in fields(NumberRow)][2:9]
    return [*rows, NumberRow(corpus, "all", *(sum(getattr(row, name) for row in rows) for name in columns))]


def _row(corpus: str, kind: str, cases: list[_Case], same: Any, others: Any) -> NumberRow:
    found = whole = valued = right = 0
    for case in cases:
        near = [one for one in _values(case) if one.start < case.end and case.start < one.end]
        exact = [one for one in near if (one.start, one.end) == (case.start, case.end)]
        found, whole = found + bool(near), whole + bool(exact)
        valued += case.value is not None
        best = max(exact or near, key=lambda one: min(one.end, case.end) - max(one.start, case.start), default=None)
        right += best is not None and (same(best, case) or (others is not None and _together(near, case)))
    suggested, precise = _precision(kind, cases, others)
    return NumberRow(corpus, kind, len(cases), found, whole, valued, right, suggested, precise)


def _precision(kind: str, cases: list[_Case], others: Any) -> tuple[int, int]:
    """Suggestions of this kind, and those that overlap an expected place; a TSV knows only one place of a text."""
    if others is None:
        return 0, 0
    labels, suggested, precise = cases[0].labels, 0, 0
    for text, date, places in others[kind]:
        for one in find_values(text, date=date):
            if one.label in labels:
                suggested += 1
                precise += any(one.start < end and start < one.end for start, end in places)
    return suggested, precise


def _same_fields(one: Suggestion, case: _Case) -> bool:
    return one.label == case.labels[0] and said(one.value) == expected(case.value)


def said(value: Value | None) -> dict[str, str]:
    """The fields of a value that say something."""
    if value is None:
        return {}
    return {field.name: str(got) for field in fields(Value) if (got := getattr(value, field.name)) is not None}


def expected(text: str) -> dict[str, str]:
    """The fields of a value as a list writes them: `amount=1000 modifier=>`."""
    pairs: dict[str, str] = {}
    for word in text.split(" "):
        name, equals, content = word.partition("=")
        if equals and name in Value.__slots__:
            pairs[name] = content
        elif pairs:
            pairs[list(pairs)[-1]] += f" {word}"
    return pairs


def _same_reading(one: Suggestion, case: _Case) -> bool:
    value = one.value or Value()
    if case.kind.startswith("datetime"):
        return same_date(value.date or "", case.value, case.text[case.start : case.end], case.date)
    if case.kind == "age":
        return (value.date or "").removeprefix("~") in (f"P{case.value[0]}{case.value[1]}", f"P{case.value[0]}Y")
    if case.kind == "ordinal":
        return str(value.ordinal) == str(case.value)
    amount = value.amount or number_of_period(value.date)
    if case.kind == "numberrange":
        return _in_range(amount, value, case.value)
    return same_number(amount, case.value.rstrip("%"))


def _together(near: list[Suggestion], case: _Case) -> bool:
    """Whether two suggestions inside the place say together what one expression is expected to say."""
    values = [one.value for one in near if one.value is not None and case.start <= one.start and one.end <= case.end]
    if case.kind.startswith("datetime"):
        return same_together([value.date or "" for value in values], case.value, case.text[case.start : case.end])
    if case.kind != "numberrange" or len(values) != 2:
        return False
    low, _, high = case.value[1:-1].partition(",")
    ends = (f"{case.value[0]}{low},)", f"(,{high}{case.value[-1]}")
    return bool(low and high) and any(
        all(_in_range(value.amount, value, end) for value, end in zip(pair, ends, strict=True))
        for pair in (values, values[::-1])
    )


def _in_range(amount: str | None, value: Value, text: str) -> bool:
    """`[10,20)` is 10 to 20, `(40,)` more than 40, `(,10]` at most 10."""
    low, _, high = text[1:-1].partition(",")
    if low and high:
        return same_number(amount, low) and (low == high or same_number(value.upper, high))
    modifiers = ((">", ">=") if low else ("<", "<="))[(text[0] if low else text[-1]) in "[]"]
    return same_number(amount, low or high) and value.modifier == modifiers
