"""The command line."""

import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Temporary."""
    arguments = (argv or sys.argv[1:])[1:]
    from gui.app import run

    return run([Path(one) for one in arguments if one != "--sample"], sample_wanted="--sample" in arguments)


if __name__ == "__main__":
    sys.exit(main())
