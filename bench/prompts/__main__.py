"""The shipped merge prompt against others, on the shipped evaluation set, from recorded replies.

    make prompts                          # writes the tables into docs/prompts.md

Each folder beside this file holds another merge.j2 and the replies to it, and
cassettes/eval/shipped.json those to all other prompts. Nothing is read twice here: what is measured is what the prompt
itself brings about.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHIPPED = ROOT / "cassettes" / "eval" / "shipped.json"
PAGE = ROOT / "docs" / "prompts.md"
#: What each is, in the order of the page.
PROMPTS = {
    "no-evidence-rule": "without the section on citations",
    "half-explained": "seven of its twelve explanations of fields taken away",
    "freely": "“Summarise the articles freely”, and nothing else",
    "shorter": "three quarters of the words, meant to lose nothing",
}
HEAD = """# Other prompts

What becomes of the [evaluation](quality.md) where the merge prompt is another one. Made by `make prompts` from recorded
replies: careful readers at a local OpenAI-compatible endpoint saw only the questions, and whoever answered one prompt
had answered none of the others. Nothing is read twice in these runs. Where a prompt says nothing of a rule, the checks
still ask for it, once, as a repair; *repairs asked for* is what that costs. *Worse* and *better* are said where the
95 % interval of the paired difference leaves out zero, *not inferior* where all of it lies within the margin, which was
stated before ([evaluation.md](evaluation.md)); else *undecided*, with the number of events that would decide.
"""


def briefing(*words: str | Path) -> str:
    """What the command prints.

    Raises:
        SystemExit: It failed; its own message is told.
    """
    environment = os.environ | {"BRIEFING_VERIFY": "off"}
    command = [sys.executable, "-m", "briefing", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(done.stderr or done.stdout)
    return done.stdout


def measure(place: Path, prompt: str | None) -> Path:
    """The folder of one evaluation's result."""
    cassettes, more = [SHIPPED], []
    if prompt is not None:
        joined = place / f"{prompt}.json"
        briefing("cassette", "merge", *cassettes, HERE / prompt / "replies.json", "--output", joined)
        cassettes, more = [joined], ["--prompts", HERE / prompt, "--compare", place / "shipped" / "eval" / "shipped"]
    output = place / (prompt or "shipped")
    briefing(
        "eval", "bench/evaluation", "--model", "desk", "--no-baselines", "--cassette", cassettes[0], "-o", output, *more
    )
    return output / "eval" / "shipped"


def table(markdown: str) -> str:
    """The first table of a comparison, without what didn't change."""
    rows = [line for line in markdown.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return "\n".join(line for line in rows if "| same |" not in line and not line.startswith("| seconds"))


def main() -> int:
    """Measure each, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        measure(place, None)
        parts = [HEAD]
        for name, what in PROMPTS.items():
            words = len(re.findall(r"\S+", (HERE / name / "merge.j2").read_text(encoding="utf-8")))
            found = table((measure(place, name) / "comparison.md").read_text(encoding="utf-8"))
            parts.append(f"## {name}\n\n{what[:1].upper()}{what[1:]}: {words} words.\n\n{found}\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
