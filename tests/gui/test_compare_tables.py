"""The tables of a comparison without a window: each number is the number of cases that it opens."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from annotate.model import Span
from annotate.scores.agreement import agreement
from annotate.scores.confusion import Confusion
from annotate.scores.judged import CRITERIA
from annotate.values import describe
from gui import compare_cases
from gui.compare_agreed import Matrix, chance_told, coefficients_table, labels_table, pairs_table, versions_table
from gui.compare_ahead import Found, scores_part
from gui.compare_cases import EVERYTHING, Cases, Cell, Opening, Turned, place_of
from gui.compare_look import Agree, Asked, ByZone, Compare, Comparison, Reviewing, seldom
from gui.compare_tables import CRITERIA as OFFERED
from gui.compare_tables import Figure, Head, Line, Shown, Table, plain, scores_table
from gui.compare_text import Writing, csv_text, markdown_text
from gui.jobs import Cancelled, Report
from store.errors import ProjectError
from store.project import Project
from store.said import Memory
from tests.gui.comparable import HUNDRED, THOUSAND, make_comparable

ASKED = Asked("anna", "ben", ("anna", "ben"))


def report() -> Report:
    return Report(lambda _done, _total: None, threading.Event())


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(make_comparable(tmp_path / "small.gilder"), read_only=True) as opened:
        yield opened


def compared(project: Project, asked: Asked = ASKED) -> Comparison:
    return Compare(asked)(project, report())


def rows(table: Table) -> dict[str, list[str]]:
    return {one[0]: one[1:] for one in (plain(line.figures) for line in table.lines)}


def opened(project: Project, found: Comparison, cell: Cell, asked: Asked = ASKED) -> Cases:
    zones = {kind: part for kind, (part, _) in ByZone(found)(project, report()).items()}
    return Opening(found, cell, asked, zones)(project, report())


def test_scores_by_label_with_all_labels_first(project: Project) -> None:
    found = rows(scores_table(compared(project), Shown()))
    assert list(found)[:2] == ["All labels (micro)", "Mean of the labels (macro)"]
    assert found["All labels (micro)"][1:] == ["0.500", "0.500", "3", "3", "3", "6", "6"]
    assert found["All labels (micro)"][0].startswith("0.500 0.")  # with its interval
    assert found["LOC"] == ["0.667", "1.000", "0.500", "1", "0", "1", "2", "1"]
    assert found["DATE"] == ["0.000", "0.000", "–", "0", "1", "0", "0", "1"]


@pytest.mark.parametrize("grouped", ["label", "document", "zone", "status"])
@pytest.mark.parametrize(
    ("what", "criterion"), [(what, one) for what, offered in OFFERED.items() for one, _, _ in offered]
)
def test_every_number_opens_as_many_cases_as_it_says(project: Project, what, criterion, grouped) -> None:
    found = compared(project)
    zones = {kind: evaluated for kind, (_, evaluated) in ByZone(found)(project, report()).items()}
    table, checked = scores_table(found, Shown(what, criterion, grouped), zones), 0
    counts = [at for at, head in enumerate(table.heads) if head.title in ("Right", "Half", "Wrong", "Missed", "Found")]
    for line in table.lines:
        for at in counts:
            figure = line.figures[at]
            if figure.opens is not None:
                cases = opened(project, found, figure.opens)
                assert (f"{cases.total:,}", len(cases.cases)) == (figure.text, cases.total), figure.opens
                checked += 1
            else:
                assert figure.text in ("", "0")
    assert checked


def test_criteria_are_all_offered() -> None:
    assert tuple(one for one, _, _ in OFFERED["spans"]) == CRITERIA


def test_by_document_zone_and_status(project: Project) -> None:
    found = compared(project)
    zones = {kind: evaluated for kind, (_, evaluated) in ByZone(found)(project, report()).items()}
    assert rows(scores_table(found, Shown(rows="document")))["other.txt"][0] == "1.000"
    by_zone = rows(scores_table(found, Shown(rows="zone"), zones))
    assert (by_zone["headline"][3], by_zone["body"][3]) == ("2", "1")
    assert set(rows(scores_table(found, Shown(rows="status")))) >= {"done", "new"}


def test_everything_that_differs_in_its_context(project: Project) -> None:
    cases = opened(project, compared(project), EVERYTHING)
    told = [(case.kind, case.place.text, case.gold, case.other) for case in cases.cases]
    assert told == [
        ("relation: missed", "Iran armed more than 1,000 fighters in Syria", "supports “Iran” → “Syria”", "–"),
        ("value", "1,000", f"CARDINAL “1,000” ({describe(THOUSAND)})", f"CARDINAL “1,000” ({describe(HUNDRED)})"),
        ("label", "Syria", "LOC “Syria”", "ORG “Syria”"),
        ("boundary", "Bashar al-Assad", "PERSON “Assad”", "PERSON “Bashar al-Assad”"),
        ("spurious", "Tuesday", "–", "DATE “Tuesday”"),
        ("missed", "Reuters", "ORG “Reuters”", "–"),
    ]
    assert cases.total == 6
    assert dict(cases.kinds)["label"] == 1
    assert [one.name for one in cases.cases[0].sources] == ["anna", "ben"]


def test_a_cell_of_the_confusion_opens_its_pairs(project: Project) -> None:
    found = compared(project)
    matrix = Matrix.of(found.whole.confusion)
    for row, counts in enumerate(matrix.counts):
        for column, count in enumerate(counts):
            assert opened(project, found, matrix.cell(row, column)).total == count
    assert sum(sum(counts) for counts in matrix.counts) == 7
    at = matrix.rows.index("LOC"), matrix.columns.index("ORG")
    assert matrix.names(*at) == ("LOC", "ORG")
    assert matrix.share(*at) == 0.5
    assert not matrix.right(*at)


def test_no_confusion_is_an_empty_matrix() -> None:
    assert Matrix.of(Confusion()).rows == ()


def test_agreement_of_two_has_kappa_and_of_three_has_not(project: Project) -> None:
    two = rows(coefficients_table(Agree(ASKED)(project, report())))
    words = next(one for name, one in two.items() if name.startswith("Words"))
    assert all(words)
    asked = Asked("anna", "ben", ("anna", "ben", "chloé"))
    three = Agree(asked)(project, report())
    table = coefficients_table(three)
    line = table.lines[0]
    assert [figure.text for figure in line.figures[2:4]] == ["", ""]
    assert "of two sources" in line.figures[2].tip
    pairs = rows(pairs_table(three))
    assert pairs["anna – ben"][:2] == ["2", "0.500"]
    assert pairs["anna – chloé"][:2] == ["1", "1.000"]
    assert "All pairs together (micro)" in pairs
    cell = next(line.figures[0].opens for line in labels_table(three).lines if line.figures[0].text == "PERSON")
    assert cell is not None
    cases = Opening(None, cell, asked)(project, report())
    assert [[one.name for one in case.sources] for case in cases.cases] == [["anna", "ben"], ["ben", "chloé"]]


def test_undefined_says_why(project: Project) -> None:
    nobody = agreement([], ["anna", "ben"])
    assert coefficients_table(nobody).empty == pairs_table(nobody).empty == "No two of these sources share a document."
    one_label = Agree(Asked("anna", "ben", ("anna", "ben"), labels=frozenset(("DATE",))))(project, report())
    labels = next(line for line in coefficients_table(one_label).lines if line.figures[0].text.startswith("Labels"))
    assert labels.figures[5].text == "undefined"
    assert labels.figures[5].tip.startswith("Undefined: no item")


def test_two_versions_side_by_side(project: Project) -> None:
    review = Reviewing(Asked(gold="anna", before="ben", after="chloé"))(project, report())
    table = rows(versions_table(review))
    assert table["F1 (exact)"] == ["0.400", "1.000", "+0.600"]
    assert table["Errors: label"] == ["1", "0", "-1"]
    assert "over 1 document" in chance_told(review)
    better = Turned(review, better=True)(project, report())
    assert [(case.place.text, case.gold, case.other, case.kind) for case in better.cases] == [
        ("Syria", "ORG “Syria”", "LOC “Syria”", "LOC “Syria”"),
        ("Bashar al-Assad", "PERSON “Bashar al-Assad”", "PERSON “Assad”", "PERSON “Assad”"),
        ("Tuesday", "DATE “Tuesday”", "–", "not in gold"),
        ("Reuters", "–", "ORG “Reuters”", "ORG “Reuters”"),
    ]
    assert Turned(review, better=False)(project, report()).total == 0


def test_scope_narrows_what_is_compared(project: Project) -> None:
    assert compared(project).only == (1, 0)
    done = compared(project, Asked("anna", "ben", documents="done"))
    assert [done.names[one.document] for one in done.compared] == ["first.txt"]
    here = done.compared[0].document
    assert len(compared(project, Asked("anna", "ben", documents="open", here=here)).compared) == 1
    only = compared(project, Asked("anna", "ben", labels=frozenset(("PERSON",))))
    assert set(only.whole.exact) == {"PERSON"}


def test_work_stops_when_it_is_no_longer_wanted(project: Project) -> None:
    cancelled = threading.Event()
    cancelled.set()
    stopped = Report(lambda _done, _total: None, cancelled)
    for look in (Compare(ASKED), Agree(ASKED), Reviewing(Asked(gold="anna", before="ben", after="chloé"))):
        with pytest.raises(Cancelled):
            look(project, stopped)


TABLE = Table(
    "Pipes", (Head("A|B", number=False), Head("F1", 100)),
    (Line((Figure("x|<y>\nz"), Figure("0.500", 0.5, note="0.1–0.9"))), Line((Figure("=1"), Figure("–")))),
)  # fmt: skip


def test_csv_has_the_texts_and_leaves_out_what_is_undefined() -> None:
    assert list(csv.reader(csv_text([TABLE]).splitlines())) == [
        ["A|B", "F1"], ["x|<y> z", "0.500 0.1–0.9"], ["=1", ""],
    ]  # fmt: skip
    two = list(csv.reader(csv_text([TABLE, TABLE]).splitlines()))
    assert [row for row in two if row == ["Pipes"]] == [["Pipes"]] * 2


def test_markdown_keeps_columns_apart() -> None:
    text = markdown_text([TABLE], "Compare", "Gold: anna.")
    assert text.startswith("# Compare\n\nGold: anna.\n\n## Pipes\n\n| A\\|B | F1 |\n| --- | ---: |\n")
    assert "| x\\|&lt;y> z | 0.500 0.1–0.9 |" in text


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_bytes(b"old")
    with pytest.raises(ProjectError):
        Writing(tmp_path / "missing" / "a.csv", b"new")(report())
    Writing(out, b"new")(report())
    assert out.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [out]


def test_the_place_of_a_relation_is_that_of_its_ends(project: Project) -> None:
    one = compared(project).compared[0]
    (relation,) = one.gold.relations
    sides = one.gold.by_id, one.predicted.by_id
    ends = place_of((relation,), sides)
    assert (ends.start, ends.end) == (0, 44)


def test_a_case_is_told_in_words_when_somebody_looks_at_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    told, said = list[str](), compare_cases._said

    def watched(items: compare_cases.Items, side: Mapping[str, Span], detail: str = "") -> str:
        told.append(said(items, side, detail))
        return told[-1]

    monkeypatch.setattr(compare_cases, "_said", watched)
    cases = opened(project, compared(project), EVERYTHING).cases
    assert (len(cases), told) == (6, [])
    case = cases[0]
    assert told == [case.gold, case.other]
    count = len(told)
    only = cases.only("label", None)
    assert (len(only), len(told)) == (1, count)
    assert [case.gold for case in only] == ["LOC “Syria”"]
    assert [case.gold for case in cases[1:3]] == [cases[1].gold, cases[2].gold]
    assert cases.labels == {case.labels: 1 for case in cases}


def test_work_is_told_of_seldom_and_stopped_at_once() -> None:
    cancelled, told = threading.Event(), list[int]()
    step = seldom(Report(lambda done, _total: told.append(done), cancelled))
    for at in range(1000):
        step(at, 1000)
    assert told == list(range(0, 1000, 50))
    cancelled.set()
    with pytest.raises(Cancelled):
        step(999, 1000)


def test_agreement_and_every_two_who_are_ticked_are_found_ahead(project: Project) -> None:
    asked, found = Asked("anna", "ben", ("anna", "ben", "chloé")), Found()
    names = list[object]()
    while (part := found.next(asked)) is not None:
        assert part.look is not None
        names.append(part.key)
        found.keep(part, part.look(project, report()))
    assert names[0] == asked.agreed
    assert [key[:2] for key in names[1:]] == [("anna", "ben"), ("anna", "chloé"), ("ben", "chloé")]  # pyright: ignore
    assert found.of(scores_part(asked, found.memory)).whole == compared(project).whole
    assert Found().next(Asked("anna", "ben", ("anna",))) is None
    full = Found(Memory(1))
    Compare(asked, full.memory)(project, report())
    assert full.memory.full
    assert full.next(asked) is None
