"""Pages → articles, measured on pages that extraction libraries carry for their own tests.

    python bench/read_pages.py FOLDER [--time]

FOLDER takes the source distributions (12 MB, fetched once from PyPI where they aren't there). Their pages
are other people's articles and stay outside of the repository. Three sets:

- newspaper4k 0.9.6: 20 pages in 8 languages with their whole text, title, authors and date;
- trafilatura 1.1.0: 100 pages, mostly German, with words that must be there and words that mustn't;
- htmldate 1.0.1: pages with their date of publication.

Beside briefing stands trafilatura alone, as one calls it: `bare_extraction(page, with_metadata=True)`.
"""

# ruff: noqa: E501, PLC0415 -- one line a figure; what is compared is imported where it is

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import re
import subprocess
import sys
import tarfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from briefing.errors import ArticleUnreadable
from briefing.stages.read.articles import Given
from briefing.stages.read.pages import Page, read_page

SDISTS = {"newspaper4k": "newspaper4k-0.9.6", "trafilatura": "trafilatura-1.1.0", "htmldate": "htmldate-1.0.1"}


@dataclass
class Output:
    """What one reader makes of one page."""

    lines: list[str] = field(default_factory=list)
    title: str | None = None
    author: str | None = None
    date: str | None = None


def ours(content: bytes, url: str | None) -> Output:
    try:
        article = read_page(Page(content, "page", Given(url=url)))
    except ArticleUnreadable:
        return Output()
    author = next((note[8:] for note in article.notes if note.startswith("author: ")), None)
    title = compact(article.title)
    lines = [
        plain(p.text)
        for p in article.paragraphs
        if p.kind == "body" or (p.kind == "heading" and compact(p.text) != title)
    ]
    return Output(lines, article.title, author, article.published)


