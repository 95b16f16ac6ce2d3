"""A folder of damaged files, the same for the same seed: what desks find in their inboxes, and worse."""

# ruff: noqa: E501 -- sentences and files as they are

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

from read_making import FERRY, bomb, docx, mail, mhtml, page, pdf, warc

Make = Callable[[random.Random, Path], None]

#: Kind → how it is made, and what becomes of it: a pattern for the reason, or None where it is read all the same;
#: behind a question mark either may come, as chance has it.
KINDS: dict[str, tuple[Make, str | None]] = {}
#: Too large to have hundreds of.
LARGE: set[str] = set()


def kind(reason: str | None, *, large: bool = False):
    def keep(make: Make) -> Make:
        name = make.__name__.replace("_", "-")
        KINDS[name] = (make, reason)
        if large:
            LARGE.add(name)
        return make

    return keep


def content(
    name: str, reason: str | None, suffix: str, make: Callable[[random.Random], bytes], *, large: bool = False
) -> None:
    KINDS[name] = (lambda chance, path: path.with_suffix(suffix).write_bytes(make(chance)) and None, reason)
    if large:
        LARGE.add(name)


def words(chance: random.Random, count: int = 3) -> str:
    """A text of its own, so that none is another's copy."""
    return " ".join(f"{chance.choice(FERRY)[:-1]}, for the {chance.randrange(10**9)}th time." for _ in range(count))


def html(chance: random.Random, body: str = "", head: str = "") -> bytes:
    return page(words(chance), words(chance), head=head).replace(
        b"</article>", body.encode("utf-8", "surrogatepass") + b"</article>"
    )


def folder(place: Path, seed: int, count: int) -> list[Path]:
    """Make it.

    Returns:
        Everything in it that is no folder.
    """
    chance = random.Random(seed)
    place.mkdir()
    small = [name for name in KINDS if name not in LARGE]
    names = list(KINDS) + [small[n % len(small)] for n in range(count)]
    for n, name in enumerate(names[:count]):
        below = place / f"{n // 100:02}"
        below.mkdir(exist_ok=True)
        KINDS[name][0](chance, below / f"{n:04}-{name}")
    found = []
    for at, folders, files in os.walk(place):
        found += [Path(at) / file for file in files]
        # A link to a folder is no folder that is walked.
        found += [Path(at) / each for each in folders if (Path(at) / each).is_symlink()]
    return sorted(found)


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────

ARABIC = "أعلن مكتب الميناء في لوندافيك مساء الجمعة أن العبارة ستعود إلى العمل عبر المضيق يوم الاثنين المقبل. رقم"
content("utf-8-cut-within-a-letter", r"damaged UTF-8", ".txt", lambda c: f"{ARABIC} {c.random()} مضيق".encode()[:-1])
content("utf-16-without-a-mark", None, ".txt", lambda c: words(c).encode("utf-16-le"))
content("utf-16-of-odd-length", r"byte order mark says utf-16", ".txt", lambda c: words(c).encode("utf-16")[:-1])
content("nothing-but-nuls", r"empty|no text|control|binary", ".txt", lambda c: b"\0" * c.randrange(100, 9_999))
content("nuls-between-words", r"binary: NUL", ".txt", lambda c: words(c).replace("the", "\0").encode())
content("noise", r"no text|control|binary|looks like", ".txt", lambda c: c.randbytes(5_000))
content(
    "two-encodings-in-one-file",
    None,
    ".txt",
    lambda c: words(c).encode() + "Die Fähre fährt über den Großen Sund.".encode("cp1252") * 3,
)
content("empty", r"empty", ".txt", lambda c: b"")
content("empty-page", r"empty", ".html", lambda c: b"")
content("only-whitespace", r"empty", ".txt", lambda c: b" \t\r\n\xc2\xa0" * c.randrange(10, 900))
content("only-a-byte-order-mark", r"empty", ".txt", lambda c: b"\xef\xbb\xbf")
content(
    "control-bidi-and-invisible",
    None,
    ".txt",
    lambda c: f"\u202e{words(c)}\u2066\u200b\x1b[31m\x07\u2028{words(c)}\U000e0041\ufeff".encode(),
)
content("a-picture-called-a-page", r"PNG", ".html", lambda c: b"\x89PNG\r\n\x1a\n" + c.randbytes(900))
content("a-program-called-a-text", r"program", ".txt", lambda c: b"\x7fELF\x02\x01\x01" + c.randbytes(900))
content("a-gzip-called-a-text", r"gzip", ".txt", lambda c: gzip.compress(words(c).encode()))
content("an-old-word-file", r"old Word", ".docx", lambda c: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + c.randbytes(900))
content("lone-surrogates", None, ".txt", lambda c: words(c).encode() + "\ud800 \udfff".encode("utf-8", "surrogatepass"))
content("one-line-of-a-megabyte", r"?took more than", ".txt", lambda c: (words(c) + " ").encode() * 2_000, large=True)
content("a-line-break-after-each-letter", r"took more than|^too large", ".txt", lambda c: b"a\n" * 900_000, large=True)
content("a-text-past-the-limit", r"^too large", ".txt", lambda c: words(c).encode() * 20_000, large=True)

