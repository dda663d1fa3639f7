"""What does a scorer of relations learn from a project's gold, beside the embedded one?

    python -m benchmarks.training.relations CORPORA

Each corpus becomes a project with its own parts; the relations part of `gilder train` is trained on train, and what it
proposes between the gold spans of test is counted: label, direction and both ends have to be gold's. The embedded
scorer and rules are asked for the same documents and labels. re3d and KnowledgeNet (passages that have relations; its
dev is test here) go under the labels of the `news` scheme, KnowledgeNet under its own fifteen labels, too,
with and without a parse.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from annotate.datasets.recipe import Recipe
from annotate.datasets.split import Split
from annotate.pipelines.lessons import TEST, TRAIN, Lesson
from annotate.pipelines.relations import Taught, counts_of
from annotate.pipelines.result import relations_data
from annotate.scheme import Scheme, parse_scheme
from annotate.suggest.base import SuggestedRelation, Suggestion
from annotate.suggest.models import find_model
from annotate.suggest.parsing import Parser
from annotate.suggest.relations import find_relations
from annotate.suggest.syntax import Word
from annotate.train.relation_corpora import Related, knowledgenet, re3d, read
from cli.main import main as gilder
from store.datasets.parts import Parts
from store.project import Project
from store.training.gather import Prepared, Wanted, prepare
from store.training.relating import Relating, document_of

_PARTS = {"test": TEST, "dev": TEST}  # of KnowledgeNet


@dataclass(frozen=True, slots=True)
class Embedded:
    """The embedded scorer and rules, asked as an own scorer is."""

    scheme: Scheme

    def find(self, text: str, spans: Sequence[Suggestion], words: Sequence[Word]) -> Iterator[SuggestedRelation]:
        """What they propose."""
        yield from find_relations(text, spans, words, self.scheme)


def news_lines(rows: Iterable[Related]) -> Iterator[dict[str, Any]]:
    """A corpus under the labels of the news scheme, as Gilder JSON Lines."""
    for one in rows:
        spans = [(span.start, span.end, span.label) for span in one.spans]
        yield _line(one.name, one.text, spans, sorted(one.relations))


def own_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A corpus under its own labels."""
    for row in rows:
        place = {one["id"]: at for at, one in enumerate(row["entities"])}
        spans = [(one["start"], one["end"], one["label"]) for one in row["entities"]]
        relations = [(place[one["head"]], place[one["tail"]], one["label"]) for one in row["relations"]]
        yield _line(row["id"], row["text"], spans, relations)


def _line(
    name: str, text: str, spans: Iterable[tuple[int, int, str]], relations: Iterable[tuple[int, int, str]]
) -> dict[str, Any]:
    return {
        "gilder": 1, "name": name, "text": text, "status": "done", "meta": {"language": "en"},
        "spans": [{"id": f"s{at}", "start": start, "end": end, "label": label, "text": text[start:end]}
                  for at, (start, end, label) in enumerate(spans)],
        "relations": [{"id": f"r{at}", "head": f"s{head}", "child": f"s{child}", "label": label}
                      for at, (head, child, label) in enumerate(relations)],
    }  # fmt: skip


def own_scheme(rows: Iterable[Mapping[str, Any]]) -> str:
    """A scheme with the labels of a corpus, any of which may join any spans."""
    some = list(rows)
    spans = sorted({one["label"] for row in some for one in row["entities"]})
    relations = sorted({one["label"] for row in some for one in row["relations"]})
    told = "".join(f"[[span]]\nname = {json.dumps(name)}\n" for name in spans)
    ends = f"ends = [{{ head = {json.dumps(spans)}, child = {json.dumps(spans)} }}]\n"
    return 'name = "own"\n' + told + "".join(f"[[relation]]\nname = {json.dumps(name)}\n{ends}" for name in relations)


