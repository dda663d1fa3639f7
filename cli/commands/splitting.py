"""Parts of a project for training and testing, as `gilder export --split` makes them."""

from __future__ import annotations

from contextlib import suppress

from annotate.datasets.recipe import Recipe
from annotate.errors import InputError, NothingToDo
from cli.output import Progress, counted, warn
from store.datasets.parts import Parts
from store.project import Project


def split_documents(project: Project, recipe: Recipe | None, *, anew: bool) -> None:
    """Put documents in their parts by a recipe; without one, parts must be there. Raises GilderError."""
    parts = Parts(project)
    if recipe is None:
        if parts.recipe is None:
            raise InputError(f"{project.path}: the project has no parts yet; make them: --split 80/10/10")
        return
    with Progress("Splitting") as progress:
        try:
            made = parts.plan(recipe, anew=anew, step=progress)
        except InputError as problem:
            raise InputError(f"{str(problem).removesuffix(', or split anew')}, or split anew with --anew") from problem
        with suppress(NothingToDo):
            parts.apply(made, recipe, author_name(), step=progress)
    empty = [name for name in recipe.names if not made.counts[name].documents]
    if empty:
        warn(f"nothing is in {' and '.join(empty)}: there are too few documents, or too many that belong together")
    for one in made.torn:
        told = f"{counted(len(one.members), 'document')} that belong together are in {' and '.join(one.parts)} already"
        warn(f"{told}; --anew puts them together")


def author_name() -> str:
    """Whose work on the command line is, in the journal."""
    import getpass

    try:
        return getpass.getuser() or "command line"
    except (OSError, KeyError, ImportError):
        return "command line"