# ── pages ────────────────────────────────────────────────────────────────────────────────────────

content("page-cut-anywhere", None, ".html", lambda c: html(c)[: c.randrange(400, 600)])
content(
    "page-with-an-entity-bomb",
    None,
    ".html",
    lambda c: (
        b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>"
        + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]>"
        + html(c, "<p>&j;</p>")
    ),
)
content("page-of-50-megabytes", r"^too large", ".html", lambda c: html(c) + b" " * 50_000_000, large=True)
content(
    "page-nested-100000-deep",
    r"?took more than",
    ".html",
    lambda c: b"<html><body>" + b"<div>" * 100_000 + f"<p>{words(c)}</p>".encode() + b"</div>" * 100_000,
    large=True,
)
content(
    "page-of-a-huge-table",
    r"?took more than",
    ".html",
    lambda c: html(c, "<table>" + "<tr><td>a</td><td>1</td></tr>" * 2_000 + "</table>"),
    large=True,
)
content(
    "page-of-only-a-script",
    r"no (?:visible )?text|empty|script",
    ".html",
    lambda c: f"<html><head></head><body><script>document.write({c.random()})</script></body></html>".encode(),
)
content(
    "page-of-a-hundred-thousand-attributes",
    r"took more than",
    ".html",
    lambda c: f"<html><body><div {' '.join(f'a{n}=1' for n in range(120_000))}>{words(c)}".encode(),
    large=True,
)
content("page-with-broken-tags", None, ".html", lambda c: html(c, "<p <b <<i></ p><table><td></html><body>" * 40))
content(
    "page-with-broken-json-ld",
    None,
    ".html",
    lambda c: html(c, head="<script type='application/ld+json'>{\"headline\": " + "[" * 5_000 + "</script>"),
)
content(
    "page-with-a-wrong-charset", None, ".html", lambda c: html(c, "<p>Größe und Maß</p>").replace(b"utf-8", b"utf-7")
)
content("page-with-an-unknown-charset", None, ".html", lambda c: html(c).replace(b"utf-8", b"klingon"))
content("page-in-utf-16-that-says-utf-8", None, ".html", lambda c: html(c).decode().encode("utf-16"))
content("page-of-unclosed-comments", None, ".html", lambda c: html(c) + b"<!--" * 5_000)
content("page-with-nuls", None, ".html", lambda c: html(c).replace(b"<p>", b"<p\0>\0"))
content(
    "page-with-a-huge-style-sheet", None, ".html", lambda c: html(c, head="<style>" + "a{b:c} " * 20_000 + "</style>")
)
content("page-all-hidden", None, ".html", lambda c: html(c).replace(b"<body>", b"<body style='display:none'>"))

# ── files with an inside ─────────────────────────────────────────────────────────────────────────


