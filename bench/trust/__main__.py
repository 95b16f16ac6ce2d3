"""What is caught of lies written by hand, and what is said against honest statements beside them.

    make trust                                   # from recorded replies; writes the table into docs/trust.md
    python bench/trust --record-from URL         # asks an OpenAI-compatible endpoint what isn't recorded
    python bench/trust --list                    # each lie, and what became of it

The statements are about the demo's articles. Each is looked at by the checks as if a writer had written it, and then
read by the second reader in calls of the stage `verify` itself: its prompt, the cited paragraphs in the original, the
suspicions as questions, errors seeded among them.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from material import rows
from reading import read
from table import as_lines, into, written

from briefing.errors import BriefingError

ROOT = Path(__file__).resolve().parents[2]
CASSETTE = ROOT / "cassettes" / "trust" / "statements.json"
PAGE = ROOT / "docs" / "trust.md"


def main(arguments: list[str] | None = None) -> int:
    """Read, count, write the table; 1 where something isn't recorded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record-from", metavar="URL")
    parser.add_argument("--list", action="store_true", dest="listed")
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args(arguments)
    record = "new" if given.record_from else "none"
    try:
        done = asyncio.run(read(rows(), CASSETTE, record, given.record_from))
    except BriefingError as error:
        print(f"trust: {error}", file=sys.stderr)
        return 1
    if given.listed:
        print("\n".join(as_lines(done)))
        return 0
    table = written(done)
    into(given.page, table)
    print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
