"""`annotation.conf` as a scheme, and back."""

from __future__ import annotations

from pathlib import Path

from annotate.scheme import AttributeLabel, Ends, RelationLabel, Scheme, SpanLabel, parse_scheme
from annotate.scheme_text import scheme_text
from store.exchange.brat.conf import conf_text, scheme_of
from store.exchange.files import given_files
from store.exchange.formats import format_named
from store.exchange.reading import Reading

CONF = """# comment
[entities]
Person|PER
!Place
\tCity
-----
Protein
[relations]
<POG>=Person|Protein
Located Arg1:<POG>, Arg2:City
Equiv Arg1:Protein, Arg2:Protein, <REL-TYPE>:symmetric-transitive
!Old Arg1:Person, Arg2:Person
<OVERLAP> Arg1:City, Arg2:Person, <OVL-TYPE>:contain
Bad Arg1:Person
[events]
Binding|GO:1 Theme+:Protein, Site{2-3}:<ENTITY>, Cause?:<EVENT>|Nope
Growth Theme:Protein
person
Empty
[attributes]
Negation Arg:<EVENT>
Confidence Arg:<EVENT>|Person, Value:High|Low
CL Arg:<EVENT>, L1:x, L2:y, <GLYPH-POS>:left
Sure Arg:<RELATION>
!Unused Arg:<ANY>
[visual]
x
"""


def read(text: str, reading: Reading | None = None) -> Scheme:
    return scheme_of(text, "annotation.conf", reading or Reading(), "proteins")


def test_types_roles_and_attributes() -> None:
    scheme = read(CONF)
    assert [label.name for label in scheme.spans] == [
        "Person",
        "Place",
        "City",
        "Protein",
        "Binding",
        "Growth",
        "Empty",
    ]
    assert [label.name for label in scheme.spans if label.retired] == ["Place"]
    assert scheme.spans[0].aliases == ("PER",)
    ends = {label.name: label.ends for label in scheme.relations}
    assert ends["Located"] == (Ends(frozenset(("Person", "Protein")), frozenset(("City",))),)
    assert ends["Theme"] == (Ends(frozenset(("Binding", "Growth")), frozenset(("Protein",))),)
    assert ends["Site"][0].children == frozenset(("Person", "Place", "City", "Protein"))
    assert ends["Cause"][0].children == frozenset(("Binding", "Growth", "Empty"))
    assert [label.name for label in scheme.relations if label.retired] == ["Old"]
    attributes = {label.name: (label.kind, label.choices) for label in scheme.attributes}
    assert attributes == {
        "Negation": ("flag", ()), "Confidence": ("choice", ("High", "Low")), "CL": ("choice", ("L1", "L2")),
        "Sure": ("flag", ()),
    }  # fmt: skip
    assert scheme.attributes[3].on == {"Located", "Equiv", "Old", "Theme", "Site", "Cause"}


def test_what_cannot_be_is_told() -> None:
    reading = Reading()
    read(CONF, reading)
    told = "\n".join(map(str, reading.problems))
    for what in ("[visual] is not known", "Bad has 1 ends", "“Nope” is named", "Person and person differ by case only",
                 "Unused is not in use"):  # fmt: skip
        assert what in told


def test_written_and_read_again_it_is_the_same_scheme() -> None:
    scheme = read(CONF)
    text = conf_text(scheme)
    assert "Binding|GO:1\tTheme+:Protein, Site{2-3}:<ENTITY>, Cause?:<EVENT>|Nope\n" in text
    assert "Equiv\tArg1:Protein, Arg2:Protein, <REL-TYPE>:symmetric-transitive\n" in text
    assert read(text) == scheme
    assert parse_scheme(scheme_text(scheme)) == scheme


def test_a_scheme_of_gilder() -> None:
    names = frozenset(("A b", "C"))
    scheme = Scheme(
        "mine",
        (SpanLabel("A b"), SpanLabel("C", 1)),
        (RelationLabel("r", (Ends(names, names),)), RelationLabel("s", (Ends(names, names, same=True),))),
        (AttributeLabel("kind", "text", names), AttributeLabel("sure", "flag", names)),
    )
    assert conf_text(scheme).split("\n") == [
        "[entities]", "A_b", "C", "",
        "[relations]", "r\tArg1:<ANY>, Arg2:<ANY>", "s\tArg1:A_b, Arg2:A_b", "s\tArg1:C, Arg2:C",
        "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>", "",
        "[events]", "",
        "[attributes]", "# kind\tArg:A_b|C (any text: annotation.conf has no word for it)", "sure\tArg:A_b|C", "",
    ]  # fmt: skip


def test_it_is_found_beside_a_file_or_above(tmp_path: Path) -> None:
    brat = format_named("brat")
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "a.ann").write_text("")
    (given,) = given_files([tmp_path / "in"])
    assert brat.scheme is not None
    (tmp_path / "annotation.conf").write_text(CONF)
    assert brat.scheme(given, Reading()) is None  # that lies above what was given
    (tmp_path / "in" / "annotation.conf").write_text("[entities]\nX\n")
    found = brat.scheme(given, Reading())
    assert found is not None
    assert (found.name, [label.name for label in found.spans]) == ("in", ["X"])
