"""No back door: no pickle, no code or program or address that a file names, no second SQLite, no plugins.

What runs is what the program has or what the person has named. The searches below read the program's own code; each has
the few places where a thing may be, so that a new one has to be thought about and written down here.
"""

from __future__ import annotations

import ast
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from store.documents import NewDocument
from store.project import Project

ROOT = Path(__file__).parents[1]
ROOMS = ("annotate", "store", "gui", "cli", "resources")
TRAINING = "annotate/train/"  # run by those who build the embedded model, never by the program
FORBIDDEN_IMPORTS = {
    "pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "torch", "webbrowser", "ftplib",
    "smtplib", "telnetlib", "xmlrpc", "requests", "httpx", "aiohttp", "apsw", "pysqlite3", "sqlcipher3", "runpy",
    "imp", "code", "pty", "csv", "yaml",
}  # fmt: skip
# what may be imported in which modules only
ALLOWED_IMPORTS = {
    # the program whose command line the person gave; “mount”, which says of macOS what lies on other computers
    # and this program’s own process that trains
    "subprocess": {"annotate/suggest/lines.py", "store/guard/place.py", "store/training/process.py"},
    "urllib.request": set[str](),
    "http.client": {"annotate/suggest/http.py"},  # the address that the person gave
    "socket": {
        "annotate/suggest/http.py",
        "store/guard/lock.py",
        "gui/settings.py",
    },  # its errors; this computer’s name
    "ctypes": {"store/connection.py", "store/guard/lock.py", "store/guard/place.py", "gui/app.py"},
    "sqlite_utils": {"store/migrations.py"},
}
FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "enable_load_extension", "load_extension", "system", "popen"),
    *("startfile", "openUrl", "setOpenExternalLinks", "urlopen", "execv", "execve", "spawnv"),
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(TRAINING):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def called(tree: ast.Module) -> Iterator[tuple[str, bool, ast.Call]]:
    """The name of each call, whether it is one of a module or object, and the call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, True, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, False, node


def test_nothing_is_imported_that_runs_what_a_file_says():
    for name, tree in modules():
        for module in imported(tree):
            assert module.split(".")[0] not in FORBIDDEN_IMPORTS, (name, module)
            assert "QtSql" not in module, name
            assert "QtWebEngine" not in module, name
            assert "QtNetwork" not in module, name
            for watched, places in ALLOWED_IMPORTS.items():
                if module == watched or module.startswith(f"{watched}."):
                    assert name in places, (name, module)


def test_nothing_is_called_that_runs_what_a_file_says():
    for name, tree in modules():
        for called_name, of_object, call in called(tree):
            if called_name in FORBIDDEN_CALLS and not (called_name in ("compile", "exec") and of_object):
                pytest.fail(f"{name}:{call.lineno}: {called_name}()")
            if called_name == "connect" and of_object and isinstance(call.func, ast.Attribute):
                base = call.func.value
                if isinstance(base, ast.Name) and base.id == "sqlite3":
                    assert name.startswith("store/"), f"{name}:{call.lineno}: only the store opens SQLite files"
            assert not any(one.arg == "shell" and getattr(one.value, "value", None) is True for one in call.keywords), (
                name
            )


def test_sqlite_utils_loads_no_plugins():
    found = 0
    for name, tree in modules():
        for called_name, _, call in called(tree):
            if called_name == "Database":
                options = {one.arg: getattr(one.value, "value", None) for one in call.keywords}
                assert options.get("execute_plugins") is False, f"{name}:{call.lineno}"
                found += 1
    assert found >= 2


def test_the_searches_find_what_they_look_for():
    tree = ast.parse("import pickle\nfrom os import system\neval('1')\nos.system('x')\nDatabase(path)")
    assert "pickle" in set(imported(tree))
    assert {"eval", "system", "Database"} <= {name for name, _, _ in called(tree)}


def test_no_file_of_the_program_is_a_pickle():
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file() and path.suffix != ".py":
            head = path.read_bytes()[:2]
            assert path.suffix not in (".pkl", ".pickle", ".pt", ".joblib"), path
            assert not (len(head) == 2 and head[0] == 0x80 and head[1] in range(2, 6)), path


def test_sql_cannot_load_extensions(tmp_path: Path):
    with Project.create(tmp_path / "p.gilder", resources.scheme_text("news")) as project:
        for sql in ("SELECT load_extension('/tmp/evil')", "SELECT writefile('/tmp/x', 'y')", "SELECT readfile('/x')"):
            with pytest.raises(sqlite3.OperationalError, match=r"not authorized|no such function"):
                project.connection.raw.execute(sql)
        assert project.connection.raw.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) <= 2
    assert [one.name for one in tmp_path.iterdir()] == ["p.gilder"]


# What a project says is data: a window that opens it asks for nothing that it names. The hook ends the process at once
# where the network is asked for, a program is started, or a file of the names in the project is opened.
HOOK = """
import os, sys
from pathlib import Path
path = sys.argv[1]
armed = False

