"""docs/quality.md from the table of an evaluation.

python bench/quality.py OUTPUTS/eval/shipped/eval.md > docs/quality.md
"""

from __future__ import annotations

import sys
from pathlib import Path

HEAD = """# Quality

How well the shipped prompts do, on [an evaluation set](../bench/evaluation) of 40 invented articles in 14 languages
that tell of ten events, with what a careful reader expects of each: 40 facts a story must state, 26 traps, 21
differences between the sources. `make eval` makes this page from recorded replies, without a key; [Evaluating models
and prompts](evaluation.md) says what each measure is.

The replies were recorded from a local OpenAI-compatible endpoint by careful readers who saw only the questions; some
of them read several articles of one event, so spellings of names may have been carried over. They show what the
prompts ask for and what the code keeps of it, not how well a particular model does: run
`briefing eval bench/evaluation --model NAME` for that.

- **One good prompt** and **one naive prompt** get all articles of one event at once and are told which belong
  together; the tool has to find out. They give no translation and no records, so those rows are empty.
- In *differences found* the good prompt is ahead: it sees the articles side by side, and little else is asked of it.
- *Tokens × floor* is high because these articles are short, about 100 words: every article pays for what a prompt
  says. On the first day of the demo, whose articles are three times as long, it is 8.7.
- For orientation only, since tasks and judges differ: on ALCE's ELI5 questions the best models lacked complete citation
  support half of the time (Gao et al. 2023); on DiverseSumm, ten articles an event, GPT-4 covered under 40 % of what
  the articles tell differently (Huang et al. 2024).

"""


def main() -> int:
    table = Path(sys.argv[1]).read_text(encoding="utf-8")
    body = table.split("\n", 1)[1].lstrip("\n")
    sys.stdout.write(HEAD + body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
