"""Which flags are proven and which are only likely: the code and docs/trust.md say the same."""

from __future__ import annotations

import re

from briefing.checks.codes import PROXIES, UNREPAIRED, flag
from briefing.render.phrasing import flag_text


def test_every_check_that_the_documentation_calls_a_proxy_marks_its_flags_so(repository):
    text = (repository / "docs" / "trust.md").read_text(encoding="utf-8")
    proven, proxies = (
        {code for row in re.findall(r"^\|(.*?)\|", part, re.MULTILINE) for code in re.findall(r"`([a-z-]+)`", row)}
        for part in (
            text.partition("## Proven")[2].partition("\n## ")[0],
            text.partition("## Judged by proxies")[2].partition("\n## ")[0],
        )
    )
    assert proxies == PROXIES
    assert proven
    assert not proven & PROXIES
    assert UNREPAIRED < PROXIES


def test_a_reader_is_told_likely_where_it_is_only_that_and_never_the_name_of_a_field():
    where = "sentences.3"
    assert flag_text(flag("number-unsupported", f"{where}: 17 isn't there", where)) == "likely: 17 isn't there"
    assert flag_text(flag("quote-not-found", f"{where}: not found", where)) == "not found"
