"""`python -m briefing` is `briefing`: a sign of life first, then the command line, which takes a while to load."""

import os
import sys

#: Commands that a person at a terminal waits for.
_WAITED_FOR = {"summarize", "translate", "extract"}


def main() -> None:
    """Run the command line."""
    waiting = sys.argv[1:2] and sys.argv[1] in _WAITED_FOR and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if waiting:
        sys.stderr.write("\rstarting …")
        sys.stderr.flush()
    try:
        from briefing.cli import main as command  # noqa: PLC0415 - after the sign: it is what takes the while
    finally:
        if waiting:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
    command()


if __name__ == "__main__":
    main()
