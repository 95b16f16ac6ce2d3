"""What the package shows, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

from briefing import ingest as read
from briefing.ingest.formats.detect import SUFFIXES
from briefing.ingest.formats.registry import FORMATS


def test_all_is_sorted_and_every_name_is_there():
    assert read.__all__ == sorted(read.__all__)
    assert all(hasattr(read, name) for name in read.__all__)


def test_importing_it_imports_neither_the_language_model_nor_numpy():
    code = (
        "import sys, briefing.ingest; "
        "print([m for m in ('py3langid', 'numpy', 'charset_normalizer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_suffixes_are_those_that_the_formats_name():
    assert {suffix: form.name for form in FORMATS.values() for suffix in form.suffixes} == SUFFIXES
