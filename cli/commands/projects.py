"""`gilder new` and `gilder scheme`."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

import resources
from annotate.errors import InputError
from annotate.scheme import parse_scheme
from annotate.toml import LIMIT
from cli.output import harmless, say
from store.exchange.text import read_text
from store.project import Project


def new(arguments: Namespace) -> int:
    """Make a project."""
    if not Path(arguments.project).name:
        raise InputError(f"“{arguments.project}”: name a file for the project, such as siege.gilder")
    text = scheme_named(arguments.scheme)
    with Project.create(Path(arguments.project), text) as project:
        say(f"{arguments.project}: a new project with the scheme {project.scheme.name}")
    return 0


def scheme_named(name: str) -> str:
    """The TOML of a scheme that comes with Gilder, or of a file. Raises InputError."""
    if name in resources.scheme_names():
        return resources.scheme_text(name)
    path = Path(name)
    if not path.exists() and path.suffix != ".toml":
        known = ", ".join(resources.scheme_names())
        raise InputError(f"there is no scheme “{name}”; there are {known}, or name a TOML file")
    text = read_text(path, limit=4 * LIMIT).text  # a character has at most four bytes
    parse_scheme(text, where=name)
    return text


def scheme(arguments: Namespace) -> int:
    """Print the scheme, or replace it."""
    path = Path(arguments.project)
    if arguments.new_scheme is None:
        with Project.open(path, read_only=True) as project:
            text = project.scheme_text
            sys.stdout.write(harmless(text) if sys.stdout.isatty() else text)
        return 0
    text = scheme_named(arguments.new_scheme)
    with Project.open(path) as project:
        _check_labels(project, text)
        project.set_scheme(text)
        say(f"{arguments.project}: the scheme is now {project.scheme.name}")
    return 0


def _check_labels(project: Project, text: str) -> None:
    """Raise InputError where annotations use labels that the new scheme does not have."""
    wanted = parse_scheme(text)
    lost = [
        f"{name} ({count:,})"
        for (kind, name), count in project.labels_in_use().counts.items()
        if (wanted.span_label(name) if kind == "span" else wanted.relation_label(name)) is None
    ]
    if lost:
        raise InputError(
            f"{project.path}: annotations use labels that the new scheme lacks: {', '.join(lost)}; add them to it"
        )
