from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from report_samples import day

if TYPE_CHECKING:
    from briefing.models import Briefing


@pytest.fixture(scope="session")
def briefing() -> Briefing:
    return day()
