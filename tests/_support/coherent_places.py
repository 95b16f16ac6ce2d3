"""Edits of a finished day that fit its sums, its digests and every form of it: what a careful forger would do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from briefing.checks.totals import sum_up, verdict_of
from briefing.models import Briefing
from briefing.render import to_article_json, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Values = dict[str, Any]
FIRST, SECOND = "2026-11-20", "2026-11-21"


@dataclass(frozen=True)
class Edit:
    """One edit.

    Attributes:
        change: Changes the values of briefing.json in place, and gives the place where it must be named.
        caught: `alone`, by the day's own records; `replies`, only where the day is built again; `never`.
        day: Of the demo.
    """

    name: str
    change: Callable[[Values], str]
    caught: Literal["alone", "replies", "never"]
    day: str = FIRST


def forge(folder: Path, change: Callable[[Values], str], *, sums: bool = True) -> str:
    """Make an edit, and all that goes with it but the forms: sums, verdict, each article's own file."""
    values = json.loads((folder / "briefing.json").read_text(encoding="utf-8"))
    before = json.dumps(values)
    place = change(values)
    assert json.dumps(values) != before, "nothing was changed"
    whole = Briefing.model_validate(values)
    if sums:
        new = sum_up(whole.reports, whole.unread, whole.stories, whole.unusable, whole.repairs)
        whole = whole.replace(sums=new, verdict=verdict_of(new))
    (folder / "briefing.json").write_text(to_json(whole), encoding="utf-8")
    for report in whole.reports:
        (folder / "articles" / f"{report.article.id}.json").write_text(to_article_json(report), encoding="utf-8")
        (folder / "articles" / f"{report.article.id}.txt").write_bytes(report.article.raw.encode())
    return place


# ── places ──


def story(v: Values, fits: Callable[[Values], object] = lambda _: True) -> tuple[int, Values]:
    return next((n, s) for n, s in enumerate(v["stories"]) if fits(s))


def merged(v: Values) -> tuple[int, Values]:
    return story(v, lambda s: len(s["articles"]) > 2 and s["discrepancies"] and s["timeline"])


def row(v: Values, fits: Callable[[Values], object] = lambda _: True) -> tuple[str, Values]:
    return next(
        (f"stories.{n}.discrepancies.{m}", r)
        for n, s in enumerate(v["stories"])
        for m, r in enumerate(s["discrepancies"])
        if fits(r)
    )


def speaking(r: Values) -> Iterator[tuple[int, Values]]:
    return ((n, p) for n, p in enumerate(r["positions"]) if p["stance"] != "silent")


def report(v: Values, fits: Callable[[Values], object]) -> tuple[str, Values]:
    return next((f"reports.{n}", r) for n, r in enumerate(v["reports"]) if fits(r))


def foreign(r: Values) -> bool:
    return r["translation"] is not None and r["translation"]["model"] is not None


def put(node: Values, key: Any, value: Any) -> None:
    assert node[key] != value
    node[key] = value


def on_headline(key: str, value: Any) -> Callable[[Values], str]:
    def change(v: Values) -> str:
        n, s = merged(v)
        put(s["headline"], key, value(s["headline"][key]) if callable(value) else value)
        return f"stories.{n}.headline"

    return change


def on_sentence(key: str, value: Any) -> Callable[[Values], str]:
    def change(v: Values) -> str:
        n, s = merged(v)
        put(s["sentences"][1], key, value(s["sentences"][1][key]) if callable(value) else value)
        return f"stories.{n}.sentences.1"

    return change


def person(v: Values, more: int = 1) -> tuple[str, Values, Values]:
    n, s = story(v, lambda s: sum(x["kind"] == "person" and bool(x["roles"]) for x in s["names"]) >= more)
    m = next(m for m, x in enumerate(s["names"]) if x["kind"] == "person" and x["roles"])
    return f"stories.{n}.names.{m}", s["names"][m], s


def digit(text: str) -> str:
    at = next((n for n, char in enumerate(text) if char.isdigit()), None)
    return text if at is None else f"{text[:at]}{(int(text[at]) + 3) % 10}{text[at + 1 :]}"


def german(_: str) -> str:
    return "Die Ministerin hat mit dem Chef des Netzbetreibers über das Kabel und die Kosten verhandelt."


def continued(v: Values, fits: Callable[[Values], object] = lambda _: True) -> tuple[str, Values, Values]:
    for n, s in enumerate(v["stories"]):
        for each in s["continues"]["sentences"] if s["continues"] else ():
            if fits(each):
                return f"stories.{n}.continues", s, each
    raise AssertionError
