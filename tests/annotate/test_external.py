"""A model in a process of its own: what it says is checked, and however it fails that is one line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.document import Document
from annotate.errors import InputError
from annotate.suggest.base import Suggestions, suggest_one
from annotate.suggest.combined import CombinedSuggester
from annotate.suggest.external import ProcessReader
from tests.annotate.programs import program
from tests.builders import TEXT, document, small_scheme

SCHEME = small_scheme()
SAID = {"place": "LOC"}


def start(command: str, **options: object) -> CombinedSuggester:
    options = {"said": SAID, "timeout": 30.0, **options}
    return CombinedSuggester(ProcessReader.start(command, SCHEME, **options))  # type: ignore[arg-type]


def read(command: str, text: str = TEXT, **options: object) -> Suggestions:
    with start(command, **options) as suggester:
        return suggest_one(suggester, Document("d", "war.txt", text), SCHEME)


def words(found: Suggestions, text: str = TEXT) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.label) for one in found.spans]


def test_names_of_a_process_and_numbers_of_the_grammar(tmp_path: Path) -> None:
    with start(program(tmp_path)) as suggester:
        assert suggester.name == "toy 2"
        assert suggester.settings["t"] == "0.5"
        assert suggester.settings["map"] == "place=LOC"
        assert str(tmp_path) not in str(suggester.settings)
        docs = [
            document(document_id="a"),
            document("Nothing.", document_id="b"),
            document("👩‍👩‍👧 Iran", document_id="c"),
        ]
        first, second, third = suggester.suggest(docs, SCHEME)
    assert words(first) == [("Iran", "LOC"), ("more than 1,000", "CARDINAL"), ("Syria", "LOC"), ("Iran", "LOC")]
    assert first.spans[0].score == 0.9
    assert not second.spans
    assert words(third, "👩‍👩‍👧 Iran") == [("Iran", "LOC")]


def test_its_mapping_is_known_before_it_reads(tmp_path: Path) -> None:
    reader = ProcessReader.start(program(tmp_path), SCHEME, said=SAID)
    try:
        assert reader.mapping(SCHEME).told() == "place -> LOC; not mapped: law"
    finally:
        reader.close()
    with pytest.raises(InputError, match="the model has no label “planet”; it has place, law"):
        read(program(tmp_path), said={"planet": "LOC"})


def test_without_labels_of_its_own_it_has_the_schemes(tmp_path: Path) -> None:
    hello = 'print(json.dumps(dict(name=hello["labels"][1])), flush=True)'
    answer = 'answer = dict(id=request["id"], spans=[dict(span, label=hello["labels"][1]) for span in spans])'
    with start(program(tmp_path, hello=hello, answer=answer), said={}) as suggester:
        assert suggester.name == "LOC"
        assert words(suggest_one(suggester, document(), SCHEME))[0] == ("Iran", "LOC")


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        ("span(0, 5, text='Iran')", "not the text at its place"),
        ("span(0, 4, text=None)", "not the text at its place"),
        ("span(0, 4000)", "not the text at its place"),
        ("span(-4, 4)", "not the text at its place"),
        ("span(4, 4)", "not the text at its place"),
        ("span(0, 4, score=1.5)", "no score between 0 and 1"),
        ("span(0, 4, score=float('nan'))", "no score between 0 and 1"),
        ("span(0, 4, score='high')", "no score between 0 and 1"),
        ("span(0, 4, label='planet')", "not mapped, or no name"),
        ("dict(span(0, 4), start='0')", "not a span"),
        ("dict(span(0, 4), end=True)", "not a span"),
        ("'Iran'", "not a span"),
    ],
)
def test_a_span_that_does_not_fit_is_left_out_and_counted(tmp_path: Path, span: str, reason: str) -> None:
    answer = f'answer = dict(id=request["id"], spans=[{span}, span(39, 44)])'
    with start(program(tmp_path, answer=answer)) as suggester:
        assert ("Syria", "LOC") in words(found := suggest_one(suggester, document(), SCHEME))
        assert ("Iran", "LOC") not in words(found)
        assert dict(suggester.dropped) == {reason: 1}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("print('bad\\nluck', file=sys.stderr); sys.exit(3)", "ended with exit status 3; it said: luck"),
        ("os._exit(0)", "ended with exit status 0 and said nothing"),
        ("raise ValueError('out of memory')", "exit status 1; it said: ValueError: out of memory"),
        ("print('chatter', flush=True); continue", "not a line of JSON: chatter"),
        ("print('[]', flush=True); continue", "not a JSON object"),
        ("sys.stdout.buffer.write(b'{\"\\xff\\n'); sys.stdout.flush(); continue", "not UTF-8"),
        ("answer = dict(id=99, spans=[])", "answered request 99 instead of 1"),
        ("answer = dict(id=request['id'])", "has no list “spans”"),
        ("answer = dict(id=request['id'], error='too\\nlong')", "war.txt: too long"),
        ("os.close(1); time.sleep(60)", "closed its output without an answer"),
    ],
)
def test_what_it_does_wrong_is_one_line(tmp_path: Path, answer: str, told: str) -> None:
    with pytest.raises(InputError) as failure:
        read(program(tmp_path, answer=answer))
    assert told in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_process_that_is_killed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="killed by signal 9"):
        read(program(tmp_path, answer="os.kill(os.getpid(), 9)"))


@pytest.mark.parametrize(
    ("hello", "told"),
    [
        ("print('{}', flush=True)", "first answer has no “name”"),
        ("sys.exit('No module named gliner')", "exit status 1; it said: No module named gliner"),
        ("[print('loading') for _ in range(2000)]; sys.stdout.flush()", "does not speak in JSON lines"),
    ],
)
def test_a_greeting_that_fails(tmp_path: Path, hello: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(program(tmp_path, hello=hello))


def test_what_libraries_print_before_the_greeting_is_passed_over(tmp_path: Path) -> None:
    hello = "print('Loading the model...'); print(); print(json.dumps(dict(name='toy', labels=['place'])), flush=True)"
    assert words(read(program(tmp_path, hello=hello)))[0] == ("Iran", "LOC")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("no-such-program-x --now", "process “no-such-program-x”: it cannot be started: No such file"),
        ("", "is empty"),
        ("  ", "is empty"),
        ("'unclosed", "a quotation mark has no partner"),
        ("''", "is empty"),
    ],
)
def test_a_command_line_that_starts_nothing(command: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(command)


def test_no_shell_is_started(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="exit status 2"):
        read(program(tmp_path, hello="sys.exit(len(sys.argv) - 1)") + f" ; touch{os.sep}x")


def test_one_that_does_not_answer_in_time_is_killed(tmp_path: Path) -> None:
    marker = tmp_path / "late"
    answer = f"time.sleep(3); open({str(marker)!r}, 'w').close()"
    with pytest.raises(InputError, match=r"has not answered for 0\.3 seconds; it was stopped"):
        read(program(tmp_path, answer=answer), timeout=0.3 if os.name == "posix" else 1)
    assert not marker.exists()


def test_a_cancel_kills_it_and_goes_on_to_the_caller(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks > 200:
            raise Cancelled

    begun = time.monotonic()
    with start(program(tmp_path, answer="time.sleep(600)"), check=check, timeout=600.0) as suggester:
        looks = 190
        with pytest.raises(Cancelled):
            suggest_one(suggester, document(), SCHEME)
    assert time.monotonic() - begun < 60


def test_documents_before_the_failure_are_given(tmp_path: Path) -> None:
    answer = "sys.exit(1) if request['id'] == 3 else None; answer = dict(id=request['id'], spans=spans)"
    done = list[Suggestions]()

    def docs() -> Iterator[Document]:
        for at in range(5):
            yield document(document_id=str(at))

    with start(program(tmp_path, answer=answer)) as suggester, pytest.raises(InputError, match="exit status 1"):
        done.extend(suggester.suggest(docs(), SCHEME))
    assert len(done) == 2


def test_a_text_larger_than_a_pipe(tmp_path: Path) -> None:
    text = "Iran armed Syria. " * 20_000
    assert len(words(read(program(tmp_path), text), text)) == 40_000


FAKE_GLINER = """\
import re
print("a library that talks")
class GLiNER:
    @classmethod
    def from_pretrained(cls, name):
        print("loading", name)
        return cls()
    def predict_entities(self, text, labels, threshold=0.5):
        assert len(text.split()) <= 250
        found = re.finditer("Iran|Syria", text)
        return [dict(start=m.start(), end=m.end(), text=m[0], label=labels[-1], score=threshold) for m in found]
"""


def test_the_example_for_gliner_speaks_the_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gliner.py").write_text(FAKE_GLINER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    example = Path(__file__).parents[2] / "docs" / "examples" / "gliner_process.py"
    text = "Iran.\n\n👩‍👩‍👧 " + "word " * 600 + "Syria.\n \nIran"
    command = f'"{sys.executable}" "{example}" --labels person,location --threshold 0.4'
    with CombinedSuggester(ProcessReader.start(command, SCHEME, said={"location": "LOC"})) as suggester:
        assert suggester.name == "gliner unknown"
        assert suggester.settings["threshold"] == "0.4"
        found = suggest_one(suggester, Document("d", "d", text), SCHEME)
        assert words(found, text) == [("Iran", "LOC"), ("Syria", "LOC"), ("Iran", "LOC")]
        assert found.spans[0].score == 0.4
        assert not suggester.dropped
