"""Train the embedded English pipeline: `python -m annotate.train.embedded CORPORA OUTPUT --scratch FOLDER`.

Five steps, each kept in the scratch folder, so that a run can go on where it was stopped: the syntax from Universal
Dependencies; a teacher, fine-tuned on gold and some silver; what the teacher says of all texts; the small network that
learns from both; scores fitted on the development documents. Seeds and numbers of passes are fixed, not minutes.
"""
# pyright: basic, reportMissingImports=false
# (what needs PyTorch is imported late: it is no dependency of the program)

from __future__ import annotations

import argparse
import shutil
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import resources
from annotate.suggest.consistency import Known, settle
from annotate.suggest.names import NameTagger, mentions_of
from annotate.suggest.tagging import TAGS, spans_of
from annotate.train.calibrate import Judged, error, fit
from annotate.train.corpora import GOLD, SILVER, Split, nationalities, pieces, raw_texts
from annotate.train.tags import Piece, tagged

SEED = 17
NAME, VERSION = "news-en", "2.0.0"
SILVER_TRUST, SILVER_WEIGHT, RAW_WEIGHT = 0.5, 0.7, 0.7
GOLD_TIMES, EPOCHS = 2, 5
_DEVELOPMENT = ("gum_free_gold", "redocred_devtest_gold", SILVER)


def tokenizing() -> Any:
    """spaCy's English tokenizer, which also cuts “U.S.-backed” at the hyphen."""
    import spacy

    nlp = spacy.blank("en")
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[A-Za-z]\.)[-–—](?=[A-Za-z])"]
    nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer  # pyright: ignore
    return nlp


def known_names(nlp: Any) -> Known:
    """The lexicon of `resources/lexicons`, cut into tokens."""
    plain = tomllib.loads(resources.name_lexicon().read_text(encoding="utf-8"))
    names = [(one, "NORP") for one in plain["NORP"].split()]
    for label in ("ORG", "LOC"):
        names += [(" ".join(one.split()), label) for one in plain[label].split(";")]
    return Known({tuple(token.text for token in nlp.make_doc(name)): label for name, label in names})


class Run:
    """One training with its folders; each step is done once and kept."""

    def __init__(self, corpora: Path, scratch: Path) -> None:
        self.corpora, self.scratch = corpora, scratch
        self.nlp = tokenizing()
        self.norps = nationalities(corpora)
        scratch.mkdir(parents=True, exist_ok=True)

    def pieces(self, corpus: str, split: Split) -> list[Piece]:
        """A split of a corpus with its tags."""
        return list(tagged(self.nlp, pieces(self.corpora, corpus, self.norps, split=split)))

    def gold(self) -> list[Piece]:
        """All gold that is trained on."""
        return [one for corpus in GOLD for one in self.pieces(corpus, "train")]

    def raw(self) -> list[Piece]:
        """Raw text: every tag is allowed everywhere."""
        docs = (self.nlp.make_doc(text) for text in raw_texts(self.corpora))
        return [
            Piece(tuple(token.text for token in doc), np.ones((len(doc), len(TAGS)), dtype=np.bool_), "raw")
            for doc in docs
            if len(doc) > 2
        ]

    def syntax(self) -> Path:
        """The pipeline with tagger, parser and lemmatiser."""
        from annotate.train.syntax import train_syntax

        if not (self.scratch / "syntax-best").exists():
            train_syntax(self.corpora, self.scratch / "syntax-best", self.scratch / "syntax")
        return self.scratch / "syntax-best"

    def teacher(self) -> Any:
        """The encoder, fine-tuned."""
        import torch

        from annotate.train.teacher import Teacher, train_teacher

        path = self.scratch / "teacher.pt"
        if path.exists():
            teacher = Teacher()
            teacher.load_state_dict(torch.load(path, weights_only=True))
            return teacher
        teacher = train_teacher(self.gold(), self.pieces(SILVER, "train"), seed=SEED, silver_share=0.35, gold_times=2)
        torch.save(teacher.state_dict(), path)
        return teacher

    def lessons(self, teacher: Any) -> list[Any]:
        """Gold, silver and raw text with what the teacher says of them."""
        from annotate.train.student import lesson
        from annotate.train.teacher import Cutter, chances

        gold, silver, raw = self.gold(), self.pieces(SILVER, "train"), self.raw()
        work = [*gold, *silver, *raw]
        path = self.scratch / "taught.npy"
        if not path.exists():
            np.save(path, np.concatenate(chances(teacher, Cutter(), [one.words for one in work])))
        taught, at = np.load(path, mmap_mode="r"), 0
        found = list[Any]()
        for number, piece in enumerate(work):
            said = taught[at : at + len(piece.words)]
            at += len(piece.words)
            if number < len(gold):
                found += [lesson(piece, said, trust=1.0, weight=1.0)] * GOLD_TIMES
            elif number < len(gold) + len(silver):
                found.append(lesson(piece, said, trust=SILVER_TRUST, weight=SILVER_WEIGHT))
            else:
                found.append(lesson(piece, said, trust=0.0, weight=RAW_WEIGHT))
        return found

    def names(self) -> NameTagger:
        """The trained component, its scores fitted on the development documents."""
        from annotate.train.student import train_student
        from annotate.train.teacher import piece_table

        tagger = NameTagger(self.nlp.vocab, "gilder_names")
        folder = self.scratch / "names"
        if folder.exists():
            return tagger.from_disk(folder)
        teacher = self.teacher()
        table = piece_table(teacher, seen=48, given=32)
        tagger.network = train_student(self.nlp.vocab, table, self.lessons(teacher), epochs=EPOCHS, seed=SEED)
        tagger.known = known_names(self.nlp)
        judged, wanted = self.judge(tagger, "dev")
        tagger.calibration = replace(fit(judged, wanted), known=self.how_sure(tagger.known))
        _say(f"calibration error on the development documents {error(tagger.calibration, judged):.3f}")
        tagger.to_disk(folder)
        return tagger

    def how_sure(self, known: Known) -> dict[str, float]:
        """By label the share of the known names in GUM, all by hand, that are names of this label there."""
        right, seen = Counter[str](), Counter[str]()
        for piece in (*self.pieces("gum_free_gold", "train"), *self.pieces("gum_free_gold", "dev")):
            gold = {(start, end): label for start, end, label in _gold(piece)}
            for start, name in known.places(piece.words):
                label = known.labels[name]
                seen[label] += 1
                right[label] += gold.get((start, start + len(name))) == label
        return {label: round(right[label] / seen[label], 2) for label in seen}

    def judge(self, tagger: NameTagger, split: Split) -> tuple[list[Judged], Counter[str]]:
        """Every name found in the documents of a split with whether it is right; the gold names by label."""
        judged, wanted = list[Judged](), Counter[str]()
        for corpus in _DEVELOPMENT:
            some = self.pieces(corpus, split)
            for piece, chances in zip(some, tagger.network.predict([one.words for one in some]), strict=True):
                gold = set(_gold(piece))
                wanted.update(label for _, _, label in gold)
                for one in settle(mentions_of(chances), piece.words, chances, tagger.known):
                    place = slice(one.start, one.end)
                    told = not piece.allowed[place, 0].any() or not _may_be(piece, place, one.label)
                    right = (one.start, one.end, one.label) in gold
                    if corpus == SILVER and one.known and one.found_again:
                        continue  # silver leaves out half of the nationalities: it cannot say
                    if right or told:
                        judged.append(Judged(one, right))
        return judged, wanted


