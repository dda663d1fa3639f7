"""A virtual screen with a real window on it: Xvfb, the program in a process of its own, keys by xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

NEEDED = ("Xvfb", "xdotool")
T = TypeVar("T")
_NO_KEYS = """<openbox_config xmlns="http://openbox.org/3.4/rc"><focus><focusNew>yes</focusNew></focus>
<keyboard/><mouse/></openbox_config>"""
LIMIT = 60.0


def missing() -> list[str]:
    """The programs that a journey needs and this machine lacks."""
    return [name for name in NEEDED if shutil.which(name) is None]


def wait_until(look: Callable[[], T | None], what: str, *, limit: float = LIMIT) -> T:
    """Look again and again until something is there; a journey has no signal from the other process to wait for."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise TimeoutError(f"waited {limit:.0f} s for {what}")


@contextmanager
def virtual_screen(size: str = "1440x900x24") -> Iterator[dict[str, str]]:
    """The environment of a virtual screen, with a window manager where one is installed."""
    folder = tempfile.TemporaryDirectory()
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    manager = None
    try:
        with os.fdopen(read) as pipe:
            display = ":" + pipe.readline().strip()
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": folder.name}
        if shutil.which("openbox"):
            own_keys = Path(environment["XDG_RUNTIME_DIR"]) / "openbox.xml"  # its own take Alt+Shift+Left, and others
            own_keys.write_text(_NO_KEYS)
            manager = subprocess.Popen(
                ["openbox", "--config-file", str(own_keys)], env=environment, stderr=subprocess.DEVNULL
            )
        yield environment
    finally:
        if manager is not None:
            manager.kill()
            manager.wait()
        server.kill()
        server.wait()
        folder.cleanup()


class Desktop:
    """The program in a window of the virtual screen."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.environment = {**environment, "GILDER_LOG_TIMES": "1"}
        self.log = Path(environment["HOME"]) / "gilder.log"
        self._errors = self.log.open("ab")
        command = [sys.executable, "-m", "cli.main", "open", *arguments]
        self.process = subprocess.Popen(command, env=self.environment, stderr=self._errors, stdout=self._errors)
        self.window = wait_until(self._find_window, "the window")
        self._xdotool("windowfocus", "--sync", self.window)

    def _find_window(self) -> str | None:
        if self.process.poll() is not None:
            raise RuntimeError(f"gilder ended at once: {self.log.read_text()[-2000:]}")
        found = subprocess.run(
            ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(self.process.pid), "--name", "Gilder"],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        lines = found.stdout.split()
        return lines[-1] if lines else None

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True, capture_output=True)

    def keys(self, *names: str) -> None:
        """Press keys one after another, as a hand would."""
        for name in names:
            self._xdotool("key", "--clearmodifiers", name)

    def type(self, text: str) -> None:
        """Type a text where the cursor is."""
        self._xdotool("type", "--delay", "5", text)

    def choose_file(self, path: Path) -> None:
        """Give a file dialog, which has the keys, the path of a file."""
        self.keys("ctrl+a")
        self.type(str(path))
        self.keys("Return")

    def run_action(self, name: str) -> None:
        """Find an action in the palette, and run it."""
        self.keys("ctrl+k")
        self.type(name)
        self.keys("Return")

    def wait_for_title(self, text: str, *, limit: float = LIMIT) -> None:
        """Wait until a window with `text` in its title has the keys."""
        wait_until(lambda: text in self._title() or None, f"a window called “{text}”", limit=limit)

    def _title(self) -> str:
        found = subprocess.run(
            ["xdotool", "getwindowfocus", "getwindowname"],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return found.stdout.strip()

    def front(self) -> None:
        """Bring the window to the front, with the keys."""
        self._xdotool("windowactivate" if shutil.which("openbox") else "windowfocus", "--sync", self.window)

    def wait_for_dialog(self) -> None:
        """Wait until another window than the main one has the keys."""
        wait_until(lambda: self._focus() not in ("", self.window) or None, "a dialog")

    def wait_for_main(self) -> None:
        """Wait until the main window has the keys again."""
        wait_until(lambda: self._focus() == self.window or None, "the main window")

    def _focus(self) -> str:
        found = subprocess.run(
            ["xdotool", "getwindowfocus"], env=self.environment, capture_output=True, text=True, check=False
        )
        return found.stdout.strip()

    def wait_for_log(self, text: str) -> None:
        """Wait until the program has said `text` in its log of times."""
        wait_until(lambda: text in self.log.read_text() or None, f"“{text}” in the log")

    def screenshot(self, path: Path, *, only_window: bool = False) -> None:
        """A picture of the whole screen or of the window without its frame; needs ImageMagick."""
        what = self.window if only_window else "root"
        subprocess.run(["import", "-window", what, str(path)], env=self.environment, check=True)

    def look(self, path: Path) -> bytes:
        """What the window shows, as a picture that is kept at `path`; nothing without ImageMagick."""
        if shutil.which("import") is None:
            return b""
        self.screenshot(path, only_window=True)
        return path.read_bytes()

    def close(self) -> None:
        """Close the window as a person does, and wait for the program to end."""
        self._xdotool("key", "--clearmodifiers", "ctrl+q")
        self.process.wait(LIMIT)
        self._errors.close()

    def kill(self) -> None:
        """End the program without warning (`kill -9`)."""
        self.process.kill()
        self.process.wait()
        self._errors.close()
