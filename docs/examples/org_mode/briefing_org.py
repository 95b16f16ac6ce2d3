"""An output format: the day as an Org mode outline, each sentence with its quotes."""

from __future__ import annotations

import briefing


def to_org(day: briefing.Briefing) -> str:
    """A heading a story, an item a sentence, the original words below it."""
    lines = [f"#+TITLE: {day.title}", f"#+DATE: {day.date}", ""]
    for story in day.stories:
        lines += [f"* {story.headline.text}"]
        for sentence in story.sentences:
            warnings = "".join(f" [{flag.code}]" for flag in sentence.flags)
            lines += [f"- {sentence.text}{warnings}"]
            lines += [
                f"  #+begin_quote\n  {' '.join(each.quote.split())}\n  #+end_quote" for each in sentence.citations
            ]
        lines += [""]
    return "\n".join(lines)


ORG = briefing.OutputFormat("org", "briefing.org", "text/org", to_org, "outlines in Emacs")
