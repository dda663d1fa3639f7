"""A training in its process: whole, the same as spaCy's own, paused, finished, cancelled, killed."""

from __future__ import annotations

import errno
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy

from annotate.errors import InputError
from annotate.pipelines.events import Done, Paused, Scored, Stage, Step
from cli.main import main
from store.errors import DiskFull
from store.project import Project
from store.training.gather import Prepared, Wanted, prepare
from store.training.trained import TrainedModels, history_of, told_of_model
from store.training.training import Training
from store.training.work import WorkFolder, told_of
from tests.trainable import make, records

_LONG = 100_000  # steps that no test waits for
_ONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("gold") / "p.gilder", records(40))


def prepared(project: Path, output: Path, **wanted: Any) -> Prepared:
    with Project.open(project, read_only=True) as opened:
        return prepare(opened, Wanted(output, **{"base": "blank:xx", "max_steps": 20, **wanted}))


def trained(project: Path, output: Path, **wanted: Any) -> Path:
    with Training.start(prepared(project, output, **wanted), output) as training:
        assert isinstance(list(training.events())[-1], Done)
        return training.place()


@pytest.fixture(scope="module")
def model(project: Path) -> Path:
    return trained(project, project.with_name("model"), max_steps=40)


def meta_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "meta.json").read_text(encoding="utf-8"))


def assert_nothing_is_left(output: Path) -> None:
    assert not output.exists()
    assert not WorkFolder(output).path.exists()


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "out"
    assert not WorkFolder(tmp_path / "out").path.exists()


def test_the_folder_is_a_pipeline_of_spacy_and_nothing_else_is_left(model: Path):
    nlp = spacy.load(model)
    assert nlp.pipe_names == ["tok2vec", "ner"]
    assert nlp.config["training"]["logger"]["@loggers"] == "spacy.ConsoleLogger.v1"
    assert nlp.config["training"]["before_update"] is None
    assert sorted(one.name for one in model.parent.iterdir() if "training" in one.name) == []
    assert str(model.parent) not in (model / "meta.json").read_text() + (model / "config.cfg").read_text()


def test_the_card_and_the_meta_tell_the_scores(model: Path):
    told, card = meta_of(model)["gilder"], (model / "model-card.md").read_text(encoding="utf-8")
    assert told["scored_on"] == "test"
    assert told["scores"]["gold"] == sum(row["gold"] for row in told["scores"]["by_label"].values()) > 0
    assert "| PER |" in card
    assert told["data"]["digest"] in card
    assert "source" not in told["data"]  # a name of a person
    assert "ann" not in card.lower().split()


def test_the_scores_are_those_of_the_pipeline_in_the_folder(model: Path):
    from spacy.training import Corpus

    nlp, told = spacy.load(model), meta_of(model)["gilder"]
    scores = nlp.evaluate(list(Corpus(model / "training/corpus/test.spacy")(nlp)))
    assert scores["ents_f"] == pytest.approx(told["scores"]["f1"] or 0.0)


def test_spacy_train_with_the_written_config_gives_the_same(model: Path, tmp_path: Path):
    folder = tmp_path / "training"
    shutil.copytree(model / "training", folder)
    command = [sys.executable, "-m", "spacy", "train", "config.cfg", "--output", "again"]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **_ONE}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    again = folder / "again" / "model-best"
    assert meta_of(again)["performance"] == meta_of(model)["performance"]
    for part in ("ner/model", "tok2vec/model"):
        assert (again / part).read_bytes() == (model / part).read_bytes()


def test_the_same_again_gives_the_same_scores(project: Path, model: Path, output: Path):
    again = trained(project, output, max_steps=40)
    assert meta_of(again)["performance"] == meta_of(model)["performance"]
    assert meta_of(again)["gilder"]["scores"] == meta_of(model)["gilder"]["scores"]


def test_the_embedded_pipeline_is_a_base_of_its_own_in_the_folder(project: Path, output: Path):
    folder = trained(project, output, base="", max_steps=5)
    assert spacy.load(folder / "training" / "base").pipe_names == ["tok2vec"]
    assert meta_of(folder)["gilder"]["base_told"].startswith("news-en")


