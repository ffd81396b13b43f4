"""All of them are called all, two are called both, and none is called none: no 1 of 1, and no all 2."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from est.hotspots.surveillance.hour_shifts import HourShift
from est.hotspots.surveillance.sentences import hour_shift_sentence
from est.text import translator
from est.ui.meetings.agenda_list import _points_done
from est.ui.situation.basis import on_map_text
from est.ui.situation.most_list import describe_order

SV = translator("sv")


def on_map(reports: float, left: float = 0.0) -> Any:
    found = SimpleNamespace(
        reports=reports, outside=left, coarse=0.0, area=SimpleNamespace(ids=np.array([], np.uint64))
    )
    return SimpleNamespace(found=found)


@pytest.mark.parametrize(
    ("reports", "left", "said"),
    [
        (1.0, 0.0, "Den enda rapporten är på kartan, i rutor"),
        (2.0, 0.0, "Båda rapporterna är på kartan, i rutor"),
        (3.0, 0.0, "Alla 3 rapporter är på kartan, i rutor"),
        (1.0, 4.0, "1 rapport är på kartan, i rutor"),
        (2.2, 0.0, "Alla rapporter är på kartan, i rutor"),
    ],
)
def test_what_is_on_the_map_is_said_as_people_count(reports, left, said):
    """Where some count in part it is said what all count as."""
    told = on_map_text(on_map(reports, left), SV)
    assert told.startswith(said)
    assert ("De räknas som 2: en rapport med start- och sluttid" in told) is (reports == 2.2)


@pytest.mark.parametrize(
    ("sure", "every", "said"),
    [
        (0, 3, "inget annat. Ingen hör säkert hit (80 %)."),
        (2, 3, "inget annat. 2 av dessa 3 hör hit med minst 80 % säkerhet."),
        (3, 3, "inget annat. Alla hör hit med minst 80 % säkerhet."),
        (1, 1, "inget annat. Placeringen är"),
    ],
)
def test_the_places_with_most_reports_are_counted_as_people_do(sure, every, said):
    """Of one alone there is nothing to be sure of."""
    assert said in describe_order(pl.DataFrame({"among": [1.0] * sure + [0.0] * (every - sure)}), SV)


def test_points_that_are_taken_up_are_counted_as_people_do():
    """One of one is the point."""
    said = [_points_done(done, every, SV) for done, every in ((0, 0), (0, 1), (1, 1), (2, 3), (3, 3))]
    assert said == [
        "Inga punkter än",
        "0 av 1 punkt är behandlad",
        "Punkten är behandlad",
        "2 av 3 punkter är behandlade",
        "Alla punkter är behandlade",
    ]


def test_reports_of_unusual_hours_are_counted_as_people_do():
    """All at night is not 12 of 12, and less than one is not 0."""
    shift = HourShift("Torget", ("a",), "night", 12, 12, 0.4, 0.01)
    assert hour_shift_sentence(shift, SV).startswith("Torget: alla 12 rapporter på 12 veckor kom ")
    assert hour_shift_sentence(shift, SV).endswith("mot vanligen färre än en.")
    assert hour_shift_sentence(replace(shift, reports=15), SV).startswith(
        "Torget: 12 av 15 rapporter på 12 veckor kom "
    )