def theirs(content: bytes, url: str | None) -> Output:
    from trafilatura import bare_extraction

    found = bare_extraction(content, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return Output()
    lines = [plain(line) for line in (found.text or "").split("\n")]
    return Output(lines, found.title, found.author, found.date)


READERS = {"briefing": ours, "trafilatura alone": theirs}


def compact(text: str) -> str:
    return re.sub(r"\W+", "", text or "").casefold()


def plain(text: str) -> str:
    return " ".join(text.replace("\xad", "").split())


def counted(lines: list[str], title: str) -> Counter[str]:
    return Counter(flat for line in lines if (flat := compact(line)) and flat != compact(title))


def shingles(lines: Counter[str]) -> Counter[str]:
    text = "".join(lines)
    return Counter(text[n : n + 12] for n in range(max(len(text) - 11, 0)))


def f1(found: Counter[str], gold: Counter[str]) -> float:
    hits = (found & gold).total()
    return 2 * hits / (found.total() + gold.total()) if found or gold else 1.0


def fetch(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for package, name in SDISTS.items():
        if (folder / name).is_dir():
            continue
        # Through pip as it is set up here: no address of a registry stands in this repository.
        distribution = f"{package}=={name.rpartition('-')[2]}"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "--no-build-isolation"]
        subprocess.run([*command, "--dest", str(folder), distribution], check=True)
        archive = folder / f"{name}.tar.gz"
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")


def newspaper4k(folder: Path) -> None:
    data = folder / SDISTS["newspaper4k"] / "tests/data"
    rows = {name: [] for name in READERS}
    for facts in sorted((data / "metadata").glob("*.json")):
        page, text = data / f"html/{facts.stem}.html", data / f"txt/{facts.stem}.txt"
        if not (page.exists() and text.exists()):
            continue
        gold = json.loads(facts.read_text("utf-8"))
        title = gold.get("title") or ""
        wanted = counted(text.read_text("utf-8").split("\n"), title)
        date = str(gold.get("publish_date") or "")[:10]
        authors = {compact(author) for author in gold.get("authors") or []}
        for name, reader in READERS.items():
            out = reader(page.read_bytes(), gold.get("url"))
            lines = counted(out.lines, title)
            rows[name].append((
                f1(lines, wanted), f1(shingles(lines), shingles(wanted)), compact(out.title) == compact(title),
                (out.date == date) if date else None,
                bool(authors) and all(author in compact(out.author or "") for author in authors) if authors else None,
            ))  # fmt: skip
            if "-v" in sys.argv:
                print(
                    f"   {facts.stem:25}{name:20}",
                    *(f"{x:.2f}" if isinstance(x, float) else x for x in rows[name][-1]),
                    out.title,
                    "|",
                    title,
                    "|",
                    out.date,
                    date,
                    out.author,
                    authors,
                )
    print(f"newspaper4k: {len(rows['briefing'])} pages")
    for name, values in rows.items():
        columns = [[v for v in column if v is not None] for column in zip(*values, strict=True)]
        heads = ("paragraph F1", "12-gram F1", "title", "date", "author")
        print(
            f"  {name:20}",
            ", ".join(f"{h} {sum(c) / len(c):.3f} (n={len(c)})" for h, c in zip(heads, columns, strict=True)),
        )


def trafilatura(folder: Path) -> None:
    tests = folder / SDISTS["trafilatura"] / "tests"
    source = (tests / "realworld_tests.py").read_text("utf-8")
    pages = table(source, "MOCK_PAGES")
    sums = {name: Counter() for name in READERS}
    for url, wanted, unwanted in snippets(source):
        path = tests / "cache" / pages.get(url, "missing")
        if not path.is_file():
            continue
        for name, reader in READERS.items():
            text = "\n".join(reader(path.read_bytes(), url).lines)
            sums[name]["pages"] += 1
            for words in wanted:
                sums[name]["kept" if words in text else "lost"] += 1
                if words not in text and "-v" in sys.argv:
                    print("   lost", name, url, words)
            for words in unwanted:
                sums[name]["let in" if words in text else "kept out"] += 1
                if words in text and "-v" in sys.argv:
                    print("   let in", name, url, words)
    print("trafilatura's own snippets")
    for name, total in sums.items():
        recall = total["kept"] / (total["kept"] + total["lost"])
        precision = total["kept"] / (total["kept"] + total["let in"])
        print(
            f"  {name:20}",
            dict(total),
            f"recall {recall:.3f}, precision {precision:.3f}, F1 {2 * recall * precision / (recall + precision):.3f}",
        )


def table(source: str, name: str) -> dict[str, str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
            with contextlib.suppress(ValueError):
                return ast.literal_eval(node.value)
    return {}


def snippets(source: str):
    """Each page's words from the asserts that follow its loading; of branches only the plain ones."""
    url, wanted, unwanted = None, [], []
    for line in source.split("\n"):
        if loaded := re.search(r"load_mock_page\(['\"]([^'\"]+)", line):
            if url:
                yield url, wanted, unwanted
            url, wanted, unwanted = loaded[1], [], []
        elif re.match(r"\s+assert ", line):
            with contextlib.suppress(SyntaxError):
                for node in ast.walk(ast.parse(line.strip())):
                    if (
                        isinstance(node, ast.Compare)
                        and isinstance(node.left, ast.Constant)
                        and getattr(node.comparators[0], "id", "") == "result"
                    ):
                        (wanted if isinstance(node.ops[0], ast.In) else unwanted).append(node.left.value)
    if url:
        yield url, wanted, unwanted


def htmldate(folder: Path) -> None:
    tests = folder / SDISTS["htmldate"] / "tests"
    source = (tests / "unit_tests.py").read_text("utf-8")
    pages, media = table(source, "MOCK_PAGES"), table(source, "MEDIACLOUD_PAGES")
    wanted = dict(
        re.findall(
            r"find_date\(load_mock_page\(['\"]([^'\"]+)['\"]\)(?:, original_date=True)?\) == ['\"](\d{4}-\d\d-\d\d)",
            source,
        )
    )
    sums = {name: Counter() for name in READERS}
    for url, date in wanted.items():
        path = tests / ("test_set" if url in media else "cache") / (pages.get(url) or media.get(url) or "missing")
        if not path.is_file():
            continue
        for name, reader in READERS.items():
            found = reader(path.read_bytes(), url).date
            sums[name][
                "right"
                if found == date
                else "none"
                if found is None
                else "month right"
                if date.startswith(found)
                else "other"
            ] += 1
            if found != date and "-v" in sys.argv:
                print("   ", name, path.name, url, date, found)
    print("htmldate's dates")
    for name, total in sums.items():
        print(f"  {name:20}", dict(total))


def timed(folder: Path) -> None:
    pages = sorted((folder / SDISTS["trafilatura"] / "tests/cache").glob("*.html"))
    contents = [page.read_bytes() for page in pages]
    for name, reader in READERS.items():
        seconds = []
        for content in contents:
            start = time.perf_counter()
            reader(content, None)
            seconds.append(time.perf_counter() - start)
        seconds.sort()
        print(
            f"{name:20} {len(seconds)} pages, {sum(seconds):.1f} s, median {seconds[len(seconds) // 2]:.3f}, slowest {seconds[-1]:.2f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--time", action="store_true")
    parser.add_argument("-v", action="store_true", help="each page")
    args = parser.parse_args()
    fetch(args.folder)
    if args.time:
        timed(args.folder)
    else:
        for measure in (newspaper4k, trafilatura, htmldate):
            measure(args.folder)
