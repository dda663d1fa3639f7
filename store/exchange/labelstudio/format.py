"""Label Studio JSON: tasks with annotations and predictions, and the short form of its exports, JSON_MIN.

Described in https://labelstud.io/guide/task_format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, cast

from annotate.errors import InputError
from store.exchange.files import Given
from store.exchange.formats import Format
from store.exchange.labelstudio.config import config_beside, scheme_beside
from store.exchange.labelstudio.minimal import is_minimal, tasks_of_items
from store.exchange.labelstudio.objects import objects_in
from store.exchange.labelstudio.places import Data
from store.exchange.labelstudio.reading import NAME, record_from
from store.exchange.labelstudio.tasks import LISTS
from store.exchange.labelstudio.writing import write
from store.exchange.lines import decoded
from store.exchange.losses import EVERYTHING
from store.exchange.reading import Reading
from store.exchange.record import Record

_DATA_FIRST = re.compile(rb'\s*\[?\s*\{\s*("id"\s*:\s*[^,{}\[\]]{1,80},\s*)?"data"\s*:\s*\{')
_RESULTS_FIRST = re.compile(rb'\s*\[?\s*\{\s*"(annotations|completions|predictions)"\s*:\s*\[\s*[{\]]')
_MIN = re.compile(rb'"(annotation_id|annotator)"\s*:')


def read(given: Given, reading: Reading) -> Iterator[Record]:
    """The tasks of a file that are about texts. Raises InputError for a file without tasks."""
    where = given.where
    whole = decoded(given.read(reading.limits), where, reading)
    form = "list" if whole.lstrip()[:1] == "[" else "lines"
    config = config_beside(given, reading)
    tasks = _tasks(objects_in(whole, where, reading), where)
    del whole
    ahead = list(islice(tasks, 2))
    for at, task in enumerate(chain(ahead, tasks), start=1):
        reading.step(at - 1, 0)
        one = f"#{at}" if len(ahead) > 1 else ""
        record = record_from(task, config, f"{given.name}{one}", f"{where}{one}", reading)
        if record is not None:
            cast("Data", record.kept[NAME])["form"] = form
            yield record


def _tasks(some: Iterator[Data], where: str) -> Iterator[Data]:
    first = next(some, None)
    if first is not None and is_minimal(first):
        yield from tasks_of_items(_short(chain([first], some), where))
        return
    for at, one in enumerate(chain([] if first is None else [first], some), start=1):
        data: Any = one.get("data")
        if not isinstance(data, dict) or not all(isinstance(one.get(key) or [], list) for key in LISTS):
            told = f"object {at} has no “data”, or annotations that are no list"
            raise InputError(f"{where}: is no export of Label Studio: {told}")
        yield one


def _short(some: Iterable[Data], where: str) -> Iterator[Data]:
    for at, one in enumerate(some, start=1):
        if not is_minimal(one):
            raise InputError(f"{where}: object {at} is no annotation of the short form (JSON_MIN), as the first one is")
        yield one


def _recognised(head: bytes) -> bool:
    head = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    if _DATA_FIRST.match(head) or _RESULTS_FIRST.match(head) or (b'"from_name"' in head and b'"result"' in head):
        return True
    if b'"data"' in head and any(f'"{key}"'.encode() in head for key in LISTS):
        return True
    return bool(_MIN.search(head)) and any(key in head for key in (b'"created_at"', b'"lead_time"', b'"labels"'))


HOLDS = EVERYTHING - {"discontinuous spans", "zones"}

FORMAT = Format(
    name=NAME,
    title="Label Studio JSON",
    suffixes=(".json", ".jsonl"),
    about="tasks with annotations, predictions and drafts, a source each; label_config.xml may lie beside",
    home="https://labelstud.io/guide/task_format",
    whole=True,
    tells_looked=True,
    holds=HOLDS,
    read=read,
    write=write,
    companions=(".xml",),
    recognise=_recognised,
    scheme=scheme_beside,
)
