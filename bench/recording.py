"""The README's terminal recording: the demo's second day, as `briefing demo` and `briefing show` draw it, as SVG.

    .venv/bin/python bench/recording.py docs/terminal.svg

The same demo gives the same bytes; the picture asks nobody for a font.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from briefing.cli.show import _shown
from briefing.render.document import document_of
from briefing.render.terminal import drawn
from briefing.storage import days

_WIDTH = 88
#: Lines of a story that are shown; the rest is for the reader's own terminal.
_LINES = 24
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> None:
    """Make the demo in a folder that goes away, and draw what its commands print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", type=Path)
    target = asked.parse_args().file
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "briefing", "demo", "-o", place], check=True, capture_output=True)
        document = document_of(days.load(Path(place) / "demo" / "2026-11-21"))
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    for command, number in (("briefing show", None), ("briefing show 1", 1)):
        console.print(Text.assemble(("$ ", "green"), (command, "bold")))
        lines = console.render_lines(drawn(list(_shown(document, number, whole=False))), pad=False)
        for line in lines if number is None else lines[:_LINES]:
            console.print(*(Text(part.text, part.style or "", end="") for part in line), sep="", end="\n")
        console.print(Text("…" if number and len(lines) > _LINES else ""))
    svg = _FONT.sub("", console.export_svg(title="briefing", unique_id="briefing")).replace("Fira Code, ", "")
    target.write_text(svg, encoding="utf-8")
    print(f"{target}: {len(svg):,} bytes")


if __name__ == "__main__":
    main()
