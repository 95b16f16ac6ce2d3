"""The forms that an archive puts into a page are no edit of it; anything else there is."""

from __future__ import annotations

import json

import pytest

from briefing.render.html.day_links import without_forms

OWN = {"forms": [["Kvaratelia", "Kwaratelia"], ["Triest"]], "stories": [[0], [1]], "kinds": ["p"]}


def page(names: object) -> str:
    return f'<p>x</p><script type="application/json" id=names>{json.dumps(names)}</script>'


def test_forms_of_other_days_are_taken_out():
    more = OWN | {"forms": [["Kvaratelia", "Kwaratelia", "Кварателия"], ["Triest", "Trieste"]]}
    assert without_forms(page(more), page(OWN)) == page(OWN)


@pytest.mark.parametrize(
    "names",
    [
        OWN | {"forms": [["Kvaratelia"], ["Triest"]]},
        OWN | {"stories": [[0]]},
        OWN | {"kinds": ["q"]},
        OWN | {"stories": [[0], [7]]},
        [],
        "x",
    ],
)
def test_other_names_stay_and_are_found(names):
    assert without_forms(page(names), page(OWN)) == page(names)
