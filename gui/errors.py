"""The outermost frame of the window: what goes wrong and nobody foresaw is told, and can be copied as a report."""

from __future__ import annotations

import platform
import sys
import traceback
from functools import partial
from types import TracebackType

from PySide6.QtWidgets import QApplication

from annotate import VERSION
from annotate.errors import GilderError
from gui.dialogs.message import MessageDialog


def report(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> str:
    """What a person can send to us: versions and the traceback, nothing of their texts."""
    import PySide6

    parts = (f"Gilder {VERSION}", f"Python {platform.python_version()}", f"PySide6 {PySide6.__version__}")
    head = " · ".join((*parts, platform.platform()))
    return head + "\n\n" + "".join(traceback.format_exception(kind, problem, trace))


def show_unforeseen(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """Take the place of `sys.excepthook` while the window is open."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    text = report(kind, problem, trace)
    sys.stderr.write(text)
    unforeseen_box(problem, text).exec()


def unforeseen_box(problem: BaseException, text: str) -> MessageDialog:
    """The box that tells of a problem, with the report below it and a button that copies it."""
    box = MessageDialog(_words(problem), detail=text)
    box.add_button("Copy report").clicked.connect(partial(QApplication.clipboard().setText, text))
    return box


def _words(problem: BaseException) -> str:
    if isinstance(problem, GilderError):
        return str(problem)
    return (
        "Something went wrong that should not have. Everything that was shown as saved is saved.\n\n"
        f"{type(problem).__name__}: {problem}"
    )
