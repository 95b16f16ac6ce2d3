"""Text to be cut into paragraphs."""

from __future__ import annotations

import textwrap

from hypothesis import strategies as st

KLEIN = (
    "Die Fähre über den Sund fährt ab Montag wieder, wie das Hafenamt mitteilt, nachdem zwei Wochen lang niemand "
    "sagen konnte, ob die Maschine überhaupt zu retten sei. Fahrgäste waren in kleineren Booten übergesetzt worden, "
    "und die Lastwagen hatten den langen Weg über die nördliche Brücke genommen. Das Amt erwartet an den ersten "
    "Tagen lange Schlangen und bittet alle, die es können, später am Tage zu fahren."
)


LOREM = (
    "The ferry across the strait runs again from Monday, the harbour office said, after two weeks in which "
    "nobody could tell whether the engine would be mended at all. Passengers had been taken over in smaller "
    "boats, and lorries had gone the long way round by the northern bridge. The office expects queues on the "
    "first mornings and asks everybody who can to travel later in the day, when the decks are half empty."
)


pieces = st.lists(
    st.one_of(
        st.sampled_from(
            ["\n", "\r\n", "\r", "\n\n", "\n \n", "\u2028", "\u2029", "\x85", "\f", "\t", " ", "\u200b", "\u00a0"]
        ),
        st.sampled_from(["Word. ", "Ende! ", "好。", "؟ ", "# ", "- ", "---\n", "![a](b)\n", "> ", "12", "*"]),
        st.text(max_size=12),
        st.sampled_from([LOREM, textwrap.fill(LOREM, 72), textwrap.fill(KLEIN, 66), "x" * 4_500, LOREM * 14]),
    ),
    max_size=14,
).map("".join)
