"""The scan is one sentence with its numbers, and says otherwise where chance does as much."""

import pytest

from est.hotspots.detection.null_models import NullModel
from est.hotspots.detection.scan import ScanCluster
from est.text import translator
from est.ui.situation.scan import describe_scan

NAMES = {"a": "Torget"}
STRONG = ScanCluster("a", ("a", "b", "c"), 44.0, 18.25, 2.71, 0.001)
WEAK = ScanCluster("a", ("a",), 9.0, 5.0, 1.9, 0.42)


def test_an_area_that_stands_out_is_told_with_what_it_is_held_against():
    """In Swedish and in English."""
    assert describe_scan((STRONG, WEAK), NAMES, NullModel.EVEN, translator("sv")) == (
        "Det område som sticker ut mest är 3 rutor omkring Torget: 44 rapporter mot 18 väntade vid jämn fördelning "
        "över analysområdet, 2,7 gånger så många som utanför. Ett så starkt område uppstår av en slump någonstans i "
        "orten i 0,1 % av fallen."
    )
    assert "is 3 cells around Torget: 44 reports against 18 by" in describe_scan(
        (STRONG,), NAMES, NullModel.EVEN, translator("en")
    )


@pytest.mark.parametrize(("language", "words"), [("sv", "Inget område sticker ut"), ("en", "No area stands out")])
def test_what_chance_does_as_well_stands_out_in_no_sentence(language, words):
    """The strongest is told all the same, with its p."""
    said = describe_scan((WEAK,), NAMES, NullModel.PEOPLE, translator(language))
    assert said.startswith(words)
    assert "42 %" in said
    assert describe_scan((), NAMES, NullModel.EVEN, translator(language))
