"""The folder of a day: what an interrupted run left there goes, what another run is writing stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

from briefing.output import writer as outputs


def test_only_a_half_written_file_that_is_nobodys_is_swept():
    folder = Path("outputs/2026-11-20")
    outputs.prepare(folder)
    left, written = folder / ".briefing.json.0a1b2c3d.part", folder / "articles" / ".x.json.0a1b2c3e.part"
    for part in (left, written):
        part.write_text("half")
    os.utime(left, (time.time() - 7200, time.time() - 7200))
    outputs.prepare(folder)
    assert not left.exists()
    assert written.exists()
