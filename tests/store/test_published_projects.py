"""Published figures through a whole project: files are imported as two sources, read back, scored and measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.offsets import words
from annotate.scores.agreement import agreement
from annotate.scores.evaluation import evaluate
from cli.main import main
from store.comparing import Comparing
from store.project import Project

CONLL_2000 = Path(__file__).parents[1] / "cases" / "scores" / "conll2000.txt"
SENTENCES = (  # start, end, what ann1 and ann2 say of `Op`; None where they say nothing
    (1, 140, "false", "false"), (141, 241, "", "false"), (245, 372, "true", "true"), (376, 475, "false", "false"),
    (479, 589, "false", "false"), (594, 647, None, None), (648, 757, None, None), (758, 890, None, None),
    (891, 1019, None, None), (1020, 1116, "true", "true"), (1117, 1234, "true", "false"), (1238, 1318, None, None),
    (1319, 1394, None, None), (1395, 1464, None, None), (1467, 1610, None, None), (1615, 1717, "true", "true"),
    (1718, 1880, None, None), (1881, 1931, None, None), (1932, 2064, "true", "true"),
)  # fmt: skip
OUTLOOK = (("true", ""), ("zzzzz", "false"), *[("", "")] * 62)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "a.gilder"
    assert main(["new", str(path)]) == 0
    return path


def imported(project: Path, file: Path, text: str, *options: str) -> None:
    file.write_text(text, "utf-8")
    assert main(["import", str(project), str(file), *options]) == 0


# CoNLL-2000


def conll(lines: list[list[str]], which: int) -> str:
    """The sample with stand-ins for its words (they are not free), and the tags of one side."""
    rows = [[f"w{at} {pair.split('/')[which]}\n" for at, pair in enumerate(line)] for line in lines]
    return "\n".join("".join(row) for row in rows) + "\n"


def test_the_conll_2000_sample(project, tmp_path):
    """961 tokens with 459 phrases, 539 found, 371 correct (www.clips.uantwerpen.be/conll2000/chunking/output.html)."""
    lines = [line.split() for line in CONLL_2000.read_text("utf-8").splitlines()]
    for which, source in enumerate(("gold", "chunker")):
        imported(project, tmp_path / "sample.conll", conll(lines, which), "--source", source, "--format", "conll")
    with Project.open(project, read_only=True) as opened:
        comparing = Comparing(opened)
        gold, found = comparing.source("gold"), comparing.source("chunker")
        result = evaluate(comparing.compared(gold, found), rounds=0)
        both = agreement(comparing.annotated([gold, found]), ("gold", "chunker"))
        text = [opened.documents.get(one).text for one in opened.documents.ids()]
    assert sum(1 for one in text for _ in words(one)) == 961
    assert (result.total.gold, result.total.predicted, result.total.right) == (459, 539, 371)
    numbers = result.total.precision, result.total.recall, result.total.f1
    assert [round(100 * (one or 0), 2) for one in numbers] == [68.83, 80.83, 74.35]
    assert both.exact.micro == result.total.f1
    assert {label: (one.gold, one.predicted) for label, one in result.exact.items()}["NP"] == (262, 317)


# GATE


def gate(text: str, places: list[tuple[int, int]], said: list[tuple[str | None, str | None]]) -> str:
    """A GATE document with a set `ann1` and a set `ann2` of `sent`, some with the feature `Op`."""
    cuts = sorted({0, len(text), *(at for place in places for at in place)})
    nodes = "".join(f'<Node id="{one}"/>{text[one:two]}' for one, two in zip(cuts, [*cuts[1:], len(text)], strict=True))
    sets = "".join(
        f'<AnnotationSet Name="ann{which + 1}">'
        + "".join(_sentence(100 * which + at, *places[at], one[which]) for at, one in enumerate(said))
        + "</AnnotationSet>"
        for which in (0, 1)
    )
    return f"<GateDocument version='3'><TextWithNodes>{nodes}</TextWithNodes><AnnotationSet/>{sets}</GateDocument>"


def _sentence(number: int, start: int, end: int, value: str | None) -> str:
    text = 'className="java.lang.String"'
    feature = f"<Feature><Name {text}>Op</Name><Value {text}>{value}</Value></Feature>"
    return (
        f'<Annotation Id="{number}" Type="sent" StartNode="{start}" EndNode="{end}">'
        f"{'' if value is None else feature}</Annotation>"
    )


def opera() -> str:
    """The sentences of GATE's tests/iaa/beijing-opera.xml at their places; the article itself is left out."""
    places = [(start, end) for start, end, _, _ in SENTENCES]
    return gate("word " * 413 + "end", places, [(one, two) for _, _, one, two in SENTENCES])


def outlook() -> str:
    """The 64 sentences of in-outlook-09-aug-2001.xml by what the two say: that alone gives all its figures, and only
    this table gives the pooled ones as well."""
    return gate("word " * 64, [(5 * at, 5 * at + 4) for at in range(64)], list(OUTLOOK))


def of_attribute(project: Path):
    with Project.open(project, read_only=True) as opened:
        comparing = Comparing(opened)
        sources = [comparing.source(name) for name in ("ann1", "ann2")]
        return agreement(comparing.annotated(sources), ("ann1", "ann2")).attributes["sent.Op"]


@pytest.mark.parametrize(
    ("texts", "items", "figures"),
    [
        ([opera()], 9, (0.7777778, 0.6086957, 0.59550565)),
        ([outlook()], 64, (0.96875, 0.3263158, 0.3227513)),
        ([opera(), outlook()], 73, (0.94520545, 0.7784521, 0.7778622)),
    ],
    ids=["beijing-opera", "in-outlook", "both"],
)
def test_the_agreement_of_gate(project, tmp_path, texts, items, figures):
    """gate.util.TestClassificationMeasures: observed agreement, Cohen's κ and π of the feature `Op` of `sent`."""
    for at, text in enumerate(texts):
        imported(project, tmp_path / f"{at}.xml", text, "--format", "gate")
    found = of_attribute(project)
    assert found.items == items
    assert found.cohen is not None
    assert found.scott is not None
    assert (found.percentage, found.cohen.value, found.scott.value) == pytest.approx(
        figures, abs=2e-7
    )  # GATE computes in 32 bits