def _may_be(piece: Piece, place: slice, label: str) -> bool:
    """Whether the corpus leaves open that these tokens are a name of this label."""
    columns = [at for at, tag in enumerate(TAGS) if tag.endswith(f"-{label}")]
    return bool(piece.allowed[place][:, columns].any(axis=1).all())


def _gold(piece: Piece) -> Iterator[tuple[int, int, str]]:
    """The names that the annotation is sure of."""
    tags = [0 if row[0] else int(row.argmax()) for row in piece.allowed]
    yield from spans_of(tags)


def assemble(run: Run, output: Path) -> Any:
    """Syntax and names as one pipeline, written to `output`."""
    import spacy

    names = run.names()
    nlp = spacy.load(run.syntax())
    nlp.tokenizer.infix_finditer = run.nlp.tokenizer.infix_finditer  # pyright: ignore
    nlp.add_pipe("gilder_names")
    component = nlp.get_pipe("gilder_names")
    component.network, component.calibration, component.known = names.network, names.calibration, names.known  # pyright: ignore
    nlp.meta.update(
        name=NAME,
        version=VERSION,
        license="CC-BY-SA-4.0",
        description="Syntax and names of English news, embedded in Gilder. Numbers and dates come from its grammar.",
        author="The Gilder authors",
    )
    for split in ("train", "dev"):
        nlp.config["corpora"][split]["path"] = None  # a place on the machine that it was trained on
    judged, _ = run.judge(names, "test")
    nlp.meta["performance"]["calibration_error"] = round(error(names.calibration, judged), 4)  # pyright: ignore
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output, exclude=["vocab.vectors"])
    return nlp


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and train. The model card is made afterwards, from what the benchmark prints."""
    parser = argparse.ArgumentParser(prog="python -m annotate.train.embedded", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder with ner/, relations/, ud/ and LICENCES.md")
    parser.add_argument("output", type=Path, help="folder for the pipeline")
    parser.add_argument("--scratch", type=Path, required=True, help="folder for what each step leaves")
    given = parser.parse_args(arguments)
    assemble(Run(given.corpora, given.scratch), given.output)


if __name__ == "__main__":
    main()
