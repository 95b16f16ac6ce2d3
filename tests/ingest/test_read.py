"""Files, folders and standard input."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest

from briefing.errors import InputError
from briefing.ingest import Limits, read_sources
from briefing.models import Unread

TEXT = "The ferry runs again from Monday, the harbour office said."


def write(path, content=TEXT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def origins(result):
    return [article.origin for article in result.articles]


def reason_of(path, content, **limits):
    write(Path(path), content)
    result = read_sources([path], limits=Limits(**limits))
    assert not result.articles
    (unread,) = result.unread
    assert (unread.origin, unread.status) == (Path(path).as_posix(), "failed")
    return unread.reason


def test_an_article_is_its_file_with_the_callers_own_name_for_it(in_folder):
    write(in_folder / "a.txt")
    article = read_sources(["a.txt"]).articles[0]
    assert (article.raw, article.origin, article.encoding, article.language) == (TEXT, "a.txt", "utf-8", "en")
    assert article.id == read_sources([in_folder / "a.txt"]).articles[0].id
    assert origins(read_sources([in_folder / "a.txt"])) == [(in_folder / "a.txt").as_posix()]
    assert origins(read_sources([Path("./a.txt")])) == ["a.txt"]


def test_a_folder_is_read_with_all_below_it_sorted_by_path(in_folder):
    for n, name in enumerate(["b.txt", "a.txt", "sub/c.md", "sub/deep/d.jsonl", "Z.TXT", "ü.markdown"]):
        write(in_folder / "in" / name, f'{{"text": "{TEXT} {n}"}}' if name.endswith("l") else f"{TEXT} {n}")
    result = read_sources(["in"])
    assert origins(result) == [
        "in/Z.TXT", "in/a.txt", "in/b.txt", "in/sub/c.md", "in/sub/deep/d.jsonl:1", "in/ü.markdown",
    ]  # fmt: skip
    assert result.unread == ()


def test_hidden_files_are_passed_over_and_other_forms_are_counted(in_folder):
    for name in [".hidden.txt", ".git/config.txt", "a.txt", "b.odt", "c.php", "README"]:
        write(in_folder / "in" / name)
    result = read_sources(["in"])
    assert origins(result) == ["in/a.txt"]
    assert {unread.origin: unread.status for unread in result.unread} == {
        "in/README": "skipped", "in/b.odt": "skipped", "in/c.php": "skipped",
    }  # fmt: skip
    assert 'files ending in ".odt" aren\'t supported' in result.unread[1].reason


def test_a_named_file_of_another_form_has_failed(in_folder):
    assert "aren't supported" in reason_of("a.odt", TEXT)


def test_a_named_file_without_an_ending_is_read(in_folder):
    write(in_folder / "article")
    assert origins(read_sources(["article"])) == ["article"]


def test_everything_found_is_counted_once(in_folder):
    contents = [TEXT, TEXT, "", b"%PDF-1.7", "  \n", b"\0\1\2\3", "Other words altogether."]
    for n, content in enumerate(contents):
        write(in_folder / "in" / f"{n}.txt", content)
    result = read_sources(["in"])
    assert len(result.articles) + len(result.unread) == len(contents)


def test_the_same_content_twice_is_skipped_and_names_the_first(in_folder):
    write(in_folder / "in/a.txt")
    write(in_folder / "in/b.txt", b"\xef\xbb\xbf" + TEXT.encode())
    result = read_sources(["in", "in/a.txt"])
    assert origins(result) == ["in/a.txt"]
    assert result.unread == (
        Unread(origin="in/b.txt", status="copy", reason="the same content, address and outlet as in/a.txt"),
        Unread(origin="in/a.txt", status="copy", reason="the same content, address and outlet as in/a.txt"),
    )


def test_standard_input_is_text_or_json_lines_by_its_first_line():
    assert origins(read_sources(["-"], stdin=io.BytesIO(TEXT.encode()))) == ["stdin"]
    assert origins(read_sources(["-"], stdin=io.BytesIO(b'{"text": "Some words."}\n'))) == ["stdin:1"]
    assert origins(read_sources(["-"], stdin=io.BytesIO(b"{ curly words }"))) == ["stdin"]


def test_standard_input_can_be_read_once():
    result = read_sources(["-", "-"], stdin=io.BytesIO(TEXT.encode()))
    assert len(result.articles) == 1
    assert "named twice" in result.unread[0].reason


def test_the_processs_own_standard_input_is_taken_where_none_is_given(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(TEXT.encode()))))
    assert origins(read_sources(["-"])) == ["stdin"]
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="standard input: there is none"):
        read_sources(["-"])


@pytest.mark.parametrize("path", ["missing.txt", "", "a.txt/below", "x\0y", "n" * 5_000])
def test_a_path_that_does_not_exist_is_the_callers_error_and_nothing_is_read(in_folder, path):
    write(in_folder / "a.txt")
    with pytest.raises(InputError, match="no such file or folder; check the path") as caught:
        read_sources(["a.txt", path])
    assert caught.value.exit_code == 2
    assert caught.value.path == path


def test_an_empty_folder_gives_nothing_and_no_error(in_folder):
    (in_folder / "in").mkdir()
    assert read_sources(["in"]) == read_sources([])


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u200b\u200e\n".encode()])
def test_a_file_with_nothing_in_it_is_empty(in_folder, content):
    assert reason_of("a.txt", content) == "empty"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"{\\rtf1 words}", "RTF"),
        (b'<?xml version="1.0"?><svg>', "a feed or another XML file"),
    ],
)
def test_a_binary_says_what_it_looks_like(in_folder, content, kind):
    reason = reason_of("a.txt", content)
    assert re.search(f"looks like .*{kind}", reason), reason


def test_a_file_that_is_too_large_names_its_size_the_limit_and_the_setting(in_folder):
    reason = reason_of("a.txt", "x" * 1_500, max_bytes=1_000)
    assert reason == "too large: 1,500 bytes, the limit is 1,000; set BRIEFING_MAX_BYTES to read larger ones"


def test_a_file_of_just_the_limit_is_read(in_folder):
    write(in_folder / "a.txt", TEXT)
    assert read_sources(["a.txt"], limits=Limits(max_bytes=len(TEXT))).articles


def test_undecodable_bytes_name_the_encodings_tried(in_folder):
    assert "windows-1256" in reason_of("a.txt", bytes(range(128, 256)) * 3)


def test_a_file_without_permission_is_named(in_folder, monkeypatch):
    write(in_folder / "in/a.txt")
    write(in_folder / "in/b.txt", "Other words altogether.")
    opened = Path.open

    def refuse(self, *args, **kwargs):
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    result = read_sources(["in"])
    assert result.unread == (Unread(origin="in/a.txt", status="failed", reason="permission denied"),)
    assert origins(result) == ["in/b.txt"]


def test_a_folder_without_permission_is_named(in_folder, monkeypatch):
    write(in_folder / "in/sub/a.txt")
    listed = Path.iterdir

    def refuse(self):
        if self.name == "sub":
            raise PermissionError(13, "Permission denied")
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert read_sources(["in"]).unread == (Unread(origin="in/sub", status="failed", reason="permission denied"),)


def test_a_path_that_may_not_even_be_looked_at_has_failed(in_folder, monkeypatch):
    write(in_folder / "in/a.txt")
    looked = Path.stat

    def refuse(self, **kwargs):
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return looked(self, **kwargs)

    monkeypatch.setattr(Path, "stat", refuse)
    for source in ("in", "in/a.txt"):
        unread = Unread(origin="in/a.txt", status="failed", reason="permission denied")
        assert read_sources([source]).unread == (unread,)


def test_a_link_to_itself_has_failed(in_folder):
    (in_folder / "in").mkdir()
    (in_folder / "in/self.txt").symlink_to("self.txt")
    assert "symbolic links" in read_sources(["in"]).unread[0].reason


def test_links_lead_to_files_of_the_folder_but_not_in_circles(in_folder):
    write(in_folder / "in/a.txt")
    (in_folder / "in/loop").symlink_to(in_folder / "in")
    (in_folder / "in/gone.txt").symlink_to(in_folder / "nowhere.txt")
    write(in_folder / "in/sub/b.txt", "Other words altogether.")
    (in_folder / "in/link.txt").symlink_to(in_folder / "in/sub/b.txt")
    result = read_sources(["in"])
    assert origins(result) == ["in/a.txt", "in/link.txt"]
    assert [(unread.origin, unread.status) for unread in result.unread] == [
        ("in/gone.txt", "failed"), ("in/loop", "skipped"), ("in/sub/b.txt", "copy"),
    ]  # fmt: skip


def test_a_named_pipe_in_a_folder_is_not_waited_for(in_folder):
    (in_folder / "in").mkdir()
    os.mkfifo(in_folder / "in/pipe.txt")
    assert read_sources(["in"]).unread[0].reason == "not a regular file"


def test_a_name_that_is_no_utf8_or_has_line_breaks_is_shown_on_one_line(in_folder):
    name = os.fsdecode(b"gr\xf6sse\n.txt")
    write(in_folder / "in" / name)
    (origin,) = origins(read_sources(["in"]))
    assert origin == r"in/gr\xf6sse .txt"


def test_reading_twice_gives_the_same(in_folder):
    for n in range(5):
        write(in_folder / "in" / f"{n}.txt", f"{TEXT} {n}")
    assert read_sources(["in"]) == read_sources(["in"])