def prepared(
    folder: Path, scheme: str, lines: Iterable[dict[str, Any]], parts: Mapping[str, str], base: str = ""
) -> Prepared:
    """The gold of a project made of these documents, each in its part; `base` decides whether there is a parse."""
    path = folder / "p.gilder"
    (folder / "p.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    gilder(["new", str(path), "--scheme", scheme])
    gilder(["import", str(path), str(folder / "p.jsonl"), "--source", "ann"])
    with Project.open(path) as project:
        dealt = {one: parts[project.documents.get(one).name] for one in project.documents.ids()}
        Parts(project).apply(Split(dealt, (), (), {}, 0), Recipe(), "benchmark")
        return prepare(project, Wanted(folder / "m", component="spancat", base=base))


def rows_of(name: str, folder: Path, found: Prepared, scheme: Scheme | None) -> Iterator[str]:
    """Rows of a table: all labels and each, of the trained scorer and, where it knows the labels, the embedded one."""
    began = time.process_time()
    data = Relating(found.settings, found.lessons, found.ends, lambda: None).train(TEST, folder / "m")
    seconds = time.process_time() - began
    counts = {part: sum(one.part == part for one in found.lessons) for part in (TRAIN, TEST)}
    scores = {f"trained, {seconds:.0f} s": data["scores"]}
    if scheme is not None:
        test = [one for one in found.lessons if one.part == TEST]
        there = [counts_of(Embedded(scheme), one, found.ends) for one in _parsed(test)]
        scores["embedded"] = relations_data(there, seed=0)
    for who, score in scores.items():
        yield f"| {name} | {counts[TRAIN]} | {counts[TEST]} | {who} | all | {_figures(score)} |"
    for label in found.ends:
        for who, score in scores.items():
            if label in score["by_label"]:
                yield f"| {name} | | | {who.partition(',')[0]} | {label} | {_figures(score['by_label'][label])} |"


def _figures(score: Mapping[str, Any]) -> str:
    numbers = ["–" if score[one] is None else f"{100 * score[one]:.1f}" for one in ("precision", "recall", "f1")]
    low, high = score["interval"] or (0, 0)
    return f"{' | '.join(numbers)} | {100 * low:.1f} to {100 * high:.1f} | {score['gold']}"


def _parsed(lessons: Sequence[Lesson]) -> list[Taught]:
    parser = Parser(find_model(str(resources.embedded_pipeline())))
    return [Taught.of(*pair) for pair in zip(lessons, parser.words(map(document_of, lessons)), strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--passages", type=int, nargs="*", default=[100, 400], help="of KnowledgeNet’s train")
    parser.add_argument("--only-own", action="store_true", help="only KnowledgeNet under its own labels")
    asked = parser.parse_args()
    print("| corpus | train | test | scorer | label | precision | recall | F1 | 95 % interval | gold |")
    print("| --- | ---: | ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |")
    passages = [one for one in knowledgenet(asked.corpora) if one.relations and one.part in ("train", "dev")]
    if not asked.only_own:
        _under_news(asked.corpora, passages, asked.passages)
    rows = read(asked.corpora / "relations" / "knowledgenet_gold.jsonl.gz")
    own = [row for row in rows if row["relations"] and row["split"] in ("train", "dev")]
    parts = {row["id"]: _PARTS.get(row["split"], TRAIN) for row in own}
    _run("KnowledgeNet, own labels", own_scheme(own), "", own_lines(own), parts)
    _run("KnowledgeNet, own labels, no parse", own_scheme(own), "", own_lines(own), parts, base="blank:xx")


def _under_news(corpora: Path, passages: Sequence[Related], counts: Sequence[int]) -> None:
    news = resources.scheme_text("news")
    rows = list(re3d(corpora))
    _run("re3d", "news", news, news_lines(rows), {one.name: one.part for one in rows})
    train, test = ([one for one in passages if one.part == part] for part in ("train", "dev"))
    for count in [*counts, len(train)]:
        some = [*train[:count], *test]
        parts = {one.name: _PARTS.get(one.part, TRAIN) for one in some}
        _run("KnowledgeNet", "news", news, news_lines(some), parts)


def _run(
    name: str, scheme: str, known: str, lines: Iterable[dict[str, Any]], parts: Mapping[str, str], base: str = ""
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if "\n" in scheme:
            (folder / "own.toml").write_text(scheme, encoding="utf-8")
            scheme = str(folder / "own.toml")
        found = prepared(folder, scheme, lines, parts, base)
        for line in rows_of(name, folder, found, parse_scheme(known) if known else None):
            print(line, flush=True)


if __name__ == "__main__":
    main()