def test_progress_is_told(project: Path, output: Path):
    with Training.start(prepared(project, output, max_steps=30), output) as training:
        events = list(training.events())
    assert [one.name for one in events if isinstance(one, Stage)] == [
        "reading", "probing", "training", "scoring", "writing"]  # fmt: skip
    scored = [one for one in events if isinstance(one, Scored)]
    assert [one.step for one in scored] == [0, 20]
    assert scored[0].best
    assert set(scored[0].by_label) == {"PER", "LOC"}
    assert all(one.words_per_second > 0 and one.left >= 0 for one in events if isinstance(one, Step))


def test_a_curve_has_a_point_for_each_share(project: Path, output: Path):
    told = meta_of(trained(project, output, max_steps=5, curve=True))["gilder"]
    assert [one["share"] for one in told["curve"]["points"]] == [25, 50, 75, 100]
    counts = [one["documents"] for one in told["curve"]["points"]]
    assert counts == sorted(set(counts))
    assert [one["label"] for one in told["curve"]["more"]] == [None, "LOC", "PER"]
    assert "## Learning curve" in (output / "model-card.md").read_text(encoding="utf-8")


def test_it_stands_still_while_paused_and_finishes_when_told(project: Path, output: Path):
    with Training.start(prepared(project, output, max_steps=_LONG, patience=_LONG), output) as training:
        paused, after = False, 0
        for event in training.events():
            if isinstance(event, Scored) and not paused:
                training.pause()
            elif event == Paused(True):
                paused = True
                training.resume()
            elif isinstance(event, Step) and paused:
                after += 1
                training.finish()
        assert paused
        assert after
        folder = training.place()
    assert spacy.load(folder).pipe_names == ["tok2vec", "ner"]


@pytest.mark.parametrize("when", [Stage, Step, Scored])
def test_cancelled_it_leaves_nothing(project: Path, output: Path, when: type[Any]):
    with Training.start(prepared(project, output, max_steps=_LONG), output) as training:
        for event in training.events():
            if isinstance(event, when):
                training.cancel()
        with pytest.raises(InputError, match="no whole pipeline"):
            training.place()
    assert_nothing_is_left(output)


def test_ended_from_outside_it_says_so_and_leaves_nothing(project: Path, output: Path):
    def run() -> None:
        with Training.start(prepared(project, output, max_steps=_LONG), output) as training:
            for event in training.events():
                if isinstance(event, Step):
                    os.kill(training.process, signal.SIGTERM)

    with pytest.raises(InputError, match="ended by itself"):
        run()
    assert_nothing_is_left(output)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the end of a process of another is told on Linux only")
