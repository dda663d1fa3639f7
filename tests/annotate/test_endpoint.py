"""A language model behind an endpoint: only what stands in the text comes through, and the texts stay here."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document import Document
from annotate.errors import InputError
from annotate.model import Zone
from annotate.suggest.base import suggest_one
from annotate.suggest.combined import CombinedSuggester
from annotate.suggest.endpoint import EndpointReader, answered_list, locate
from annotate.suggest.paragraphs import paragraphs
from tests.builders import TEXT, document, small_scheme

SCHEME = small_scheme()
Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


class FakeModel:
    """Answers like a server of language models; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.answer: Answer = lambda request: says([])
        self.waiting = threading.Event()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append((self.path, dict(self.headers), request))
                status, body = fake.answer(request)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://192.0.2.1/")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the base class's
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                pass  # whoever asked has hung up

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.waiting.set()
        self.server.shutdown()
        self.server.server_close()


def says(content: object) -> tuple[int, bytes]:
    text = content if isinstance(content, str) else json.dumps(content)
    return 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@pytest.fixture
def model() -> Iterator[FakeModel]:
    fake = FakeModel()
    yield fake
    fake.close()


def words(reader: EndpointReader, text: str = TEXT) -> list[tuple[str, str]]:
    found = suggest_one(CombinedSuggester(reader, frozenset({"names"})), document(text), SCHEME)
    return [(text[one.start : one.end], one.label) for one in found.spans]


def test_what_it_lists_is_found_in_the_text(model: FakeModel) -> None:
    model.answer = lambda request: says(
        "Here you are:\n```json\n"
        + json.dumps(
            [
                {"text": "Iran", "label": "LOC"},
                {"text": "Bashar al-Assad", "label": "person", "why": "a name"},
                {"text": "Turkey", "label": "LOC"},
                {"text": "Syria", "label": "COUNTRY"},
                {"text": "Syria"},
                {"text": "", "label": "LOC"},
            ]
        )
        + "\n```"
    )
    reader = EndpointReader(model.url, "tiny", key="secret")
    assert words(reader) == [("Iran", "LOC"), ("Bashar al-Assad", "PERSON"), ("Iran", "LOC")]
    assert dict(reader.dropped) == {
        "not in the text": 1, "not a label of the scheme": 1, "not a text with a label": 2,
    }  # fmt: skip
    path, headers, request = model.asked[0]
    assert (path, headers["Authorization"], request["model"]) == ("/v1/chat/completions", "Bearer secret", "tiny")
    assert request["temperature"] == 0
    assert request["messages"][-1] == {"role": "user", "content": TEXT}
    assert "secret" not in str(reader.settings)
    assert reader.name == "tiny"
    assert reader.warning is None


def test_one_paragraph_a_call_without_boilerplate(model: FakeModel) -> None:
    text = "Iran.\n\nSyria and Iran.\r\n \r\nShare this: Iran\n"
    at = text.index("Share")
    doc = Document("d", "d", text, (Zone("z", "boilerplate", at, len(text)),))
    model.answer = lambda request: says([{"text": "Iran", "label": "LOC"}])
    found = suggest_one(CombinedSuggester(EndpointReader(model.url, "m")), doc, SCHEME)
    assert [one.start for one in found.spans] == [0, text.index("Iran", 5)]
    assert [request["messages"][-1]["content"] for *_, request in model.asked] == ["Iran.", "Syria and Iran."]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, b'{"error": "model not found"}', 'it answered 404 Not Found: {"error": "model not found"}'),
        (302, b"", "it answered 302 Found"),
        (200, b"<html>hello</html>", "its answer is no chat completion"),
        (200, b'{"choices": []}', "its answer is no chat completion"),
        (200, b'"text"', "its answer is no chat completion"),
    ],
)
def test_an_answer_that_is_none(model: FakeModel, status: int, body: bytes, told: str) -> None:
    model.answer = lambda request: (status, body)
    with pytest.raises(InputError) as failure:
        words(EndpointReader(model.url, "m"))
    assert told in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("content", ["I see no names here.", "[1, 2]", "[", "null", '{"text": "Iran"}'])
