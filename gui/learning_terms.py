"""On which terms a project is learnt from: what the person wants, and what stands in the way."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from annotate.errors import NothingToDo
from gui.learning_work import EVERY, Make, Place, learning
from gui.session import Session
from gui.settings import Settings, key_of
from gui.suggesting import Suggesting

READING = "The project is open for reading only: nothing is learnt."
OFF = "Learning while you label is off."
NAMES_OFF = "Learning rests: names are not suggested in this project."


class Terms:
    """Of one open project. Without settings nothing is learnt."""

    def __init__(self, session: Session, suggesting: Suggesting) -> None:
        self._session, self._suggesting = session, suggesting
        self.settings: Settings | None = None
        self.make: Make = learning
        self.least = EVERY  # documents that must be done before anything is looked up

    @property
    def _home(self) -> str:
        return str(self._session.project.home.resolve())

    @property
    def on(self) -> bool:
        """Whether the person wants it in this project."""
        return self.settings is not None and self.settings.learns(self._home)

    def switch(self, *, on: bool) -> None:
        """Keep what the person wants."""
        if self.settings is not None:
            self.settings.set_learns(self._home, on)

    def is_first(self) -> bool:
        """Whether it is still to be told that this project is learnt from; it is told from now on."""
        return self.settings is not None and self.settings.tell_once(self._home, "learning")

    @property
    def folder(self) -> Path:
        """Where what is learnt of this project lies: in the person's cache, never beside the project."""
        return platformdirs.user_cache_path("gilder", appauthor=False) / "learnt" / key_of(self._home)

    @property
    def place(self) -> Place:
        """Whose decisions are learnt from, and where."""
        session = self._session
        return Place(session.project.path, self.folder, session.source, self.make)

    def why_not(self) -> str:
        """Why nothing is learnt now; empty where it is."""
        project, choice = self._session.project, self._suggesting.choice
        if project.read_only:
            return READING
        if not self.on:
            return OFF
        if choice.kind != "embedded":
            return f"Learning rests: you chose {choice.name or 'another suggester'}, and it is not replaced."
        return "" if "names" in project.suggesting.parts else NAMES_OFF

    @property
    def may_switch(self) -> bool:
        """Whether it can be switched on and off here."""
        return not self._session.project.read_only

    def check(self) -> None:
        """Raise NothingToDo where it cannot be switched on or off."""
        if not self.may_switch:
            raise NothingToDo(READING)
