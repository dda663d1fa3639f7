"""A gallery of every panel, dialog, menu and empty state, to be looked at: `python docs/pictures/gallery.py FOLDER`.

Options: `--theme light|dark|contrast` for one theme (light and dark otherwise), `--only WORD` for some scenes.
Needs no screen.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from docs.pictures.scenes import SCENES
from docs.pictures.stage import Stage
from gui.theme import load_fonts


def main() -> None:
    """Write the pictures, each as THEME-SCENE.png."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--theme", action="append", choices=("light", "dark", "contrast"))
    asked.add_argument("--only", action="append")
    options = asked.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(["gilder"])
    application.setApplicationName("Gilder")
    application.setStyle("Fusion")
    load_fonts()
    for theme in options.theme or ("light", "dark"):
        with tempfile.TemporaryDirectory() as folder:
            stage = Stage(application, Path(folder), theme)
            for name, show in SCENES.items():
                if not options.only or any(word in name for word in options.only):
                    show(stage)
                    stage.settle()
                    stage.grab(options.folder / f"{theme}-{name}.png")
                    stage.clear()
            stage.app.window.close()
            stage.app.window.deleteLater()
            stage.app.deleteLater()
            del stage
            gc.collect()  # here, and not while a thread of the next window happens to work


if __name__ == "__main__":
    main()
