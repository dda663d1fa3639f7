"""CoNLL-2012: chains and names of all shapes become spans, and files come out as they were."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from annotate.errors import InputError
from annotate.model import Span, surface
from annotate.offsets import Range
from store.exchange.formats import format_named, recognised
from store.exchange.losses import Loss
from store.exchange.reading import Reading
from store.exchange.record import Record, SourceItems
from store.ids import new_id
from tests.store.exchange import samples
from tests.store.exchange.records import records
from tests.store.exchange.samples import bad_cases, expected, outcome, rewritten, sample_folder

CONLL = format_named("conll2012")

ONTONOTES = """#begin document (bc/a); part 000
bc/a   0   0   Anna  NNP  (TOP*  -  -  -  Spk  (PERSON*  (A0*  (12|(3)
bc/a   0   1     's  POS      *  -  -  -  Spk         *)    *)       -
bc/a   0   2    dog   NN      *  -  -  -  Spk         *   (V*)      12)

bc/a   0   0  slept  VBD      *  -  -  -  Spk         *     (5)|(5)

#end document
#begin document (bc/a); part 001
bc/a   1   0  He  PRP  *  -  -  -  Spk  *  (12)

#end document
"""

LITBANK = (
    "#begin document (1023_bleak_house_brat); part 0\n"
    + "".join(
        "\t".join(["1023", "0", str(at), word, *"_" * 8, cell]) + "\n"
        for at, (word, cell) in enumerate([("Jo", "(0)"), ("and", ""), ("the", "(1(2"), ("man", "2)"), (".", "1)")])
    )
    + "\n#end document\n"
)

GUM = "# begin document G\n0\tMecca\t(event-2(place-3-Al%2DHaram)\n1\tcrash\tevent-2)\n2\t.\t_\n# end document\n"


def of_text(tmp_path: Path, text: str, reading: Reading | None = None) -> list[Record]:
    path = tmp_path / "a.conll"
    path.write_bytes(text.encode())
    return of_file(path, reading)


def of_file(path: Path, reading: Reading | None = None) -> list[Record]:
    assert CONLL.read is not None
    return list(CONLL.read(samples.given(path), reading or Reading(strictness="strict")))


def spans_of(record: Record) -> list[Span]:
    return [span for one in record.sources for span in one.spans]


def found(record: Record) -> list[tuple[str, str, str]]:
    return [(span.label, span.text, str(dict(span.attributes).get("entity", ""))) for span in spans_of(record)]


def a_span(text: str, label: str, start: int, end: int, **attributes: str) -> Span:
    fragments = (Range(start, end),)
    return Span(new_id(), label, fragments, surface(text, fragments), attributes=tuple(sorted(attributes.items())))


def with_spans(record: Record, *spans: Span) -> Record:
    return replace(record, sources=(SourceItems(spans=spans),))


def test_columns_of_ontonotes_with_parts_names_and_equal_mentions(tmp_path: Path) -> None:
    one, two = of_text(tmp_path, ONTONOTES)
    assert [(one.name, one.text), (two.name, two.text)] == [("bc/a", "Anna 's dog\nslept"), ("bc/a#1", "He")]
    assert found(one) == [
        ("mention", "Anna 's dog", "12"), ("mention", "Anna", "3"), ("mention", "slept", "5"),
        ("mention", "slept", "5"),        ("PERSON", "Anna 's", ""),
    ]  # fmt: skip
    assert rewritten(CONLL, [one, two], [].append).decode() == ONTONOTES
    assert (
        rewritten(CONLL, [two], [].append).decode() == ONTONOTES[ONTONOTES.index("#begin document (bc/a); part 001") :]
    )


def test_litbank_has_empty_last_columns(tmp_path: Path) -> None:
    (record,) = of_text(tmp_path, LITBANK)
    assert found(record) == [("mention", "Jo", "0"), ("mention", "the man .", "1"), ("mention", "the man", "2")]
    assert rewritten(CONLL, [record], [].append).decode() == LITBANK
    after = rewritten(CONLL, [with_spans(record, *spans_of(record)[1:])], [].append).decode()
    assert after == LITBANK.replace("(0)", "")


def test_ids_of_gum_have_types_and_identities(tmp_path: Path) -> None:
    (record,) = of_text(tmp_path, GUM)
    assert found(record) == [("event", "Mecca crash", "2"), ("place", "Mecca", "3")]
    assert dict(spans_of(record)[1].attributes)["identity"] == "Al-Haram"
    event, place = spans_of(record)
    changed = with_spans(record, replace(event, label="an-event"), place)
    assert rewritten(CONLL, [changed], [].append).decode() == (
        GUM.replace("(event-2(", "(an%2Devent-2(").replace("event-2)", "an%2Devent-2)")
    )
    assert recognised(samples.given(tmp_path / "a.conll")) == CONLL


def test_only_cells_of_what_has_changed_change(tmp_path: Path) -> None:
    record = of_text(tmp_path, ONTONOTES)[0]
    whole, anna, first, second, name = spans_of(record)
    new = a_span(record.text, "mention", 5, 11, entity="7")
    named = a_span(record.text, "GPE", 8, 11)
    after = rewritten(
        CONLL, [with_spans(record, whole, anna, first, second, replace(name, label="ORG"), new, named)], [].append
    )
    part = ONTONOTES[: ONTONOTES.index("#begin document (bc/a); part 001")]
    assert after.decode() == (
        part.replace("(PERSON*", "(ORG*")
        .replace("*)       -", "*)       (7")
        .replace("Spk         *   (V*)      12)", "Spk         (GPE)   (V*)      7)|12)")
    )
    gone = rewritten(CONLL, [with_spans(record, whole)], [].append).decode()
    assert gone == part.replace("(12|(3)", "(12").replace("(PERSON*", "*").replace("*)    *)", "*    *)").replace(
        "(5)|(5)", "-"
    )


def test_a_text_from_elsewhere_gets_twelve_columns(tmp_path: Path) -> None:
    text = "Anna met  the PM of Mali. She left"
    losses, at = list[Loss](), text.index
    spans = [
        a_span(text, "PER", 0, 4, entity="e1"), a_span(text, "mention", at("She"), at("She") + 3, entity="e1"),
        a_span(text, "ROLE", at("the"), at("."), sure="no"), a_span(text, "GPE", at("Mali"), at(".")),
        a_span(text, "X", at("Mali"), at("She") + 3), a_span(text, "Y", 4, 8),
    ]  # fmt: skip
    after = rewritten(CONLL, [with_spans(Record("a b", text), *spans)], losses.append).decode()
    lines = after.split("\n")
    assert lines[0] == "#begin document (a b); part 000"
    assert lines[1] == "a_b\t0\t0\tAnna\t-\t-\t-\t-\t-\t-\t*\t(PER-e1)"
    assert lines[6] == "a_b\t0\t5\tMali\t-\t-\t-\t-\t-\t-\t(GPE))\t(X-gilder1"
    assert lines[8] == "a_b\t0\t7\tShe\t-\t-\t-\t-\t-\t-\t*\tX-gilder1)|(e1)"
    assert lines[-3:] == ["", "#end document", ""]
    assert [(one.kind, one.label) for one in losses] == [
        ("exact text", ""), ("attributes of spans", "ROLE"), ("chains", "e1"),
    ]  # fmt: skip
    (again,) = of_text(tmp_path, after)
    assert Counter(found(again)) == Counter([
        ("PER", "Anna", "e1"), ("mention", "She", "e1"), ("ROLE", "the PM of Mali", ""), ("GPE", "Mali", ""),
        ("X", "Mali . She", ""), ("Y", "met", ""),
    ])  # fmt: skip
    assert again.name == "a b"


def test_what_columns_cannot_say_is_told(tmp_path: Path) -> None:
    losses = list[Loss]()
    (record,) = of_text(tmp_path, "0\tAnna-Bo\t-\n1\tb\t-\n2\tc\t-\n3\td\t-\n")
    text = record.text
    spans = [
        a_span(text, "mention", 0, 4, entity="1"), a_span(text, "mention", 0, 11, entity="2"),
        a_span(text, "mention", 8, 13, entity="2"), a_span(text, "mention", 7, 8, entity="3"),
    ]  # fmt: skip
    after = rewritten(CONLL, [with_spans(record, *spans)], losses.append).decode()
    assert sorted((one.kind, one.text) for one in losses) == [
        ("borders of spans", "Anna"), ("overlapping spans", "Anna-Bo b c"), ("overlapping spans", "b c d"),
        ("spans", " "),
    ]  # fmt: skip
    assert after == "0\tAnna-Bo\t(1)\n1\tb\t-\n2\tc\t-\n3\td\t-\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# a\n", "has no tokens"),
        ("a\nb\n", "has 1 columns"),
        ("a PER\nb O\nc LOC\n", "has no chains of coreference"),
        (ONTONOTES[:-100], r"ends in the middle of a record \(byte"),
        (ONTONOTES[: ONTONOTES.index("slept") + 12], r"ends in the middle of a record \(byte"),
        (ONTONOTES.replace("(TOP*  -  -  -  Spk  (PERSON*  (A0*", "x"), ":2: has 7 columns where the other lines"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        of_text(tmp_path, text)


def test_leniently_whole_sentences_are_kept(tmp_path: Path) -> None:
    reading = Reading(strictness="lenient")
    assert [one.text for one in of_text(tmp_path, ONTONOTES[:-100], reading)] == ["Anna 's dog\nslept"]
    assert len(reading.problems) == 1


def test_brackets_that_match_nothing_are_told_and_stay(tmp_path: Path) -> None:
    text, reading = "0\ta\t(1|2)\n1\tb\t(3)x\n2\tc\t-\n", Reading()
    (record,) = of_text(tmp_path, text, reading)
    assert found(record) == [("mention", "b", "3")]
    assert [one.what for one in reading.problems] == [
        "the last column closes 2, which is not open", "the last column has “x” outside of brackets",
        "the last column: 1 is opened and never closed",
    ]  # fmt: skip
    assert rewritten(CONLL, [record], [].append).decode() == text


@given(record=records())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_span_is_lost_that_is_not_told(tmp_path_factory: pytest.TempPathFactory, record: Record) -> None:
    losses = list[Loss]()
    text = rewritten(CONLL, [record], losses.append).decode()
    (again,) = of_text(tmp_path_factory.mktemp("out"), text)
    told = {one.item for one in losses if one.kind in ("discontinuous spans", "overlapping spans", "spans")}
    left = [span for span in spans_of(record) if span.id not in told]
    assert Counter((span.label, "".join(span.text.split())) for span in spans_of(again)) == Counter(
        (span.label, "".join(span.text.split())) for span in left
    )
    assert "".join(again.text.split()) == "".join(record.text.split())
    assert rewritten(CONLL, [again], losses.append).decode() == text


def test_real_files_have_their_counts_and_come_back_equal() -> None:
    for name, case in expected("conll2012").items():
        path, losses = sample_folder("conll2012") / name, list[Loss]()
        some = of_file(path)
        spans = [span for record in some for span in spans_of(record)]
        mentions = [span for span in spans if "entity" in dict(span.attributes)]
        entities = {(span.label, span.attributes) for span in mentions}
        counts = (len(some), len(mentions), len(entities), len(spans) - len(mentions))
        assert counts == (
            case["documents"], case["mentions"], case["entities"], case["named_entities_col11"],
        ), name  # fmt: skip
        assert rewritten(CONLL, some, losses.append) == path.read_bytes(), name
        assert losses == [], name


def test_malformed_files_get_the_expected_answer() -> None:
    for row, path in bad_cases("conll2012"):
        result, reading = outcome(CONLL, path)
        action = row["expected_action"]
        if action.startswith(("reject", "stop and ask")):
            assert result.startswith("refused"), row["id"]
        elif row["class"] == "unknown_id":
            assert result == "skipped", row["id"]
        elif row["class"] != "huge_line":
            assert result == "accepted", row["id"]
            assert row["class"] != "nul_bytes" or reading.problems, row["id"]


def test_a_text_that_tokens_do_not_make_again_is_told() -> None:
    losses = list[Loss]()
    rewritten(CONLL, [Record("a", "so\r\nit  is", ()), Record("b", "so it\nis", ())], losses.append)
    assert [(one.document, one.kind) for one in losses] == [("a", "exact text")]
