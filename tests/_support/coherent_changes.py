"""What a careful forger changes in the values of a day: one thing, and where it must be named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coherent_places import (
    Values,
    continued,
    foreign,
    merged,
    person,
    put,
    report,
    row,
    speaking,
    story,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

# ── edits ──


def value_of_a_row(v: Values) -> str:
    where, r = row(v, lambda r: any(any(c.isdigit() for c in p["value"] or "") for p in r["positions"]))
    n, p = next((n, p) for n, p in speaking(r) if any(c.isdigit() for c in p["value"] or ""))
    put(p, "value", "987654")
    return f"{where}.positions.{n}.value"


def value_of_one_who_agrees(v: Values) -> str:
    def agree(r: Values) -> list[int]:
        said = [p["statement"] for _, p in speaking(r)]
        return [n for n, p in speaking(r) if said.count(p["statement"]) > 1]

    where, r = row(v, agree)
    put(r["positions"][agree(r)[-1]], "value", "quite another")
    return f"{where}.positions.{agree(r)[-1]}.value"


def label_of_a_row(v: Values) -> str:
    where, r = row(v)
    put(r, "label", "nothing")
    return f"{where}.label"


def kind_of_a_row(v: Values) -> str:
    where, r = row(v)
    put(r, "kind", "framing" if r["kind"] != "framing" else "who")
    return f"{where}.kind"


def smaller_made_a_contradiction(v: Values) -> str:
    n, s = story(v, lambda s: sum(not r["contradiction"] for r in s["discrepancies"]) > 1)
    put(s["discrepancies"][-1], "contradiction", True)
    return f"stories.{n}.discrepancies"


def contradiction_taken_away(v: Values) -> str:
    n, s = story(v, lambda s: any(r["contradiction"] for r in s["discrepancies"]))
    last = max(m for m, r in enumerate(s["discrepancies"]) if r["contradiction"])
    put(s["discrepancies"][last], "contradiction", False)
    return f"stories.{n}.discrepancies.{last}.contradiction"


def row_taken_away(v: Values) -> str:
    n, s = merged(v)
    del s["discrepancies"][-1]
    return f"stories.{n}.reading.statements"


def stance(v: Values) -> str:
    where, r = row(v)
    n, p = next(speaking(r))
    put(p, "stance", "denies" if p["stance"] == "says" else "says")
    return f"{where}.positions.{n}.stance"


def statement(v: Values) -> str:
    where, r = row(v, lambda r: not any(c.isdigit() for p in r["positions"] for c in p["value"] or ""))
    n, p = next(speaking(r))
    put(p, "statement", "it says nothing of the kind")
    return f"{where}.positions.{n}.statement"


def words_of_another(v: Values) -> str:
    where, r = row(v, lambda r: len(list(speaking(r))) > 1)
    (one, first), (_, second) = list(speaking(r))[:2]
    put(first, "evidence", second["evidence"])
    return f"{where}.positions.{one}"


def english_of_a_name(v: Values) -> str:
    where, name, _ = person(v)
    put(name, "english", "Baldur Quennstedt")
    return f"{where}.english"


def form_of_a_name(v: Values) -> str:
    where, name, _ = person(v)
    variant = name["variants"][0]
    raw = next(r for r in v["reports"] if r["article"]["id"] == variant["article"])["article"]["raw"]
    put(variant, "form", raw.split()[0])
    return where


def role(v: Values) -> str:
    where, name, _ = person(v)
    put(name["roles"][0], "text", "a well-known swindler")
    return where


def role_of_another(v: Values) -> str:
    where, name, s = person(v, 2)
    other = next(x for x in s["names"] if x["roles"] and x is not name)
    put(name, "roles", other["roles"])
    return where


def kind_of_a_name(v: Values) -> str:
    where, name, _ = person(v)
    put(name, "kind", "place")
    return where


def name_left_out(v: Values) -> str:
    where, name, s = person(v)
    s["names"].remove(name)
    return where.rpartition(".")[0]


def origin_made_two(v: Values) -> str:
    n, s = story(v, lambda s: len(s["articles"]) > 4)
    shared = next(o for o in s["origins"] if len(o["articles"]) > 1)
    article = shared["articles"].pop()
    s["origins"].append({**shared, "articles": [article]})
    return f"stories.{n}.origins"


def kind_of_an_origin(v: Values) -> str:
    for n, s in enumerate(v["stories"]):
        for m, o in enumerate(s["origins"]):
            own = [r["extraction"]["cited_sources"] for r in v["reports"] if r["article"]["id"] in o["articles"]]
            kinds = {c["kind"] for each in own for c in each if c["name"] == o["name"]}
            if len(s["articles"]) > 1 and kinds:
                put(o, "kind", "agency" if "agency" not in kinds else "person")
                return f"stories.{n}.origins.{m}.kind"
    raise AssertionError


def name_of_an_origin(v: Values) -> str:
    n, s = merged(v)
    put(s["origins"][0], "name", "Reuters")
    return f"stories.{n}.origins.0.name"


def origin_of_a_single_story(v: Values) -> str:
    n, s = story(v, lambda s: len(s["articles"]) == 1)
    put(s["origins"][0], "name", "Reuters")
    return f"stories.{n}.origins"


def origin_known_and_unknown(v: Values) -> str:
    n, s = merged(v)
    s["origin_unknown"].append(s["origins"][0]["articles"][0])
    return f"stories.{n}.origin_unknown"


def reason_of_an_origin(v: Values) -> str:
    n, s = merged(v)
    put(s["origins"][0], "reason", "everybody knows it")
    return f"stories.{n}.origins.0.reason"


def counted_as_one(v: Values) -> str:
    n, s = story(v, lambda s: len(s["origins"]) > 1)
    ends = [s["origins"][0]["articles"][0], s["origins"][1]["articles"][0]]
    s["counted_together"].append({"articles": ends, "reason": "both are on dw.com"})
    return f"stories.{n}.counted_together"


def timeline_date(v: Values) -> str:
    n, s = story(v, lambda s: any(e["date"] for e in s["timeline"]))
    m, e = next((m, e) for m, e in enumerate(s["timeline"]) if e["date"])
    put(e, "date", "2025-03-09")
    return f"stories.{n}.timeline.{m}.date"


def timeline_status(v: Values) -> str:
    n, s = merged(v)
    put(s["timeline"][0], "status", "alleged" if s["timeline"][0]["status"] != "alleged" else "happened")
    return f"stories.{n}.timeline.0.status"


def timeline_entry_left_out(v: Values) -> str:
    n, s = merged(v)
    del s["timeline"][-1]
    return f"stories.{n}.reading.statements"


def citation_moved(v: Values) -> str:
    n, s = merged(v)
    put(s["sentences"][0]["citations"][0], "start", s["sentences"][0]["citations"][0]["start"] + 1)
    return f"stories.{n}.sentences.0.citations.0"


def citation_cut(v: Values) -> str:
    n, s = merged(v)
    cite = s["sentences"][0]["citations"][0]
    cite["claims"] = [*cite["claims"], "c99"]
    return f"stories.{n}.sentences.0.citations.0"


def citation_left_out(v: Values) -> str:
    cited = [
        (n, m, c["article"], c["paragraph"])
        for n, s in enumerate(v["stories"])
        for m, x in enumerate(s["sentences"])
        for c in x["citations"]
    ]
    n, m, article, paragraph = next(
        each for each in cited if sum(other[2:] == each[2:] for other in cited) == 1
        and not any((c["article"], c["paragraph"]) == each[2:] for c in v["stories"][each[0]]["headline"]["citations"])
        and len(v["stories"][each[0]]["sentences"][each[1]]["citations"]) > 1
    )  # fmt: skip
    mine = v["stories"][n]["sentences"][m]
    mine["citations"] = [c for c in mine["citations"] if (c["article"], c["paragraph"]) != (article, paragraph)]
    return f"stories.{n}"


def left_out_called_website(v: Values) -> str:
    n, s = story(v, lambda s: any(not row["reason"].startswith("website") for row in s["left_out"]))
    m, r = next((m, r) for m, r in enumerate(s["left_out"]) if not r["reason"].startswith("website"))
    put(r, "reason", "website text (menu)")
    return f"stories.{n}.left_out.{m}"


def left_out_reason(v: Values) -> str:
    n, s = story(v, lambda s: any(not row["reason"].startswith("website") for row in s["left_out"]))
    m, r = next((m, r) for m, r in enumerate(s["left_out"]) if not r["reason"].startswith("website"))
    put(r, "reason", "of no interest")
    return f"stories.{n}.left_out.{m}.reason"


def leading(v: Values) -> str:
    n, s = merged(v)
    s["sentences"][0]["lead"], s["sentences"][-1]["lead"] = False, True
    return f"stories.{n}.sentences"


def sentence_left_out(v: Values) -> str:
    n, s = merged(v)
    del s["sentences"][-1]
    if s["continues"]:
        del s["continues"]["sentences"][-1]
    return f"stories.{n}"


def statements_of_the_reading(v: Values) -> str:
    n, s = merged(v)
    s["reading"]["statements"] += 5
    s["reading"]["supported"] += 5
    return f"stories.{n}.reading.statements"


def found_more(v: Values) -> str:
    _, s = story(v, lambda s: s["reading"]["seeded"]["seeded"])
    kind = next(iter(s["reading"]["seeded"]["seeded"]))
    s["reading"]["seeded"]["seeded"][kind] += 1
    s["reading"]["seeded"]["found"][kind] = s["reading"]["seeded"]["seeded"][kind]
    return "sums.reading"


def reader_renamed(v: Values) -> str:
    n, s = merged(v)
    put(s["reading"], "model", "a-better-one")
    return f"stories.{n}.reading.model"


def writer_renamed(v: Values) -> str:
    n, s = merged(v)
    put(s, "model", "a-better-one")
    return f"stories.{n}.model"


def mended_less(v: Values) -> str:
    _, s = merged(v)
    s["reading"]["dropped"] += 1
    return "sums.reading"


def flag_of_nobody(v: Values) -> str:
    n, s = merged(v)
    s["sentences"][0]["flags"].append({"code": "contradicted", "message": "the source says no"})
    s["sentences"][0]["verdict"] = "flagged"
    return f"stories.{n}.sentences.0"


def objection_of_nobody(v: Values) -> str:
    n, s = merged(v)
    s["reading"]["objections"].append(
        {"where": "headline", "verdict": "contradicted", "words": s["headline"]["text"][:9], "start": 0,
         "kind": "number", "why": "no"}
    )  # fmt: skip
    s["reading"]["supported"] -= 1
    return f"stories.{n}.headline"


def translation(v: Values) -> str:
    where, r = report(v, foreign)
    n = next(n for n, p in enumerate(r["article"]["paragraphs"]) if p["rule"] is None and p["kind"] == "body")
    put(r["translation"]["paragraphs"][n], "text", "Thirty people died.")
    return f"{where}.translation.paragraphs.{n}.text"


def passed_through(v: Values) -> str:
    where, r = report(v, lambda r: r["translation"] and r["translation"]["model"] is None)
    put(r["translation"]["paragraphs"][1], "text", "Thirty people died.")
    return f"{where}.translation.paragraphs.1"


def paragraph_untranslated(v: Values) -> str:
    where, r = report(v, lambda r: foreign(r) and r["article"]["language"] in ("ru", "ar", "zh", "ja"))
    n, p = next((n, p) for n, p in enumerate(r["article"]["paragraphs"]) if p["rule"] is None and len(p["text"]) > 40)
    put(r["translation"]["paragraphs"][n], "text", p["text"])
    return f"{where}.translation.paragraphs.{n}"


def paragraph_lost(v: Values) -> str:
    where, r = report(v, foreign)
    del r["translation"]["paragraphs"][-1]
    return f"{where}.translation.paragraphs"


def claim(key: str, value: Any) -> Callable[[Values], str]:
    def change(v: Values) -> str:
        where, r = report(v, lambda r: r["extraction"] and r["extraction"]["claims"])
        put(r["extraction"]["claims"][0], key, value)
        return f"{where}.extraction.claims" + ("" if key == "id" else f".0.{key}")

    return change


def original_of_a_record(v: Values) -> str:
    where, r = report(v, lambda r: r["extraction"] and len(r["extraction"]["people"]) > 1)
    one, other = r["extraction"]["people"][:2]
    put(one, "original", other["original"])
    return f"{where}.extraction.people.0.original"


def name_in_record_and_story(v: Values) -> str:
    _, name, s = person(v)
    old = name["english"]
    for r in v["reports"]:
        for p in r["extraction"]["people"] if r["article"]["id"] in s["articles"] else ():
            p["name"] = "Baldur Quennstedt" if p["name"] == old else p["name"]
    name["english"] = "Baldur Quennstedt"
    return "stories."


def basis_of_a_date(v: Values) -> str:
    where, r = report(v, lambda r: r["extraction"] and any(d["value"] for d in r["extraction"]["dates"]))
    n, d = next((n, d) for n, d in enumerate(r["extraction"]["dates"]) if d["value"])
    put(d, "basis", "unknown")
    return f"{where}.extraction.dates.{n}"


def reasoning_of_a_date(v: Values) -> str:
    where, r = report(v, lambda r: r["extraction"] and any(d["basis"] == "inferred" for d in r["extraction"]["dates"]))
    n, d = next((n, d) for n, d in enumerate(r["extraction"]["dates"]) if d["basis"] == "inferred")
    put(d, "reasoning", None)
    return f"{where}.extraction.dates.{n}"


def speaker(v: Values) -> str:
    where, r = report(v, lambda r: r["extraction"] and r["extraction"]["quotations"])
    name = r["extraction"]["people"][-1]["name"] if r["extraction"]["people"] else "somebody"
    put(r["extraction"]["quotations"][0], "speaker", f"{name} again")
    return f"{where}.extraction.quotations.0.speaker"


def orders_left_out(v: Values) -> str:
    where, r = report(v, lambda r: r["extraction"] and r["extraction"]["instructions"])
    r["extraction"]["instructions"] = []
    return f"{where}.extraction.instructions"


def outlet_of_an_article(v: Values) -> str:
    where, r = report(v, lambda _: True)
    put(r["article"], "outlet", "Reuters")
    return f"{where}.article.id"


def raw_text(v: Values) -> str:
    where, r = report(v, lambda r: r["article"]["language"] == "de")
    put(r["article"], "raw", r["article"]["raw"] + "\nAlles ruhig.\n")
    return f"{where}.article.id"


def paragraph_made_website(v: Values) -> str:
    where, r = report(v, lambda _: True)
    p = next(p for p in r["article"]["paragraphs"] if p["kind"] == "body")
    p["kind"], p["rule"] = "boilerplate", "menu"
    return f"{where}.article.paragraphs"


def author(v: Values) -> str:
    where, r = report(v, lambda _: True)
    put(r["article"], "author", "Nobody")
    return f"{where}.article.author"


def fate_of_an_article(v: Values) -> str:
    v["unread"].append({"origin": "another.txt", "status": "skipped", "reason": "too old"})
    return "sums"


def title(v: Values) -> str:
    put(v, "title", "All quiet")
    return "title"


def order_of_stories(v: Values) -> str:
    v["stories"].reverse()
    return "stories.0"


def first_for_an_interest(v: Values) -> str:
    v["stories"][0]["first_because"] = ["Trieste (place)"]
    return "stories"


def notice(v: Values) -> str:
    v["notices"].append("All quiet.")
    return "notices"


def event(text: str) -> Callable[[Values], str]:
    def change(v: Values) -> str:
        n, s = merged(v)
        put(s, "event", text or s["headline"]["text"])
        return f"stories.{n}.event"

    return change


def question(text: str) -> Callable[[Values], str]:
    def change(v: Values) -> str:
        n, s = story(v, lambda s: s["open_questions"])
        put(s["open_questions"][0], "text", text)
        return f"stories.{n}.open_questions.0"

    return change


def note_put_in(v: Values) -> str:
    n, s = merged(v)
    s["editor_notes"].append({"about": "the talks", "note": "Nobody need look into this."})
    return f"stories.{n}.editor_notes"


def old_sentence(v: Values) -> str:
    where, _, news = continued(v, lambda each: each["kind"] == "repeated")
    put(news["old"], "text", f"{news['old']['text'].rstrip('.')}, it was said.")
    return f"{where}.sentences.{news['n']}"


def old_headline(v: Values) -> str:
    where, s, _ = continued(v)
    put(s["continues"], "headline", "All quiet")
    return where


def was(v: Values) -> str:
    where, _, news = continued(v, lambda each: each["was"])
    put(news, "was", "eighty-four")
    return f"{where}.sentences.{news['n']}"


def was_other_words(v: Values) -> str:
    where, _, news = continued(v, lambda each: each["was"])
    put(news, "was", news["old"]["text"].split()[0] if news["was"] != news["old"]["text"].split()[0] else "the")
    return f"{where}.sentences"


def new_made_known(v: Values) -> str:
    where, _, news = continued(v, lambda each: each["kind"] == "new")
    put(news, "kind", "repeated")
    return f"{where}.sentences.{news['n']}"


def thread_cut(v: Values) -> str:
    where, s, _ = continued(v)
    s["continues"] = None
    return where
