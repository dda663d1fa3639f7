"""The window as a screen reader meets it: AT-SPI on a bus of its own. Skips where the system lacks it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.desktop import missing, virtual_screen
from tests.gui.conftest import TEXT, make_project

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
READER = Path(__file__).with_name("screen_reader.py")
SESSION = """
{launcher} --launch-immediately >/dev/null 2>&1 &
{python} -m cli.main open {project} >/dev/null 2>&1 & gilder=$!
env -u PYTHONPATH -u VIRTUAL_ENV /usr/bin/python3 {reader}; status=$?
kill $gilder; wait $gilder
exit $status
"""


def lacks() -> bool:
    if missing() or not LAUNCHER.exists() or shutil.which("dbus-run-session") is None:
        return True
    asked = ["/usr/bin/python3", "-c", "import pyatspi"]
    return subprocess.run(asked, capture_output=True, check=False).returncode != 0


@pytest.mark.display
@pytest.mark.skipif(lacks(), reason="needs Xvfb, xdotool, dbus, at-spi2-core and python3-pyatspi")
def test_a_screen_reader_reads_the_text_the_spans_and_what_happens(tmp_path: Path) -> None:
    project = make_project(tmp_path / "read.gilder")
    script = SESSION.format(launcher=LAUNCHER, python=sys.executable, project=project, reader=READER)
    with virtual_screen() as environment:
        own = {"HOME": str(tmp_path), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(Path.cwd())}
        done = subprocess.run(
            ["dbus-run-session", "--", "bash", "-c", script],
            env={**os.environ, **environment, **own}, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    facts: dict[str, object] = {}
    caret = list[object]()
    for line in done.stdout.splitlines():
        told = json.loads(line)
        caret += [told["caret"]] if "caret" in told else []
        facts |= told
    assert (facts["role"], facts["count"], facts["start"]) == ("text", len(TEXT), "Iran")
    assert caret == [0, 5]
    assert facts["children"] == [
        "Iran, LOC, suggestion",
        "more than 1,000, CARDINAL, suggestion",
        "Syria, LOC, suggestion",
        "Assad, LOC, suggestion",
    ]
    heard = " | ".join(map(str, facts["heard"]))  # pyright: ignore[reportArgumentType]
    assert "text-caret-moved" in heard
    assert "accepted: more than 1,000, CARDINAL" in heard
