"""What the demo's two days are as documents: short enough to be read, in the page's order."""

from __future__ import annotations

import email
import email.policy
import re

import pypdfium2
import pytest

from briefing.errors import ConfigError
from briefing.models import Briefing
from briefing.render import pdf
from briefing.render.email import to_eml
from briefing.render.markdown import to_markdown

DAYS = ("2026-11-20", "2026-11-21")


@pytest.fixture(scope="module")
def days(demo_days) -> dict[str, Briefing]:
    paths = {day: demo_days / day / "briefing.json" for day in DAYS}
    return {day: Briefing.model_validate_json(path.read_text(encoding="utf-8")) for day, path in paths.items()}


@pytest.mark.parametrize("day", DAYS)
def test_a_mail_is_read_on_a_telephone(days, day):
    message = email.message_from_bytes(to_eml(days[day]), policy=email.policy.default)
    text = message.get_body(("plain",)).get_content()
    assert len(text.split()) <= 900
    for story in days[day].stories:
        assert story.headline.text.split(";")[0] in " ".join(text.split())
        leads = [sentence for sentence in story.sentences if sentence.lead]
        assert leads[0].text in " ".join(text.split())
    assert "Left to briefing.html: the quotes for each sentence" in " ".join(text.split())


@pytest.mark.parametrize("day", DAYS)
def test_the_brief_of_the_markdown_is_two_pages(days, day):
    brief, evidence = to_markdown(days[day]).split("\n---\n")
    assert len(brief.split()) <= 1000
    assert brief.count("\n## ") == evidence.count("\n### ") + 1 + ("prompt injection" in brief.split("\n## ", 1)[1])
    assert "\n#### Quotes\n" in evidence


@pytest.mark.parametrize(("appendix", "pages"), [pytest.param(True, 8, marks=pytest.mark.slow), (False, 3)])
@pytest.mark.parametrize("day", DAYS)
def test_the_pdf_has_few_pages(days, day, appendix, pages):
    try:
        made = pdf.to_pdf(days[day], appendix=appendix)
    except ConfigError as missing:
        pytest.skip(str(missing))
    with pypdfium2.PdfDocument(made) as read:
        assert len(read) <= pages


def test_the_second_day_begins_with_what_changed(days):
    top = to_markdown(days["2026-11-21"]).split("\n## ")[1]
    assert top.startswith("Since yesterday\n")
    assert re.search(r"14 dead.{0,40} → \*\*16 dead", top)
    assert "updated" in top
