"""One request over HTTP that can be given up: no proxy, no redirection, so that a text goes where it was said to go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR
from urllib.parse import SplitResult

from annotate.errors import InputError

_POLL = 0.1  # seconds between two looks at whether somebody has cancelled
_LIMIT = 16 * 1024 * 1024  # bytes of an answer
_CONNECT = 10.0  # seconds


def post(
    url: SplitResult, body: bytes, headers: Mapping[str, str], *, seconds: float, check: Callable[[], None]
) -> bytes:
    """The body of the answer to a POST, within so many seconds; `check` may raise meanwhile, to give up.

    Raises InputError in one line for everything that goes wrong.
    """
    where = f"endpoint {url.scheme}://{url.hostname}{f':{url.port}' if url.port else ''}"
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=min(seconds, _CONNECT))
    answers = SimpleQueue[bytes | Exception]()
    work = _Call(connection, url, body, headers, seconds, answers)
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        for _ in range(max(1, round(seconds / _POLL))):
            check()
            with suppress(Empty):
                return _told(where, answers.get(timeout=_POLL))
        raise InputError(f"{where}: no answer within {seconds:g} seconds")
    finally:
        _hang_up(connection)


class _Call:
    """The request, on a thread of its own."""

    def __init__(
        self,
        connection: HTTPConnection,
        url: SplitResult,
        body: bytes,
        headers: Mapping[str, str],
        seconds: float,
        answers: SimpleQueue[bytes | Exception],
    ) -> None:
        self._connection, self._url, self._body, self._headers = connection, url, body, headers
        self._seconds, self._answers = seconds, answers

    def __call__(self) -> None:
        try:
            self._answers.put(self._do())
        except (OSError, HTTPException, ValueError, InputError) as problem:
            self._answers.put(problem)
        finally:
            self._connection.close()

    def _do(self) -> bytes:
        self._connection.connect()
        if self._connection.sock is not None:
            self._connection.sock.settimeout(self._seconds)
        path = self._url.path + (f"?{self._url.query}" if self._url.query else "")
        self._connection.request("POST", path, self._body, dict(self._headers))
        with self._connection.getresponse() as answer:
            content = answer.read(_LIMIT + 1)
            if len(content) > _LIMIT:
                raise InputError(f"it sent more than {_LIMIT // 1024**2} MiB")
            if answer.status != 200:
                said = " ".join(content[:2000].decode("utf-8", "replace").split())[:200]
                raise InputError(f"it answered {answer.status} {answer.reason}: {said}".rstrip(": "))
            return content


def _told(where: str, answer: bytes | Exception) -> bytes:
    match answer:
        case bytes():
            return answer
        case ConnectionRefusedError():
            raise InputError(f"{where}: nobody answers there; is the server running?") from answer
        case TimeoutError():
            raise InputError(f"{where}: no connection or no answer in time") from answer
        case OSError():
            raise InputError(f"{where}: {answer.strerror or answer}") from answer
        case _:
            raise InputError(f"{where}: {' '.join(str(answer).split()) or type(answer).__name__}") from answer


def _hang_up(connection: HTTPConnection) -> None:
    """Cut the line, which wakes the thread that still waits on it; the thread closes it."""
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)
