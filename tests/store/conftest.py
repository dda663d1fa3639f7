"""Projects in temporary folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.document import Document
from store.documents import NewDocument
from store.project import Project
from store.sources import Source
from tests.builders import SCHEME_TOML, TEXT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.gilder"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with Project.create(path, SCHEME_TOML) as project:
        yield project


@pytest.fixture
def doc(project: Project) -> Document:
    return project.documents.add([NewDocument("war.txt", TEXT)])[0]


@pytest.fixture
def ann(project: Project) -> Source:
    return project.sources.person("ann")
