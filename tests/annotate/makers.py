"""Suggesters that other processes can make: quick ones, and ones that fail in every way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotate.document import Document
from annotate.errors import InputError
from annotate.scheme import Scheme
from annotate.suggest.base import Suggestion, Suggestions


@dataclass(frozen=True)
class FirstWord:
    """Suggests the first word of each document; a document may say how everything ends."""

    name: str = "first word 1"

    @property
    def settings(self) -> Mapping[str, str]:
        return {}

    def make(self) -> FirstWord:
        return self

    def suggest(self, docs: Iterable[Document], scheme: Scheme) -> Iterator[Suggestions]:
        for doc in docs:
            match doc.text:
                case "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                case "exit":
                    os._exit(3)
                case "refuse":
                    raise InputError("the pipeline does not like this")
                case "memory":
                    raise MemoryError
                case "interrupt":
                    os.kill(os.getpid(), signal.SIGINT)
                case _:
                    pass
            yield Suggestions((Suggestion(0, len(doc.text.split()[0]), scheme.spans[0].name, 0.5),))


@dataclass(frozen=True)
class Unmakeable:
    """Cannot be made."""

    def make(self) -> FirstWord:
        raise InputError("model x: cannot be loaded")
