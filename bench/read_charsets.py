"""Bytes without a label → text: how often the guess is right, by encoding and by length.

    python bench/read_charsets.py [--ntrex FILE] [--chardet FOLDER] [-v]

Two sets:

- the grid: sentences in 38 languages (tests/_support/charset_texts.py; with --ntrex also lines of NTREX-128) in
  each legacy encoding that was used for the language, one, three and ten sentences long;
- chardet's own test files (version 5.2.0, from its source distribution on PyPI): pages and subtitles, fetched
  once into FOLDER. They are other people's texts and stay outside of the repository.

Right means: the decoded text is the original, letter by letter. *refused* means that nothing was guessed: no text
is lost silently, but the user must convert the file. *noted* is how many of the wrong ones carry a note that the
guess was a close call.
"""

# ruff: noqa: E501 -- one line a figure

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "_support"))

from briefing.errors import ArticleUnreadable
from briefing.text.decode import decode
from charset_texts import USED, encoded, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTHS = (1, 3, 10)
#: Samples of one language, encoding and length.
MOST = 30
#: Folders of chardet's tests whose files hold what their name says, and the codec that reads them.
CODECS = {
    "Big5": "big5hkscs", "CP932": "cp932", "CP949": "cp949", "EUC-JP": "euc_jis_2004", "EUC-KR": "cp949", "GB2312": "gb18030",
    "IBM866": "cp866", "KOI8-R": "koi8_r", "MacCyrillic": "mac_cyrillic", "SHIFT_JIS": "cp932", "TIS-620": "cp874",
    "iso-2022-jp": "iso2022_jp", "iso-2022-kr": "iso2022_kr",
}  # fmt: skip


def grid(ntrex: Path | None) -> Iterator[tuple[str, int, str, bytes]]:
    """Encoding, number of sentences, text and bytes."""
    for codec, languages in USED.items():
        for language in languages.split():
            usable = [line for line in lines(language, ntrex) if encoded(line, codec) is not None]
            for length in LENGTHS:
                if length > len(usable):
                    usable = usable * 3
                step = max(1, (len(usable) - length) // MOST)
                for at in range(0, len(usable) - length + 1, step):
                    text = "\n".join(usable[at : at + length])
                    content = encoded(text, codec)
                    if content is None or not content.strip():
                        continue
                    if text.isascii():
                        continue
                    yield f"{codec} {language}", length, content.decode(codec), content


def of_chardet(folder: Path) -> Iterator[tuple[str, int, str, bytes]]:
    """Folder's name, 0, text and bytes of chardet's files that can be read as their folder says."""
    root = folder / "chardet-5.2.0"
    if not root.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "chardet==5.2.0"]
        subprocess.run([*command, "-d", str(folder)], check=True)
        with tarfile.open(folder / "chardet-5.2.0.tar.gz") as archive:
            archive.extractall(folder, filter="data")
    for path in sorted((root / "tests").glob("*/*")):
        kind = path.parent.name
        codec = CODECS.get(kind) or next(
            (c for c in (kind.replace("windows-", "cp").rsplit("-", 1)[0], kind) if _known(c)), None
        )
        if codec is None or kind.startswith(("utf", "UTF", "ascii")):
            continue
        content = path.read_bytes()
        try:
            yield kind, 0, content.decode(codec), content
        except UnicodeDecodeError:
            continue


def _known(codec: str) -> bool:
    try:
        "".encode(codec)
    except LookupError:
        return False
    return True


def outcome(text: str, content: bytes) -> str:
    """right, wrong, noted (wrong, and said to be a close call) or refused."""
    try:
        found = decode(content, "bench")
    except ArticleUnreadable:
        return "refused"
    if unicodedata.normalize("NFC", found.text) == unicodedata.normalize("NFC", text):
        return "right"
    return "noted" if getattr(found, "note", None) else "wrong"


def _shown(counts: Counter[str]) -> str:
    rest = "".join(f" {what} {counts[what]}" for what in ("noted", "wrong", "refused") if counts[what])
    return f"{counts['right']}/{counts.total()}{rest}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ntrex", type=Path)
    parser.add_argument("--chardet", type=Path)
    parser.add_argument("-v", action="store_true")
    chosen = parser.parse_args()
    samples = [*grid(chosen.ntrex), *(of_chardet(chosen.chardet) if chosen.chardet else ())]
    found: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for name, length, text, content in samples:
        what = outcome(text, content)
        found[name, length][what] += 1
        if chosen.v and what != "right":
            try:
                read = decode(content, "bench")
                shown = f"{read.encoding}: {read.text[:70]!r}"
            except ArticleUnreadable:
                shown = ""
            print(f"{what} {name} {length}: {text[:70]!r} {shown}")
    names = list(dict.fromkeys(name for name, _ in found))
    for name in names:
        cells = [_shown(found[name, length]) for length in (*LENGTHS, 0) if (name, length) in found]
        print(f"{name:24} | " + " | ".join(cells))
    for length in (*LENGTHS, 0):
        counts = sum((c for (_, n), c in found.items() if n == length), Counter())
        if counts:
            print(
                f"{'all files' if not length else f'{length} sentences'}: {counts['right'] / counts.total():.3f} right of {counts.total()}, {dict(counts)}"
            )


if __name__ == "__main__":
    main()
