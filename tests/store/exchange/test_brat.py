"""brat standoff: real files come back byte for byte, changes touch their own lines only, malformed lines are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.errors import InputError
from annotate.model import Marks, Relation, Span
from annotate.offsets import Range
from store.exchange.files import Given, given_files
from store.exchange.formats import format_named, recognised
from store.exchange.losses import Loss
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange.samples import expected, sample_folder, unexpected

BRAT = format_named("brat")

TEXT = "Anna of Köln moved money to Bob.\r\nShe did not\tpay 😀 Eve.\n"
ANN = """T1\tPer 0 4\tAnna
T2\tLoc 8 12\tKöln
T3\tTransfer 13 18\tmoved
T4\tPer 28 31\tBob
T5\tPer 34 37;52 55\tShe Eve
E1\tTransfer:T3 Giver:T1 Theme:T4 Theme2:T5
E2\tTransfer:T3 Giver:T1 Cause:E1
R1\tOrigin Arg1:T1 Arg2:T2\t
R2\tAbout Thing:E1 Place:T2
*\tEquiv T1 T4 T5
*\tEquiv T2 T2
A1\tCertain T1
A2\tKind T1 very sure of it
M1\tNegation E1
A3\tSure R1 yes
N1\tReference T2 Wikipedia:64488\tKöln am Rhein
#1\tAnnotatorNotes T1\tfirst
#2\tAnnotatorNotes T1\tsecond
#3\tAnnotatorNotes R1\tof the relation
#4\tAnnotationError T1\twhat brat says