def _nested_zip(chance: random.Random) -> bytes:
    inner = bomb(5_000_000)
    for n in range(5):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(f"{n}-{chance.random()}.zip", inner)
        inner = stream.getvalue()
    return inner


def _word(chance: random.Random) -> bytes:
    return docx(lambda document: document.add_paragraph(words(chance)))


def _without(archive: bytes, name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
    return stream.getvalue()


def _archive(chance: random.Random, *, packed: bool = False) -> bytes:
    return warc(("https://quay.example/1", "200 OK", "text/html", html(chance)), packed=packed)


content(
    "gzip-bomb",
    r"gzip|archive",
    ".gz",
    lambda c: gzip.compress(b"0" * 20_000_000 + str(c.random()).encode()),
    large=True,
)
content(
    "gzip-bomb-within-an-archive",
    r"too large|damaged",
    ".warc.gz",
    lambda c: warc(("https://quay.example/1", "200 OK", "text/html", page() + b" " * 30_000_000), packed=True),
    large=True,
)
content("word-bomb", r"zip bomb", ".docx", lambda c: bomb(), large=True)
content("zip-in-zip-in-zip", r"ZIP", ".docx", _nested_zip)
content("word-file-cut-in-half", r"damaged", ".docx", lambda c: (file := _word(c))[: len(file) // 2])
content(
    "word-file-without-its-text", r"damaged|no Word file", ".docx", lambda c: _without(_word(c), "word/document.xml")
)
content("word-file-without-its-types", r"damaged|ZIP", ".docx", lambda c: _without(_word(c), "[Content_Types].xml"))
content("pdf-with-a-password", r"encrypted|damaged", ".pdf", lambda c: pdf([words(c)[:60]], password=True))
content("pdf-without-text", r"a scan or a picture", ".pdf", lambda c: pdf([], title=str(c.random())))
content("pdf-cut-in-half", r"damaged|scan", ".pdf", lambda c: (file := pdf([words(c)[:60]]))[: len(file) // 2])
content("pdf-of-nothing-but-its-mark", r"damaged", ".pdf", lambda c: b"%PDF-1.7\n" + str(c.random()).encode())
content(
    "mail-with-a-broken-boundary",
    r"no text in it|empty|damaged",
    ".eml",
    lambda c: (
        b'From: a@b.example\r\nMessage-ID: <1>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="X\r\n\r\n--Y\r\n'
        + words(c).encode()
    ),
)
content(
    "mail-with-broken-base64",
    r"?make no sense|^binary: ",
    ".eml",
    lambda c: (
        b"From: a@b.example\r\nSubject: =?utf-8?B?!!?=\r\nMessage-ID: <1>\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + words(c).encode()
    ),
)
content(
    "mail-within-mail-within-mail",
    None,
    ".eml",
    lambda c: (
        b"".join(
            b"From: a@b.example\r\nMessage-ID: <1>\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n"
            for _ in range(300)
        )
        + words(c).encode()
    ),
)
content(
    "mail-with-an-unknown-charset",
    None,
    ".eml",
    lambda c: mail(text=words(c)).replace(b"utf-8", b"x-klingon").replace(b"us-ascii", b"x-klingon"),
)
content(
    "mail-encrypted",
    r"encrypted",
    ".eml",
    lambda c: (
        f"From: a@b.example\r\nMessage-ID: <{c.random()}>\r\nContent-Type: multipart/encrypted; boundary=X\r\n\r\n--X--".encode()
    ),
)
content(
    "saved-page-without-a-page",
    r"no page in it",
    ".mhtml",
    lambda c: mhtml(html(c)).replace(b"text/html\r\n", b"image/gif\r\n"),
)
content("web-archive-half-written", r"damaged|empty", ".warc", lambda c: (file := _archive(c))[: len(file) * 2 // 5])
content(
    "web-archive-packed-and-cut",
    None,
    ".warc.gz",
    lambda c: (file := _archive(c, packed=True))[: len(file) - c.randrange(40, 200)],
)
content("table-with-broken-quotes", None, ".csv", lambda c: f'text,title\n"{words(c)}""x" y,"T\n{words(c)},"'.encode())
content("table-with-nuls", r"binary: NUL", ".csv", lambda c: f"text,title\n{words(c)[:40]}\0x,T\n".encode())
content("table-without-a-text", r"no table of articles", ".csv", lambda c: f"a,b\n{c.random()},2\n".encode())
content("table-with-too-many-cells", r"cells for", ".csv", lambda c: f"text,title\n{c.random()},2,3,4,5\n".encode())
content(
    "json-lines-broken",
    r'no JSON|no "text"|not UTF-8',
    ".jsonl",
    lambda c: b"\n".join((b'{"text": ', b"[1, 2]", b"{}", json.dumps({"text": words(c)}).encode()[:-1], b"\xff\xfe{")),
)
content(
    "json-nested-too-deep",
    r"nested too deep|no JSON",
    ".jsonl",
    lambda c: b'{"text": ' + b"[" * 100_000 + str(c.random()).encode(),
)
content("json-with-half-a-letter", r"surrogate", ".jsonl", lambda c: b'{"text": "\\ud800 %d"}' % c.randrange(10**9))
content(
    "a-feed-in-the-folder",
    r"a list",
    ".xml",
    lambda c: (
        f"<rss version='2.0'><channel><item><link>https://a.example/{c.random()}</link></item></channel></rss>".encode()
    ),
)
content("addresses-in-the-folder", r"a list", ".txt", lambda c: f"https://quay.example/{c.random()}\n".encode() * 3)

# ── names and places ─────────────────────────────────────────────────────────────────────────────


@kind("loop|Too many levels|can't be read|no such|No such")
def a_link_to_itself(chance: random.Random, path: Path) -> None:
    path.with_suffix(".txt").symlink_to(path.with_suffix(".txt").name)


@kind("can't be read")
def a_link_to_nothing(chance: random.Random, path: Path) -> None:
    path.with_suffix(".txt").symlink_to(f"gone-{chance.random()}")


@kind("link to a folder")
def a_link_to_its_own_folder(chance: random.Random, path: Path) -> None:
    path.symlink_to(path.parent)


@kind("not a regular file")
def a_pipe_that_nobody_writes_to(chance: random.Random, path: Path) -> None:
    os.mkfifo(path.with_suffix(".txt"))


@kind("permission denied" if os.geteuid() else None)
def without_permission(chance: random.Random, path: Path) -> None:
    path.with_suffix(".txt").write_text(words(chance))
    path.with_suffix(".txt").chmod(0)


@kind(None)
def a_folder_called_a_text(chance: random.Random, path: Path) -> None:
    path.with_suffix(".txt").mkdir()
    (path.with_suffix(".txt") / "in.txt").write_text(words(chance))


@kind(None)
def a_name_in_latin_1(chance: random.Random, path: Path) -> None:
    (path.parent / os.fsdecode(os.fsencode(path.name) + b"-\xe4\xf6\xff.txt")).write_text(words(chance))


@kind(None)
def a_name_of_255_bytes(chance: random.Random, path: Path) -> None:
    (path.parent / f"{path.name}-".ljust(251, "x")).with_suffix(".txt").write_text(words(chance))


@kind(None)
def a_name_with_control_and_bidi(chance: random.Random, path: Path) -> None:
    (path.parent / f"{path.name}-a\nb\x1b[31m\u202e*?'\".txt").write_text(words(chance))


@kind("files without an ending|can't be read yet")
def a_name_without_an_ending(chance: random.Random, path: Path) -> None:
    path.write_bytes(b"\x01\x02" + chance.randbytes(50))


@kind("can't be read yet")
def an_unknown_ending(chance: random.Random, path: Path) -> None:
    path.with_suffix(".xyz").write_text(words(chance))


def clear(place: Path) -> None:
    """Make it deletable again."""
    for path in place.rglob("*without-permission*"):
        with contextlib.suppress(OSError):
            path.chmod(0o600)
