"""Grouping at 50, 200 and 500 articles: calls, tokens, and which pairs end up together.

    python bench/group.py [--sizes 50,200,500] [--window 32000] [--seeds 3] [--kind even|hard|huge]
                          [--code FILE] [--lsh]

The records are made by code, in the shapes of real ones: n articles over about n/4 events of very uneven size,
in six languages, in random order. An article tells some of its event's claims in words of its own, spells names
its own way, leaves dates out. Half of the events have a twin, which is a trap: the same people, the same places,
the same topic, another occasion. The model is an oracle by rule behind a server on loopback: it knows each
article's event from a mark that stands in one article alone, so that code can't compare marks.
What is measured is therefore the tool's part: whether the model was shown together what belongs together.

`--kind hard` halves what an article tells, and how often it names anybody, anywhere or any day; with `--kind huge`
one event fills most of the day. `--code` measures another version of the stage, `--lsh` compares ways to block
(it needs datasketch).
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import itertools
import random
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "_support"))

from briefing.llm import tokens
from briefing.llm.factory import open_gateway
from briefing.models import Article, Claim, DateMention, Extraction, Member, Organisation, Paragraph, Person, Place
from briefing.models import Title as Heading
from briefing.pipeline.stages import blocking
from briefing.pipeline.stages import cluster as stage
from briefing.prompting.context import digest_envelope
from briefing.settings.settings import fixed_settings
from hostile_server import HostileServer, answer_json, reply

LANGUAGES = ("de", "fr", "ar", "ru", "tr", "ja")
COMMON = re.findall(
    r"\w+",
    "said told after before during according government ministry people new over under against while officials "
    "report statement country region year week percent million three two first last between could would",
)
SPELLINGS = {
    "de": ("sh", "sch"),
    "fr": ("u", "ou"),
    "ar": ("o", "u"),
    "ru": ("w", "v"),
    "tr": ("j", "c"),
    "ja": ("l", "r"),
}
_RECORD = re.compile(r"<record (\w+)([^>]*)>\n(.*?)\n</record \1>", re.DOTALL)
_MARK = re.compile(r"zz\d+zz")


# ── a day's articles, made by code ───────────────────────────────────────────────────────────────


def word(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choice("bdfgklmnprstvjw") + rng.choice("aeiou") + rng.choice(["", "", "n", "r", "sh"])
                   for _ in range(syllables))  # fmt: skip


def name(rng: random.Random) -> str:
    return " ".join(word(rng, rng.choice((2, 3))).title() for _ in range(2))


class Event:
    """What its articles draw on; each concept has three words for it."""

    def __init__(self, rng: random.Random, topic: list[list[str]], twin: Event | None = None) -> None:
        self.topic = topic
        self.people = twin.people if twin else [name(rng) for _ in range(3)]
        self.places = twin.places if twin else [name(rng).split()[0] for _ in range(2)]
        self.bodies = twin.bodies if twin else [f"{name(rng).split()[0]} Authority"]
        self.date = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        own = [[word(rng, 3) for _ in range(3)] for _ in range(14)]
        self.claims = [
            [rng.choice(own), rng.choice(own), rng.choice(topic), rng.choice(own), rng.choice(topic)] for _ in range(14)
        ]


def spelt(text: str, language: str, rng: random.Random) -> str:
    return text.replace(*SPELLINGS[language]) if rng.random() < 0.5 else text


def day(count: int, seed: int, kind: str = "even") -> tuple[list[Member], dict[str, int]]:
    """So many articles in random order, and the event of each by its mark."""
    rng = random.Random(seed)
    topics = [[[word(rng, 3) for _ in range(2)] for _ in range(12)] for _ in range(max(4, count // 25))]
    events: list[Event] = []
    while len(events) < max(2, count // 4):
        events.append(Event(rng, rng.choice(topics)))
        if rng.random() < 0.5:
            events.append(Event(rng, events[-1].topic, twin=events[-1]))
    weights = [1 / (1 + rank) ** 0.7 for rank in range(len(events))]
    weights[0] *= {"even": 1, "hard": 1, "huge": 40}[kind]
    told = [*range(len(events)), *rng.choices(range(len(events)), weights, k=count - len(events))][:count]
    rng.shuffle(told)
    members = [member(events[event], number, rng, 0.5 if kind == "hard" else 1.0) for number, event in enumerate(told)]
    return members, {f"zz{number}zz": event for number, event in enumerate(told)}


def member(event: Event, number: int, rng: random.Random, share: float) -> Member:
    language, mark = rng.choice(LANGUAGES), f"zz{number}zz"
    raw = f"{mark} {word(rng, 5)}"
    of = f"{number:012x}"
    people = [p for p in event.people if rng.random() < 0.7 * share]
    claims = []
    for concepts in rng.sample(event.claims, int(rng.randint(4, 10) * share)):
        words = [rng.choice(concept) for concept in concepts] + rng.choices(COMMON, k=9) + [word(rng, 3)]
        rng.shuffle(words)
        if rng.random() < share:
            words.insert(0, spelt(rng.choice(event.people), language, rng))
        claims.append(f"{' '.join(words)}.")
    title = f"{mark} {' '.join(rng.choice(concept) for concept in event.claims[0][:3])}"
    dates = [DateMention(role="event", value=event.date, basis="stated", about="it", reasoning=None)]
    extraction = Extraction(
        article=of,
        title=Heading(original=raw, english=title),
        outlet=None,
        dates=tuple(dates) if rng.random() < 0.6 * share else (),
        people=tuple(Person(name=spelt(p, language, rng), original=p, roles=()) for p in people),
        organisations=tuple(Organisation(name=b, original=b) for b in event.bodies if rng.random() < 0.6 * share),
        places=tuple(
            Place(name=spelt(p, language, rng), original=p) for p in event.places if rng.random() < 0.7 * share
        ),
        quotations=(),
        claims=tuple(
            Claim(id=f"c{n}", text=text, status="happened", attribution=()) for n, text in enumerate(claims, 1)
        ),
        cited_sources=(),
        instructions=(),
        model="oracle",
    )
    paragraphs = (Paragraph(n=1, kind="body", text=raw, start=0, end=len(raw)),)
    article = Article(
        id=of, raw=raw, paragraphs=paragraphs, language=language, origin=f"{number}.txt", encoding="utf-8"
    )
    return Member(article=article, extraction=extraction)


# ── the model, and a run ─────────────────────────────────────────────────────────────────────────


def oracle(events: dict[str, int]):
    def answer(arrival):
        groups: dict[int, list[str]] = {}
        marks: dict[int, str] = {}
        for _, attributes, inside in _RECORD.findall(arrival.body["messages"][1]["content"]):
            mark = _MARK.search(inside).group()
            marks.setdefault(events[mark], mark)
            groups.setdefault(events[mark], []).append(re.search(r'label="(\w+)"', attributes).group(1))
        rows = [
            {"event": f"{marks[e]} happened", "articles": a, "reason": "the oracle knows"} for e, a in groups.items()
        ]
        return reply(answer_json({"groups": rows}))

    return answer


async def run(members, base_url, window, code):
    settings = fixed_settings(model="m", api_base=base_url, context_tokens=window, output=Path(tempfile.mkdtemp()))
    async with open_gateway(settings, remember=False) as gateway:
        began = time.perf_counter()
        groups = await code.group(members, gateway)
        return groups, time.perf_counter() - began, code._room(gateway)  # noqa: SLF001


def pairs(groups) -> set[tuple[int, int]]:
    return {pair for each in groups for pair in itertools.combinations(sorted(each), 2)}


def measure(count, seed, window, code, kind):
    members, events = day(count, seed, kind)
    with HostileServer(oracle(events)) as server:
        groups, seconds, room = asyncio.run(run(members, server.base_url, window, code))
        calls = len(server.arrivals)
        sent = sum(tokens.count(arrival.prompt) for arrival in server.arrivals)
    truth: dict[int, list[int]] = {}
    for number, event in enumerate(events.values()):
        truth.setdefault(event, []).append(number)
    wanted = pairs(truth.values())
    found = pairs([[int(m.article.id, 16) for m in g.members] for g in groups])
    assert sum(len(g.members) for g in groups) == count
    total = sum(tokens.count(digest_envelope(m.article, m.extraction, "0" * 10, "A1")) for m in members)
    both = len(wanted & found)
    return {
        "events": len(truth), "calls": calls, "least": -(-total // room), "tokens": sent / total,
        "recall": both / max(1, len(wanted)), "precision": both / max(1, len(found)), "seconds": seconds,
    }  # fmt: skip


def blocks(count, seed, kind):
    """Ways to block: the share of true pairs that are near, and of pairs that are near wrongly, per article."""
    import numpy as np  # noqa: PLC0415
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - for the comparison alone

    members, events = day(count, seed, kind)
    number = list(events.values())
    truth = {(i, j) for i, j in itertools.combinations(range(count), 2) if number[i] == number[j]}
    rows = {}
    began = time.perf_counter()
    near = blocking.nearness([m.extraction for m in members])
    rows["tf-idf, scipy"] = set(near), time.perf_counter() - began
    for threshold in (0.1, 0.2, 0.3):
        began = time.perf_counter()
        index, hashes = MinHashLSH(threshold=threshold, num_perm=128), []
        for n, each in enumerate(members):
            value = MinHash(num_perm=128)
            value.update_batch([f.encode() for f, _ in blocking._features(each.extraction)])  # noqa: SLF001
            hashes.append(value)
            index.insert(n, value)
        found = {(n, m) for n, value in enumerate(hashes) for m in index.query(value) if n < m}
        rows[f"MinHash LSH {threshold}"] = found, time.perf_counter() - began
    for way, (found, seconds) in rows.items():
        linked = blocking._connected(dict.fromkeys(found, 1.0))  # noqa: SLF001
        largest = max((len(block) for block in linked), default=1)
        block_of = {i: n for n, block in enumerate(linked) for i in block}
        joined = np.mean([i in block_of and block_of[i] == block_of.get(j) for i, j in truth])
        print(f"| {way} | {count} | {len(found & truth) / len(truth):.3f} | {joined:.3f} | "
              f"{len(found - truth) / count:.1f} | {largest} | {count - len(block_of)} | {seconds:.2f} |")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="50,200,500")
    parser.add_argument("--window", type=int, default=32_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--code", type=Path)
    parser.add_argument("--kind", choices=["even", "hard", "huge"], default="even")
    parser.add_argument("--lsh", action="store_true")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    if given.lsh:
        print("| way | articles | true pairs near | true pairs in one block | wrong pairs near, per article ", end="")
        print("| largest block | in none | s |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|")
        for size in sizes:
            blocks(size, 1, given.kind)
        return
    code = stage
    if given.code:
        spec = importlib.util.spec_from_file_location("other", given.code)
        code = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(code)
    print(
        "| articles | events | calls | least | calls per 100 | tokens sent, of the records' | recall | precision | s |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for size in sizes:
        rows = [measure(size, seed, given.window, code, given.kind) for seed in range(1, given.seeds + 1)]
        mean = {key: sum(row[key] for row in rows) / len(rows) for key in rows[0]}
        print(f"| {size} | {mean['events']:.0f} | {mean['calls']:.1f} | {mean['least']:.1f} | "
              f"{mean['calls'] / size * 100:.1f} | {mean['tokens']:.2f} | {mean['recall']:.4f} | "
              f"{mean['precision']:.4f} | {mean['seconds']:.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