def seen(event, arguments):
    if not armed:
        return
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn",
                 "os.startfile", "webbrowser.open", "pickle.find_class", "sqlite3.load_extension"):
        print("BACK DOOR", event, arguments, file=sys.stderr, flush=True)
        os._exit(3)
    if event in ("open", "import") and "backdoor" in str(arguments[0]):
        print("BACK DOOR", event, arguments, file=sys.stderr, flush=True)
        os._exit(4)

sys.addaudithook(seen)
"""
OPEN = """
from PySide6.QtWidgets import QApplication
from gui.app import App
from gui.settings import Settings
from gui.times import Times
from store.exchange.exporting import export
from store.exchange.formats import format_named
from store.exchange.outgoing import Which
from store.check import check_project
from store.project import Project

application = QApplication([])
app = App(application, Settings(), Times(wanted=False))
armed = True
app.projects.open_recent(path)
app.projects.opener.wait()
app.window.show()
assert app.bench is not None
for _ in range(3):
    app.bench.navigation.step(1)
    app.bench.edits.accept()
application.sendPostedEvents()
project = app.bench.session.project
list(check_project(project))
export(project, Path(path).with_suffix(".jsonl"), format_named("jsonl"), Which())
app.projects.close()
print("opened")
"""
CONTROL = """
armed = True
open(Path(path).parent / "backdoor.txt")
"""


def tempting(folder: Path) -> Path:
    """A project that names programs, models, files and addresses wherever a text can stand."""
    from tests.gui.conftest import make_project

    path = make_project(folder / "p.gilder")
    names = ("backdoor_model", "/tmp/backdoor/model", "http://127.0.0.1:9/backdoor", "file:///tmp/backdoor.html",
             "python3 -m backdoor", "<img src='file:///tmp/backdoor.png'>", "backdoor.pkl")  # fmt: skip
    with Project.open(path) as project:
        project.documents.add(
            [NewDocument(name, f"{name} armed Iran.", meta={"url": name, "model": name}) for name in names]
        )
        project.suggestions.record_run("backdoor_model", [], parameters={"process": names[4], "endpoint": names[2]})
    raw = sqlite3.connect(path)
    for key in ("suggesting.model", "suggesting.process", "suggesting.endpoint", "plugin", "load_extension"):
        raw.executemany(
            "INSERT OR REPLACE INTO meta VALUES(?,?)", [(f"{key}.{at}", one) for at, one in enumerate(names)]
        )
    raw.commit()
    raw.close()
    return path


def watched(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    from tests.store.guard.conftest import environment

    command = [sys.executable, "-c", HOOK + code, str(path)]
    environ = {**environment(), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_opening_a_project_runs_and_fetches_nothing_that_it_names(tmp_path: Path):
    done = watched(OPEN, tempting(tmp_path))
    assert (done.returncode, done.stdout.strip()) == (0, "opened"), done.stderr


def test_the_hook_sees_what_it_watches_for(tmp_path: Path):
    done = watched(CONTROL, tempting(tmp_path))
    assert done.returncode == 4, done.stderr


def test_a_scheme_names_no_model_program_or_address():
    from annotate.errors import SchemeError
    from annotate.scheme import parse_scheme

    for entry in ("model", "process", "endpoint", "plugin", "import", "path", "url"):
        for above in ("", '[[span]]\nname = "A"\n', '[[relation]]\nname = "r"\n'):
            with pytest.raises(SchemeError, match=f"unknown entry “{entry}”"):
                parse_scheme(f'{above}{entry} = "x"')
