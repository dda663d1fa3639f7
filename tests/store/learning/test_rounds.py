"""Real rounds: learnt, better, taken, used; cancelled, killed, forgotten. The project is only read."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import spacy

import annotate.learning.component
from annotate.errors import InputError
from annotate.learning.check import Outcome
from annotate.pipelines.events import Done, Stage
from annotate.suggest.models import find_model
from cli.main import main
from store.learning.place import Place
from store.learning.rounds import Learning, Standing
from store.project import Project
from tests.store.learning.projects import project, travels

DECIDED = 24
assert annotate.learning.component.FACTORY  # importing it makes the component known to spaCy


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("learning") / "p.gilder", travels(DECIDED))


def hold(path: Path, folder: Path, *, seed: int = 0) -> Outcome:
    """A whole round that is taken where it is better; what it gave."""
    with Project.open(path, read_only=True) as opened:
        learning, ann = Learning(opened, folder), opened.sources.person("ann")
        with learning.round(ann, seed=seed) as held:
            assert isinstance(list(held.events())[-1], Done)
        assert held.outcome is not None
        if held.outcome.better:
            learning.take(held.outcome)
    return held.outcome


@pytest.fixture(scope="module")
def learnt(path: Path) -> tuple[Path, Outcome]:
    """The folder after one round, and its outcome; what the project was before and after is compared."""
    before = path.read_bytes()
    outcome = hold(path, path.with_name("learnt"))
    assert path.read_bytes() == before
    return path.with_name("learnt"), outcome


@pytest.fixture
def opened(path: Path) -> Iterator[Project]:
    with Project.open(path, read_only=True) as one:
        yield one


def test_what_was_learnt_is_better_and_in_use(opened: Project, learnt: tuple[Path, Outcome]):
    folder, outcome = learnt
    assert outcome.better
    assert outcome.after > outcome.before
    assert {name for name, _, _ in outcome.labels} >= {"town", "traveller"}
    current = Learning(opened, folder).current
    assert current is not None
    assert (current.folder, current.before, current.after) == (folder / "learnt-1", outcome.before, outcome.after)
    assert (current.documents, current.check) == (outcome.documents, outcome.check)
    assert sorted(one.name for one in folder.iterdir()) == ["began.json", "learnt-1"]


def test_documents_are_fresh_until_a_round_has_begun(opened: Project, learnt: tuple[Path, Outcome]):
    ann = opened.sources.person("ann")
    folder, outcome = learnt
    standing = Learning(opened, folder).standing(ann)
    assert standing == Standing(DECIDED, outcome.check, 0)
    assert not Learning(opened, folder).due(ann)
    assert Learning(opened, folder.with_name("elsewhere")).standing(ann).fresh == DECIDED


def test_it_is_a_pipeline_of_spacy_with_the_labels_of_the_scheme(learnt: tuple[Path, Outcome]):
    folder = learnt[0] / "learnt-1"
    nlp = spacy.load(folder)
    assert nlp.pipe_names[-1] == "gilder_learnt"
    found = {(one.text, one.label_) for one in nlp("Yesterday Zoe Jones saw the town of Quito.\n").ents}
    assert found == {("Zoe Jones", "traveller"), ("Quito", "town")}
    assert find_model(str(folder)).labels == ("traveller", "town")
    told = (folder / "meta.json").read_text(encoding="utf-8")
    assert str(learnt[0].parent) not in told + (folder / "config.cfg").read_text(encoding="utf-8")
    assert '"ann"' not in told


def test_gilder_suggest_takes_it(tmp_path: Path, learnt: tuple[Path, Outcome], capsys: pytest.CaptureFixture[str]):
    fresh = project(tmp_path / "fresh.gilder", [{**one, "spans": [], "status": "in_progress"} for one in travels(3)])
    capsys.readouterr()
    assert main(["suggest", str(fresh), "--model", str(learnt[0] / "learnt-1")]) == 0
    assert "traveller -> traveller, town -> town\n" in capsys.readouterr().out
    with Project.open(fresh, read_only=True) as one:
        doc = one.documents.get(one.documents.ids()[0])
        suggested = {(span.text, span.label) for span in one.suggestions.suggested(doc).index}
    wanted = {(span["text"], span["label"]) for span in travels(1)[0]["spans"]}
    assert wanted <= suggested


def test_the_same_round_again_finds_the_same(path: Path, learnt: tuple[Path, Outcome], tmp_path: Path):
    assert hold(path, tmp_path / "again") == learnt[1]
    for name in ("weights.npz", "learnt.json"):
        first, again = (one / "learnt-1" / "gilder_learnt" / name for one in (learnt[0], tmp_path / "again"))
        assert first.read_bytes() == again.read_bytes()


def test_a_second_round_of_the_same_is_not_better_and_changes_nothing(path: Path, learnt: tuple[Path, Outcome]):
    second = hold(path, learnt[0])
    assert not second.better
    assert second.before == second.after == learnt[1].after
    assert sorted(one.name for one in learnt[0].iterdir()) == ["began.json", "learnt-1"]


def test_what_is_not_better_is_not_taken(opened: Project, learnt: tuple[Path, Outcome]):
    learning = Learning(opened, learnt[0])
    with pytest.raises(InputError, match="is not better"):
        learning.take(replace(learnt[1], better=False))
    with pytest.raises(InputError, match="no learnt pipeline to take"):
        learning.take(learnt[1])


@pytest.mark.parametrize("stage", ["reading", "training", "scoring", "writing"])
def test_cancelled_at_any_moment_it_leaves_what_is_in_use(opened: Project, tmp_path: Path, stage: str):
    ann, learning = opened.sources.person("ann"), Learning(opened, tmp_path / "learnt")
    with learning.round(ann) as held:
        for event in held.events():
            if isinstance(event, Stage) and event.name == stage:
                held.cancel()
    assert held.outcome is None
    assert learning.current is None
    assert [one.name for one in (tmp_path / "learnt").iterdir()] == ["began.json"]


def test_what_a_killed_round_has_left_is_removed_by_the_next(opened: Project, tmp_path: Path):
    ann, place = opened.sources.person("ann"), Place(tmp_path / "learnt")
    (place.work / "model").mkdir(parents=True)
    (place.work / "plan.json").write_text("{}")
    with Learning(opened, tmp_path / "learnt").round(ann):
        assert not (place.work / "model").exists()
    assert not place.work.exists()


def test_a_process_that_is_killed_is_told_in_one_line(opened: Project, tmp_path: Path):
    learning = Learning(opened, tmp_path / "learnt")
    with learning.round(opened.sources.person("ann")) as held:
        events = held.events()
        next(events)
        os.kill(held.process, signal.SIGKILL)
        with pytest.raises(InputError, match=r"nothing was learnt: the process ended by itself \(status -9\)"):
            list(events)
    assert learning.current is None
    assert not Place(tmp_path / "learnt").work.exists()


def test_two_rounds_do_not_run_in_one_folder(opened: Project, tmp_path: Path):
    ann, learning = opened.sources.person("ann"), Learning(opened, tmp_path / "learnt")
    with learning.round(ann):
        with pytest.raises(InputError, match="another round runs there now"):
            learning.round(ann)
        with pytest.raises(InputError, match="another round runs there now"):
            learning.forget()
    learning.forget()
    assert not (tmp_path / "learnt").exists()


def test_the_one_before_stays_until_the_next_is_taken(learnt: tuple[Path, Outcome], tmp_path: Path):
    import shutil

    place = Place(tmp_path / "learnt")
    for number in (1, 2, 3):
        shutil.copytree(learnt[0] / "learnt-1", place.found)
        assert place.take().folder.name == f"learnt-{number}"
        there = sorted(one.name for one in place.folder.iterdir())
        assert there == [f"learnt-{one}" for one in range(max(1, number - 1), number + 1)]
    (place.folder / "learnt-3" / "meta.json").unlink()
    assert place.current is not None
    assert place.current.folder.name == "learnt-2"
    place.remove_all()
    assert not place.folder.exists()


def test_another_language_is_learnt_from_words_alone(tmp_path: Path):
    some = [{**one, "meta": {"language": "de"}} for one in travels(DECIDED)]
    outcome = hold(project(tmp_path / "p.gilder", some), tmp_path / "learnt")
    assert outcome.better
    assert spacy.load(tmp_path / "learnt" / "learnt-1").pipe_names == ["gilder_learnt"]