def test_the_work_of_a_killed_training_is_removed_by_the_next(project: Path, output: Path):
    script = (
        "import sys; from pathlib import Path; from tests.store.training.test_training import prepared, _LONG\n"
        "from store.training.training import Training\n"
        "out = Path(sys.argv[2]); t = Training.start(prepared(Path(sys.argv[1]), out, max_steps=_LONG), out)\n"
        "for event in t.events(): print(type(event).__name__, t.process, flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(project), str(output)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        worker = next(int(line.split()[1]) for line in killed.stdout if line.startswith("Step"))
        with pytest.raises(InputError, match="another training writes there"):
            Training.start(prepared(project, output), output)
        watched = os.pidfd_open(worker)
        killed.kill()
        select.select([watched], [], [])  # the process that trains ends by itself: nobody tells it to
        os.close(watched)
    assert WorkFolder(output).path.exists()
    with Training.start(prepared(project, output), output) as training:
        assert training.cleared
        assert isinstance(list(training.events())[-1], Done)
        training.place()


@pytest.mark.parametrize("damage", ["empty", "no gold", "no plan"])
def test_a_damaged_left_folder_is_recognised(project: Path, output: Path, damage: str):
    work = WorkFolder(output)
    assert not work.make(prepared(project, output))
    (work.path / "plan.json.lock").unlink()
    kept = {"empty": [], "no gold": ["plan.json"], "no plan": []}[damage]
    for one in work.path.iterdir():
        if one.name not in kept:
            one.unlink()
    if damage == "no plan":
        (work.path / "thesis.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(InputError, match="no training of Gilder’s; move it away"):
            WorkFolder(output).make(prepared(project, output))
        assert (work.path / "thesis.txt").read_text(encoding="utf-8") == "mine"
        shutil.rmtree(work.path)
        return
    again = WorkFolder(output)
    assert again.make(prepared(project, output))
    again.remove()


def test_what_is_there_is_never_replaced(project: Path, tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="never replaced"):
        Training.start(prepared(project, tmp_path / "out"), tmp_path / "out")
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_base_without_vectors_to_train_on_is_told(project: Path, output: Path, tmp_path: Path):
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler")
    nlp.to_disk(tmp_path / "rules")
    with (
        pytest.raises(InputError, match="it has no word vectors that can be trained on"),
        Training.start(prepared(project, output, base=str(tmp_path / "rules")), output) as training,
    ):
        list(training.events())
    assert_nothing_is_left(output)


def test_a_base_whose_static_vectors_are_missing_is_told(project: Path, output: Path, tmp_path: Path):
    nlp = spacy.blank("en")
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": 32, "attrs": ["NORM"], "rows": [100],
        "include_static_vectors": True,
    }  # fmt: skip
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 32, "depth": 1, "window_size": 1,
        "maxout_pieces": 2,
    }  # fmt: skip
    model = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.vocab.reset_vectors(width=8)
    nlp.vocab.set_vector("word", [0.5] * 8)  # pyright: ignore[reportArgumentType]
    nlp.add_pipe("tok2vec", config={"model": model})
    nlp.initialize()
    nlp.to_disk(tmp_path / "base", exclude=["vocab.vectors"])
    shutil.rmtree(tmp_path / "base" / "vocab" / "vectors", ignore_errors=True)
    (tmp_path / "base" / "vocab" / "vectors").unlink(missing_ok=True)
    with (
        pytest.raises(InputError, match="vectors"),
        Training.start(prepared(project, output, base=str(tmp_path / "base")), output) as training,
    ):
        list(training.events())
    assert_nothing_is_left(output)


def test_trained_models_are_found_again_and_come_along(project: Path, model: Path, tmp_path: Path):
    copy, moved = tmp_path / "p.gilder", tmp_path / "model"
    shutil.copy(project, copy)
    shutil.copytree(model, moved)
    with Project.open(copy) as opened:
        made = TrainedModels(opened).record(moved, "ann")
        assert TrainedModels(opened).all() == [made]
        assert [one.step for one in history_of(moved)] == [0, 20, 40]
        assert told_of_model(moved)["id"] == made.id
        assert (made.place, made.source, made.labels) == ("model", "ann", ("PER", "LOC"))
        assert made.folder(copy) == moved
        other = prepare(opened, Wanted(tmp_path / "elsewhere", base="blank:xx", name="model"))
        assert other.settings.version == "2.0.0"
    shutil.rmtree(moved)
    assert made.folder(copy) is None
    assert (history_of(moved), told_of_model(moved)) == ([], {})


def test_trained_models_come_along_in_a_merge(project: Path, model: Path, tmp_path: Path):
    ours, theirs = tmp_path / "ours.gilder", tmp_path / "theirs.gilder"
    for one in (ours, theirs):
        shutil.copy(project, one)
    with Project.open(theirs) as opened:
        made = TrainedModels(opened).record(model, "ann")
    assert main(["merge", str(ours), str(theirs)]) == 0
    with Project.open(ours, read_only=True) as opened:
        assert TrainedModels(opened).all() == [made]


def test_a_full_disk_is_told_in_one_line(tmp_path: Path):
    with pytest.raises(DiskFull, match="the disk is full; nothing was put there"), told_of(tmp_path / "out"):
        raise OSError(errno.ENOSPC, "No space left on device")
