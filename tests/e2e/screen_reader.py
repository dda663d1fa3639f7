"""A screen reader's questions to the running window, over AT-SPI; run by test_access.py with the system's Python.

Prints one JSON object a line: what it was told.
"""

import json
import subprocess
import sys
import time

import pyatspi  # pyright: ignore[reportMissingImports] - a package of the system

LIMIT = 60


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def article():
    """The article of the window, as soon as it is there."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        for app in pyatspi.Registry.getDesktop(0):
            if app is not None and "gilder" in app.name.lower():
                found = pyatspi.findDescendant(app, lambda one: one.name == "Article" and "Text" in interfaces(one))
                if found is not None and found.queryText().characterCount:
                    return found
        time.sleep(0.2)
    raise SystemExit("no article on the accessibility bus")


def interfaces(one) -> list[str]:
    try:
        return pyatspi.listInterfaces(one)
    except Exception:  # noqa: BLE001 - an object that has gone meanwhile
        return []


def main() -> None:
    heard: list[tuple[str, str]] = []

    def listen(event) -> None:
        heard.append((str(event.type), str(event.any_data)))

    for kind in ("object:text-caret-moved", "object:announcement"):
        pyatspi.Registry.registerEventListener(listen, kind)
    found = article()
    text = found.queryText()
    say(role=found.getRoleName(), count=text.characterCount, start=text.getText(0, 4), caret=text.caretOffset)
    say(children=[found.getChildAtIndex(at).name for at in range(found.childCount)])
    text.setCaretOffset(5)
    say(caret=text.caretOffset)
    extents = text.getCharacterExtents(0, 0)
    say(width=extents[2], height=extents[3])
    for keys in (["Tab"], ["Return"]):
        subprocess.run(["xdotool", "key", *keys], check=True)
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            pyatspi.Registry.pumpQueuedEvents()
            pyatspi.Registry.getDesktop(0)
            time.sleep(0.05)
            from gi.repository import GLib  # pyright: ignore[reportMissingImports]

            while GLib.MainContext.default().iteration(False):
                pass
    say(heard=sorted({f"{kind} {data}" for kind, data in heard}))


if __name__ == "__main__":
    main()
