"""Make the pictures of the documentation, in a real window: `python docs/pictures/make.py` from the project's folder.

Needs Xvfb, xdotool and ImageMagick.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from tests.e2e.desktop import Desktop, virtual_screen  # noqa: E402 - found through the line above

# Accepts the head of the sample, mends the label of the place in the dateline, and accepts the first sentence.
STEPS = ("Tab", *4 * ("Return",), "4", "Tab", *4 * ("Return",))


def settings(home: str, theme: str) -> dict[str, str]:
    """A home of its own with settings in it."""
    own = {name: f"{home}/{theme}/{name}" for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    file = Path(own["XDG_CONFIG_HOME"]) / "Gilder" / "gilder.ini"
    file.parent.mkdir(parents=True)
    file.write_text(f"[General]\nannotator=anna\ntheme={theme}\n", encoding="utf-8")
    return own


def window(name: str, theme: str, *, scale: int = 1) -> None:
    """One picture of the window with the sample."""
    screen = f"{1280 * scale}x{860 * scale}x24"
    with tempfile.TemporaryDirectory() as home, virtual_screen(screen) as environment:
        places = {**settings(home, theme), "HOME": home, "PYTHONPATH": str(FOLDER.parents[1])}
        shown = Desktop({**os.environ, **environment, **places, "QT_SCALE_FACTOR": str(scale)}, "--sample")
        shown.wait_for_log("suggestions recorded")
        shown.keys(*STEPS)
        shown.wait_for_log("saved 8")
        shown.screenshot(FOLDER / f"{name}.png", only_window=True)
        shown.close()


def main() -> None:
    """Write all pictures."""
    window("window-light", "light")
    window("window-dark", "dark")
    window("window-contrast", "contrast")
    window("window-2x", "light", scale=2)
    subprocess.run([sys.executable, str(FOLDER / "articles.py")], check=True)


if __name__ == "__main__":
    main()
