"""WebAnno TSV 3: layers become spans and relations, unchanged rows stay as they are, new files are as INCEpTION has
them, and what cannot be is told."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as some
from hypothesis import strategies as st

from annotate.errors import InputError
from annotate.model import Relation, Span
from annotate.offsets import Range
from store.exchange.formats import format_named, recognised
from store.exchange.losses import Loss, Reducing
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.exchange.webanno import parsing
from store.exchange.webanno.escapes import cut, escape_text, escape_value, numbered, unescape_text, unescape_value
from store.ids import new_id
from tests.store.exchange.records import essence, records
from tests.store.exchange.samples import expected, given, outcome, sample_folder, unexpected

WEBANNO = format_named("webanno")
NER, POS = (
    "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS",
)

HEAD = f"""#FORMAT=WebAnno TSV 3.3
#T_SP={NER}|identifier|value
#T_SP=webanno.custom.Empty|
#T_SP=webanno.custom.Frame|FE|ROLE_webanno.custom.Frame:Roles_webanno.custom.FrameRolesLink|uima.tcas.Annotation
#T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation
#T_RL=webanno.custom.Rel|value|BT_{NER}
"""

BODY = """

#Sentence.id=s1
#Text=😀 Anna Maria met
#Text=Bo\\tb.
1-1\t0-2\t😀\t_\t_\t*\t_\t_\t_\t_\t_\t_\t_\t
1-2\t3-7\tAnna\thttp://x/a\\_b[1]|*[2]\tPER[1]|*[2]\t_\t_\t_\t_\tpr[1]\tcoref->1-1\t_\t_\t
1-3\t8-13\tMaria\thttp://x/a\\_b[1]\tPER[1]\t_\t_\t_\t_\tpr[1]\tcoref->1-1\t_\t_\t
1-4\t14-17\tmet\t_\t_\t_\tMeet\tagent;patient\t1-2[1];1-5[3]\t_\t_\t_\t_\t
1-4.1\t14-15\tm\t_\t_\t*[4]|*[5]\t_\t_\t_\t_\t_\t_\t_\t
1-4.2\t17-17\t\t_\t_\t*\t_\t_\t_\t_\t_\t_\t_\t
1-5\t18-22\tBo\\tb\t*[3]\ta\\|b\\\\[3]\t_\t_\t_\t_\t*[2]\t*->2-1\tknows|*\t1-2[1_3]|1-2[2_3]\t
1-6\t22-23\t.\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t

