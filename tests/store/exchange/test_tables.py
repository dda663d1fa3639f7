"""CSV and TSV: what the columns are is told by the headings, tables come back as they were, and nothing is guessed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import InputError
from annotate.model import Marks, Relation, Span
from annotate.offsets import Range
from store.exchange.files import given_files
from store.exchange.formats import Format, format_named, recognised
from store.exchange.losses import Loss
from store.exchange.reading import AskFirst, Limits, Reading
from store.exchange.record import Record, SourceItems
from store.exchange.tables.cells import Dialect, row_text, rows
from store.exchange.tables.columns import columns_of
from store.ids import new_id
from tests.store.exchange import samples
from tests.store.exchange.samples import bad_cases, outcome, sample_folder

CSV, TSV = format_named("csv"), format_named("tsv")
SPREADSHEETS = format_named("csv-spreadsheets")

Found = list[tuple[str, str]]


def of_file(path: Path, reading: Reading | None = None) -> list[Record]:
    form = TSV if path.suffix == ".tsv" else CSV
    assert form.read is not None
    return list(form.read(samples.given(path), reading or Reading()))


def of(folder: Path, text: str | bytes, reading: Reading | None = None, name: str = "a.csv") -> list[Record]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return of_file(path, reading)


def found(some: list[Record]) -> Found:
    return [(span.label, span.text) for record in some for one in record.sources for span in one.spans]


def said(reading: Reading) -> list[str]:
    return [str(one).rpartition("/")[2] for one in reading.problems]


def files(some: list[Record], form: Format = CSV, losses: list[Loss] | None = None) -> dict[str, bytes]:
    assert form.write is not None
    result = dict[str, bytes]()
    for name, piece in form.write(some, ([] if losses is None else losses).append):
        result[name] = result.get(name, b"") + piece
    return result


def with_spans(record: Record, *places: tuple[str, int, int], **more: Any) -> Record:
    (one,) = record.sources or (SourceItems(),)
    new = [Span(new_id(), label, (Range(start, end),), record.text[start:end], **more) for label, start, end in places]
    return replace(record, sources=(replace(one, spans=(*one.spans, *new)),))


def a_document() -> Record:
    return Record("d", "In Bonn", (SourceItems("ann", spans=(Span("a", "LOC", (Range(3, 7),), "Bonn"),)),))


@given(st.lists(st.lists(st.text(st.sampled_from(["a", '"', ",", "\n", "\r", " ", "ü"])), min_size=3, max_size=3)))
def test_rows_are_cut_as_they_were_put_together(some: list[list[str]]) -> None:
    text = "".join(row_text(one, Dialect()) or "" for one in some)
    again = list(rows(text, Dialect(), "a.csv", Reading()))
    assert [list(one.cells) for one in again] == some == list(csv.reader(io.StringIO(text, newline="")))
    assert "".join(one.raw for one in again) == text


@pytest.mark.parametrize("text", ['a,"b\nc', 'a,"b" c\nd,e', ',\n\n"x', "a\r\n\r\nb", '"",""'])
def test_no_character_is_lost_between_rows(text: str) -> None:
    assert "".join(one.raw for one in rows(text, Dialect(end="\n"), "a.csv", Reading())) == text


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("document,start,end,label,text", "document start end label text"),
        ("filename,mark,label,off0,off1,span", "document id label start end quote"),
        ("filename,ann_id,label,start_span,end_span,text", "document id label start end text"),
        ("tweets_id,begin,end,type,extraction", "document start end label quote"),
        ("text,start,end,entity,label", "text start end quote label"),
        ("Doc ID, Start-Char ,End Char,Entity Type,Mention Text", "document start end label quote"),
    ],
)
def test_headings_of_spans_are_known(header: str, roles: str) -> None:
    columns = columns_of(header.split(","))
    assert columns is not None
    assert columns.of_spans
    assert sorted(columns.roles, key=lambda role: columns.roles[role]) == roles.split()


def test_what_no_heading_tells_is_asked_and_can_be_said(tmp_path: Path) -> None:
    with pytest.raises(AskFirst, match=r"no heading is known to be that of texts.*: Words, when") as caught:
        of(tmp_path, "Words,when\nHello,2016\n")
    assert (caught.value.option, caught.value.choices) == ("columns", ("text=Words", "text=when"))
    (record,) = of_file(tmp_path / "a.csv", Reading(columns={"text": "Words"}))
    assert (record.name, record.text, record.meta) == ("a.csv#1", "Hello", {"when": "2016"})
    with pytest.raises(InputError, match="no column “x”"):
        of_file(tmp_path / "a.csv", Reading(columns={"text": "x"}))


def test_a_row_is_a_document_with_its_label_note_and_metadata(tmp_path: Path) -> None:
    reading = Reading(strictness="strict")
    text = 'label,url,text,id,note,annotator\r\npos,u,"a ""b""\r\nc ",7,so,ann\r\n,,d,8,,\r\n'
    one, two = of(tmp_path, text, reading)
    assert (one.name, one.text, one.meta) == ("7", 'a "b"\r\nc ', {"url": "u"})
    assert one.sources == (SourceItems("ann", marks=Marks("", note="so", attributes=(("label", "pos"),))),)
    assert (two.name, two.text, two.sources, two.meta) == ("8", "d", (), {})
    assert reading.facts["columns"] == "label (label), text (text), id (document), note (note), annotator (annotator)"
    assert files([one, two]) == {"a.csv": text.encode()}


def test_a_source_that_says_nothing_changes_no_table(tmp_path: Path) -> None:
    some = of(tmp_path, "text,label,annotator\na,x,\nb,,ann\nc,,\n")
    told = [replace(one, sources=tuple(replace(each, source="import:csv") for each in one.sources)) for one in some[:1]]
    told += [replace(one, sources=(*one.sources, SourceItems("me", "person"))) for one in some[1:]]
    assert files(told) == {"a.csv": b"text,label,annotator\na,x,\nb,,ann\nc,,\n"}


def test_a_document_with_another_label_goes_into_gilders_own_tables(tmp_path: Path) -> None:
    losses = list[Loss]()
    (record,) = of(tmp_path, "text,label\na,x\n")
    changed = replace(record, sources=(SourceItems(marks=Marks("", attributes=(("label", "y"),))),))
    assert set(files([changed], losses=losses)) == {
        "documents.csv", "spans.csv", "relations.csv", "documents/a.csv#1.txt",
    }  # fmt: skip
    assert [one.kind for one in losses] == ["table as it was"]


def spans_table(folder: Path, table: str, *texts: tuple[str, str], name: str = "a.csv") -> Path:
    for file, text in texts:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(text.encode())
    (folder / name).write_bytes(table.encode())
    return folder / name


def test_a_row_is_a_span_of_a_text_beside_the_table(tmp_path: Path) -> None:
    table = (
        "filename\tmark\tlabel\toff0\toff1\tspan\tcode\n"
        "d1\tT1\tLOC\t3\t7\tBonn\tQ586\nd2\tT1\tPER\t0\t4\tAnna\t\nd1\tT2\tLOC\t10\t12\tUl\t\n"
    )
    path = spans_table(tmp_path, table, ("txt/d1.txt", "In Bonn, (Ulm)"), ("txt/d2.txt", "Anna\r\n"), name="a.tsv")
    reading = Reading(strictness="strict")
    one, two = of_file(path, reading)
    assert [(record.name, record.text) for record in (one, two)] == [("d1", "In Bonn, (Ulm)"), ("d2", "Anna\r\n")]
    assert found([one, two]) == [("LOC", "Bonn"), ("LOC", "Ul"), ("PER", "Anna")]
    assert one.sources[0].spans[0].attributes == (("code", "Q586"),)
    got = files([one, two], TSV)
    assert sorted(got.pop("a.tsv").decode().splitlines()) == sorted(table.splitlines())
    assert got == {"txt/d1.txt": b"In Bonn, (Ulm)", "txt/d2.txt": b"Anna\r\n"}


def test_the_text_may_be_in_the_table_or_have_its_name(tmp_path: Path) -> None:
    whole = "text,start,end,label\nIn Bonn,3,7,LOC\nIn Bonn,0,2,X\nUlm,0,3,LOC\n"
    some = of(tmp_path, whole, Reading(strictness="strict"))
    assert [record.name for record in some] == ["a.csv#1", "a.csv#2"]
    assert found(some) == [("LOC", "Bonn"), ("X", "In"), ("LOC", "Ulm")]
    assert files(some) == {"a.csv": whole.encode()}
    path = spans_table(tmp_path, "start,end,label\n0,3,LOC\n", ("b.txt", "Ulm"), name="b.csv")
    assert found(of_file(path)) == [("LOC", "Ulm")]


def test_a_path_in_a_table_opens_no_file_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("../secret.txt", str(tmp_path / "secret.txt"), "../secret"):
        with pytest.raises(InputError, match="are not beside it"):
            of(folder, f"document,start,end,label,text\n{name},0,6,X,secret\n")


def test_rows_that_change_change_alone(tmp_path: Path) -> None:
    table = 'document,start,end,label,text,code\r\nd,3,7,"LOC",Bonn,1\r\nd,0,2,X,In,2\r\n,,,\r\nd,8,11,X,Ulm,\r\n'
    (record,) = of_file(spans_table(tmp_path, table, ("d.txt", "In Bonn Ulm")))
    one = record.sources[0]
    fewer = replace(record, sources=(replace(one, source="import:csv", spans=(one.spans[0], one.spans[2])),))
    more = with_spans(fewer, ("PER", 3, 11), attributes=(("code", "9"),))
    got = files([more])["a.csv"].decode()
    expected = table.replace("d,0,2,X,In,2\r\n", "") + "d,3,11,PER,Bonn Ulm,9\r\n"
    assert got == expected
    moved = replace(one, spans=(replace(one.spans[0], label="ORG"), *one.spans[1:]))
    assert files([replace(record, sources=(moved,))])["a.csv"].decode() == table.replace('"LOC"', "ORG")
    none = files([replace(record, sources=(replace(one, spans=()),))])
    assert none["a.csv"].decode() == "document,start,end,label,text,code\r\n,,,\r\n"


def test_what_a_row_cannot_say_goes_into_gilders_own_tables(tmp_path: Path) -> None:
    losses = list[Loss]()
    (record,) = of_file(spans_table(tmp_path, "document,start,end,label\nd,3,7,LOC\n", ("d.txt", "In Bonn Ulm")))
    got = files([with_spans(record, ("X", 0, 2), note="a note")], losses=losses)
    assert set(got) == {"documents.csv", "spans.csv", "relations.csv", "documents/d.txt"}
    assert [one.kind for one in losses] == ["table as it was"]


def test_what_offsets_count_is_proven_or_asked(tmp_path: Path) -> None:
    table = "document,start,end,label,text\nd,2,6,LOC,Bonn\n"
    path = spans_table(tmp_path, table, ("d.txt", "😀Bonn"))
    reading = Reading(strictness="strict")
    some = of_file(path, reading)
    assert (found(some), reading.facts["offsets"]) == ([("LOC", "Bonn")], "utf-16")
    assert files(some)["a.csv"].decode() == table
    path = spans_table(tmp_path, "document,start,end,label\nd,2,6,LOC\n")
    with pytest.raises(AskFirst, match="beyond U"):
        of_file(path)
    assert found(of_file(path, Reading(offsets="utf-16"))) == [("LOC", "Bonn")]


def test_ends_that_are_inclusive_are_noticed_and_told(tmp_path: Path) -> None:
    table = "document,start,end,label,text\nd,0,1,X,In\nd,3,6,LOC,Bonn\n"
    reading = Reading(strictness="strict")
    some = of_file(spans_table(tmp_path, table, ("d.txt", "In Bonn")), reading)
    assert found(some) == [("X", "In"), ("LOC", "Bonn")]
    assert "quoted texts" in reading.facts["ends"]
    assert files([with_spans(some[0], ("Y", 2, 4))])["a.csv"].decode() == table + "d,2,3,Y, B\n".replace(" B", '" B"')


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("x,2,A", "“x” and “2” as offsets"), ("0,1.0,A", "“1.0” as offsets"), ("-1,2,A", "starts at -1"),
        ("3,2,A", "starts at 3 after its end 2"), ("0,99,A", "ends at 99 but"), ("1,1,A", "is empty"),
        ("0,2,", "0 characters"), ("0,2,A,x", "4 cells"),
        ("true,2,A", "“true”"), ("٣,4,A", "“٣”"), (f"0,{'9' * 30},A", "as offsets"), ("0,2,A,,,", ""),
        ("0,2", "2 cells"), ("0,2,A\x00", "NUL"),
    ],
)  # fmt: skip
def test_an_odd_row_is_left_out_and_told_with_its_line(tmp_path: Path, cells: str, told: str) -> None:
    path = spans_table(tmp_path, f"start,end,label\n0,1,Z\n{cells}\n2,3,Z\n", ("a.txt", "In Bonn"))
    reading = Reading()
    some = of_file(path, reading)
    assert len(found(some)) == (2 if told else 3)
    assert all(told in one and one.startswith("a.csv:3: ") and one.endswith("left out") for one in said(reading))
    assert len(reading.problems) == bool(told)
    assert files(some)["a.csv"] == path.read_bytes()
    if told:
        with pytest.raises(InputError, match=":3: "):
            of_file(path, Reading(strictness="strict"))


@pytest.mark.parametrize("text", ['text,label\na,b\n"c', "text,label\na,b\nc"])
def test_a_table_that_is_cut_off_is_refused_or_read_leniently(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r":3: ends in the middle of a record \(byte \d+\)"):
        of(tmp_path, text)
    assert [one.text for one in of_file(tmp_path / "a.csv", Reading(strictness="lenient"))] == ["a"]


@pytest.mark.parametrize(
    ("table", "facts"),
    [
        ('text;label\r\n"a;b";x\r\n', {"delimiter": "semicolons"}),
        ("sep=;\r\ntext;label\r\na,b;x\r\n", {"delimiter": "semicolons"}),
        ("text\tlabel\na,b\tx\n", {"delimiter": "tabs"}),
        ("text|label\n\na,b|x", {"delimiter": "bars"}),
        ("text,label\ra b,x\r", {}),
        ("\ufefftext,label\na b,x\n", {}),
    ],
)
def test_tables_of_all_kinds_come_back_as_they_were(tmp_path: Path, table: str, facts: dict[str, str]) -> None:
    reading = Reading(strictness="strict")
    (record,) = of(tmp_path, table, reading)
    assert record.text in ("a;b", "a,b", "a b")
    assert {name: one for name, one in reading.facts.items() if name != "columns"} == facts
    assert files([record]) == {"a.csv": table.encode()}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "windows-1252", "utf-8"])
def test_the_bytes_of_a_table_come_back(tmp_path: Path, encoding: str) -> None:
    raw = "text,label\r\nnaïve,x\r\n".encode(encoding)
    (record,) = of(tmp_path, raw, Reading(encoding=None if encoding in ("utf-8", "utf-16") else encoding))
    assert record.text == "naïve"
    assert files([record]) == {"a.csv": raw}


def test_quotes_that_are_text_are_noticed(tmp_path: Path) -> None:
    table = 'text\tlabel\n"so he said\tx\nno" she said\ty\n'
    reading = Reading(strictness="strict")
    some = of(tmp_path, table, reading, "a.tsv")
    assert [one.text for one in some] == ['"so he said', 'no" she said']
    assert reading.facts["quotes"] == "characters of the text like others"
    assert files(some, TSV) == {"a.tsv": table.encode()}


def test_long_cells_and_lines_have_limits(tmp_path: Path) -> None:
    long = "x" * 300_000
    assert of(tmp_path, f"text,label\n{long},a\n")[0].text == long
    with pytest.raises(InputError, match=r":2: line is 0 MB long \(limit 0 MB\)"):
        of_file(tmp_path / "a.csv", Reading(limits=Limits(line=100_000)))
    with pytest.raises(InputError, match="header is too long"):
        of(tmp_path, f"text,{long}\n")
    for text in ("", "\n\n", "text,label\n", "text,label\n,x\n"):
        with pytest.raises(InputError, match=r"is empty|no row"):
            of(tmp_path, text)


def test_gilders_own_tables_say_all_and_are_read_as_one(tmp_path: Path) -> None:
    text = "\ufeff=Anna\tand “Bonn”,\r\nso"
    spans = [
        Span("a", "PER", (Range(2, 6),), "Anna", score=0.25),
        Span("b", "L\n", (Range(0, 1), Range(7, 9)), "\ufeff an"),
    ]
    relation = Relation("r", "in", "a", "b", attributes=(("sure", True),), note="n,")
    sources = (SourceItems("ann", spans=tuple(spans), relations=(relation,)), SourceItems("m", "model"))
    record = Record("../x.txt", text, sources, (("headline", 0, 2),), {"date": "2016"})
    for form, suffix in ((CSV, ".csv"), (TSV, ".tsv")):
        folder = tmp_path / form.name
        for name, raw in files([record, Record("y.txt", "y")], form).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(raw)
        assert not list(tmp_path.glob("x*"))
        reading = Reading(strictness="strict")
        assert form.read is not None
        known = [one for one in given_files([folder]) if recognised(one) is form]
        assert [one.name for one in known] == [f"documents{suffix}", f"relations{suffix}", f"spans{suffix}"]
        first, second = [each for one in known for each in form.read(one, reading)]
        assert (second.text, second.sources) == ("y", ())
        assert (first.name, first.text, first.zones, first.meta) == ("../x.txt", text, record.zones, record.meta)
        assert [(one.source, one.kind) for one in first.sources] == [("ann", "import"), ("m", "model")]
        ids = {"a": first.sources[0].spans[0].id, "b": first.sources[0].spans[1].id}
        assert [replace(one, id="") for one in first.sources[0].spans] == [replace(one, id="") for one in spans]
        expected = replace(relation, id="", head=ids["a"], child=ids["b"])
        assert [replace(one, id="") for one in first.sources[0].relations] == [expected]
        assert reading.problems == []


def test_what_is_odd_in_gilders_own_tables_is_told(tmp_path: Path) -> None:
    for name, raw in files([a_document()]).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    with (tmp_path / "spans.csv").open("a") as file:
        file.write('d,0,x,A,,ann,,b,,\r\nd,0,2,A,,ann,,c,,"{""score"": 7}"\r\ne,0,2,A,,ann,,d,,\r\nd,0\r\n')
    with (tmp_path / "relations.csv").open("a") as file:
        file.write("d,R,a,z,ann,,r,\r\n")
    reading = Reading()
    assert found(of_file(tmp_path / "documents.csv", reading)) == [("LOC", "Bonn"), ("A", "In")]
    assert [one.split(": ", 1)[0] for one in said(reading)] == [
        "spans.csv:6", "spans.csv:3", "spans.csv:4", "relations.csv:2", "spans.csv",
    ]  # fmt: skip
    (tmp_path / "spans.csv").write_text(
        "document,start,end,label,text,annotator,note,id,fragments,details\nd,0,1,A,,,,,,[\n"
    )
    reading = Reading()
    assert found(of_file(tmp_path / "documents.csv", reading)) == [("A", "I")]
    assert [one.partition(": ")[0] for one in said(reading)] == ["spans.csv:2", "relations.csv:2"]
    assert reading.problems[0].done == "they are left out"
    (tmp_path / "spans.csv").write_text("document,start\nd,0\n")
    with pytest.raises(InputError, match=r"spans\.csv:1: its first line is not that of spans"):
        of_file(tmp_path / "documents.csv")


def test_a_spreadsheet_may_have_saved_gilders_own_tables_with_semicolons(tmp_path: Path) -> None:
    for name, raw in files([a_document()]).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw.replace(b",", b";") if name.endswith(".csv") else raw)
    assert recognised(samples.given(tmp_path / "documents.csv")) is CSV
    assert found(of_file(tmp_path / "documents.csv", Reading(strictness="strict"))) == [("LOC", "Bonn")]


def test_cells_that_a_spreadsheet_would_work_out_get_an_apostrophe_and_that_is_told() -> None:
    losses = list[Loss]()
    spans = [
        Span(f"{at}", label, (Range(0, 1),), "=") for at, label in enumerate(["=1+1", "+1", "@SUM(1)", "\t=1", "＝1"])
    ]
    got = files([Record("-d", "=a", (SourceItems(spans=tuple(spans)),))], SPREADSHEETS, losses)
    table = got["spans.csv"].decode("utf-8")
    assert table.startswith("\ufeffdocument,")
    cells = [cell for row in csv.reader(io.StringIO(table[1:], newline="")) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in cells)
    assert {"'=1+1", "'+1", "'@SUM(1)", "'\t=1", "'＝1", "'-d", "'="} <= set(cells)
    assert {one.kind for one in losses} == {"exact cells"}
    assert len(losses) == 16
    assert not any(b"'" in raw for raw in files([Record("-d", "=a", (SourceItems(spans=tuple(spans)),))]).values())


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("a.csv", b"text,label\n", CSV), ("a.csv", "text;label\n".encode("utf-16"), CSV),
        ("a.tsv", b"text\tfeat1\n", TSV), ("a.tsv", b"#FORMAT=WebAnno TSV 3.3\n", format_named("webanno")),
        ("a.tsv", b"file\trepo\n", None), ("a.csv", b"", None), ("a.csv", b"\xff\xfe", None),
    ],
)  # fmt: skip
def test_tables_are_recognised_by_their_headings(tmp_path: Path, name: str, head: bytes, form: Format | None) -> None:
    (tmp_path / name).write_bytes(head)
    assert recognised(samples.given(tmp_path / name)) is form


def test_real_tables_come_back_equal() -> None:
    counts = dict[str, int]()
    for path in sorted(sample_folder("csv_tsv").rglob("*.csv")):
        some = of_file(path)
        counts[path.name] = counts.get(path.name, 0) + len(some)
        assert files(some) == {path.name: path.read_bytes()}, path
        assert found(some) == []
    assert counts == {
        "example.csv": 4,
        "example.invalid.2.csv": 2,
        "example.utf16.csv": 3,
        "example_out_of_order_columns.csv": 2,
    }


def test_malformed_tables_get_the_expected_answer() -> None:
    wrong = list[str]()
    for row, path in bad_cases("csv"):
        result, _ = outcome(CSV, path)
        action = row["expected_action"]
        if result.startswith("refused") != action.startswith(("reject", "stop and ask")) and "or reject" not in action:
            wrong.append(row["id"])
        if row["class"] == "formula_injection":
            some = of_file(path)
            assert files(some) == {path.name: path.read_bytes()}
            with path.open(newline="", encoding="utf-8") as file:
                (cells,) = csv.DictReader(file)
            marks = some[0].sources[0].marks
            assert (dict(marks.attributes)["label"], some[0].sources[0].source) == (cells["label"], cells["annotator"])
    # One is cut inside a last cell, as nobody can see; in the other the NUL is in a label, which no project keeps.
    assert wrong == ["truncated-056", "nul_bytes-056"]
