"""The workers: what they may run."""

from __future__ import annotations

from pathlib import Path

from briefing.ingest import read_sources
from briefing.ingest.sandbox.pool import end_workers

PAGE = "<html lang='de'><body><p>Die Ministerin kam am Mittwoch nach Triest und sprach dort.</p></body></html>"
#: Modules that the libraries of reading import where they are installed.
OPTIONAL = ("pycurl", "brotli", "zstandard", "cchardet", "faust_cchardet", "html5lib", "bs4", "sitecustomize")


def test_a_module_in_the_working_folder_is_never_run():
    for name in OPTIONAL:
        Path(f"{name}.py").write_text("open('ran', 'a').write(__name__)\nraise ImportError\n")
    Path("a.html").write_text(PAGE)
    end_workers()  # one that is kept from an earlier test was started elsewhere
    assert len(read_sources(["a.html"]).articles) == 1
    assert not Path("ran").exists()
