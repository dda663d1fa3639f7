"""A model in a process of its own, spoken to in JSON lines: `docs/suggesters.md` describes every field."""

from __future__ import annotations

import json
import os
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from annotate.document import Document
from annotate.errors import InputError, or_else
from annotate.offsets import Range
from annotate.scheme import Scheme
from annotate.suggest.base import Reading, Suggestion, never
from annotate.suggest.lines import LineProcess
from annotate.suggest.mapping import LabelMap, map_labels, show_mapping
from annotate.suggest.naming import suggestion_at

PROTOCOL = 1
TIMEOUT = 120.0  # seconds for one document
_START = 5  # times as long for the first answer: a model is loaded
_CHATTER = 1000  # lines of other programs that are passed over before the first answer
_MOST, _NAME = 1000, 80  # labels or settings that it may have; characters of a name
_SCORE = 0.5  # for spans that come without one


class ProcessReader:
    """Names from a process that a person has given the command line of. Made by `start`."""

    def __init__(
        self, process: LineProcess, program: str, hello: Mapping[str, Any], said: Mapping[str, str], timeout: float
    ) -> None:
        self._process, self._program, self._hello, self._said = process, program, hello, dict(said)
        self._timeout, self._asked = timeout, 0
        self._dropped = Counter[str]()

    @classmethod
    def start(
        cls,
        command: str,
        scheme: Scheme,
        *,
        said: Mapping[str, str] | None = None,
        timeout: float = TIMEOUT,
        check: Callable[[], None] = never,
    ) -> ProcessReader:
        """Start the process and greet it.

        `command` is cut as a shell would, but no shell is started. `timeout` is in seconds for one document; `check`
        is called several times a second while an answer is awaited, and what it raises kills the process. Raises
        InputError where it cannot be started or does not answer as it should.
        """
        words = _cut(command)
        process = LineProcess(words, check=check)
        labels = [label.name for label in scheme.offered]
        request = {"type": "hello", "protocol": PROTOCOL, "language": "en", "labels": labels}
        with or_else(process.kill):
            process_answer = _first(process, json.dumps(request), timeout * _START)
            name = process_answer.get("name")
            if not isinstance(name, str) or not name.strip() or len(name) > 100 or not name.isprintable():
                raise process.failure("its first answer has no “name”")
        return cls(process, os.path.basename(words[0]), process_answer, said or {}, timeout)  # noqa: PTH119

    @property
    def name(self) -> str:
        """Name and version, as the process gave them."""
        version = self._hello.get("version")
        if not isinstance(version, str | int | float):
            return str(self._hello["name"])
        return f"{self._hello['name']} {_one_line(version)[:_NAME]}".strip()

    @property
    def settings(self) -> Mapping[str, str]:
        """The program's name without its folder, what the process said of its settings, and the mapping."""
        given: object = self._hello.get("settings")
        own = cast("Mapping[object, object]", given if isinstance(given, dict) else {})
        some = list(own.items())[:_MOST]
        found = {"process": self._program} | {str(key)[:_NAME]: _one_line(value) for key, value in some}
        return found | ({"map": show_mapping(self._said)} if self._said else {})

    @property
    def dropped(self) -> Mapping[str, int]:
        """How many of its spans were left out, by reason."""
        return self._dropped

    def mapping(self, scheme: Scheme) -> LabelMap:
        """Which of its labels become which of the scheme's; without labels of its own it was given the scheme's."""
        given: object = self._hello.get("labels")
        some = cast("list[object]", given)[:_MOST] if isinstance(given, list) else []
        own = [one for one in some if isinstance(one, str) and 0 < len(one) <= _NAME]
        return map_labels(own or [label.name for label in scheme.offered], scheme, self._said)

    def read(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Reading]:
        """One request and one answer for each document."""
        labels = self.mapping(scheme)
        for doc in docs:
            yield Reading(tuple(sorted(self._names(doc, labels), key=lambda one: (one.start, one.end))))

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _names(self, doc: Document, labels: LabelMap) -> Iterator[Suggestion]:
        self._asked += 1
        closed = [[zone.start, zone.end] for zone in doc.zones if zone.kind == "boilerplate"]
        request = {"type": "read", "id": self._asked, "name": doc.name, "text": doc.text, "boilerplate": closed}
        answer = _object(self._process, self._process.ask(json.dumps(request), seconds=self._timeout))
        if "error" in answer:
            raise self._process.failure(f"{doc.name}: {_one_line(answer['error'])}")
        if answer.get("id") != self._asked:
            raise self._process.failure(
                f"{doc.name}: it answered request {_one_line(answer.get('id'))} instead of {self._asked}"
            )
        spans: object = answer.get("spans")
        if not isinstance(spans, list):
            raise self._process.failure(f"{doc.name}: its answer has no list “spans”")
        for span in cast("list[object]", spans):
            found = self._span(doc, labels, span)
            if isinstance(found, Suggestion):
                yield found
            else:
                self._dropped[found] += 1

    def _span(self, doc: Document, labels: LabelMap, span: object) -> Suggestion | str:
        """A span as a suggestion, or why it is left out."""
        if not isinstance(span, dict):
            return "not a span"
        row = cast("dict[str, object]", span)
        start, end, label, score = row.get("start"), row.get("end"), row.get("label"), row.get("score", _SCORE)
        if type(start) is not int or type(end) is not int or not isinstance(label, str):
            return "not a span"
        if not 0 <= start < end <= len(doc.text) or doc.text[start:end] != row.get("text"):
            return "not the text at its place"
        if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
            return "no score between 0 and 1"
        return suggestion_at(doc, labels, Range(start, end), label, float(score)) or "not mapped, or no name"


def _cut(command: str) -> list[str]:
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError as problem:
        raise InputError(f"process “{command}”: a quotation mark has no partner") from problem
    if not words or not words[0]:
        raise InputError("the command line of the process is empty; name a program and what it needs")
    return words if os.name == "posix" else [word.strip('"') for word in words]


def _first(process: LineProcess, request: str, seconds: float) -> Mapping[str, Any]:
    """The first answer; lines before it that are no JSON objects are what libraries print when they are loaded."""
    line = process.ask(request, seconds=seconds)
    for _ in range(_CHATTER):
        if line.lstrip().startswith("{"):
            return _object(process, line)
        line = process.listen(seconds=seconds)
    raise process.failure("it does not speak in JSON lines")


def _object(process: LineProcess, line: str) -> Mapping[str, Any]:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise process.failure(f"not a line of JSON: {_one_line(line)}") from problem
    if not isinstance(found, dict):
        raise process.failure(f"not a JSON object: {_one_line(line)}")
    return cast("Mapping[str, Any]", found)


def _one_line(text: object) -> str:
    try:
        return " ".join(str(text)[:4000].split())[:200]
    except RecursionError:  # lists in lists in lists
        return "…"