what is this
X9\tOther things
T6\tEmpty 5 5\t
A4\tKind T6 nothing
"""


def folder_of(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path


def records_of(folder: Path, reading: Reading | None = None) -> list[Record]:
    """What is in a folder, as it comes back from a project: what was kept went through JSON."""
    assert BRAT.read is not None
    reading = reading or Reading()
    files = [one for one in given_files([folder]) if one.suffix in BRAT.suffixes]
    found = [record for one in files for record in BRAT.read(one, reading)]
    return [replace(one, kept=json.loads(json.dumps(one.kept))) for one in found]


def written(record: Record, losses: list[Loss] | None = None) -> dict[str, bytes]:
    assert BRAT.write is not None
    return dict(BRAT.write([record], ([] if losses is None else losses).append))


def changed(tmp_path: Path, edit: Callable[[SourceItems], SourceItems]) -> tuple[list[str], list[str], list[Loss]]:
    """Lines that are gone and lines that are new after an edit of the small file."""
    (record,) = records_of(folder_of(tmp_path, {"a.txt": TEXT, "a.ann": ANN}))
    losses = list[Loss]()
    now = written(replace(record, sources=(edit(record.sources[0]),)), losses)["a.ann"].decode().split("\n")
    before = ANN.split("\n")
    return [one for one in before if one not in now], [one for one in now if one not in before], losses


def spans_of(items: SourceItems) -> dict[str, Span]:
    return {span.text: span for span in items.spans}


def with_span(items: SourceItems, text: str, **more: object) -> SourceItems:
    spans = [replace(span, **more) if span.text == text else span for span in items.spans]  # type: ignore[arg-type]
    return replace(items, spans=tuple(spans))


def without(items: SourceItems, text: str) -> SourceItems:
    gone = spans_of(items)[text].id
    relations = tuple(one for one in items.relations if gone not in (one.head, one.child))
    return replace(items, spans=tuple(one for one in items.spans if one.id != gone), relations=relations)


def test_what_brat_says_is_in_words_of_gilder(tmp_path: Path) -> None:
    (record,) = records_of(folder_of(tmp_path, {"sub/a.txt": TEXT, "sub/a.ann": ANN}))
    assert (record.name, record.text) == ("sub/a.txt", TEXT)
    (items,) = record.sources
    spans = spans_of(items)
    assert list(spans) == ["Anna", "Köln", "moved", "Bob", "She Eve"]
    assert spans["She Eve"].fragments == (Range(34, 37), Range(52, 55))
    assert spans["Anna"].attributes == (("Certain", True), ("Kind", "very sure of it"))
    assert spans["Anna"].note == "first\nsecond"
    assert spans["Köln"].attributes == (("Reference", "Wikipedia:64488"),)
    assert spans["moved"].attributes == ()  # it is the trigger of two events: of which, Gilder could not say
    name = {span.id: span.text for span in items.spans}
    assert [(one.label, name[one.head], name[one.child]) for one in items.relations] == [
        ("Origin", "Anna", "Köln"), ("About", "moved", "Köln"), ("Giver", "moved", "Anna"), ("Theme", "moved", "Bob"),
        ("Theme", "moved", "She Eve"), ("Equiv", "Anna", "Bob"), ("Equiv", "Bob", "She Eve"),
    ]  # fmt: skip
    assert (items.relations[0].attributes, items.relations[0].note) == ((("Sure", "yes"),), "of the relation")


def test_what_only_brat_knows_is_told(tmp_path: Path) -> None:
    reading = Reading()
    records_of(folder_of(tmp_path, {"a.txt": TEXT, "a.ann": ANN}), reading)
    told = "\n".join(str(one) for one in reading.problems)
    for what in ("T6 is empty (at 5)",
                 "Cause:E1 of E2", "M1 is about one of several events", "a.ann:22: is no annotation",
                 "X9 is of a kind that is not known", "Equiv does not join two spans"):  # fmt: skip
        assert what in told
    with pytest.raises(InputError, match="is no annotation of brat"):
        records_of(tmp_path, Reading(strictness="strict"))


@pytest.mark.parametrize("ann", [ANN, ANN.rstrip(), ANN.replace("\n", "\r\n"), ""])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_was_not_changed_comes_back_byte_for_byte(tmp_path: Path, ann: str, mark: str) -> None:
    files: dict[str, str | bytes] = {"a.txt": mark + TEXT + "\u2028\x85 ", "a.ann": mark + ann}
    (record,) = records_of(folder_of(tmp_path, files))
    losses = list[Loss]()
    assert written(record, losses) == {name: str(content).encode() for name, content in files.items()}
    assert losses == []


def test_other_encodings_come_back_as_well(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.txt": TEXT.encode("utf-16"), "a.ann": ANN.encode("utf-16")}
    (record,) = records_of(folder_of(tmp_path, files))
    assert record.text == TEXT
    assert written(record) == files


def test_a_changed_label_changes_its_lines(tmp_path: Path) -> None:
    gone, new, _ = changed(tmp_path, lambda items: with_span(items, "moved", label="Payment"))
    assert gone == [
        "T3\tTransfer 13 18\tmoved", "E1\tTransfer:T3 Giver:T1 Theme:T4 Theme2:T5", "E2\tTransfer:T3 Giver:T1 Cause:E1",
    ]  # fmt: skip
    assert new == [
        "T3\tPayment 13 18\tmoved",
        "E1\tPayment:T3 Giver:T1 Theme:T4 Theme2:T5",
        "E2\tPayment:T3 Giver:T1 Cause:E1",
    ]


def test_a_deleted_span_takes_what_is_about_it(tmp_path: Path) -> None:
    gone, new, _ = changed(tmp_path, lambda items: without(items, "Bob"))
    assert gone == ["T4\tPer 28 31\tBob", "E1\tTransfer:T3 Giver:T1 Theme:T4 Theme2:T5", "*\tEquiv T1 T4 T5"]
    assert new == ["E1\tTransfer:T3 Giver:T1 Theme2:T5"]
    gone, new, _ = changed(tmp_path, lambda items: without(items, "moved"))
    assert [one.split("\t")[0] for one in gone] == ["T3", "E1", "E2", "R2", "M1"]
    assert new == []


def test_a_link_of_a_chain_is_cut(tmp_path: Path) -> None:
    def cut(items: SourceItems) -> SourceItems:
        return replace(items, relations=items.relations[:-1])

    assert changed(tmp_path, cut)[:2] == (["*\tEquiv T1 T4 T5"], ["*\tEquiv T1 T4"])


def test_changed_attributes_and_notes(tmp_path: Path) -> None:
    def edit(items: SourceItems) -> SourceItems:
        items = with_span(items, "Anna", attributes=(("Kind", "other"), ("Age", 30), ("Old", False)), note="a\n\nb")
        return with_span(items, "Köln", attributes=(("Reference", "Wikidata:Q365"),), flagged=True)

    gone, new, losses = changed(tmp_path, edit)
    assert gone == ["A1\tCertain T1", "A2\tKind T1 very sure of it", "N1\tReference T2 Wikipedia:64488\tKöln am Rhein",
                    "#1\tAnnotatorNotes T1\tfirst", "#2\tAnnotatorNotes T1\tsecond"]  # fmt: skip
    assert new == [
        "A2\tKind T1 other", "N1\tReference T2 Wikidata:Q365\t", "A5\tAge T1 30", "A6\tgilder_type_Age T1 int",
        "A7\tOld T1 false", "A8\tgilder_type_Old T1 bool", "#5\tAnnotatorNotes T1\ta", "#6\tAnnotatorNotes T1\t",
        "#7\tAnnotatorNotes T1\tb", "A9\tgilder_flagged T2",
    ]  # fmt: skip
    assert losses == []


def test_what_is_new_gets_new_ids(tmp_path: Path) -> None:
    def edit(items: SourceItems) -> SourceItems:
        span = Span(new_id(), "Money", (Range(19, 24),), "money", note="new")
        relation = Relation(new_id(), "of", span.id, spans_of(items)["Bob"].id)
        return replace(
            items, spans=(*items.spans, span), relations=(*items.relations, relation), marks=Marks("", "done", "fine")
        )

    gone, new, _ = changed(tmp_path, edit)
    assert gone == []
    assert new == ["T7\tMoney 19 24\tmoney", "#5\tAnnotatorNotes T7\tnew", "R3\tof Arg1:T7 Arg2:T4",
                   '#6\tgilder_document D0\t{"status": "done", "note": "fine"}']  # fmt: skip


def test_other_ends_and_roles(tmp_path: Path) -> None:
    def edit(items: SourceItems) -> SourceItems:
        spans = spans_of(items)
        origin, about, giver, *rest = items.relations
        relations = (
            replace(origin, child=spans["Bob"].id), about, replace(giver, label="From whom", note="lost"), *rest
        )  # fmt: skip
        return replace(items, relations=relations)

    gone, new, losses = changed(tmp_path, edit)
    assert [one.split("\t")[0] for one in gone] == ["E1", "E2", "R1"]
    assert new == ["E1\tTransfer:T3 From_whom:T1 Theme:T4 Theme2:T5", "E2\tTransfer:T3 From_whom:T1 Cause:E1",
                   "R1\tOrigin Arg1:T1 Arg2:T4\t"]  # fmt: skip
    assert [one.kind for one in losses] == ["labels", "notes of relations"]


def test_labels_and_attributes_with_blanks_are_told() -> None:
    span = Span(new_id(), "a b", (Range(0, 4),), "Anna", attributes=(("the kind", "x\ny"),), note="one\rtwo")
    losses = list[Loss]()
    files = written(Record("a", TEXT, (SourceItems("", "import", (span,)),)), losses)
    assert files["a.ann"].decode() == (
        "T1\ta_b 0 4\tAnna\nA1\tthe_kind T1 x y\n#1\tAnnotatorNotes T1\tone\n#2\tAnnotatorNotes T1\ttwo\n"
    )
    assert [one.kind for one in losses] == ["names of attributes", "values of attributes", "labels", "exact notes"]


def test_shared_task_files_are_read_together(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": "Anna moved.", "a.a1": "T1\tPer 0 4\tAnna\n", "a.a2": "T2\tMove 5 10\tmoved\nE1\tMove:T2 Who:T1\n"
    }  # fmt: skip
    (record,) = records_of(folder_of(tmp_path, files))
    assert [one.label for one in record.sources[0].relations] == ["Who"]
    assert written(record) == {name: str(content).encode() for name, content in files.items()}


def test_a_text_alone_is_a_document_and_gets_no_empty_file(tmp_path: Path) -> None:
    (record,) = records_of(folder_of(tmp_path, {"a.txt": "Only text."}))
    assert record.sources == ()
    assert written(record) == {"a.txt": b"Only text."}
    assert set(written(Record("b", "Never annotated."))) == {"b.txt", "b.ann"}


def test_annotations_without_their_text_are_refused_unless_another_has_all_that_is_quoted(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.txt": "Anna moved.", "a-ref.ann": "T1\tPer 0 4\tAnna\n", "b.ann": "T1\tPer 0 4\tAnna\n"})
    reading = Reading()
    (record,) = records_of_one(tmp_path / "a-ref.ann", reading)
    assert record.text == "Anna moved."
    assert "a-ref.txt is not there; a.txt has all" in reading.problems[0].what
    with pytest.raises(InputError, match=r"its text b\.txt is not beside it"):
        records_of_one(tmp_path / "b.ann", Reading())
    (tmp_path / "a-ref.ann").write_text("T1\tPer 0 4\tAnne\n")
    with pytest.raises(InputError, match="not beside it"):
        records_of_one(tmp_path / "a-ref.ann", Reading())


def records_of_one(path: Path, reading: Reading) -> list[Record]:
    assert BRAT.read is not None
    return list(BRAT.read(Given(path.name, path), reading))


def test_crlf_may_have_been_counted_as_one(tmp_path: Path) -> None:
    reading = Reading()
    folder_of(
        tmp_path, {"a.txt": "One\r\ntwo\r\nthree", "a.ann": "T1\tN 4 7\ttwo\nT2\tN 8 13\tthree\nT3\tN 2 5\te t\n"}
    )
    (record,) = records_of(tmp_path, reading)
    assert [one.text for one in record.sources[0].spans] == ["two", "three", "e\r\nt"]
    assert reading.facts["offsets"] == "code points, CRLF as one"
    assert written(record)["a.ann"] == (tmp_path / "a.ann").read_bytes()


def test_a_second_span_of_one_id_gets_another_when_something_is_said_of_it(tmp_path: Path) -> None:
    ann = "T1\tPer 0 4\tAnna\nT1\tPer 28 31\tBob\n"
    (record,) = records_of(folder_of(tmp_path, {"a.txt": TEXT, "a.ann": ann}))
    assert written(record)["a.ann"].decode() == ann
    items = with_span(record.sources[0], "Bob", note="he")
    now = written(replace(record, sources=(items,)))["a.ann"].decode()
    assert now == "T1\tPer 0 4\tAnna\nT2\tPer 28 31\tBob\n#1\tAnnotatorNotes T2\the\n"


def test_several_sources_are_in_folders_of_their_own(tmp_path: Path) -> None:
    (record,) = records_of(folder_of(tmp_path, {"a.txt": TEXT, "a.ann": ANN}))
    other = SourceItems("eve", "person", (Span(new_id(), "X", (Range(0, 4),), "Anna"),))
    files = written(replace(record, sources=(replace(record.sources[0], source="import:brat"), other)))
    assert files["import_brat/a.ann"].decode() == ANN
    assert files["eve/a.ann"] == b"T1\tX 0 4\tAnna\n"


def test_names_of_files_stay_where_every_system_can_have_them() -> None:
    assert BRAT.write is not None
    names = ["../../etc/passwd", "CON", "a.txt", "A", "..", "C:\\x", "b/ü 1.txt", "/b", ".hidden", "b/ü 1", ""]
    paths = [path for path, _ in BRAT.write([Record(name, "text") for name in names], [].append)]
    assert {"a.txt", "b/ü 1.txt"} <= set(paths)
    assert len({path.casefold() for path in paths}) == 2 * len(names)
    assert not any(path.startswith(("/", ".")) or ".." in path or "\\" in path or ":" in path for path in paths)


def test_texts_that_begin_with_a_mark_keep_it(tmp_path: Path) -> None:
    span = Span(new_id(), "X", (Range(1, 2),), "a")
    record = Record("a", "\ufeffaaa", (SourceItems("", "import", (span,)),))
    for name, piece in written(record).items():
        (tmp_path / name).write_bytes(piece)
    (again,) = records_of(tmp_path)
    assert (again.text, again.sources[0].spans[0].fragments) == ("\ufeffaaa", (Range(1, 2),))


def test_files_are_recognised_and_texts_are_not(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.txt": TEXT, "a.ann": ANN, "b.ann": "", "c.ann": ANN.encode("utf-16"), "d.ann": "no"})
    found = {one.name: recognised(one) for one in given_files([tmp_path])}
    assert [name for name, form in found.items() if form is BRAT] == ["a.ann", "b.ann", "c.ann"]


def test_what_is_no_brat_file_is_refused_early(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.txt": TEXT, "a.ann": "T1\tPer 0 4\tAnna\n" + "rubbish\n" * 5000})
    with pytest.raises(InputError, match=r"a\.ann:1002: 1,001 lines are no annotations"):
        records_of(tmp_path)


def sample_files() -> list[tuple[str, Given]]:
    """The samples with the path below their folder."""
    top = sample_folder("brat")
    some = [one for one in given_files([top]) if one.suffix in (".ann", ".a1")]
    return [(one.name, one) for one in some]


def test_real_files_have_their_counts_and_come_back_byte_for_byte() -> None:
    wrong, told, files = list[str](), expected("brat"), sample_files()
    assert BRAT.read is not None
    for name, one in files:
        want = told[name.rpartition(".")[0]]
        ((record,), losses) = list(BRAT.read(one, Reading())), list[Loss]()
        items = record.sources[0] if record.sources else SourceItems()
        links = want["relations"] + want["event_args"] + want["equiv_members"] - want["equivs"]
        counts = (len(record.text), len(items.spans), len(items.relations))
        if counts != (want["text"]["code_points"], want["spans"], links):
            wrong.append(f"{name}: {counts}")
        for path, piece in written(record, losses).items():
            real = one.path.with_suffix(Path(path).suffix)
            if real.exists() and real.read_bytes() != piece:
                wrong.append(f"{path} is not as it was")
        wrong += [str(loss) for loss in losses]
    assert len(files) >= len(told)
    assert wrong == []


def test_malformed_files_get_the_expected_answer() -> None:
    assert unexpected(BRAT, "brat") == set()
