"""Settings of the person: a small table, kept by Qt where the system keeps such things."""

from __future__ import annotations

import getpass
import hashlib
import socket

from PySide6.QtCore import QSettings

from gui.article.metrics import Metrics
from gui.suggesters.choice import Choice
from gui.theme import FAMILY

_RECENT, _RECENT_ACTIONS, _TOLD = 8, 12, 20
ORGANISATION = "Gilder"
COLUMNS = (640, 820, 1000)  # narrow, usual, wide


def _store() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, "gilder")


class Settings:
    """Annotator name, theme, zoom, recent projects, and the window's geometry."""

    def __init__(self) -> None:
        self._settings = _store()

    @property
    def annotator(self) -> str:
        """Who annotates: the name of the person's source in every project."""
        return (str(self._settings.value("annotator", "")).strip() or _default_annotator())[:100]

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._settings.setValue("annotator", name.strip()[:100])

    @property
    def theme(self) -> str:
        """`system`, `light`, `dark`, or `contrast`."""
        name = str(self._settings.value("theme", "system"))
        return name if name in ("system", "light", "dark", "contrast") else "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def zoom(self) -> float:
        """Size of the article, 1 is 100 %."""
        try:
            return float(str(self._settings.value("zoom", 1.0)))
        except ValueError:
            return 1.0

    @zoom.setter
    def zoom(self, zoom: float) -> None:
        self._settings.setValue("zoom", zoom)

    def metrics(self) -> Metrics:
        """The article's sizes: zoom, reading font, width of the column."""
        return Metrics(self.zoom, self.reading_font, self.column)

    @property
    def reading_font(self) -> str:
        """Family of the article's font."""
        return str(self._settings.value("reading_font", FAMILY))

    @reading_font.setter
    def reading_font(self, family: str) -> None:
        self._settings.setValue("reading_font", family)

    @property
    def column(self) -> int:
        """The widest that a line of the article gets at 100 %, in pixels."""
        try:
            return min(max(int(str(self._settings.value("column", COLUMNS[1]))), COLUMNS[0]), COLUMNS[-1])
        except ValueError:
            return COLUMNS[1]

    @column.setter
    def column(self, pixels: int) -> None:
        self._settings.setValue("column", pixels)

    @property
    def recent(self) -> list[str]:
        """Paths of the projects opened last, the newest first."""
        found = self._settings.value("recent", [])
        return [str(path) for path in found] if isinstance(found, list) else [str(found)] if found else []

    def add_recent(self, path: str) -> None:
        """Put a project to the front of the recent ones."""
        self._settings.setValue("recent", [path, *(one for one in self.recent if one != path)][:_RECENT])

    def remove_recent(self, path: str) -> None:
        """Take a project off the recent ones; the file stays."""
        self._settings.setValue("recent", [one for one in self.recent if one != path])

    @property
    def recent_actions(self) -> list[str]:
        """Ids of the actions that were run from the palette last, the newest first."""
        return [one for one in str(self._settings.value("recent_actions", "")).split(",") if one]

    def add_recent_action(self, action_id: str) -> None:
        """Put an action to the front of the recent ones."""
        some = [action_id, *(one for one in self.recent_actions if one != action_id)][:_RECENT_ACTIONS]
        self._settings.setValue("recent_actions", ",".join(some))

    @property
    def work_meter(self) -> bool:
        """Whether the status line tells active time, decisions an hour and what is left."""
        return self._switch("work_meter", usual=True)

    @work_meter.setter
    def work_meter(self, on: bool) -> None:
        self._settings.setValue("work_meter", str(on).lower())

    @property
    def compact(self) -> bool:
        """Whether the list of documents is compact."""
        return self._switch("compact", usual=False)

    @compact.setter
    def compact(self, on: bool) -> None:
        self._settings.setValue("compact", str(on).lower())

    def _switch(self, name: str, *, usual: bool) -> bool:
        return str(self._settings.value(name, usual)).lower() == "true"

    def order(self, name: str) -> str:
        """The chosen order of a list, `documents` or `spans`; empty where none was chosen."""
        return str(self._settings.value(f"order/{name}", ""))

    def set_order(self, name: str, order: str) -> None:
        """Keep the chosen order of a list."""
        self._settings.setValue(f"order/{name}", order)

    def choice(self, project: str) -> Choice:
        """The suggester that was chosen for the project at a path; the embedded one where none was."""
        return Choice.from_text(str(self._settings.value(f"suggester/{key_of(project)}", "")))

    def set_choice(self, project: str, choice: Choice) -> None:
        """Keep the suggester of a project."""
        self._settings.setValue(f"suggester/{key_of(project)}", choice.as_text())

    def on_copy(self, project: str, *, usual: bool) -> bool:
        """Whether the project at a path is changed in a working copy on this disk."""
        return self._switch(f"on_copy/{key_of(project)}", usual=usual)

    def set_on_copy(self, project: str, on: bool) -> None:
        """Keep where the project at a path is changed."""
        self._settings.setValue(f"on_copy/{key_of(project)}", str(on).lower())

    @property
    def learning(self) -> bool:
        """Whether what suggests is trained while the person labels, in projects where nothing else was said."""
        return self._switch("learning", usual=True)

    @learning.setter
    def learning(self, on: bool) -> None:
        self._settings.setValue("learning", str(on).lower())

    def learns(self, project: str) -> bool:
        """Whether what suggests is trained while the project at a path is labelled."""
        return self._switch(f"learns/{key_of(project)}", usual=self.learning)

    def set_learns(self, project: str, on: bool) -> None:
        """Keep whether the project at a path is learnt from."""
        self._settings.setValue(f"learns/{key_of(project)}", str(on).lower())

    def tell_once(self, project: str, text: str) -> bool:
        """Whether something is still to be told of the project at a path; it is told from now on."""
        name, mark = f"told/{key_of(project)}", key_of(text)
        told = str(self._settings.value(name, "")).split()
        if mark in told:
            return False
        self._settings.setValue(name, " ".join([*told, mark][-_TOLD:]))
        return True

    def geometry(self, name: str) -> object:
        """The saved geometry or dock state of a window."""
        return self._settings.value(f"window/{name}")

    def set_geometry(self, name: str, data: object) -> None:
        """Keep the geometry or dock state of a window."""
        self._settings.setValue(f"window/{name}", data)


def key_of(path: str) -> str:
    """A path as a name in the settings, which know no slashes in names."""
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _default_annotator() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "annotator"
    return f"{name}@{socket.gethostname().partition('.')[0]}"[:100]