#Text=He left.
2-1\t24-26\tHe\t_\t_\t_\t_\t_\t_\tpr[1]\t*->1-2\t_\t_\t
2-2\t27-31\tleft\t*\tX\t_\t*\t_\t*\t_\t_\tself\t2-2\t
2-3\t31-32\t.\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t
"""
WHOLE = HEAD + BODY


def file(folder: Path, text: str | bytes = WHOLE, name: str = "small.tsv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(path: Path, reading: Reading | None = None) -> Record:
    assert WEBANNO.read is not None
    (record,) = WEBANNO.read(given(path), reading or Reading())
    return record


def written(record: Record, losses: list[Loss] | None = None) -> bytes:
    assert WEBANNO.write is not None
    ((_, piece),) = WEBANNO.write([record], ([] if losses is None else losses).append)
    return piece


def rows_of(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.split("\n") if line[:1].isdigit()]


def with_spans(record: Record, change: Any) -> Record:
    return replace(record, sources=(replace(record.sources[0], spans=tuple(change(record.sources[0].spans))),))


def test_layers_are_spans_and_relations(tmp_path: Path) -> None:
    reading = Reading()
    record = read(file(tmp_path), reading)
    (items,) = record.sources
    assert record.text == "😀 Anna Maria met\nBo\tb.\nHe left."
    assert [(one.label, one.text) for one in items.spans] == [
        ("Empty", "😀"), ("PER", "Anna Maria"), ("NamedEntity", "Anna"), ("pr", "Anna Maria"), ("Frame", "met"),
        ("Empty", "m"), ("Empty", "m"), ("a|b\\", "Bo\tb"), ("CoreferenceLink", "Bo\tb"), ("pr", "He"), ("X", "left"),
        ("Frame", "left"),
    ]  # fmt: skip
    assert [one.attributes for one in items.spans if one.attributes] == [
        (("identifier", "http://x/a_b"),), (("FE", "Meet"),),
    ]  # fmt: skip
    texts = {one.id: one.text for one in items.spans}
    assert sorted((one.label, texts[one.head], texts[one.child]) for one in items.relations) == [
        ("Rel", "Anna", "Bo\tb"), ("agent", "met", "Anna Maria"), ("coref", "Anna Maria", "He"),
        ("knows", "Anna Maria", "Bo\tb"), ("patient", "met", "Bo\tb"),
    ]  # fmt: skip
    assert [one.what for one in reading.problems] == [
        "annotation Empty 1-4.2 is empty (at 16); left out, and kept for WebAnno TSV",
        "self on 2-2 joins NamedEntity 2-2 with itself; left out, and kept for WebAnno TSV",
    ]


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2", "3.3"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_was_not_changed_is_written_as_it_was(tmp_path: Path, version: str, ends: str, encoding: str) -> None:
    text = WHOLE.replace("3.3", version).replace("\n", ends)
    path = file(tmp_path, text.encode(encoding))
    record = read(path)
    assert len(record.sources[0].spans) == 12
    assert written(record) == path.read_bytes()


def test_only_the_cells_of_what_changed_are_written_anew(tmp_path: Path) -> None:
    odd = WHOLE.replace("coref->1-1", "c*ref->1-1").replace("Meet", "a]b").removesuffix("\n")  # INCEpTION escapes
    record = read(file(tmp_path, odd))
    new = Span(new_id(), "LOC", (Range(17, 19),), "Bo")
    again = written(
        with_spans(
            record, lambda spans: [replace(one, label="DOG") if one.label == "X" else one for one in spans] + [new]
        )
    ).decode()
    before, after = odd.split("\n"), again.split("\n")
    lines = [line for line in after if line not in before]
    assert [line.split("\t")[0] for line in lines] == ["1-5.1", "2-2"]
    assert lines[0].startswith("1-5.1\t18-20\tBo\t*\tLOC\t_\t")
    assert [line for line in before if line not in after] == [before[-2]]


def test_a_span_that_was_taken_away_does_not_come_back(tmp_path: Path) -> None:
    record = read(file(tmp_path))
    (items,) = record.sources
    gone = {one.id for one in items.spans if one.text == "Anna Maria"}
    kept = [each for each in items.relations if not {each.head, each.child} & gone]
    left = replace(items, spans=tuple(one for one in items.spans if one.id not in gone), relations=tuple(kept))
    again = written(replace(record, sources=(left,))).decode()
    rows = rows_of(again)
    assert rows[1][3:5] == ["*[2]", "*[2]"]
    assert rows[1][9:11] == ["_", "_"]
    assert rows[3][7:9] == ["patient", "1-5[3]"]
    assert rows[6][11:13] == ["*", "1-2[2_3]"]
    assert rows[8][9:11] == ["pr[1]", "*->1-1"]
    assert essence(read(file(tmp_path, again))) == essence(replace(record, sources=(left,)))


def test_a_chain_that_is_parted_becomes_two(tmp_path: Path) -> None:
    record = read(file(tmp_path))
    (items,) = record.sources
    left = replace(items, relations=tuple(one for one in items.relations if one.label != "coref"))
    rows = rows_of(written(replace(record, sources=(left,))).decode())
    assert [rows[at][9:11] for at in (1, 2, 6, 8)] == [
        ["pr[1]", "coref->1-1"], ["pr[1]", "coref->1-1"], ["*[2]", "*->2-1"], ["pr[3]", "*->3-1"],
    ]  # fmt: skip


def test_a_new_attribute_is_a_new_column(tmp_path: Path) -> None:
    record = read(file(tmp_path))
    noted = with_spans(record, lambda spans: [replace(one, note="so") if one.label == "X" else one for one in spans])
    again = written(noted).decode()
    assert f"#T_SP={NER}|identifier|value|gilder_note\n" in again
    assert [row[5] for row in rows_of(again)] == ["_", "*[1]|*[2]", "*[1]", "_", "_", "_", "*[3]", "_", "_", "so", "_"]
    assert essence(read(file(tmp_path, again))) == essence(noted)


def test_tokens_that_relations_are_about_are_spans(tmp_path: Path) -> None:
    text = f"""#FORMAT=WebAnno TSV 3.3
