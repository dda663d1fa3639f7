"""Make the pictures of the documentation, in a real window: `python docs/pictures/make.py` from the project's folder.

Needs Xvfb, xdotool and ImageMagick.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from tests.e2e.desktop import Desktop, virtual_screen  # noqa: E402 - found through the line above

# Accepts the head of the sample, joins two spans, and selects a number.
STEPS = ("Tab", "Return", "Return", "Return", "1", "Tab", "Return", "4", "Tab", "Return", "Return", "Return")


def main() -> None:
    """Write `window-light.png` and `window-dark.png`."""
    with tempfile.TemporaryDirectory() as home, virtual_screen("1280x860x24") as environment:
        own = {name: f"{home}/{name}" for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
        settings = Path(own["XDG_CONFIG_HOME"]) / "Gilder" / "gilder.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text("[General]\nannotator=anna\ntheme=light\n")
        places = {**environment, **own, "HOME": home, "PYTHONPATH": str(FOLDER.parents[1])}
        window = Desktop({**os.environ, **places}, "--sample")
        window.wait_for_log("suggestions recorded")
        window.keys(*STEPS)
        window.wait_for_log("saved 7")
        window.screenshot(FOLDER / "window-light.png", only_window=True)
        window.keys("F9")
        window.wait_for_log("theme dark")
        window.screenshot(FOLDER / "window-dark.png", only_window=True)
        window.close()


if __name__ == "__main__":
    main()