def test_an_answer_without_a_list_marks_nothing(model: FakeModel, content: str) -> None:
    model.answer = lambda request: says(content)
    reader = EndpointReader(model.url, "m")
    assert words(reader) == []
    assert dict(reader.dropped) == {"an answer that is no list": 1}


def test_nobody_is_there(model: FakeModel) -> None:
    model.close()
    with pytest.raises(InputError, match="nobody answers there; is the server running"):
        words(EndpointReader(model.url, "m"))


def test_no_answer_in_time(model: FakeModel) -> None:
    model.answer = lambda request: (model.waiting.wait(30) and False) or says([])
    with pytest.raises(InputError, match=r"in time|no answer within"):
        words(EndpointReader(model.url, "m", timeout=0.3))


def test_a_cancel_hangs_up(model: FakeModel) -> None:
    class Cancelled(Exception):
        pass

    model.answer = lambda request: (model.waiting.wait(30) and False) or says([])

    def check() -> None:
        if model.asked:
            raise Cancelled

    with pytest.raises(Cancelled):
        words(EndpointReader(model.url, "m", timeout=30, check=check))


@pytest.mark.parametrize(
    ("url", "warning"),
    [
        ("http://localhost:8080", None),
        ("http://127.0.0.9/v1", None),
        ("http://[::1]:8080/v1/chat/completions", None),
        ("https://api.example.org/v1", "the texts of the documents are sent to api.example.org"),
        ("http://192.168.0.7:1", "the texts of the documents are sent to 192.168.0.7, unencrypted"),
        ("http://localhost.example.org", "the texts of the documents are sent to localhost.example.org, unencrypted"),
    ],
)
def test_a_warning_where_the_texts_leave_this_computer(url: str, warning: str | None) -> None:
    reader = EndpointReader(url, "m")
    assert reader.warning == warning
    assert reader.settings["endpoint"].endswith("/v1/chat/completions")


def test_a_password_in_the_address_is_not_kept() -> None:
    assert EndpointReader("http://me:secret@localhost/v1", "m").settings["endpoint"] == (
        "http://localhost/v1/chat/completions"
    )


@pytest.mark.parametrize(
    "url", ["", "localhost:1", "ftp://localhost", "http://", "http://localhost:99999", "file:///x"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(InputError, match="this is no address"):
        EndpointReader(url, "m")


def test_one_label_is_meant_everywhere_and_several_in_order() -> None:
    text = "Washington met Washington. Washingtonians met Washington."
    assert locate(text, [("Washington", "LOC")]) == [(0, 10, "LOC"), (15, 25, "LOC"), (46, 56, "LOC")]
    mixed = [("Washington", "PERSON"), ("Washington", "LOC")]
    assert locate(text, mixed) == [(0, 10, "PERSON"), (15, 25, "LOC")]


@given(st.text(max_size=40), st.lists(st.tuples(st.text(min_size=1, max_size=4), st.sampled_from("AB")), max_size=6))
def test_what_is_located_is_the_text(text: str, listed: list[tuple[str, str]]) -> None:
    for start, end, label in locate(text, listed):
        assert (text[start:end], label) in listed


@given(st.text(max_size=200))
def test_any_answer_can_be_read(content: str) -> None:
    found = answered_list(content)
    assert found is None or all(isinstance(one, dict) for one in found)


@given(st.text(alphabet="ab. \n\r", max_size=400), st.booleans())
def test_paragraphs_cover_all_that_is_not_white(text: str, long: bool) -> None:
    text *= 40 if long else 1
    places = list(paragraphs(document(text or "x")))
    assert all(one.end <= other.start for one, other in pairwise(places))
    assert all(0 < place.size <= 4000 for place in places)
    covered = "".join(text[start:end] for start, end in places)
    assert "".join(covered.split()) == "".join(text.split()) or not text