#T_RL=de.tudarmstadt.ukp.dkpro.core.api.syntax.type.dependency.Dependency|DependencyType|BT_{POS}


#Text=He left
1-1\t0-2\tHe\tnsubj\t1-2\t
1-2\t3-7\tleft\t_\t_\t
"""
    record, losses = read(file(tmp_path, text)), list[Loss]()
    (items,) = record.sources
    assert [(one.label, one.text) for one in items.spans] == [("Token", "left"), ("Token", "He")]
    assert [one.label for one in items.relations] == ["nsubj"]
    assert written(record).decode() == text
    assert "nsubj" not in written(replace(record, sources=(replace(items, relations=()),)), losses).decode()
    assert [one.kind for one in losses] == ["spans", "spans"]


# New files


class AsInception:
    """A file read as the Java reader of INCEpTION does it, with its checks: `text`, the layer of each annotation by
    its number or its token, and relations: the row and the entry of each."""

    def __init__(self, text: str) -> None:
        lines = text.removesuffix("\n").split("\n")
        assert lines[0] == "#FORMAT=WebAnno TSV 3.3"
        at = lines.index("")
        assert lines[at + 1] == ""
        self.layers = [self._layer(line) for line in lines[1:at]]
        self.text = self._said = ""
        self.annotations, self.relations = dict[str, str](), list[tuple[str, str]]()
        self._stacks = Counter[str]()
        self._state = "space"
        for line in lines[at + 2 :]:
            self._line(line)
        assert self._state == "token"
        self._check_relations()

    def _layer(self, line: str) -> tuple[str, list[str]]:
        match = re.fullmatch(r"#T_(SP|RL)=([\w.]+)\|(.*)", line)
        assert match is not None
        columns = match[3].split("|")
        assert all(re.fullmatch(r"[A-Za-z]\w*|BT_[\w.]+", one) for one in columns)
        assert columns[-1].startswith("BT_") == (match[1] == "RL")
        return match[2], columns

    def _line(self, line: str) -> None:
        if line.startswith("#"):
            assert self._state in ("space", "head")
            self._said += unescape_text(line.removeprefix("#Text=")) + "\n"
        elif line:
            assert self._state in ("head", "token")
            self._row(*line.split("\t"))
        else:
            assert self._state == "token"
        self._state = "head" if line.startswith("#") else "token" if line else "space"

    def _row(self, unit: str, offsets: str, form: str, *cells: str) -> None:
        begin, end = map(int, offsets.split("-"))
        if self._state == "head":
            size = len(self.text.encode("utf-16-le")) // 2
            if size > begin:
                assert size == begin + 1
                assert self.text[-1] == "\n"
                self.text = self.text[:-1]
            self.text += " " * (begin - size) + self._said
            self._said = ""
        assert self.text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le") == unescape_text(form)
        assert unit not in self._stacks
        self._stacks[unit] = 0
        for name, columns in self.layers:
            parts = [[] if one == "_" else re.split(r"(?<!\\)\|", one) for one in cells[: len(columns)]]
            cells = cells[len(columns) :]
            assert len({len(one) for one in parts}) == 1
            if columns[-1].startswith("BT_"):
                self.relations += [(unit, one) for one in parts[-1]]
            else:
                self._stack(unit, name, [*zip(*parts, strict=True)])
        assert cells == ("",)

    def _stack(self, unit: str, layer: str, stack: list[tuple[str, ...]]) -> None:
        for pieces in stack:
            (number,) = {numbered(one)[1] for one in pieces}
            assert number is not None or len(stack) == 1
            assert self.annotations.setdefault(f"[{number}]" if number else unit, layer) == layer
        self._stacks[unit] = len(stack)

    def _check_relations(self) -> None:
        for unit, entry in self.relations:
            match = re.fullmatch(r"(\d+-\d+(?:\.\d+)?)(?:\[(\d+)_(\d+)\])?", entry)
            assert match is not None
            for key, number in ((match[1], match[2]), (unit, match[3])):
                assert key in self._stacks
                assert (f"[{number}]" if number and number != "0" else key) in self.annotations


@some(data=st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_new_is_as_inception_has_it(data: st.DataObject) -> None:
    losses = list[Loss]()
    record = Reducing(WEBANNO.holds, losses.append).reduce(data.draw(records()))
    losses.clear()
    again = AsInception(written(record, losses).decode())
    assert not losses
    assert again.text == record.text + "\n"
    assert [*again.annotations.values()] == ["custom.Span"] * len(record.sources[0].spans)
    assert len(again.relations) == len(record.sources[0].relations)


# Whole documents that are changed at random


@some(data=st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_document_says_what_there_is(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("change")
    record = read(file(folder))
    changed, losses = changed_at_random(record, data.draw), list[Loss]()
    again = written(changed, losses)
    if losses:
        return
    assert essence(read(file(folder, again))) == essence(changed)


def _changed(span: Span, draw: Any) -> Span | None:
    act = draw(st.sampled_from(["keep", "keep", "keep", "drop", "label", "attribute", "note"]))
    if act == "label":
        return replace(span, label=draw(st.sampled_from(["PER", "ORG|x", "pr", "Frame"])))
    if act == "attribute":
        return replace(span, attributes=(("sure", "ja[1]"),))
    return None if act == "drop" else replace(span, note="a;b\n_") if act == "note" else span


def changed_at_random(record: Record, draw: Any) -> Record:
    (items,) = record.sources
    spans = [now for span in items.spans if (now := _changed(span, draw)) is not None]
    borders = [0, 2, 6, 7, 12, 13, 14, 16, 17, 21, 22, 23, 25, 26, 30]
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted(draw(st.sets(st.sampled_from(borders), min_size=2, max_size=2)))
        spans.append(
            Span(new_id(), draw(st.sampled_from(["PER", "new", "Empty"])), (Range(start, end),), record.text[start:end])
        )
    there = {span.id for span in spans}
    relations = [each for each in items.relations if {each.head, each.child} <= there and draw(st.booleans())]
    if len(spans) > 1:
        for _ in range(draw(st.integers(0, 2))):
            head, child = draw(st.permutations(spans))[:2]
            relations.append(Relation(new_id(), draw(st.sampled_from(["knows", "of"])), head.id, child.id))
    return replace(record, sources=(replace(items, spans=tuple(spans), relations=tuple(relations)),))


# What is wrong

BROKEN = {
    "is WebAnno TSV 4.0; 3.0 to 3.3 can be read": ("TSV 3.3", "TSV 4.0"),
    "does not begin with": ("#FORMAT=", "#FORM="),
    "2-1 starts at 24 after its end 2": ("24-26", "24-2"),
    "is no row of a token": ("24-26", "24.0-26"),
    "sentence ends at 32": ("27-31", "27-99"),
    "inside the sentence before it": ("24-26", "20-26"),
    "far behind the text": ("24-26", "24000000-26000000"),
    "inside a character": ("1-1\t0-2\t", "1-1\t0-1\t"),
    "has 12 columns; 13 are needed": ("\t_\t*\t_\t*\t_\t_\tself", "\t_\t*\t_\t*\t_\tself"),
    "there is no #Text= before": ("#Text=He left.\n", ""),
    "NUL": ("left", "le\x00ft"),
    "ends in the middle of a record": ("\t_\t\n", "\t_"),
    "ends in the middle of a sentence": ("He left.\n" + BODY.rpartition("He left.\n")[2], "He left.\n"),
}  # fmt: skip


@pytest.mark.parametrize("told", BROKEN)
def test_a_broken_file_is_refused_with_one_line(tmp_path: Path, told: str) -> None:
    old, new = BROKEN[told]
    head, _, tail = WHOLE.rpartition(old)
    with pytest.raises(InputError) as problem:
        read(file(tmp_path, head + new + tail))
    assert "\n" not in str(problem.value)
    assert told in str(problem.value)
    assert str(problem.value).startswith(str(tmp_path / "small.tsv"))


def test_a_file_that_is_cut_off_is_kept_as_far_as_it_is_whole(tmp_path: Path) -> None:
    reading = Reading(strictness="lenient")
    record = read(file(tmp_path, WHOLE.replace("27-31", "27-99")), reading)
    assert record.text == "😀 Anna Maria met\nBo\tb."
    assert any("sentence ends at 32" in one.what for one in reading.problems)
    assert written(record).decode() == WHOLE[: WHOLE.index("#Text=He")]


@pytest.mark.parametrize(("old", "new", "told"), [
    ("1-2[1_3]", "9-9[1_3]", "names 9-9, which is no token here"),
    ("1-2[1_3]", "1-2[77_3]", "names 1-2[77], which is no annotation here"),
    ("1-2[1];", "1-2[99];", "names 1-2[99], which is no annotation here"),
    ("self\t2-2", "self\t1-6", "names 1-6, where no NamedEntity is"),
    ("self\t2-2", "self\tyes", "comes from “yes”"),
    ("1-6\t22", "1-1\t22", "there is a token 1-1 already, on line 12"),
    ("\t2-2\t\n", "\t2-2\tx\ty\n", "has 15 columns; 13 are declared"),
    ("*->1-2", "1-2", "“1-2” is no link of a chain"),
    ("PER[1]", f"{'x' * 300}[1]", "characters; it is “NamedEntity” here"),
])  # fmt: skip
def test_what_is_wrong_with_one_thing_is_told_and_kept(tmp_path: Path, old: str, new: str, told: str) -> None:
    path, reading = file(tmp_path, WHOLE.replace(old, new)), Reading()
    record = read(path, reading)
    assert len(record.sources[0].spans) >= 11
    assert any(told in one.what for one in reading.problems)
    assert written(record) == path.read_bytes()
    with pytest.raises(InputError, match=re.escape(told[:20])):
        read(path, Reading(strictness="strict"))


@pytest.mark.parametrize(("unit", "places"), [("code points", "1-1\t0-1|1-2\t2-3"), ("bytes", "1-1\t0-4|1-2\t5-7")])
def test_the_unit_of_offsets_is_proven_by_the_tokens(tmp_path: Path, unit: str, places: str) -> None:
    one, two = places.split("|")
    path = file(tmp_path, f"#FORMAT=WebAnno TSV 3.3\n#T_SP=x.L|value\n\n\n#Text=😀 ä\n{one}\t😀\t_\t\n{two}\tä\tA\t\n")
    reading = Reading()
    record = read(path, reading)
    assert [one.text for one in record.sources[0].spans] == ["ä"]
    assert reading.facts["offsets"] == unit
    assert written(record) == path.read_bytes()


@pytest.mark.parametrize("head", [" # de.x.POS | PosValue", "# w.c.A | f1 | f2 # w.c.R | r", " # w.custom.A", "#id=1"])
def test_older_versions_are_recognised_and_refused(tmp_path: Path, head: str) -> None:
    path = file(tmp_path, f"{head}\n#text=A b\n1-1\tA\t_\t\n")
    form = recognised(given(path))
    assert form is not None
    assert form.name == "webanno"
    with pytest.raises(InputError, match=r"is WebAnno TSV (1 or )?2, whose head"):
        read(path)


def test_other_tables_are_not_taken_for_older_versions(tmp_path: Path) -> None:
    for head in ("#id\ttext", "# a | b", "# made by tool 1.2 of 3.4", "id\ttext"):
        form = recognised(given(file(tmp_path, f"{head}\n1\tA\n")))
        assert form is None or form.name != "webanno"


def test_an_empty_value_is_not_none(tmp_path: Path) -> None:
    spans = [Span(new_id(), "A", (Range(at, at + 1),), "aab"[at], attributes=(("x", ""),)) for at in (0, 1)]
    record = Record("n", "aab", (SourceItems("", "import", tuple(spans)),))
    assert essence(read(file(tmp_path, written(record)))) == essence(record)


def test_words_that_spans_cut_stay_one_token(tmp_path: Path) -> None:
    text, places = "Newcastle upon Tyne.", (Range(0, 3), Range(3, 11), Range(10, 14))
    spans = [Span(new_id(), "A", (one,), text[one.start : one.end]) for one in places]
    again = written(Record("n", text, (SourceItems("", "import", tuple(spans)),))).decode()
    assert [row[0] for row in rows_of(again)] == ["1-1", "1-1.1", "1-1.2", "1-2", "1-2.1", "1-3", "1-4"]
    assert [one.text for one in read(file(tmp_path, again)).sources[0].spans] == ["New", "castle u", "upon"]


@pytest.mark.parametrize(("name", "safe"), [
    ("value", "f_value"), ("Type", "f_Type"), ("begin", "f_begin"), ("a b", "a_b"), ("ROLE_x", "f_ROLE_x"),
    ("1", "f_1"),
])  # fmt: skip
def test_names_of_features_are_such_that_they_can_be_read(tmp_path: Path, name: str, safe: str) -> None:
    record, losses = read(file(tmp_path)), list[Loss]()
    more = with_spans(record, lambda spans: [replace(spans[0], attributes=((name, "v"),)), *spans[1:]])
    again = read(file(tmp_path, written(more, losses)))
    assert [one.label for one in again.sources[0].spans] == [one.label for one in record.sources[0].spans]
    assert [one.kind for one in losses] == ["names of attributes"]
    assert again.sources[0].spans[0].attributes == ((safe, "v"),)


ODD = {
    "stacked hosts without fillers": (
        "#T_SP=c.Host|ROLE_c.Host:links_c.Link|c.Span", "1-1\t0-2\tHe\t_[1]|_[2]\t*|*\t", ["Host", "Host"], [],
    ),
    "two slot features, of which one is typed": (
        "#T_SP=c.Span|\n#T_SP=c.Host|ROLE_c.Host:a_c.Link|c.Span|ROLE_c.Host:b_c.Link|uima.tcas.Annotation",
        "1-1\t0-2\tHe\t*[1]\tx;*\t1-1[1];1-1[1]\ty\t1-1[1]\t", ["Span", "Host"], ["a", "x", "y"],
    ),
    "a relation without features": (
        "#T_SP=c.Span|\n#T_RL=c.Rel|BT_c.Span", "1-1\t0-2\tHe\t*[1]|*[2]\t1-1[1_2]|1-1[2_1]\t",
        ["Span", "Span"], ["Rel", "Rel"],
    ),
    "a layer that is declared without a bar": ("#T_SP=c.Span", "1-1\t0-2\tHe\t*\t", ["Span"], []),
    "rows without the last tab": ("#T_SP=c.Span|value", "1-1\t0-2\tHe\tA", ["A"], []),
    "no layers": ("", "1-1\t0-2\tHe\t", [], []),
    "an extent over overlapping sub-tokens": (
        "#T_SP=c.Span|value",
        "1-1\t0-2\tHe\t_\t\n1-1.1\t0-1\tH\tA\t\n1-1.2\t0-1\tH\tB\t\n1-1.3\t1-2\te\tC[1]\t\n1-2\t2-3\t!\tC[1]\t",
        ["A", "B", "C"], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_files_are_read_as_inception_means_them(tmp_path: Path, name: str) -> None:
    head, rows, labels, relations = ODD[name]
    head = f"#FORMAT=WebAnno TSV 3.3\n{head}".rstrip("\n")
    path, reading = file(tmp_path, f"{head}\n\n\n#Text=He!\n{rows}\n"), Reading()
    record = read(path, reading)
    (items,) = record.sources or (SourceItems(),)
    assert [one.label for one in items.spans] == labels
    assert sorted(one.label for one in items.relations) == relations
    assert reading.problems == []
    kept = {key: value for key, value in record.kept["webanno"].items() if key != "digest"}
    assert written(replace(record, kept={"webanno": kept})) == path.read_bytes()


@pytest.mark.parametrize(("body", "text"), [
    ("#Text=He \n1-1\t2-4\tHe\t\n\n#Text=is\n2-1\t8-10\tis\t\n", "  He \n  is"),
    ("#Text= He\n1-1\t1-3\tHe\t\n\n#Text=is\n2-1\t3-5\tis\t\n", " Heis"),
    ("#Text=\\n\\tA\n#Text=\n#Text=b\\\\n\n1-1\t0-3\t\\n\\tA\t\n", "\n\tA\n\nb\\n"),
])  # fmt: skip
def test_texts_are_put_together_of_their_sentences(tmp_path: Path, body: str, text: str) -> None:
    assert read(file(tmp_path, f"#FORMAT=WebAnno TSV 3.3\n\n\n{body}")).text == text


def test_tabs_in_tokens_as_old_files_have_them(tmp_path: Path) -> None:
    path = file(tmp_path, WHOLE.replace("Bo\\tb\t*[3]", "Bo\tb\t*[3]"))
    record, reading = read(path), Reading()
    assert [one.label for one in record.sources[0].spans if one.text == "Bo\tb"] == ["a|b\\", "CoreferenceLink"]
    assert reading.problems == []
    assert written(record) == path.read_bytes()


def test_a_document_with_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_ROWS", 9)
    with pytest.raises(InputError, match="has more than 9 rows, which is the limit"):
        read(file(tmp_path))


def test_carriage_returns_in_values_are_told(tmp_path: Path) -> None:
    span, losses = Span(new_id(), "A", (Range(0, 1),), "a", note="x\r\ny"), list[Loss]()
    again = written(Record("n", "a b", (SourceItems("", "import", (span,)),)), losses)
    assert [one.kind for one in losses] == ["values of attributes"]
    assert read(file(tmp_path, again)).sources[0].spans[0].note == "x\ny"


def test_sources_are_in_folders_of_their_own() -> None:
    assert WEBANNO.write is not None
    record = Record("d.txt", "a b", (SourceItems("ann"), SourceItems("bob")))
    assert [name for name, _ in WEBANNO.write([record], [].append)] == ["ann/d.txt.tsv", "bob/d.txt.tsv"]


@some(st.text(st.characters(codec="utf-8")))
def test_escapes_mean_what_they_say(text: str) -> None:
    assert unescape_value(escape_value(text)) == text
    assert unescape_text(escape_text(text)) == text
    assert cut(f"{escape_value(text)}|{escape_value(text)}", "|") == [escape_value(text)] * 2
    assert numbered(f"{escape_value(text)}[7]") == (escape_value(text), 7)
    assert numbered(escape_value(text)) == (escape_value(text), None)


def test_escapes_of_java_in_old_files() -> None:
    assert unescape_text("a\\u00e4\\uD83D\\uDE00\\101\\t\\\\\\/", java=True) == "aä😀A\t\\/"


# Real and malformed files


@pytest.mark.parametrize("name", [
    "dkpro-tsv3/coref.tsv", "dkpro-tsv3/example2.tsv", "gum/build-GUM_news_crane.tsv", "gum/build-GUM_news_worship.tsv",
    "gum/coref-GUM_interview_brotherhood.tsv", "gum/coref-GUM_voyage_coron.tsv", "gum/coref-GUM_news_stampede.tsv",
    "gum/coref-GUM_news_worship.tsv", "gum/coref-GUM_news_crane.tsv",
])  # fmt: skip
def test_real_files_have_their_counts_and_come_back_equal(name: str) -> None:
    path, told = sample_folder("webanno_tsv") / name, expected("webanno_tsv")[name]
    reading = Reading()
    record = read(path, reading)
    (items,) = record.sources
    loops = 7 if name == "dkpro-tsv3/example2.tsv" else 0  # roots of sentences
    assert len(items.spans) == told["spans"] + told["chain_elements"]
    assert len(items.relations) + loops == told["relations"] + told["chain_elements"] - told["chains"]
    assert [one.what for one in reading.problems] == [
        "ROOT on 1-3 joins POS 1-3 with itself, and 6 more do so; left out, and kept for WebAnno TSV"
    ][:loops]
    assert written(record) == path.read_bytes()
    first = next(one for one in items.spans if one.label not in ("Lemma", "NEW"))
    again = written(
        with_spans(record, lambda spans: [replace(one, label="NEW") if one is first else one for one in spans])
    )
    lines = list(zip(path.read_text().split("\n"), again.decode().split("\n"), strict=True))
    rows = [two for one, two in lines if one != two]
    assert rows
    assert all("NEW" in two for two in rows)


def test_real_files_of_older_versions_are_refused() -> None:
    old = [name for name, told in expected("webanno_tsv").items() if "skip" in told]
    found = [outcome(WEBANNO, sample_folder("webanno_tsv") / name)[0] for name in old]
    assert len(found) == 25
    assert all("is WebAnno TSV 2" in one for one in found)


def test_malformed_files_get_the_expected_answer() -> None:
    assert unexpected(WEBANNO, "webanno_tsv", besides="nul_bytes") == set()
