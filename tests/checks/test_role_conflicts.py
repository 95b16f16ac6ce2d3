"""Offices at odds under one name are shown: among the discrepancies, or else on the names table."""

from __future__ import annotations

import pytest

from briefing.checks.role_conflicts import with_conflicts
from briefing.models import Discrepancy, Evidence, NameRole, Position, StoryName


def role(text: str, *articles: str) -> NameRole:
    evidence = tuple(Evidence(article=a, paragraph=1, quote="q", start=0, end=1) for a in articles)
    return NameRole(text=text, evidence=evidence)


def person(*roles: NameRole) -> StoryName:
    return StoryName(english="Nino Kvaratelia", kind="person", roles=roles, variants=())


def codes(name: StoryName) -> list[list[str]]:
    return [[flag.code for flag in role.flags] for role in name.roles]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((role("energy minister", "a"), role("deputy energy minister", "b")), [["role-conflict"], ["role-conflict"]]),
        ((role("energy minister", "a"), role("minister of energy", "b")), [[], []]),
        ((role("energy minister", "a"), role("head of the delegation", "b")), [[], []]),
        ((role("energy minister", "a"), role("deputy energy minister", "a")), [[], []]),
        ((role("energy minister", "a"), role("deputy energy minister")), [[], []]),
    ],
)
def test_roles_of_different_sources_are_compared(roles, expected):
    (name,) = with_conflicts([person(*roles)], [])
    assert codes(name) == expected


@pytest.mark.parametrize(("point", "flagged"), [("Kvaratelia's office", False), ("Number of injured", True)])
def test_what_a_discrepancy_tells_is_not_told_twice(point, flagged):
    row = Discrepancy(
        point=point, kind="who", contradiction=True, positions=(Position(article="a", stance="says", statement="x"),)
    )
    (name,) = with_conflicts([person(role("minister", "a"), role("deputy minister", "b"))], [row])
    assert any(codes(name)) is flagged
